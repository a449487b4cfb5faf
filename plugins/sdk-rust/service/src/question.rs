//! A page that asks for a form: shows it, takes it, keeps the answers, and leads on.

use crate::encoding::{Pairs, encode};
use crate::form::{Form, Problem, keep, kept};
use crate::keeping::Kept;
use crate::page::Page;
use crate::parts;
use crate::register::marks;
use crate::request::Request;
use crate::response::{Response, is_own_path};
use crate::words::{Text, text};

/// The form with what was kept of it; before anything was, with what the register knows.
pub(crate) fn show<F: Form>(request: &Request) -> Page {
    let values = kept::<F>(request);
    let values = if values.is_empty() { F::of_me().into_values() } else { values };
    page::<F>(request, &values, &[])
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
    let on = || Response::redirect(&wanted_next(request).unwrap_or_else(|| next.to_owned()));
    match keep::<F>(request, &values) {
        Kept::InSession => on(),
        Kept::InCookie(cookie) => on().with_cookie(&cookie),
        Kept::TooLong => {
            let what = text("Uw antwoorden zijn samen te lang", "Your answers are too long together");
            page::<F>(request, &values, &[(F::NAME, what)]).status(422).into()
        }
    }
}

/// Where a visitor comes back to who only changes an answer.
fn wanted_next(request: &Request) -> Option<String> {
    request.query_value("next").filter(|next| is_own_path(next))
}

impl Page {
    /// Adds a form with what was filled in and what is wrong, sent to a path: for a service that takes the form itself, with
    /// [`Request::form_values`] and [`Form::read`], because more has to be right than each field by itself. With problems the page has
    /// status 422, says so in the browser's title and above the form, and next to each field.
    pub fn form<F: Form>(self, action: &str, values: &[(String, String)], problems: &[Problem]) -> Page {
        let (language, asks, values) = (self.language, F::asks(), values.to_vec());
        let page = match problems {
            [] => self,
            _ => self.status(422).in_error().add(parts::error_summary(&asks, problems, language)),
        };
        page.add(parts::form(action, &asks, &values, problems, language))
    }
}

fn page<F: Form>(request: &Request, values: &Pairs, problems: &[Problem]) -> Page {
    let language = request.language();
    let mut page = Page::new(request, F::TITLE);
    if let Some(place) = request.forms.iter().position(|form| form.name == F::NAME)
        && request.forms.len() > 1
    {
        page = page.place(place + 1, request.forms.len());
        page = page.back(if place == 0 { request.about.start } else { request.forms[place - 1].path });
    }
    let asks = F::asks();
    if !problems.is_empty() {
        page = page.in_error().add(parts::error_summary(&asks, problems, language));
    }
    let marked = |name: &&'static str| marks(values, name).is_some();
    let purposes: Vec<Text> = F::purposes().into_iter().filter(|(name, _)| marked(name)).map(|(_, why)| why).collect();
    if !purposes.is_empty() {
        page = page.add(parts::taken(&purposes, language));
    }
    let action = match wanted_next(request) {
        Some(next) => format!("{}?next={}", request.path, encode(&next)),
        None => request.path.clone(),
    };
    page.add(parts::form(&action, &asks, values, problems, language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Form;

    /// A form that the service takes itself.
    #[derive(Form)]
    #[ask(nl = "Uw bericht", en = "Your message")]
    struct Message {
        #[ask(nl = "Wat wilt u zeggen?", en = "What do you want to say?")]
        words: String,
    }

    #[test]
    fn a_form_that_a_service_takes_itself_says_what_is_wrong() {
        let form = |problems: &[Problem]| {
            let values = vec![("words".to_owned(), "<b>".to_owned())];
            let page = Page::new(&Request::get("/"), Message::TITLE).form::<Message>("/bericht", &values, problems);
            Response::from(page)
        };
        let right = form(&[]);
        assert_eq!(right.status, 200);
        let right = right.into_text();
        assert!(right.contains("action=\"/bericht\"") && right.contains("value=\"&lt;b&gt;\""), "{right}");
        let wrong = form(&[("words", text("Schrijf gewone woorden", "Write plain words"))]);
        assert_eq!(wrong.status, 422);
        let wrong = wrong.into_text();
        for part in ["<title>Fout: ", "<a href=\"#words\">Wat wilt u zeggen: Schrijf gewone woorden</a>"] {
            assert!(wrong.contains(part), "{part} in {wrong}");
        }
        assert!(Message::read(&vec![("words".to_owned(), "hallo".to_owned())]).is_ok_and(|read| read.words == "hallo"));
    }
}
