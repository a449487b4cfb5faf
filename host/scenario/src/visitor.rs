//! A visitor who asks for pages: keeps cookies, follows redirects, fills in forms and presses what is there.

use fieldlab_domain::name::nearest_hint;
use fieldlab_domain::service::{Body, Service, ServiceFailure, Visit};
use http::{Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full};

use crate::page::{Button, Control, Form, Kind, Page};

/// How many redirects a visitor follows.
const MOST_REDIRECTS: usize = 10;

/// The most of a page that is read, in bytes.
const MOST_PAGE: usize = 4 << 20;

/// Why a visitor can't go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The prototype gave no page.
    Failed(ServiceFailure),
    /// The page broke off.
    Broken(String),
    /// The pages lead round and round.
    Round(String),
    /// What is looked for is not on the page: what, and what comes near or is there.
    Missing {
        /// What is not there.
        what: String,
        /// What to do.
        hint: String,
    },
}

/// A visitor of one prototype.
pub(crate) struct Visitor<'a> {
    service: &'a dyn Service,
    visit: &'a Visit,
    cookies: Vec<(String, String)>,
    /// The path and query of the page.
    pub(crate) path: String,
    pub(crate) status: StatusCode,
    pub(crate) page: Page,
    /// Pages that were seen, each once, by path: what they are and their HTML.
    pub(crate) seen: Vec<(String, Page)>,
}

/// What is sent: a method, a path, and a body with its kind.
struct Sent {
    method: Method,
    path: String,
    body: Option<(String, Vec<u8>)>,
}

impl Sent {
    fn get(path: String) -> Sent {
        Sent { method: Method::GET, path, body: None }
    }
}

impl<'a> Visitor<'a> {
    pub(crate) fn new(service: &'a dyn Service, visit: &'a Visit) -> Visitor<'a> {
        Visitor {
            service,
            visit,
            cookies: Vec::new(),
            path: "/".to_owned(),
            status: StatusCode::OK,
            page: Page::default(),
            seen: Vec::new(),
        }
    }

    /// Goes to a page.
    pub(crate) async fn go(&mut self, path: &str) -> Result<(), Lost> {
        self.ask(Sent::get(path.to_owned())).await
    }

    /// Fills in a field.
    pub(crate) fn fill(&mut self, question: &str, answer: &str) -> Result<(), Lost> {
        let controls = self.page.forms.iter_mut().flat_map(|form| &mut form.controls);
        let mut asked: Vec<&mut Control> = controls.filter(|control| is_asked(control, question)).collect();
        if asked.is_empty() {
            return Err(self.no_question(question));
        }
        match asked[0].kind {
            Kind::Checkbox if asked.len() == 1 => {
                asked[0].is_chosen = ["true", "ja", "yes", "on"].contains(&answer.to_lowercase().as_str());
                Ok(())
            }
            Kind::Radio | Kind::Checkbox => choose(&mut asked, question, answer),
            Kind::Select => {
                let options: Vec<&str> = asked[0].options.iter().map(|(words, _)| words.as_str()).collect();
                let found = asked[0].options.iter().find(|(words, value)| words == answer || value == answer);
                let Some((_, value)) = found.cloned() else {
                    return Err(no_choice(question, answer, &options));
                };
                asked[0].value = value;
                Ok(())
            }
            // A date in three fields.
            Kind::Text if asked.len() == 3 => {
                let parts: Vec<&str> = answer.split(['-', ' ', '/']).filter(|part| !part.is_empty()).collect();
                let [first, month, last] = parts[..] else {
                    let what =
                        format!("`{question}` asks for a day, a month and a year, and `{answer}` has not three parts");
                    return Err(Lost::Missing { what, hint: "write the day as 2026-03-31".to_owned() });
                };
                // Written as years first, unless it begins with a day.
                let days = if first.len() == 4 { [last, month, first] } else { [first, month, last] };
                asked.iter_mut().zip(days).for_each(|(control, part)| part.clone_into(&mut control.value));
                Ok(())
            }
            _ => {
                answer.clone_into(&mut asked[0].value);
                Ok(())
            }
        }
    }

    /// Presses a button or follows a link.
    pub(crate) async fn press(&mut self, words: &str) -> Result<(), Lost> {
        let buttons = self.page.forms.iter().flat_map(|form| form.buttons.iter().map(move |button| (form, button)));
        if let Some((form, button)) = buttons.clone().find(|(_, button)| button.words == words) {
            let sent = self.filled(form, button);
            return self.ask(sent).await;
        }
        if let Some((_, address)) = self.page.links.iter().find(|(link, _)| link == words) {
            let to = self.resolve(address)?;
            return self.ask(Sent::get(to)).await;
        }
        let there: Vec<String> = buttons.map(|(_, button)| button.words.clone()).collect();
        let there = there.iter().chain(self.page.links.iter().map(|(words, _)| words)).map(String::as_str);
        let there: Vec<&str> = there.collect();
        Err(Lost::Missing { what: format!("there is no button or link `{words}`"), hint: near(words, &there) })
    }

    fn no_question(&self, question: &str) -> Lost {
        let controls = self.page.forms.iter().flat_map(|form| &form.controls);
        let mut there: Vec<&str> = controls
            .filter(|control| control.kind != Kind::Hidden)
            .map(|control| if control.group.is_empty() { control.label.as_str() } else { control.group.as_str() })
            .collect();
        there.dedup();
        Lost::Missing { what: format!("nothing on the page asks `{question}`"), hint: near(question, &there) }
    }

    /// What a form sends when a button is pressed.
    fn filled(&self, form: &Form, button: &Button) -> Sent {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for control in form.controls.iter().filter(|control| !control.name.is_empty()) {
            let is_sent = !matches!(control.kind, Kind::Checkbox | Kind::Radio) || control.is_chosen;
            if is_sent {
                pairs.push((&control.name, &control.value));
            }
        }
        pairs.extend(button.sends.as_ref().map(|(name, value)| (name.as_str(), value.as_str())));
        let action = button.action.as_deref().unwrap_or(&form.action);
        let path = self.resolve(action).unwrap_or_else(|_| self.path.clone());
        if !form.is_post {
            let path = path.split(['?', '#']).next().unwrap_or_default();
            return Sent::get(format!("{path}?{}", encoded(&pairs)));
        }
        let body = match form.is_multipart {
            true => in_parts(&pairs),
            false => ("application/x-www-form-urlencoded".to_owned(), encoded(&pairs).into_bytes()),
        };
        Sent { method: Method::POST, path, body: Some(body) }
    }

    /// The path that an address on this page leads to.
    fn resolve(&self, address: &str) -> Result<String, Lost> {
        let address = address.split('#').next().unwrap_or_default();
        let here = self.path.split('?').next().unwrap_or("/");
        let folder = &here[..=here.rfind('/').unwrap_or(0)];
        Ok(match address.as_bytes() {
            [] => self.path.clone(),
            [b'/', b'/', ..] => return Err(elsewhere(address)),
            [b'/', ..] => address.to_owned(),
            [b'?', ..] => format!("{here}{address}"),
            _ => match address.parse::<Uri>().ok().filter(|uri| uri.scheme().is_some()) {
                Some(uri) if uri.host() == Some(HOST) => {
                    uri.path_and_query().map_or("/", |path| path.as_str()).to_owned()
                }
                Some(_) => return Err(elsewhere(address)),
                None => without_dots(&format!("{folder}{address}")),
            },
        })
    }

    async fn ask(&mut self, mut sent: Sent) -> Result<(), Lost> {
        for _ in 0..MOST_REDIRECTS {
            self.path.clone_from(&sent.path);
            let response = self.service.answer(self.request(&sent), self.visit).await.map_err(Lost::Failed)?;
            let (head, body) = response.into_parts();
            for cookie in head.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
                self.keep(cookie);
            }
            self.status = head.status;
            let next = head.headers.get(header::LOCATION).and_then(|next| next.to_str().ok());
            match next.filter(|_| head.status.is_redirection()) {
                Some(next) => {
                    let path = self.resolve(next)?;
                    // 307 and 308 send the same again; after the others a browser looks.
                    match head.status {
                        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => sent.path = path,
                        _ => sent = Sent::get(path),
                    }
                }
                None => {
                    let body = http_body_util::Limited::new(body, MOST_PAGE).collect().await;
                    let bytes = body.map_err(|error| Lost::Broken(error.to_string()))?.to_bytes();
                    self.page = Page::parse(&String::from_utf8_lossy(&bytes));
                    self.remember();
                    return Ok(());
                }
            }
        }
        Err(Lost::Round(self.path.clone()))
    }

    fn remember(&mut self) {
        let path = self.path.split('?').next().unwrap_or("/").to_owned();
        // A page with its faults shown is another than the same page before.
        if !self.seen.iter().any(|(seen, page)| *seen == path && *page == self.page) {
            self.seen.push((path, self.page.clone()));
        }
    }

    fn request(&self, sent: &Sent) -> Request<Body> {
        let body = sent.body.as_ref().map(|(_, bytes)| bytes.clone()).unwrap_or_default();
        let length = body.len();
        let mut request = Request::builder()
            .method(sent.method.clone())
            .uri(format!("http://{HOST}{}", if sent.path.starts_with('/') { &sent.path } else { "/" }))
            .header(header::HOST, HOST)
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, self.visit.language.code());
        if let Some((kind, _)) = &sent.body {
            request = request.header(header::CONTENT_TYPE, kind).header(header::CONTENT_LENGTH, length);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let body = Full::new(body.into()).map_err(|never| match never {}).boxed_unsync();
        request.body(body).expect("paths of pages and forms are those of addresses")
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        self.cookies.retain(|(kept, _)| kept != name.trim());
        let over = attributes.to_ascii_lowercase().replace(' ', "").contains("max-age=0");
        if !over {
            self.cookies.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
}

/// The name under which pages are asked for.
const HOST: &str = "prototype.localhost";

fn elsewhere(address: &str) -> Lost {
    let hint = "a walk stays within the prototype".to_owned();
    Lost::Missing { what: format!("`{address}` leads out of the prototype"), hint }
}

fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Whether a field asks this, by its label, its legend, both, or its name.
fn is_asked(control: &Control, question: &str) -> bool {
    if control.kind == Kind::Hidden {
        return false;
    }
    // What a label says beside the question, such as that it need not be answered, may be left out.
    let fits =
        |words: &str| words == question || words.strip_prefix(question).is_some_and(|rest| rest.starts_with(" ("));
    fits(&control.label) && control.kind != Kind::Radio
        || (!control.group.is_empty() && fits(&control.group))
        || format!("{} {}", control.group, control.label) == question
        || control.name == question
}

fn choose(asked: &mut [&mut Control], question: &str, answer: &str) -> Result<(), Lost> {
    let labels: Vec<String> = asked.iter().map(|control| control.label.clone()).collect();
    let chosen = asked.iter().position(|control| control.label == answer || control.value == answer);
    let Some(chosen) = chosen else {
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        return Err(no_choice(question, answer, &labels));
    };
    let is_radio = asked[chosen].kind == Kind::Radio;
    for (at, control) in asked.iter_mut().enumerate() {
        control.is_chosen = at == chosen || (control.is_chosen && !is_radio);
    }
    Ok(())
}

fn no_choice(question: &str, answer: &str, there: &[&str]) -> Lost {
    Lost::Missing { what: format!("`{question}` has no choice `{answer}`"), hint: near(answer, there) }
}

fn near(wanted: &str, there: &[&str]) -> String {
    if there.is_empty() {
        return "there is nothing of the kind on the page".to_owned();
    }
    let near = nearest_hint(wanted, there.iter().copied());
    if near.starts_with("did you mean") { near } else { format!("there is: {}", there.join(", ")) }
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    let one = |text: &str| {
        let mut out = String::new();
        for byte in text.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(byte as char),
                b' ' => out.push('+'),
                other => out.push_str(&format!("%{other:02X}")),
            }
        }
        out
    };
    pairs.iter().map(|(name, value)| format!("{}={}", one(name), one(value))).collect::<Vec<_>>().join("&")
}

fn in_parts(pairs: &[(&str, &str)]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----the-next-field";
    let escaped = |name: &str| name.replace('"', "%22").replace(['\r', '\n'], " ");
    let part = |(name, value): &(&str, &str)| {
        format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n", escaped(name))
    };
    let parts: String = pairs.iter().map(part).collect();
    (format!("multipart/form-data; boundary={BOUNDARY}"), format!("{parts}--{BOUNDARY}--\r\n").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_sent_as_browsers_do() {
        assert_eq!(encoded(&[("naam", "Ren\u{e9} & co"), ("a-b", "1,5")]), "naam=Ren%C3%A9+%26+co&a-b=1%2C5");
        let (kind, body) = in_parts(&[("a", "b")]);
        assert!(kind.starts_with("multipart/form-data"));
        assert!(String::from_utf8_lossy(&body).contains("name=\"a\"\r\n\r\nb\r\n"));
    }

    #[test]
    fn addresses_lead_as_in_a_browser() {
        for (path, expected) in [("/a/b/../c", "/a/c"), ("/a/./b", "/a/b"), ("/../../a", "/a")] {
            assert_eq!(without_dots(path), expected);
        }
    }
}
