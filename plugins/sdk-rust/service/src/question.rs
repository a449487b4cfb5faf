//! A page that asks for a form: shows it, takes it, keeps the answers, and leads on.

use crate::encoding::{Pairs, encode};
use crate::form::{Form, Problem, keep, kept};
use crate::page::Page;
use crate::parts;
use crate::request::Request;
use crate::response::{Response, is_own_path};
use crate::words::text;

/// The form with what was kept of it.
pub(crate) fn show<F: Form>(request: &Request) -> Page {
    page::<F>(request, &kept::<F>(request), &[])
}

/// Takes a form that was sent.
pub(crate) fn take<F: Form>(request: &Request, next: &str) -> Response {
    let Some(values) = request.form_values() else {
        let what = text("Wij konden het formulier niet lezen", "We could not read the form");
        return page::<F>(request, &Pairs::new(), &[(F::NAME, what)]).status(400).into();
    };
    if let Err(problems) = F::read(&values) {
        return page::<F>(request, &values, &problems).status(422).into();
    }
    match keep::<F>(request, &values) {
        Some(cookie) => {
            Response::redirect(&wanted_next(request).unwrap_or_else(|| next.to_owned())).with_cookie(&cookie)
        }
        None => {
            let what = text("Uw antwoorden zijn samen te lang", "Your answers are too long together");
            page::<F>(request, &values, &[(F::NAME, what)]).status(422).into()
        }
    }
}

/// Where a visitor comes back to who only changes an answer.
fn wanted_next(request: &Request) -> Option<String> {
    request.query_value("next").filter(|next| is_own_path(next))
}

fn page<F: Form>(request: &Request, values: &Pairs, problems: &[Problem]) -> Page {
    let language = request.language();
    let mut page = Page::new(request, F::TITLE);
    if let Some(place) = request.forms.iter().position(|(_, name)| *name == F::NAME)
        && request.forms.len() > 1
    {
        page = page.place(place + 1, request.forms.len());
        page = page.back(if place == 0 { request.about.start } else { request.forms[place - 1].0 });
    }
    let asks = F::asks();
    if !problems.is_empty() {
        page = page.in_error().add(parts::error_summary(&asks, problems, language));
    }
    let action = match wanted_next(request) {
        Some(next) => format!("{}?next={}", request.path, encode(&next)),
        None => request.path.clone(),
    };
    page.add(parts::form(&action, &asks, values, problems, language))
}
