//! A visitor for tests: looks at pages, sends forms, follows redirects and keeps cookies, as a browser does, without one.

pub use fieldlab_sdk::bindings::fieldlab::lab::types::Value;

use crate::encoding::{decode, write_pairs};
use crate::lab::pretend;
use crate::request::{Method, Request};
use crate::response::Response;
use crate::router::Router;

/// How many redirects a visitor follows.
const MOST_REDIRECTS: usize = 10;

/// A visitor.
pub struct Visitor {
    routes: fn() -> Router,
    cookies: Vec<(String, String)>,
    /// The language that the browser prefers, such as `nl`.
    pub language: &'static str,
    /// The path of the last page.
    pub path: String,
    /// The status of the last page.
    pub status: u16,
}

impl Visitor {
    /// Somebody who reads Dutch and was not here before. Each request gets routes of its own, as in the lab.
    pub fn new(routes: fn() -> Router) -> Visitor {
        Visitor { routes, cookies: Vec::new(), language: "nl", path: "/".to_owned(), status: 0 }
    }

    /// Somebody who plays a person of whom this is known.
    pub fn playing(routes: fn() -> Router, known: &[(&str, Value)]) -> Visitor {
        let known = known.iter().map(|(field, value)| ((*field).to_owned(), *value)).collect();
        pretend::with(|lab| lab.me = Some(known));
        Visitor::new(routes)
    }

    /// What the service said that it decided.
    pub fn decided(&self) -> Vec<String> {
        pretend::with(|lab| lab.decided.clone())
    }

    /// Looks at a page, and returns what stands there.
    pub fn look(&mut self, path: &str) -> String {
        self.ask(Request::get(path))
    }

    /// Sends a form, and returns what stands on the page that comes then.
    pub fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let request = Request::new(Method::Post, path).with_header("content-type", "application/x-www-form-urlencoded");
        let body = write_pairs(fields.iter().copied()).into_bytes();
        self.ask(Request { body, ..request })
    }

    fn ask(&mut self, mut request: Request) -> String {
        for _ in 0..MOST_REDIRECTS {
            self.path.clone_from(&request.path);
            let response = self.answer(request);
            self.status = response.status;
            match response.header("location").map(str::to_owned) {
                Some(next) if (300..400).contains(&response.status) => request = Request::get(&next),
                _ => return response.into_text(),
            }
        }
        panic!("the pages lead round and round, last to {}", self.path);
    }

    fn answer(&mut self, request: Request) -> Response {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.with_header("accept-language", self.language).with_header("cookie", &cookies.join("; "));
        let response = (self.routes)().answer(request);
        for (_, cookie) in response.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.cookies.retain(|(kept, _)| kept != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        response
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.iter().find(|(kept, _)| kept == name).and_then(|(_, value)| decode(value))
    }
}
