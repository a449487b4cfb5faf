//! A visitor for tests: looks at pages, sends forms, follows redirects and keeps cookies, as a browser does, without one.

pub use fieldlab_sdk::bindings::fieldlab::lab::types::Value;

use crate::encoding::{decode, write_pairs};
use crate::lab::desks::{Desk, DeskAnswer, Silence};
use crate::lab::pretend::{self, Known, Pretended};
use crate::lab::vault::{Consent, Look};
use crate::lab::{Person, Relation};
use crate::plaza::{Offered, Question, Sector};
use crate::request::{Method, Request};
use crate::response::Response;
use crate::router::Router;

/// How many redirects a visitor follows.
const MOST_REDIRECTS: usize = 10;

/// A visitor, in a demo session of their own.
pub struct Visitor {
    routes: fn() -> Router,
    lab: Pretended,
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
        let (lab, language) = (Pretended::default(), "nl");
        Visitor { routes, lab, cookies: Vec::new(), language, path: "/".to_owned(), status: 0 }
    }

    /// Somebody who plays a person of whom this is known.
    pub fn playing(routes: fn() -> Router, known: &[(&str, Value)]) -> Visitor {
        let mut visitor = Visitor::new(routes);
        visitor.lab.plays = true;
        visitor.lab.people.push(of(known));
        visitor
    }

    /// The person whom they play has a partner of whom this is known.
    pub fn with_partner(self, known: &[(&str, Value)]) -> Visitor {
        self.with_relative(Relation::Partner, known)
    }

    /// The person whom they play has a child, or another one, of whom this is known.
    pub fn with_child(self, known: &[(&str, Value)]) -> Visitor {
        self.with_relative(Relation::Children, known)
    }

    /// The person whom they play lives with a parent of whom this is known.
    pub fn with_parent(self, known: &[(&str, Value)]) -> Visitor {
        self.with_relative(Relation::Parents, known)
    }

    /// There is somebody of whom this is known, for who searches. The first citizen of a lab is the one whose relatives are named.
    pub fn with_citizen(mut self, known: &[(&str, Value)]) -> Visitor {
        self.lab.people.push(of(known));
        self
    }

    fn with_relative(mut self, relation: Relation, known: &[(&str, Value)]) -> Visitor {
        self.lab.people.push(of(known));
        self.lab.related.push((relation, Person(self.lab.people.len() as u64)));
        self
    }

    /// There is another prototype of this name, which answers so.
    pub fn with_neighbour(mut self, name: &str, answer: impl Fn(&Request) -> Response + 'static) -> Visitor {
        self.lab.neighbours.insert(name.to_owned(), Box::new(answer));
        self
    }

    /// The manifest has a parameter of this name and value.
    pub fn with_parameter(mut self, name: &str, value: &str) -> Visitor {
        self.lab.parameters.insert(name.to_owned(), value.to_owned());
        self
    }

    /// There is somebody of this name who answers questions, and offers this or is silent.
    pub fn with_desk(mut self, name: &str, sector: Sector, offers: Result<Vec<Offered>, Silence>) -> Visitor {
        let desk = Desk {
            prototype: name.to_owned(),
            title: name.to_owned(),
            organisation: name.to_owned(),
            sector,
            opening: String::new(),
        };
        self.lab.desks.push(DeskAnswer { desk, offers });
        self
    }

    /// What was asked of those who answer questions, the latest last: with words only when the person shared them.
    pub fn asked(&self) -> Vec<Question> {
        self.lab.asked.clone()
    }

    /// The person whom they play shares this for a request of the manifest.
    pub fn sharing(mut self, request: &str, shared: &[(&str, Value)]) -> Visitor {
        self.lab.shares.insert(request.to_owned(), of(shared));
        self
    }

    /// The person whom they play gave this consent to some prototype.
    pub fn with_consent(mut self, consent: Consent) -> Visitor {
        self.lab.consents.push(consent);
        self
    }

    /// Somebody looked at the person whom they play.
    pub fn with_look(mut self, look: Look) -> Visitor {
        self.lab.looks.push(look);
        self
    }

    /// The lab did not grant this: `citizens`, `config`, `desks`, `keyvalue`, `own-data` or `vault`.
    pub fn refused(mut self, what: &'static str) -> Visitor {
        self.lab.refused.insert(what);
        self
    }

    /// They close their browser: its cookies are gone, the demo session stays.
    pub fn closes_browser(&mut self) {
        self.cookies.clear();
    }

    /// What the service said that it decided, in Dutch.
    pub fn decided(&self) -> Vec<String> {
        self.lab.decided.clone()
    }

    /// What the service wrote to its log.
    pub fn log(&self) -> Vec<String> {
        self.lab.log.clone()
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

    /// Does something as this visitor, in their lab: for what is no page, such as an offer.
    pub fn within<T>(&mut self, act: impl FnOnce() -> T) -> T {
        pretend::within(&mut self.lab, act)
    }

    fn ask(&mut self, mut request: Request) -> String {
        for _ in 0..MOST_REDIRECTS {
            self.path.clone_from(&request.path);
            let response = self.answer(request);
            self.status = response.status;
            match response.header("location").map(str::to_owned) {
                Some(next) if (300..400).contains(&response.status) => {
                    // Where on the page it leads is the browser's business.
                    request = Request::get(next.split('#').next().unwrap_or_default());
                }
                _ => return response.into_text(),
            }
        }
        panic!("the pages lead round and round, last to {}", self.path);
    }

    fn answer(&mut self, request: Request) -> Response {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.with_header("accept-language", self.language).with_header("cookie", &cookies.join("; "));
        let routes = self.routes;
        let response = pretend::within(&mut self.lab, || routes().answer(request));
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

/// What is known of somebody.
fn of(known: &[(&str, Value)]) -> Known {
    known.iter().map(|(field, value)| ((*field).to_owned(), *value)).collect()
}
