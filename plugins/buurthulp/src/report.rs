//! Reporting somebody or something, and what happens then.

use fieldlab_service::prelude::*;

use crate::kinds::{name, named};
use crate::neighbours::{NEIGHBOURS, find};
use crate::{frame, kept, safety};

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Kind {
    #[ask(nl = "Ik voel mij niet veilig", en = "I do not feel safe")]
    Unsafe,
    #[ask(nl = "Iemand vraagt om geld, een pasje of een code", en = "Somebody asks for money, a card or a code")]
    Money,
    #[ask(
        nl = "Iemand wil mijn adres of nummer, terwijl ik nee zei",
        en = "Somebody wants my address or number although I said no"
    )]
    Details,
    #[ask(nl = "Iemand scheldt, discrimineert of valt lastig", en = "Somebody is abusive, discriminates or harasses")]
    Conduct,
    #[ask(nl = "Een bericht klopt niet", en = "A message is not right")]
    Wrong,
    #[ask(nl = "Ik maak mij zorgen om iemand", en = "I am worried about somebody")]
    Worry,
    #[ask(nl = "Iets anders", en = "Something else")]
    Other,
}

#[derive(Form)]
#[ask(nl = "Meld iets", en = "Report something")]
struct Report {
    #[ask(nl = "Wat is er aan de hand?", en = "What is the matter?")]
    kind: Kind,
    #[ask(
        nl = "Over wie of wat gaat het?",
        en = "Who or what is it about?",
        hint_nl = "Bijvoorbeeld de voornaam op het bord.",
        hint_en = "For example the first name on the board.",
        most = 80
    )]
    about: Option<String>,
    #[ask(
        nl = "Wilt u er iets over vertellen?",
        en = "Would you like to tell something about it?",
        hint_nl = "Dit hoeft niet. Alleen de moderator leest het.",
        hint_en = "You need not. Only the moderator reads it.",
        most = 500
    )]
    words: Option<String>,
}

pub(crate) fn show(request: &Request) -> Page {
    let about = request.query_value("over").and_then(|id| find(&id)).map(|person| person.name);
    let values: Vec<(String, String)> = about.map(|name| ("about".to_owned(), name.to_owned())).into_iter().collect();
    page(request, &values, &[])
}

fn page(request: &Request, values: &[(String, String)], problems: &[fieldlab_service::form::Problem]) -> Page {
    Page::new(request, Report::TITLE)
        .back("/")
        .paragraph(text(
            "Goed dat u iets zegt. Melden mag ook als u twijfelt. Degene over wie het gaat, hoort niet van wie de melding komt.",
            "It is good that you say something. You may also report when in doubt. The person it is about does not hear who reported it.",
        ))
        .add(safety::whom_to_call(request.language()))
        .form::<Report>("/meld", values, problems)
}

pub(crate) fn take(request: &Request) -> Response {
    let values = request.form_values().unwrap_or_default();
    let report = match Report::read(&values) {
        Ok(report) => report,
        Err(problems) => return page(request, &values, &problems).into(),
    };
    let about = report.about.unwrap_or_default();
    let person =
        NEIGHBOURS.iter().find(|person| person.name.eq_ignore_ascii_case(about.trim())).map(|person| person.id);
    let kind = name(report.kind);
    match kept::report(kind, person, &about, &report.words.unwrap_or_default()) {
        Ok(()) => Response::redirect(&format!("/gemeld/{kind}")),
        Err(refused) => frame::not_kept(request, &refused).into(),
    }
}

/// What happens with a report.
pub(crate) fn taken(request: &Request) -> Page {
    let Some(kind) = named::<Kind>(request.parameter("kind")) else { return frame::not_there(request) };
    let page = Page::new(request, text("Dank u, wij kijken ernaar", "Thank you, we look into it")).back("/");
    let page = match kind {
        Kind::Unsafe | Kind::Worry => page.add(safety::whom_to_call(request.language())),
        Kind::Money => page.alert(
            Tone::Warning,
            text("Hebt u al betaald of een code gegeven?", "Did you pay or give a code already?"),
            text(
                "Bel dan meteen uw bank en laat uw pas blokkeren. Doe daarna aangifte bij de politie.",
                "Then call your bank at once and have your card blocked. After that, report it to the police.",
            ),
        ),
        _ => page,
    };
    page.heading(text("Wat er nu gebeurt", "What happens now"))
        .steps(
            &[
                text("U hebt gemeld", "You reported it"),
                text(
                    "Gaat het over iemand op het bord? Dan ziet u niets meer van elkaar",
                    "Is it about somebody on the board? Then you see nothing of each other any more",
                ),
                text(
                    "Een moderator van het buurthuis kijkt binnen een dag",
                    "A moderator of the community centre looks into it within a day",
                ),
                text(
                    "De moderator praat met wie het betreft, of haalt iemand van het bord",
                    "The moderator talks to whom it concerns, or takes somebody off the board",
                ),
                text("U hoort wat ermee is gedaan", "You hear what was done about it"),
            ],
            2,
        )
        .paragraph(text(
            "Dit is een proef: uw melding blijft in dit bezoek en gaat naar niemand.",
            "This is a trial: your report stays in this visit and goes to nobody.",
        ))
        .start(text("Terug naar het bord", "Back to the board"), "/")
}
