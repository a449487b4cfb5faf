//! What a visitor asks.

use crate::encoding::{Pairs, decode, read_pairs};
use crate::form::{Form, kept};
use crate::keeping::{self, ANSWERS_COOKIE, Keeper};
use crate::response::{Cookie, Response};
use crate::router::About;
use crate::words::Language;

/// The most that a request's body may have, in bytes.
#[cfg(target_arch = "wasm32")]
pub(crate) const MOST_BODY_BYTES: usize = 1 << 20;

/// The cookie with the language that a visitor chose.
pub(crate) const LANGUAGE_COOKIE: &str = "lang";

/// What a request wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Look.
    Get,
    /// Look at the headers.
    Head,
    /// Send a form.
    Post,
    /// Put something in its place.
    Put,
    /// Change a part.
    Patch,
    /// Take away.
    Delete,
    /// Ask what is possible.
    Options,
    /// Something else, which no page answers.
    Other,
}

impl Method {
    /// Its name in HTTP.
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Other => "OTHER",
        }
    }
}

/// What a visitor asks: a method and a path, with headers and a body.
#[derive(Clone, Debug)]
pub struct Request {
    /// What it wants to do.
    pub method: Method,
    /// The path, such as `/aanvraag/2`, still encoded.
    pub path: String,
    /// What stands behind the question mark, still encoded.
    pub query: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    pub(crate) parameters: Pairs,
    pub(crate) about: About,
    /// The pages with forms, in their order.
    pub(crate) forms: Vec<FormPage>,
    /// Where answers are kept, when not in a cookie.
    pub(crate) keeper: Option<Keeper>,
}

/// A page with a form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormPage {
    pub(crate) path: &'static str,
    /// The form's name.
    pub(crate) name: &'static str,
    pub(crate) is_answered: fn(&Request) -> bool,
}

/// How far a visitor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many forms have answers that are right.
    pub answered: usize,
    /// How many forms there are.
    pub of: usize,
    /// The page of the first form without.
    pub next: Option<&'static str>,
}

impl Request {
    /// A request for a path, which may have a query.
    pub fn new(method: Method, path_and_query: &str) -> Request {
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        Request {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            parameters: Vec::new(),
            about: About::default(),
            forms: Vec::new(),
            keeper: None,
        }
    }

    /// A request to look at a page, for tests.
    pub fn get(path_and_query: &str) -> Request {
        Request::new(Method::Get, path_and_query)
    }

    /// Adds a header, for tests.
    pub fn with_header(mut self, name: &str, value: &str) -> Request {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// The first header with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// What stands in the path at `{name}`; empty when the route has no such parameter.
    pub fn parameter(&self, name: &str) -> &str {
        value_of(&self.parameters, name).unwrap_or_default()
    }

    /// The first value with this name in the query.
    pub fn query_value(&self, name: &str) -> Option<String> {
        read_pairs(&self.query)?.into_iter().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// The fields of the form that was sent; `None` when the body is not a form in UTF-8.
    pub fn form_values(&self) -> Option<Vec<(String, String)>> {
        let kind = self.header("content-type")?.split(';').next()?.trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return None;
        }
        read_pairs(std::str::from_utf8(&self.body).ok()?)
    }

    /// The cookie with this name.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let headers = self.headers.iter().filter(|(header, _)| header == "cookie");
        let mut cookies = headers.flat_map(|(_, value)| value.split(';')).filter_map(|cookie| cookie.split_once('='));
        cookies.find(|(found, _)| found.trim() == name).and_then(|(_, value)| decode(value.trim()))
    }

    /// The language for this visitor: the one in the query (`?lang=en`), else the one chosen before, else what the browser prefers.
    pub fn language(&self) -> Language {
        self.asked_language()
            .or_else(|| Language::from_code(&self.cookie(LANGUAGE_COOKIE)?))
            .or_else(|| Language::preferred(self.header("accept-language")?))
            .unwrap_or_default()
    }

    /// The language in the query.
    pub(crate) fn asked_language(&self) -> Option<Language> {
        Language::from_code(&self.query_value(crate::request::LANGUAGE_COOKIE)?)
    }

    /// What this visitor answered on the page with the form `F`.
    ///
    /// # Errors
    /// A redirect to that page, when there are no answers that are right: hand it back with `?`.
    pub fn answers<F: Form>(&self) -> Result<F, Response> {
        F::read(&kept::<F>(self)).map_err(|_| {
            let page = self.forms.iter().find(|form| form.name == F::NAME);
            Response::redirect(page.map_or("/", |form| form.path))
        })
    }

    /// How far this visitor is with the forms, also when they were here before.
    pub fn progress(&self) -> Progress {
        let is_answered = |form: &&FormPage| (form.is_answered)(self);
        let answered = self.forms.iter().filter(is_answered).count();
        let next = self.forms.iter().find(|form| !is_answered(form)).map(|form| form.path);
        Progress { answered, of: self.forms.len(), next }
    }

    /// Forgets all answers, and sends the visitor to the start. It can stand in routes: `.post("/opnieuw", Request::begin_anew)`.
    pub fn begin_anew(&self) -> Response {
        keeping::forget(self, self.forms.iter().map(|form| form.name));
        let gone = Cookie { name: ANSWERS_COOKIE, value: String::new(), seconds: Some(0) };
        Response::redirect(self.about.start).with_cookie(&gone)
    }
}

/// The first value with this name.
pub(crate) fn value_of<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_and_queries_are_read() {
        let request = Request::get("/a?b=1+2&c").with_header("Cookie", "x=1; naam=Ren%C3%A9e;y=%ff");
        assert_eq!((request.path.as_str(), request.query_value("b").as_deref()), ("/a", Some("1 2")));
        assert_eq!(request.query_value("d"), None);
        assert_eq!(request.cookie("naam").as_deref(), Some("Renée"));
        assert_eq!((request.cookie("y"), request.cookie("z")), (None, None));
    }

    #[test]
    fn the_language_is_that_of_the_query_then_the_cookie_then_the_browser() {
        let browser = Request::get("/").with_header("accept-language", "en");
        assert_eq!(browser.language(), Language::En);
        let cookie = browser.with_header("cookie", "lang=nl");
        assert_eq!(cookie.language(), Language::Nl);
        let query = Request { query: "lang=en".to_owned(), ..cookie };
        assert_eq!(query.language(), Language::En);
        assert_eq!(Request::get("/?lang=xx").language(), Language::Nl);
    }
}
