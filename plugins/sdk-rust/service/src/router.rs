//! Which function answers which path.

use crate::encoding::{Pairs, decode};
use crate::form::{Form, kept};
use crate::keeping::Keeper;
use crate::page::Page;
use crate::parts::{ICON_PATH, STYLE_PATH};
use crate::question;
use crate::request::{FormPage, LANGUAGE_COOKIE, Method, Request};
use crate::response::{Body, Cookie, Response};
use crate::words::{Text, text};

/// What every page says of the service, from its manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The service's title.
    pub title: Text,
    /// The organisation that owns it.
    pub owner: &'static str,
    /// The path of the page where visitors begin.
    pub start: &'static str,
}

impl Default for About {
    fn default() -> About {
        About { title: Text::fixed("Voorbeeld", "Example"), owner: "", start: "/" }
    }
}

type Handler = Box<dyn Fn(&Request) -> Response>;

struct Route {
    method: Method,
    pattern: &'static str,
    handler: Handler,
}

/// Which function answers which path.
#[derive(Default)]
pub struct Router {
    about: About,
    routes: Vec<Route>,
    forms: Vec<FormPage>,
    keeper: Option<Keeper>,
}

/// How long a browser remembers the language, in seconds: half a year.
const LANGUAGE_SECONDS: u32 = 182 * 24 * 60 * 60;

impl Router {
    /// A router without pages yet; `#[service]` makes one with what the manifest says.
    pub fn new(about: About) -> Router {
        Router { about, ..Router::default() }
    }

    /// `handler` answers requests to look at `pattern`: a path in which `{name}` stands for any one part, and `{*name}` at the end
    /// for all that follows. What stands there comes as [`Request::parameter`]. The first route that fits answers.
    pub fn get<R: Into<Response> + 'static>(self, pattern: &'static str, handler: fn(&Request) -> R) -> Router {
        self.route(Method::Get, pattern, handler)
    }

    /// `handler` answers forms that are sent to `pattern`.
    pub fn post<R: Into<Response> + 'static>(self, pattern: &'static str, handler: fn(&Request) -> R) -> Router {
        self.route(Method::Post, pattern, handler)
    }

    /// `handler` answers one method at `pattern`.
    pub fn route<R: Into<Response> + 'static>(
        self,
        method: Method,
        pattern: &'static str,
        handler: fn(&Request) -> R,
    ) -> Router {
        self.add(method, pattern, Box::new(move |request| handler(request).into()))
    }

    /// A page that asks for `F`. When all answers are right they are kept and the visitor goes to `next`; else the page comes back
    /// with what was filled in, and what is wrong stands next to the field.
    pub fn form<F: Form>(mut self, path: &'static str, next: &'static str) -> Router {
        let is_answered = |request: &Request| {
            let values = kept::<F>(request);
            !values.is_empty() && F::read(&values).is_ok()
        };
        self.forms.push(FormPage { path, name: F::NAME, is_answered });
        self.add(Method::Get, path, Box::new(|request| question::show::<F>(request).into())).add(
            Method::Post,
            path,
            Box::new(move |request| question::take::<F>(request, next)),
        )
    }

    /// Keeps answers in the demo session instead of in a cookie, so that a visitor can come back until the session begins anew. Needs
    /// `uses = ["keyvalue"]` in the manifest; when the lab does not grant it, the cookie keeps them. It is for the lab, which keeps
    /// values of each session apart; other hosts may share them between visitors.
    pub fn keep_answers(mut self) -> Router {
        self.keeper = Some(Keeper::session());
        self
    }

    fn add(mut self, method: Method, pattern: &'static str, handler: Handler) -> Router {
        self.routes.push(Route { method, pattern, handler });
        self
    }

    /// Answers a request.
    pub fn answer(&self, mut request: Request) -> Response {
        request.about = self.about.clone();
        request.forms.clone_from(&self.forms);
        request.keeper = self.keeper;
        let mut response = self.find_and_answer(&mut request);
        if let Some(language) = request.asked_language() {
            let value = language.code().to_owned();
            response = response.with_cookie(&Cookie { name: LANGUAGE_COOKIE, value, seconds: Some(LANGUAGE_SECONDS) });
        }
        // Browsers say where a page will stand.
        if request.header("sec-fetch-dest") == Some("iframe") {
            response = response.in_frame();
        }
        if request.method == Method::Head {
            response = response.with_length();
            response.body = Body::Whole(Vec::new());
        }
        response
    }

    fn find_and_answer(&self, request: &mut Request) -> Response {
        let wanted = if request.method == Method::Head { Method::Get } else { request.method };
        if wanted == Method::Get
            && let Some(file) = own_file(&request.path)
        {
            return file;
        }
        let mut allowed = Vec::new();
        for route in &self.routes {
            let Some(parameters) = fit(route.pattern, &request.path) else { continue };
            if route.method == wanted {
                request.parameters = parameters;
                return (route.handler)(request);
            }
            if route.method == Method::Get {
                allowed.push(Method::Head.name());
            }
            allowed.push(route.method.name());
        }
        if allowed.is_empty() {
            return not_found(request);
        }
        allowed.push(Method::Options.name());
        let allow = allowed.join(", ");
        if wanted == Method::Options {
            return Response { status: 204, headers: Vec::new(), body: Body::Whole(Vec::new()) }
                .with_header("allow", &allow);
        }
        let explanation = text("Dat kan op deze pagina niet.", "That is not possible on this page.");
        let page = Page::new(request, text("Dit kan niet", "This is not possible")).status(405);
        Response::from(back_to_start(page.paragraph(explanation), request)).with_header("allow", &allow)
    }
}

/// The files that every service has.
fn own_file(path: &str) -> Option<Response> {
    let (kind, file) = match path {
        STYLE_PATH => ("text/css; charset=utf-8", include_str!("../../../page/style.css")),
        ICON_PATH => ("image/svg+xml", include_str!("../../../page/icon.svg")),
        _ => return None,
    };
    let response = Response::bytes(200, kind, file.as_bytes().to_vec());
    Some(response.with_header("cache-control", "public, max-age=86400"))
}

fn not_found(request: &Request) -> Response {
    let explanation = text(
        "Misschien is het adres verkeerd getypt, of is de pagina verplaatst.",
        "Perhaps the address was typed wrong, or the page has moved.",
    );
    let page = Page::new(request, text("Deze pagina is er niet", "This page does not exist")).status(404);
    back_to_start(page.paragraph(explanation), request).into()
}

fn back_to_start(page: Page, request: &Request) -> Page {
    page.link(text("Naar het begin", "To the start"), request.about.start)
}

/// What stands at the parameters of `pattern`; `None` when the path does not fit it.
fn fit(pattern: &str, path: &str) -> Option<Pairs> {
    let mut found = Pairs::new();
    let (mut parts, mut path_parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (parts.next(), path_parts.next()) {
            (None, None) => return Some(found),
            (Some(part), Some(first)) => match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(name) if name.starts_with('*') => {
                    let rest = std::iter::once(first).chain(path_parts).collect::<Vec<_>>().join("/");
                    found.push((name[1..].to_owned(), decode(&rest)?));
                    return Some(found);
                }
                Some(name) if !first.is_empty() => found.push((name.to_owned(), decode(first)?)),
                None if decode(first)? == part => {}
                _ => return None,
            },
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router() -> Router {
        Router::default()
            .get("/", |_| Response::text(200, "start"))
            .get("/aanvraag/{step}", |request| Response::text(200, request.parameter("step")))
            .post("/aanvraag/{step}", |_| Response::redirect("/"))
            .get("/bestand/{*rest}", |request| Response::text(200, request.parameter("rest")))
    }

    fn answer(method: Method, path: &str) -> Response {
        router().answer(Request::new(method, path))
    }

    #[test]
    fn paths_have_parameters() {
        let check = |path: &str, expected: &str| assert_eq!(answer(Method::Get, path).into_text(), expected, "{path}");
        check("/", "start");
        check("/?a=b", "start");
        check("/aanvraag/2", "2");
        check("/aanvraag/een%20twee%2Fdrie", "een twee/drie");
        check("/bestand/a/b.txt", "a/b.txt");
    }

    #[test]
    fn what_is_not_there_is_said_in_a_page() {
        for path in ["/niets", "/aanvraag", "/aanvraag/", "/aanvraag/1/2", "/aanvraag/%ff", "//", ""] {
            let response = answer(Method::Get, path);
            assert_eq!(response.status, 404, "{path}");
            assert!(response.into_text().contains("<h1>Deze pagina is er niet</h1>"), "{path}");
        }
    }

    #[test]
    fn every_service_has_a_stylesheet_and_an_icon() {
        for (path, kind) in [("/fieldlab.css", "text/css; charset=utf-8"), ("/fieldlab.svg", "image/svg+xml")] {
            let response = answer(Method::Get, path);
            assert_eq!((response.status, response.header("content-type")), (200, Some(kind)), "{path}");
        }
    }

    #[test]
    fn a_method_that_is_not_there_names_those_that_are() {
        let response = answer(Method::Delete, "/aanvraag/2");
        assert_eq!((response.status, response.header("allow")), (405, Some("HEAD, GET, POST, OPTIONS")));
        let response = answer(Method::Options, "/aanvraag/2");
        assert_eq!((response.status, response.header("allow")), (204, Some("HEAD, GET, POST, OPTIONS")));
        assert_eq!(answer(Method::Other, "/").status, 405);
    }

    #[test]
    fn head_is_get_without_its_body() {
        let response = answer(Method::Head, "/");
        assert_eq!((response.status, response.header("content-length")), (200, Some("5")));
        assert_eq!(response.into_text(), "");
    }

    #[test]
    fn a_language_that_is_asked_for_is_remembered() {
        let response = answer(Method::Get, "/niets?lang=en");
        assert!(response.header("set-cookie").is_some_and(|cookie| cookie.starts_with("lang=en; ")));
        assert!(response.into_text().contains("<html lang=\"en\">"));
        let framed = router().answer(Request::get("/?lang=en").with_header("sec-fetch-dest", "iframe"));
        assert!(
            framed.header("set-cookie").is_some_and(|cookie| cookie.ends_with("; SameSite=None; Secure; Partitioned"))
        );
    }
}
