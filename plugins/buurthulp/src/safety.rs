//! What can't wait for a neighbour: danger, violence, and thoughts of ending one's life.
//!
//! The numbers are those that the README names with their sources. No other number stands in this prototype.

use fieldlab_service::prelude::*;
use maud::html;

/// What people write when it can't wait, in Dutch and English. It finds some of it and not all: a person looks as well.
const URGENT: [&str; 34] = [
    "zelfmoord",
    "zelfdoding",
    "ik wil dood",
    "liever dood",
    "niet meer leven",
    "einde aan mijn leven",
    "overdosis",
    "slaat mij",
    "slaat me",
    "slaat mijn",
    "slaan mij",
    "geslagen",
    "mishandel",
    "verkracht",
    "bedreigt mij",
    "bedreigt me",
    "bang voor mijn man",
    "bang voor mijn vrouw",
    "bang voor mijn vader",
    "in gevaar",
    "bewusteloos",
    "ademt niet",
    "suicide",
    "kill myself",
    "want to die",
    "end my life",
    "overdose",
    "hits me",
    "beats me",
    "raped",
    "threatens me",
    "in danger",
    "unconscious",
    "not breathing",
];

/// Whether words say that it can't wait.
pub(crate) fn is_urgent(words: &str) -> bool {
    let words = words.to_lowercase();
    URGENT.iter().any(|sign| words.contains(sign))
}

/// Whom to call, with words in front.
pub(crate) fn whom_to_call(language: Language) -> Html {
    let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    html! {
        div.alert.error {
            h2 { (say("Kan het niet wachten? Bel dan", "Can it not wait? Then call")) }
            ul {
                li { strong { "112" } ": " (say("er is nu gevaar, of iemand moet nu hulp krijgen", "there is danger now, or somebody needs help now")) }
                li { strong { "113" } " " (say("of", "or") ) " " strong { "0800-0113" } ": " (say("u denkt aan zelfdoding. Gratis, dag en nacht", "you think of ending your life. Free, day and night")) }
                li { strong { "0800-2000" } ": " (say("Veilig Thuis, als iemand thuis slaat of bang maakt. Gratis, dag en nacht", "Veilig Thuis, when somebody at home hits or frightens. Free, day and night")) }
            }
        }
    }
}

/// The page in place of a message that can't wait.
pub(crate) fn page(request: &Request, again: &str) -> Page {
    Page::new(request, text("Dit kan misschien niet wachten", "Perhaps this can not wait"))
        .status(422)
        .back(again)
        .paragraph(text(
            "Goed dat u het opschrijft. Wij zetten dit niet op het bord: een buur kan dit niet alleen. Er zijn mensen die dit elke dag doen.",
            "It is good that you write it down. We do not put this on the board: a neighbour can not do this alone. There are people who do this every day.",
        ))
        .add(whom_to_call(request.language()))
        .paragraph(text(
            "U kunt ook uw huisarts bellen. En u mag altijd bij het buurthuis binnenlopen. Wij hebben niets bewaard van wat u schreef.",
            "You can also call your doctor. And you may always walk in at the community centre. We kept nothing of what you wrote.",
        ))
        .link(text("Ik bedoelde iets anders: schrijf het opnieuw", "I meant something else: write it again"), again)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_wait_is_told_from_what_is_only_sad() {
        for words in ["Ik wil dood", "mijn man slaat mij", "I want to die", "My neighbour is unconscious"] {
            assert!(is_urgent(words), "{words}");
        }
        for words in ["Mijn man is dood", "Ik ben alleen", "my cat died", "Het leven is duur", "Ik sla de krant over"] {
            assert!(!is_urgent(words), "{words}");
        }
    }
}
