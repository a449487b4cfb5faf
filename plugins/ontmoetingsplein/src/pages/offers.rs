//! What everybody offers, side by side.

use fieldlab_service::lab::NotAsked;
use fieldlab_service::prelude::*;
use maud::html;

use super::{column, style, to_share};
use crate::asking::Answers;
use crate::danger;
use crate::inquiry::Inquiry;
use crate::plan::Plan;
use crate::understanding;
use crate::words::{listed, say};

/// The page. Everybody is asked once; then it shows what they said, until they are asked anew.
pub(crate) fn show(request: &Request) -> Result<Page, Response> {
    let inquiry = Inquiry::kept_or_start()?;
    if !inquiry.agreed {
        return Err(Response::redirect(inquiry.next_page()));
    }
    let anew = request.query_value("opnieuw").is_some();
    let kept = Answers::kept(request.language()).filter(|_| !anew);
    let answers = match kept {
        Some(answers) => answers,
        None => Answers::of_everybody(request, &inquiry).map_err(|not_asked| nobody(request, &inquiry, &not_asked))?,
    };
    Ok(page(request, &inquiry, &answers))
}

fn page(request: &Request, inquiry: &Inquiry, answers: &Answers) -> Page {
    let (language, plan) = (request.language(), Plan::kept());
    let title = match answers.cards().next() {
        Some(_) => text("Dit kunnen zij voor u doen", "This is what they can do for you"),
        None => text("Er is nu nog geen aanbod", "There is no offer yet"),
    };
    let chosen = request.query_value("gekozen").and_then(|id| plan.step(&id).map(|step| step.card.title.clone()));
    let page = Page::new(request, title).add(style()).back("/vragen").add(danger::help(&inquiry.dangers(), language));
    let page = match chosen {
        Some(title) => page.add(added(&title, &plan, language)),
        None => page,
    };
    page.add(asked(inquiry, answers, language))
        .add(words(answers, language))
        .add(html! {
            div.columns {
                @for one in &answers.columns { (column::show(one, &plan, answers.is_answered(), language)) }
            }
        })
        .heading(text("Hoe verder", "How to go on"))
        .add(html! {
            p {
                (say(language, "U hoeft niets te kiezen. Wat u kiest, komt in uw plan.", "You need not choose anything. What you choose goes into your plan."))
                @if !plan.steps.is_empty() { " " a href="/plan" { (say(language, "Naar uw plan", "To your plan")) " (" (plan.in_words(language)) ")" } }
            }
            p {
                (say(
                    language,
                    "De volgorde is niet te koop. Eerst komt wat het best past, en daarna is elke dag een ander de eerste.",
                    "The order is not for sale. What fits best comes first, and then another is first each day.",
                ))
                " " a href="/uitleg#volgorde" { (say(language, "Zo werkt dat", "How that works")) }
            }
        })
        .link(text("Stel een andere vraag", "Ask another question"), "/")
}

/// That something went into the plan.
fn added(title: &str, plan: &Plan, language: Language) -> Html {
    html! {
        div.alert.good role="status" {
            h2 { (say(language, "Het staat in uw plan", "It is in your plan")) }
            p { (title) ". " a href="/plan" { (say(language, "Naar uw plan", "To your plan")) " (" (plan.in_words(language)) ")" } }
        }
    }
}

/// About what, and how many were asked.
fn asked(inquiry: &Inquiry, answers: &Answers, language: Language) -> Html {
    let titles: Vec<String> = inquiry
        .topics
        .iter()
        .filter_map(|topic| understanding::title(topic).map(|title| title.get(language).to_owned()))
        .collect();
    let many = match (answers.asked, language) {
        (0, Language::Nl) => "Er is hier nu niemand die over deze onderwerpen antwoord geeft.".to_owned(),
        (0, Language::En) => "There is nobody here now who answers on these topics.".to_owned(),
        (1, Language::Nl) => "Wij vroegen 1 organisatie.".to_owned(),
        (1, Language::En) => "We asked 1 organisation.".to_owned(),
        (many, Language::Nl) => format!("Wij vroegen {many} organisaties. Wat zij zeggen staat naast elkaar."),
        (many, Language::En) => format!("We asked {many} organisations. What they say stands side by side."),
    };
    html! {
        p { (say(language, "Uw vraag gaat over:", "Your question is about:")) " " strong { (listed(&titles, language)) } ". " a href="/begrepen" { (say(language, "Verander dit", "Change this")) } }
        p {
            (many)
            @if answers.cards().next().is_none() {
                " " (say(
                    language,
                    "Probeer een ander onderwerp. Of ga langs bij de balie van uw gemeente of bij de bibliotheek: daar denkt iemand mee.",
                    "Try another topic. Or drop by at the desk of your municipality or at the library: somebody there thinks along.",
                ))
            }
        }
    }
}

/// Whether they had the person's words, and where these can be shared.
fn words(answers: &Answers, language: Language) -> Html {
    let say = |nl, en| say(language, nl, en);
    if answers.asked == 0 {
        return html! {};
    }
    if answers.with_words {
        return html! { p.note { (say("Zij kregen ook uw eigen woorden: die deelt u. U kunt dat altijd terugnemen.", "They had your own words too: you share these. You can always take that back.")) } };
    }
    let Some(path) = &answers.share else { return html! {} };
    html! {
        p.note {
            (say("Zij weten nu alleen de onderwerpen, en niet wat u schreef. Met uw woorden past hun antwoord misschien beter.", "They now know only the topics, and not what you wrote. With your words their answers may fit better."))
            " " a href=(to_share(path, "/aanbod?opnieuw=ja")) { (say("Deel uw eigen woorden", "Share your own words")) }
        }
    }
}

/// That nobody could be asked.
fn nobody(request: &Request, inquiry: &Inquiry, why: &NotAsked) -> Page {
    lab::log(&format!("nobody was asked: {why:?}"));
    Page::new(request, text("Het plein mag nu niemand iets vragen", "The plaza may not ask anybody now"))
        .status(503)
        .add(style())
        .add(danger::help(&inquiry.dangers(), request.language()))
        .paragraph(text(
            "Uw vraag is bewaard. Probeer het straks nog eens. Of ga langs bij de balie van uw gemeente of bij de bibliotheek.",
            "Your question is kept. Try again later. Or drop by at the desk of your municipality or at the library.",
        ))
        .start(text("Probeer het nog eens", "Try again"), "/aanbod?opnieuw=ja")
        .link(text("Naar het begin", "To the start"), "/")
}
