//! Answering questions at the plaza, beside others of government, society and market.
//!
//! A prototype says in its manifest on which topics it answers (`[answers]`), and has one function that says what it offers:
//!
//! ```
//! use fieldlab_service::prelude::*;
//!
//! #[answers]
//! fn offers(question: &Question) -> Vec<Offer> {
//!     if !question.is_about("allowances") {
//!         return Vec::new();
//!     }
//!     let offer = Offer::new("huurtoeslag", text("Huurtoeslag", "Rent allowance"))
//!         .summary(text("Een bijdrage in uw huur.", "A contribution to your rent."))
//!         .fits(Fit::Possible, text("Dat hangt af van uw huur en inkomen.", "That depends on your rent and income."))
//!         .wants(text("uw huur", "your rent"), text("om het uit te rekenen", "to work it out"))
//!         .next(text("Wij rekenen het met u uit.", "We work it out with you."))
//!         .page("/huurtoeslag");
//!     vec![offer]
//! }
//!
//! # fn main() {
//! let question = Question::about(&["allowances"], "nl");
//! assert_eq!(offers(&question)[0].name(), "huurtoeslag");
//! # }
//! ```
//!
//! With `#[answers(respond = talk)]` it also talks on: `fn talk(question: &Question, offer: &str, said: &[Turn]) -> Reply`. Without, the
//! conversation goes on at the offer's page. What is asked is in no memory: each call is an instance of its own.

use crate::words::{Language, Text};

#[doc(hidden)]
#[allow(missing_docs, clippy::all, unsafe_op_in_unsafe_fn)]
pub mod bindings {
    fieldlab_sdk::wit_bindgen::generate!({
        path: "../../wit",
        world: "answers",
        generate_all,
        pub_export_macro: true,
        export_macro_name: "export_answers",
        default_bindings_module: "::fieldlab_service::plaza::bindings",
        runtime_path: "::fieldlab_service::fieldlab_sdk::wit_bindgen::rt",
    });
}

pub use bindings::fieldlab::lab::questions::{
    Detail, Fit, Offer as Offered, Question, Reply, Sector, Speaker, Turn, Want,
};

impl Question {
    /// A question on these topics, without words: for tests, and for who asks others.
    pub fn about(topics: &[&str], language: &str) -> Question {
        Question {
            topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
            words: None,
            language: language.to_owned(),
            place: None,
            for_other: false,
            details: Vec::new(),
        }
    }

    /// The same, with an answer to what was asked back.
    #[must_use]
    pub fn with(mut self, about: &str, answer: &str) -> Question {
        self.details.push(Detail { about: about.to_owned(), answer: answer.to_owned() });
        self
    }

    /// Whether this is one of its topics.
    pub fn is_about(&self, topic: &str) -> bool {
        self.topics.iter().any(|one| one == topic)
    }

    /// What the person said when this was asked back, such as `children`.
    pub fn detail(&self, about: &str) -> Option<&str> {
        self.details.iter().find(|detail| detail.about == about).map(|detail| detail.answer.as_str())
    }

    /// The language of the two that pages speak which the person reads; English for who reads another.
    pub fn words_in(&self) -> Language {
        Language::from_code(&self.language).unwrap_or(Language::En)
    }
}

/// Something that is offered, in Dutch and English; the person reads one of them.
#[derive(Clone, Debug)]
pub struct Offer {
    name: String,
    title: Text,
    summary: Text,
    fit: Fit,
    why: Text,
    wants: Vec<(Text, Text)>,
    next: Text,
    page: Option<String>,
}

impl Offer {
    /// An offer with a short, lasting name.
    pub fn new(name: &str, title: Text) -> Offer {
        let empty = || Text::fixed("", "");
        Offer {
            name: name.to_owned(),
            title,
            summary: empty(),
            fit: Fit::Possible,
            why: empty(),
            wants: Vec::new(),
            next: empty(),
            page: None,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How far it fits.
    pub fn fit(&self) -> Fit {
        self.fit
    }

    /// What it is, in one to three sentences.
    #[must_use]
    pub fn summary(mut self, summary: Text) -> Offer {
        self.summary = summary;
        self
    }

    /// How far it fits, and why or what it depends on.
    #[must_use]
    pub fn fits(mut self, fit: Fit, why: Text) -> Offer {
        (self.fit, self.why) = (fit, why);
        self
    }

    /// What it needs to know, and what for.
    #[must_use]
    pub fn wants(mut self, what: Text, purpose: Text) -> Offer {
        self.wants.push((what, purpose));
        self
    }

    /// What happens when the person chooses it.
    #[must_use]
    pub fn next(mut self, next: Text) -> Offer {
        self.next = next;
        self
    }

    /// The page of this prototype on which it goes on.
    #[must_use]
    pub fn page(mut self, path: &str) -> Offer {
        self.page = Some(path.to_owned());
        self
    }

    /// In the words of one language, as the lab passes it on.
    pub fn said_in(&self, language: Language) -> Offered {
        let words = |text: &Text| text.get(language).to_owned();
        Offered {
            name: self.name.clone(),
            language: language.code().to_owned(),
            title: words(&self.title),
            summary: words(&self.summary),
            fit: self.fit,
            why: words(&self.why),
            wants: self
                .wants
                .iter()
                .map(|(what, purpose)| Want { what: words(what), purpose: words(purpose) })
                .collect(),
            next: words(&self.next),
            page: self.page.clone(),
        }
    }
}

impl Reply {
    /// A reply that ends the conversation.
    pub fn last(words: &str) -> Reply {
        Reply { words: words.to_owned(), choices: Vec::new(), page: None, done: true }
    }

    /// A reply that asks something, with answers to choose from.
    pub fn asks(words: &str, choices: &[&str]) -> Reply {
        let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
        Reply { words: words.to_owned(), choices, page: None, done: false }
    }

    /// The same, leading on to a page of this prototype.
    #[must_use]
    pub fn with_page(mut self, path: &str) -> Reply {
        self.page = Some(path.to_owned());
        self
    }
}

/// What somebody who has pages and no conversation says: it goes on at the offer's page.
#[doc(hidden)]
pub fn goes_on(question: &Question, offers: &[Offer], offer: &str) -> Reply {
    let language = question.words_in();
    let offer = offers.iter().find(|one| one.name == offer).map(|one| one.said_in(language));
    let (next, page) = offer.map(|offer| (offer.next, offer.page)).unwrap_or_default();
    Reply { words: next, choices: Vec::new(), page, done: true }
}
