//! What the plaza understood and whom it asked, for who looks on: the glass box beside the page.

use fieldlab_service::lab::{DeskAnswer, Silence};
use fieldlab_service::plaza::Question;
use fieldlab_service::prelude::*;

use crate::asking::{titles, with_offers};
use crate::cards::Side;
use crate::follow_up;
use crate::inquiry::Inquiry;
use crate::understanding::{self, Found, Read};
use crate::words::short;

/// The most characters of what others are called.
const MOST_NAME: usize = 80;

/// Both languages of a text.
fn both(words: &Text) -> (&str, &str) {
    (words.get(Language::Nl), words.get(Language::En))
}

/// Says what was read in a question.
pub(crate) fn understood(read: &Read) {
    let meant = read.found.iter().filter(|found| found.meant).count();
    let about = Decided::about(text("Wat het plein in de vraag leest", "What the plaza reads in the question"))
        .outcome("aantal onderwerpen", "number of topics", meant as Whole)
        .step(Step::new("language", "Herken de taal", "Recognise the language").outcome(
            "een taal die het plein begrijpt",
            "a language that the plaza understands",
            read.understood,
        ))
        .step(Step::new("numbers", "Laat nummers van mensen weg", "Leave out people's numbers").outcome(
            "soorten nummers weggelaten",
            "kinds of numbers left out",
            read.left_out.len() as Whole,
        ))
        .step(Step::new("danger", "Let op tekenen van gevaar", "Look for signs of danger").outcome(
            "soorten gevaar",
            "kinds of danger",
            read.dangers.len() as Whole,
        ));
    read.found.iter().fold(about, |about, found| about.step(recognised(found))).tell();
}

/// A topic that was found: which words weighed, how likely it is, and whether it is taken to be meant.
fn recognised(found: &Found) -> Step {
    let title = understanding::title(&found.topic).unwrap_or_else(|| text("onderwerp", "topic"));
    let ((nl, en), why) = (both(&title), found.why.join(", "));
    let (nl, en) = match why.as_str() {
        "" => (nl.to_owned(), en.to_owned()),
        why => (format!("{nl} (woorden: {why})"), format!("{en} (words: {why})")),
    };
    let score = Share::millionths(found.score as i32 * 1_000);
    Step::new("recognition", &nl, &en).input("hoe waarschijnlijk", "how likely", score).outcome(
        "voorgesteld als onderwerp",
        "proposed as a topic",
        found.meant,
    )
}

/// Says which topics the person chose, and which of these the plaza had proposed.
pub(crate) fn confirmed(inquiry: &Inquiry) {
    let proposed = |topic: &String| inquiry.found.iter().any(|found| found.meant && found.topic == *topic);
    let chosen = inquiry.topics.iter().filter_map(|topic| Some((topic, understanding::title(topic)?)));
    let about = Decided::about(text("Waar de vraag over gaat", "What the question is about")).outcome(
        "aantal onderwerpen",
        "number of topics",
        inquiry.topics.len() as Whole,
    );
    let step = |about: Decided, (topic, title): (&String, Text)| {
        let (nl, en) = both(&title);
        let step = Step::new("chosen", nl, en)
            .input("door het plein voorgesteld", "proposed by the plaza", proposed(topic))
            .outcome("door de persoon gekozen", "chosen by the person", true);
        about.step(step)
    };
    chosen.fold(about, step).tell();
}

/// Says who was asked, with what, and who answered.
pub(crate) fn asked(question: &Question, answered: &[DeskAnswer], with_words: bool) {
    let mut passed_on =
        Step::new("passed-on", "Geef alleen door wat de persoon goedvond", "Pass on only what the person agreed to")
            .input("eigen woorden", "own words", with_words);
    for title in titles(question) {
        let (nl, en) = both(&title);
        passed_on = passed_on.input(&format!("onderwerp: {nl}"), &format!("topic: {en}"), true);
    }
    for detail in &question.details {
        let Some(follow_up) = follow_up::find(&detail.about) else { continue };
        let asked = |language| follow_up.question(question.for_other, language).to_owned();
        passed_on = passed_on.input(&asked(Language::Nl), &asked(Language::En), true);
    }
    let passed_on = passed_on.outcome("met een gemeente", "with a municipality", question.place.is_some());
    let about = Decided::about(text("Wie op de vraag antwoordde", "Who answered the question"))
        .outcome("gevraagd", "asked", answered.len() as Whole)
        .outcome("met een aanbod", "with an offer", with_offers(answered) as Whole)
        .step(passed_on);
    answered.iter().fold(about, |about, answer| about.step(who(answer))).tell();
}

fn who(answer: &DeskAnswer) -> Step {
    let (nl, en) = {
        let side = Side::of(answer.desk.sector).title();
        let name = short(&answer.desk.title, MOST_NAME);
        let (nl, en) = both(&side);
        (format!("{name} ({nl})"), format!("{name} ({en})"))
    };
    let step = Step::new("answered", &nl, &en);
    match &answer.offers {
        Ok(offers) => step.outcome("aantal aanbiedingen", "number of offers", offers.len() as Whole),
        Err(Silence::Late) => step.outcome("op tijd", "in time", false),
        Err(Silence::Failed) => step.outcome("gaf antwoord", "gave an answer", false),
        Err(Silence::Resting) => step.outcome("had tijd", "had time", false),
    }
}
