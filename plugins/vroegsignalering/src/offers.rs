//! What the municipality offers at the plaza, and a short conversation about it.
//!
//! The conversation keeps nothing: each time all that was said is read again. It takes the answers that it gave to choose from, in either
//! language; when somebody writes something else it asks once more, and then leads on to the page.

use fieldlab_service::prelude::*;

const TALK: &str = "gesprek-schuldhulp";
const ARRANGEMENT: &str = "betalingsregeling";

/// What is offered for a question about debts, energy, health insurance or housing.
#[answers(respond = talk)]
pub fn offers(question: &Question) -> Vec<Offer> {
    let about_debts = question.is_about("debts");
    let about_bills = ["energy", "health-insurance", "housing"].iter().any(|topic| question.is_about(topic));
    if !about_debts && !about_bills {
        return Vec::new();
    }
    vec![talk_offer(question, about_debts), arrangement_offer(about_debts)]
}

fn talk_offer(question: &Question, about_debts: bool) -> Offer {
    let summary = if question.for_other {
        text(
            "Een gratis gesprek over rekeningen en schulden, met iemand van de gemeente. U mag samen komen met de persoon om wie het gaat.",
            "A free talk about bills and debts, with somebody of the municipality. You may come together with the person it is about.",
        )
    } else {
        text(
            "Een gratis gesprek over uw rekeningen en schulden, met iemand van de gemeente. U beslist wat u vertelt en of u verder wilt.",
            "A free talk about your bills and debts, with somebody of the municipality. You decide what you tell and whether you go on.",
        )
    };
    let (fit, why) = if about_debts {
        (
            Fit::Certain,
            text(
                "Iedere inwoner met zorgen over geld mag dit gesprek. U hoeft niets te bewijzen.",
                "Every resident with worries about money may have this talk. You need not prove anything.",
            ),
        )
    } else {
        (
            Fit::Possible,
            text("Dit past als u een rekening niet kunt betalen.", "This fits if there is a bill that you can't pay."),
        )
    };
    Offer::new(TALK, text("Gesprek met schuldhulp", "A talk about debt help"))
        .summary(summary)
        .fits(fit, why)
        .wants(text("hoe u wilt praten", "how you would like to talk"), text("om het gesprek te plannen", "to plan the talk"))
        .wants(
            text("of u uw huis, energie of water dreigt te verliezen", "whether you may lose your home, energy or water"),
            text("om u dan sneller te ontvangen", "to see you sooner then"),
        )
        .next(text(
            "U kiest hoe u wilt praten. Binnen vier weken is het gesprek; dreigt uithuiszetting of afsluiting, dan binnen drie werkdagen.",
            "You choose how you would like to talk. The talk is within four weeks; within three working days when eviction or being cut off threatens.",
        ))
        .page("/gesprek")
}

fn arrangement_offer(about_debts: bool) -> Offer {
    let (fit, why) = if about_debts {
        (
            Fit::Likely,
            text(
                "Het past als u met één rekening achterloopt. Zijn het er meer, begin dan met een gesprek.",
                "It fits if you are behind with one bill. If there are more, begin with a talk.",
            ),
        )
    } else {
        (
            Fit::Possible,
            text("Dit past als u met één rekening achterloopt.", "This fits if you are behind with one bill."),
        )
    };
    Offer::new(ARRANGEMENT, text("Betalingsregeling treffen", "Agree on a payment arrangement"))
        .summary(text(
            "U spreekt met het bedrijf af dat u in kleine stukken betaalt. Wij laten zien hoe u dat doet, stap voor stap.",
            "You agree with the company that you pay in small parts. We show how to do so, step by step.",
        ))
        .fits(fit, why)
        .wants(
            text("met welke rekeningen u achterloopt", "with which bills you are behind"),
            text("om te laten zien met wie u belt", "to show whom you call"),
        )
        .next(text(
            "U ziet met wie u belt en wat u vraagt. U mag uw gegevens met ons delen, maar het hoeft niet.",
            "You see whom you call and what to ask. You may share your data with us, but you need not.",
        ))
        .page("/regeling")
}

const BY_PHONE: Text = Text::fixed("U belt mij", "You call me");
const AT_DESK: Text = Text::fixed("Ik kom naar u toe", "I come to you");
const AT_HOME: Text = Text::fixed("Iemand komt bij mij thuis", "Somebody comes to my home");
const FIRST_ASK: Text = Text::fixed("Ik wil eerst weten wat er gebeurt", "I want to know first what happens");
const SOON: Text = Text::fixed("Ja, dat dreigt", "Yes, that threatens");
const NOT_SOON: Text = Text::fixed("Nee", "No");
const ONE_BILL: Text = Text::fixed("Met één", "With one");
const MORE_BILLS: Text = Text::fixed("Met meer dan één", "With more than one");

/// Talks on about an offer.
pub fn talk(question: &Question, offer: &str, said: &[Turn]) -> Reply {
    let said = Said { language: question.words_in(), turns: said };
    match offer {
        ARRANGEMENT => about_arrangement(&said),
        _ => about_talk(&said),
    }
}

/// What the person said until now.
struct Said<'t> {
    language: Language,
    turns: &'t [Turn],
}

impl Said<'_> {
    fn persons(&self) -> impl Iterator<Item = &str> {
        self.turns.iter().filter(|turn| turn.by == Speaker::Person).map(|turn| turn.words.trim())
    }

    /// Whether they gave this answer, in either language.
    fn chose(&self, answer: &Text) -> bool {
        let is_same = |words: &str| [Language::Nl, Language::En].iter().any(|one| same(words, answer.get(*one)));
        self.persons().any(is_same)
    }

    /// Whether they gave one of these answers.
    fn any_of(&self, answers: &[Text]) -> bool {
        answers.iter().any(|answer| self.chose(answer))
    }

    fn say(&self, nl: &'static str, en: &'static str) -> &'static str {
        if self.language == Language::Nl { nl } else { en }
    }

    fn asks(&self, nl: &'static str, en: &'static str, answers: &[Text]) -> Reply {
        let choices: Vec<&str> = answers.iter().map(|answer| answer.get(self.language)).collect();
        Reply::asks(self.say(nl, en), &choices)
    }

    /// Whether they wrote so often that the page should take over, which asks the same.
    fn is_long(&self) -> bool {
        self.persons().count() > MOST_TURNS
    }
}

/// How often somebody may answer before the page takes over.
const MOST_TURNS: usize = 5;

fn same(words: &str, answer: &str) -> bool {
    words.trim_end_matches('.').to_lowercase() == answer.to_lowercase()
}

fn about_talk(said: &Said<'_>) -> Reply {
    let is_told = said.any_of(&[BY_PHONE, AT_DESK, AT_HOME]);
    if said.is_long() && !is_told {
        return Reply::last(
            said.say("Op de volgende pagina kiest u rustig zelf.", "On the next page you choose in your own time."),
        )
        .with_page("/gesprek");
    }
    match (is_told, said.chose(&SOON), said.chose(&NOT_SOON)) {
        (false, ..) if said.chose(&FIRST_ASK) => said.asks(
            "U praat met één vaste medewerker. Die luistert eerst, en kijkt daarna met u naar uw rekeningen. Het is gratis, en u kunt altijd stoppen. Hoe wilt u praten?",
            "You talk with one worker of your own, who listens first and then looks at your bills with you. It is free, and you can always stop. How would you like to talk?",
            &[BY_PHONE, AT_DESK, AT_HOME],
        ),
        (false, ..) => said.asks(
            "Goed dat u dit vraagt. Hoe wilt u praten?",
            "It is good that you ask. How would you like to talk?",
            &[BY_PHONE, AT_DESK, AT_HOME, FIRST_ASK],
        ),
        (true, true, _) => Reply::last(said.say(
            "Dan gaat u voor: het gesprek is binnen drie werkdagen. Vul op de volgende pagina in hoe u wilt praten.",
            "Then you come first: the talk is within three working days. Fill in on the next page how you would like to talk.",
        ))
        .with_page("/gesprek"),
        (true, false, true) => Reply::last(said.say(
            "Dan is het gesprek binnen vier weken. Vul op de volgende pagina in hoe u wilt praten.",
            "Then the talk is within four weeks. Fill in on the next page how you would like to talk.",
        ))
        .with_page("/gesprek"),
        (true, false, false) if said.is_long() => {
            Reply::last(said.say("De volgende pagina helpt u verder.", "The next page helps you on.")).with_page("/gesprek")
        }
        (true, false, false) => said.asks(
            "Dat kan. Moet u binnenkort uw huis uit, of wordt u afgesloten van energie of water?",
            "That is possible. Will you soon be evicted, or cut off from energy or water?",
            &[SOON, NOT_SOON],
        ),
    }
}

fn about_arrangement(said: &Said<'_>) -> Reply {
    if said.chose(&MORE_BILLS) {
        return Reply::last(said.say(
            "Begin dan met een gesprek: samen maakt u één plan voor alle rekeningen. Zo belooft u nergens te veel.",
            "Then begin with a talk: together you make one plan for all bills. That way you promise nobody too much.",
        ))
        .with_page("/gesprek");
    }
    if said.chose(&ONE_BILL) || said.is_long() {
        return Reply::last(said.say(
            "Spreek een bedrag af dat u elke maand echt kunt missen, en vraag om een brief met de afspraak. Op de volgende pagina ziet u hoe.",
            "Agree on an amount that you can really do without each month, and ask for a letter with the agreement. The next page shows how.",
        ))
        .with_page("/regeling");
    }
    said.asks("Met hoeveel rekeningen loopt u achter?", "With how many bills are you behind?", &[ONE_BILL, MORE_BILLS])
}
