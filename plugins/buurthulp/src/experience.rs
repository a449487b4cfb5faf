//! Asking somebody who went through the same.

use fieldlab_service::answer::{Answer as _, Choice as _};
use fieldlab_service::form::Problem;
use fieldlab_service::prelude::*;
use maud::html;

use crate::kept::{About, Message};
use crate::kinds::{Experience, Speaks, When, name, named, spoken, words};
use crate::neighbours::{Neighbour, Side, find, who_know};
use crate::{frame, writing};

/// A question to somebody.
#[derive(Form)]
#[ask(nl = "Stel uw vraag", en = "Ask your question")]
pub(crate) struct Inquiry {
    #[ask(
        nl = "Wat wilt u vragen?",
        en = "What do you want to ask?",
        hint_nl = "Schrijf alleen wat u wilt delen. Zet er geen namen of adressen in.",
        hint_en = "Write only what you want to share. Put no names or addresses in it.",
        least = 10,
        most = 280
    )]
    words: String,
    #[ask(nl = "Welke taal leest u het liefst?", en = "Which language do you like to read best?")]
    speaks: Speaks,
}

pub(crate) fn topics(request: &Request) -> Page {
    let language = request.language();
    Page::new(request, text("Praat met iemand die het kent", "Talk to somebody who knows"))
        .back("/")
        .paragraph(text(
            "Deze mensen maakten hetzelfde mee als u. Zij zijn geen hulpverleners. Zij vertellen wat hen hielp.",
            "These people went through the same as you. They are no professionals. They tell what helped them.",
        ))
        .paragraph(text(
            "Zij geven geen raad over geld, ziekte of de wet. Daar zijn anderen voor.",
            "They give no advice on money, illness or the law. Others are there for that.",
        ))
        .heading(text("Waar gaat uw vraag over?", "What is your question about?"))
        .add(html! {
            ul {
                @for topic in Experience::ALL {
                    li { a href={ "/ervaring/" (name(*topic)) } { (topic.show(language)) } }
                }
            }
        })
}

pub(crate) fn people(request: &Request) -> Page {
    let Some(topic) = named::<Experience>(request.parameter("topic")) else { return frame::not_there(request) };
    let page = Page::new(request, words(topic)).back("/ervaring").paragraph(text(
        "Deze mensen zijn verzonnen. Wat zij vertellen is dat ook.",
        "These people are made up. So is what they tell.",
    ));
    who_know(topic).fold(page, |page, person| {
        introduced(page.heading(text(person.name, person.name)), person).link(
            text(format!("Vraag iets aan {}", person.name), format!("Ask {} something", person.name)),
            &path(topic, person),
        )
    })
}

/// Adds what somebody tells.
fn introduced(page: Page, person: &Neighbour) -> Page {
    let (nl, en) = (spoken(person.languages, Language::Nl), spoken(person.languages, Language::En));
    page.paragraph(text(
        format!("‘{}’", person.words.get(Language::Nl)),
        format!("‘{}’", person.words.get(Language::En)),
    ))
    .paragraph(text(
        format!("{} woont in {} en spreekt: {nl}.", person.name, person.place.name()),
        format!("{} lives in {} and speaks: {en}.", person.name, person.place.name()),
    ))
}

fn path(topic: Experience, person: &Neighbour) -> String {
    format!("/ervaring/{}/{}", name(topic), person.id)
}

/// The topic and the person in the path, when they belong together.
fn asked_for(request: &Request) -> Option<(Experience, &'static Neighbour)> {
    let topic = named::<Experience>(request.parameter("topic"))?;
    let person = find(request.parameter("person")).filter(|person| person.side == Side::Knows(topic))?;
    Some((topic, person))
}

pub(crate) fn person(request: &Request) -> Page {
    let Some(asked) = asked_for(request) else { return frame::not_there(request) };
    let speaks = if request.language() == Language::Nl { Speaks::Dutch } else { Speaks::English };
    question_page(request, asked, &[("speaks".to_owned(), name(speaks).to_owned())], &[])
}

fn question_page(
    request: &Request,
    (topic, person): (Experience, &Neighbour),
    values: &[(String, String)],
    problems: &[Problem],
) -> Page {
    let title = text(format!("Vraag iets aan {}", person.name), format!("Ask {} something", person.name));
    let page = introduced(Page::new(request, title).back(&format!("/ervaring/{}", name(topic))), person);
    page.paragraph(text(
        format!(
            "Een moderator van het buurthuis leest uw vraag eerst. Daarna ziet alleen {} hem, zonder uw naam.",
            person.name
        ),
        format!(
            "A moderator of the community centre reads your question first. Then only {} sees it, without your name.",
            person.name
        ),
    ))
    .form::<Inquiry>(&path(topic, person), values, problems)
}

pub(crate) fn take_question(request: &Request) -> Response {
    let Some(asked) = asked_for(request) else { return frame::not_there(request).into() };
    let values = request.form_values().unwrap_or_default();
    let message = Inquiry::read(&values).map(|inquiry| Message {
        id: 0,
        about: About::Question(asked.1.id.to_owned()),
        when: When::Any,
        speaks: inquiry.speaks,
        words: inquiry.words,
        seen: false,
    });
    writing::take(request, message, |problems| question_page(request, asked, &values, problems))
}
