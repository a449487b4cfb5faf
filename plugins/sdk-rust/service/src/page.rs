//! A page: a title and what stands under it, in a layout that works for everybody.

use maud::{DOCTYPE, html};

use crate::Html;
use crate::answer::Ask;
use crate::encoding::{read_pairs, write_pairs};
use crate::explanation;
use crate::form::{Form, kept};
use crate::lab;
use crate::parts::{self, ICON_PATH, STYLE_PATH, Tone};
use crate::register::marks;
use crate::request::{LANGUAGE_COOKIE, Request};
use crate::response::Response;
use crate::words::{Language, Text};
use fieldlab_sdk::Steps;

/// A page in the visitor's language. Add its parts from top to bottom.
pub struct Page {
    pub(crate) language: Language,
    /// What the page answers.
    request: Request,
    title: String,
    status: u16,
    in_error: bool,
    place: Option<(usize, usize)>,
    back: Option<String>,
    parts: Vec<Html>,
}

impl Page {
    /// A page with a title, which is its first heading.
    pub fn new(request: &Request, title: Text) -> Page {
        let language = request.language();
        Page {
            language,
            request: request.clone(),
            title: title.get(language).to_owned(),
            status: 200,
            in_error: false,
            place: None,
            back: None,
            parts: Vec::new(),
        }
    }

    /// The status of the response, 200 when nothing is said.
    pub fn status(mut self, status: u16) -> Page {
        self.status = status;
        self
    }

    /// Something was filled in wrong: the browser's title says so first.
    pub fn in_error(mut self) -> Page {
        self.in_error = true;
        self
    }

    /// Which step this is, and of how many.
    pub fn place(mut self, step: usize, of: usize) -> Page {
        self.place = Some((step, of));
        self
    }

    /// A link back to the page before.
    pub fn back(mut self, path: &str) -> Page {
        self.back = Some(path.to_owned());
        self
    }

    /// Adds HTML of your own, made with `maud::html!`.
    // The name is what builders call it.
    #[allow(clippy::should_implement_trait)]
    pub fn add(mut self, part: Html) -> Page {
        self.parts.push(part);
        self
    }

    fn with(self, words: &Text, part: impl FnOnce(&str) -> Html) -> Page {
        let part = part(words.get(self.language));
        self.add(part)
    }

    /// Adds a heading under the title.
    pub fn heading(self, words: Text) -> Page {
        self.with(&words, |words| html! { h2 { (words) } })
    }

    /// Adds a paragraph.
    pub fn paragraph(self, words: Text) -> Page {
        self.with(&words, |words| html! { p { (words) } })
    }

    /// Adds a list.
    pub fn list(self, items: impl IntoIterator<Item = Text>) -> Page {
        let language = self.language;
        let items: Vec<Text> = items.into_iter().collect();
        self.add(html! { ul { @for item in &items { li { (item.get(language)) } } } })
    }

    /// Adds a link in a paragraph of its own.
    pub fn link(self, words: Text, path: &str) -> Page {
        self.with(&words, |words| html! { p { a href=(path) { (words) } } })
    }

    /// Adds the link that begins or goes on, as large as a button.
    pub fn start(self, words: Text, path: &str) -> Page {
        self.with(&words, |words| html! { p { a.button href=(path) { (words) } } })
    }

    /// Adds a button that sends an empty form to a path.
    pub fn button(self, words: Text, path: &str) -> Page {
        self.with(&words, |words| html! { form method="post" action=(path) { button.button { (words) } } })
    }

    /// Adds the link that begins with the first form. Whoever was here before goes on where they were, at the last at `done`, or begins
    /// anew: `anew` is the path of [`Request::begin_anew`].
    pub fn begin_or_go_on(self, done: &str, anew: &str) -> Page {
        let (progress, language) = (self.request.progress(), self.language);
        let next = progress.next.unwrap_or(done).to_owned();
        let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
        if progress.answered == 0 {
            return self.add(html! { p { a.button href=(next) { (say("Begin", "Start")) } } });
        }
        let (answered, of) = (progress.answered, progress.of);
        let so_far = match language {
            Language::Nl => format!("Uw antwoorden zijn bewaard: {answered} van de {of} stappen."),
            Language::En => format!("Your answers are kept: {answered} of {of} steps."),
        };
        let title = say("U was al begonnen", "You had begun already");
        self.add(parts::alert(Tone::Info, title, &so_far, language)).add(html! {
            div.choices {
                a.button href=(next) { (say("Ga verder", "Go on")) }
                form method="post" action=(anew) { button.button.second { (say("Begin opnieuw", "Begin anew")) } }
            }
        })
    }

    /// Adds whom the visitor plays; nothing for who only looks.
    pub fn persona(self) -> Page {
        let Some(persona) = lab::visit().persona else { return self };
        let mut name = persona.replace('-', " ");
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let words = match self.language {
            Language::Nl => ("U speelt nu ", ", een verzonnen persoon."),
            Language::En => ("You play ", ", a made-up person."),
        };
        self.add(html! { p.persona { (words.0) strong { (name) } (words.1) } })
    }

    /// Adds a message that stands out.
    pub fn alert(self, tone: Tone, title: Text, words: Text) -> Page {
        let part = parts::alert(tone, title.get(self.language), words.get(self.language), self.language);
        self.add(part)
    }

    /// Adds what was answered in a form, with a link to change it. What was taken from the register says so.
    pub fn summary<F: Form>(self, answers: &F) -> Page {
        let language = self.language;
        let form = self.request.forms.iter().find(|form| form.name == F::NAME).map(|form| form.path);
        let kept = kept::<F>(&self.request);
        let row = |(ask, shown): (&Ask, String)| {
            let taken = marks(&kept, ask.name).is_some();
            let mark = if language == Language::Nl { " (uit het register)" } else { " (from the register)" };
            (ask.label.get(language).to_owned(), if taken { shown + mark } else { shown })
        };
        let asks = F::asks();
        let rows: Vec<_> = asks.iter().map(|(ask, ..)| ask).zip(answers.shown(language)).map(row).collect();
        let change = form.map(|form| format!("{form}?next={}", crate::encoding::encode(&self.request.path)));
        let part = parts::summary(F::TITLE.get(language), &rows, change.as_deref(), language);
        self.add(part)
    }

    /// Adds facts: a name and a value each.
    pub fn facts(self, title: Text, facts: &[(Text, String)]) -> Page {
        let rows: Vec<(String, String)> =
            facts.iter().map(|(name, value)| (name.get(self.language).to_owned(), value.clone())).collect();
        let part = parts::summary(title.get(self.language), &rows, None, self.language);
        self.add(part)
    }

    /// Adds steps that a visitor goes through, of which the first `done` are behind them.
    pub fn steps(self, steps: &[Text], done: usize) -> Page {
        let words: Vec<&str> = steps.iter().map(|step| step.get(self.language)).collect();
        let part = parts::steps(&words, done, self.language);
        self.add(part)
    }

    /// Adds a table with a caption; the first cell of each row is its heading.
    pub fn table(self, caption: Text, headings: &[Text], rows: &[Vec<String>]) -> Page {
        let headings: Vec<&str> = headings.iter().map(|heading| heading.get(self.language)).collect();
        let part = parts::table(caption.get(self.language), &headings, rows);
        self.add(part)
    }

    /// Adds the steps that led to a decision.
    pub fn explanation(self, steps: &Steps) -> Page {
        let part = explanation::show(steps, self.language);
        self.add(part)
    }

    /// The page as HTML.
    pub fn into_html(self) -> String {
        let language = self.language;
        let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
        let about = &self.request.about;
        let service = about.title.get(language);
        let error = if self.in_error { say("Fout: ", "Error: ") } else { "" };
        let (other, other_name) = if language == Language::Nl { ("en", "English") } else { ("nl", "Nederlands") };
        // What was asked for stays, such as what somebody searched.
        let asked = read_pairs(&self.request.query).unwrap_or_default();
        let asked = asked.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = asked.filter(|(name, _)| *name != LANGUAGE_COOKIE);
        let query = write_pairs(std::iter::once((LANGUAGE_COOKIE, other)).chain(kept));
        let in_other_language = format!("{}?{query}", self.request.path);
        let whole = html! {
            (DOCTYPE)
            html lang=(language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (error) (self.title) @if self.title != service { " - " (service) } }
                    link rel="stylesheet" href=(STYLE_PATH);
                    link rel="icon" href=(ICON_PATH);
                }
                body {
                    a.skip href="#main" { (say("Naar de inhoud", "Skip to the content")) }
                    header {
                        p.mark { strong { "Prototype" } ": " (say("dit is geen echte dienst. Alle gegevens zijn verzonnen.", "this is not a real service. All data is made up.")) }
                        div.wide {
                            a.name href=(about.start) { (service) }
                            nav aria-label=(say("Taal", "Language")) { a href=(in_other_language) lang=(other) hreflang=(other) { (other_name) } }
                        }
                    }
                    div.wide {
                        @if let Some(back) = &self.back { nav.back aria-label=(say("Terug", "Back")) { a href=(back) { (say("Terug", "Back")) } } }
                        main id="main" tabindex="-1" {
                            @if let Some((step, of)) = self.place { p.place { (say("Stap", "Step")) " " (step) " " (say("van", "of")) " " (of) } }
                            h1 { (self.title) }
                            @for part in &self.parts { (part) }
                        }
                    }
                    footer { div.wide { p { @if !about.owner.is_empty() { (about.owner) ". " } (say("Prototype met synthetische gegevens.", "Prototype with synthetic data.")) } } }
                }
            }
        };
        whole.into_string()
    }
}

impl From<Page> for Response {
    fn from(page: Page) -> Response {
        let status = page.status;
        Response::html(status, page.into_html())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn a_page_has_landmarks_a_language_and_the_mark() {
        let page = Page::new(&Request::get("/a?lang=en"), text("Titel <b>", "Title <b>")).into_html();
        for part in [
            "<html lang=\"en\">",
            "<title>Title &lt;b&gt; - Example</title>",
            "<h1>Title &lt;b&gt;</h1>",
            "href=\"#main\"",
            "<main id=\"main\"",
            "<header>",
            "<footer>",
            "href=\"/a?lang=nl\" lang=\"nl\"",
            "All data is made up.",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert_eq!(page.matches("<h1>").count(), 1);
    }

    #[test]
    fn what_goes_into_a_page_is_escaped() {
        let evil = "<script>alert('x')</script>\" onclick=\"x";
        let words = || text(evil, evil);
        let page = Page::new(&Request::get("/"), words())
            .heading(words())
            .paragraph(words())
            .list([words()])
            .link(words(), evil)
            .start(words(), evil)
            .button(words(), evil)
            .begin_or_go_on(evil, evil)
            .alert(Tone::Warning, words(), words())
            .facts(words(), &[(words(), evil.to_owned())])
            .steps(&[words()], 0)
            .table(words(), &[words()], &[vec![evil.to_owned()]])
            .back(evil)
            .into_html();
        assert!(!page.contains("<script") && !page.contains("\" onclick"), "{page}");
    }
}
