//! Lists, a page at a time.

use axum::http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::Problem;

/// How many things a page has when nothing is said, and at most.
pub(super) const SIZE: (u32, u32) = (20, 100);

/// The last page that can be asked for.
pub(super) const LAST: u32 = 1_000_000;

/// Which page is asked for: all that can be asked of a list that can't be searched.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The page, counted from 1.
    #[param(minimum = 1, maximum = 1_000_000, default = 1)]
    pub(super) page: Option<u32>,
    /// How many things a page has.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub(super) page_size: Option<u32>,
}

/// Where a page stands in the list that it is of.
#[derive(Debug, Serialize)]
pub(super) struct Place {
    pub(super) page: u32,
    pub(super) page_size: u32,
    pub(super) total: u64,
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
}

/// The part of a list that a page shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    page: u32,
    /// How many things it has at most.
    pub(super) size: u32,
    /// How many things come before it.
    pub(super) skip: u64,
}

impl Window {
    /// Where a page with so many things stands in a list of `total`; `address` is the one that was asked at.
    pub(super) fn place(self, shown: usize, total: u64, address: &Uri) -> Place {
        let Window { page, size, skip } = self;
        let is_last = skip.saturating_add(shown as u64) >= total;
        Place {
            page,
            page_size: size,
            total,
            next: (!is_last).then(|| at(address, page + 1)),
            previous: (page > 1).then(|| at(address, page - 1)),
        }
    }
}

impl Wanted {
    /// The part of the list that is asked for.
    pub(super) fn window(self) -> Result<Window, Problem> {
        let (page, size) = (self.page.unwrap_or(1), self.page_size.unwrap_or(SIZE.0));
        if !(1..=LAST).contains(&page) {
            return Err(Problem::bad(format!("`page` is {page}"), format!("ask for page 1 to {LAST}")));
        }
        if !(1..=SIZE.1).contains(&size) {
            let hint = format!("ask for 1 to {} things at a time", SIZE.1);
            return Err(Problem::bad(format!("`pageSize` is {size}"), hint));
        }
        Ok(Window { page, size, skip: u64::from(page - 1) * u64::from(size) })
    }

    /// The things of this page, and where it stands; `address` is the one that was asked at.
    pub(super) fn cut<T>(self, all: Vec<T>, address: &Uri) -> Result<(Vec<T>, Place), Problem> {
        let window = self.window()?;
        let total = all.len() as u64;
        let items: Vec<T> = all.into_iter().skip(window.skip as usize).take(window.size as usize).collect();
        let place = window.place(items.len(), total, address);
        Ok((items, place))
    }
}

/// The address of another page of the same list.
fn at(address: &Uri, page: u32) -> String {
    let asked = address.query().unwrap_or_default().split('&');
    let others = asked.filter(|pair| !pair.is_empty() && !pair.starts_with("page="));
    let query: Vec<String> = others.map(str::to_owned).chain([format!("page={page}")]).collect();
    format!("/v1{}?{}", address.path(), query.join("&"))
}

/// Declares a page of a list, `paged!(NeedPage, NeedItem)`; with a field more when the list has something of its own to tell.
macro_rules! paged {
    ($name:ident, $item:ty $(, $(#[$about:meta])* $more:ident: $kind:ty)?) => {
        /// A page of a list.
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase")]
        struct $name {
            /// What is on this page.
            items: Vec<$item>,
            /// The number of this page, counted from 1.
            #[schema(minimum = 1)]
            page: u32,
            /// How many things a page has at most.
            #[schema(minimum = 1, maximum = 100)]
            page_size: u32,
            /// How many there are in the whole list.
            total: u64,
            /// The address of the next page; absent on the last.
            #[serde(skip_serializing_if = "Option::is_none")]
            next: Option<String>,
            /// The address of the page before; absent on the first.
            #[serde(skip_serializing_if = "Option::is_none")]
            previous: Option<String>,
            $($(#[$about])* $more: $kind,)?
        }

        impl $name {
            fn of((items, place): (Vec<$item>, $crate::api::paging::Place) $(, $more: $kind)?) -> $name {
                let $crate::api::paging::Place { page, page_size, total, next, previous } = place;
                $name { items, page, page_size, total, next, previous $(, $more)? }
            }
        }
    };
}
pub(super) use paged;

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(address: &str, page: Option<u32>, size: Option<u32>) -> Result<(Vec<u32>, Place), Problem> {
        Wanted { page, page_size: size }.cut((1..=45).collect(), &address.parse().expect("an address"))
    }

    #[test]
    fn a_page_says_where_it_stands() {
        let (items, place) = cut("/needs?q=a%26b", None, None).expect("the first page");
        assert_eq!((items.len(), place.total, place.previous), (20, 45, None));
        assert_eq!(place.next.as_deref(), Some("/v1/needs?q=a%26b&page=2"));
        let (items, place) = cut("/needs?page=3&pageSize=20", Some(3), Some(20)).expect("the last page");
        assert_eq!((items, place.next), ((41..=45).collect(), None));
        assert_eq!(place.previous.as_deref(), Some("/v1/needs?pageSize=20&page=2"));
        let (items, place) = cut("/needs?page=9", Some(9), None).expect("a page after the last");
        assert_eq!((items.len(), place.next, place.previous.is_some()), (0, None, true));
        for (page, size) in [(0, 20), (LAST + 1, 20), (1, 0), (1, 101)] {
            assert!(cut("/needs", Some(page), Some(size)).is_err(), "{page} {size}");
        }
    }
}
