//! The letter that everybody with a signal gets. It does not say which bill it is about: somebody else may open it.

use fieldlab_service::prelude::*;
use maud::html;

use super::say;

/// A preview of the letter, for everybody.
pub(super) fn show(request: &Request) -> Page {
    page(request, None)
}

/// A preview of the letter, to somebody or to nobody in particular.
pub(super) fn page(request: &Request, first_name: Option<&str>) -> Page {
    Page::new(request, text("De brief", "The letter"))
        .paragraph(text(
            "Deze brief krijgt iedereen over wie een signaal binnenkomt. Er staat niet in om welke rekening het gaat: misschien opent een ander de brief.",
            "Everybody about whom a signal comes in gets this letter. It does not say which bill it is about: somebody else may open it.",
        ))
        .add(letter(first_name, request.language()))
        .paragraph(text(
            "De brief is er ook in het Engels: kies bovenaan een andere taal.",
            "The letter is there in Dutch too: choose the other language at the top.",
        ))
}

/// The letter itself, at level B1.
fn letter(first_name: Option<&str>, language: Language) -> Html {
    let dear = match (first_name, language) {
        (Some(name), Language::Nl) => format!("Beste {name},"),
        (None, Language::Nl) => "Beste bewoner,".to_owned(),
        (Some(name), Language::En) => format!("Dear {name},"),
        (None, Language::En) => "Dear resident,".to_owned(),
    };
    let say = |nl: &'static str, en: &'static str| say(language, nl, en);
    html! {
        section.summary aria-label=(say("Brief van de gemeente", "Letter from the municipality")) {
            h2 { (say("Kunnen wij u ergens mee helpen?", "Is there something we can help you with?")) }
            p { (dear) }
            p { (say(
                "Wij kregen bericht dat u achterloopt met het betalen van een rekening. Dat kan iedereen gebeuren. Wij denken graag met u mee, voordat er kosten bij komen.",
                "We were told that you are behind with paying a bill. That can happen to anyone. We like to think along with you, before costs are added.",
            )) }
            h2 { (say("Wat kunnen wij voor u doen?", "What can we do for you?")) }
            ul {
                li { (say("Wij kijken samen naar uw rekeningen en brieven. Ook als ze nog dicht zijn.", "We look at your bills and letters together. Also those that are still closed.")) }
                li { (say("Wij helpen u een betalingsregeling af te spreken die u kunt volhouden.", "We help you agree on a payment arrangement that you can keep up.")) }
                li { (say("Wij zoeken uit of u geld laat liggen, zoals toeslagen.", "We find out whether there is money that you do not claim, such as allowances.")) }
            }
            h2 { (say("U beslist", "You decide")) }
            p { (say(
                "Een gesprek is gratis. Wat u vertelt, blijft tussen u en ons. Wilt u geen hulp? Dan is dat goed. Het heeft geen gevolgen voor u. Laat het ons weten, dan zoeken wij geen contact meer over dit bericht.",
                "A talk is free. What you tell us stays between you and us. You do not want help? That is fine. It has no consequences for you. Let us know, and we will not contact you about this again.",
            )) }
            h2 { (say("Hoe weten wij dit?", "How do we know this?")) }
            p { (say(
                "Loopt iemand langer achter, en komt een bedrijf er met die persoon niet uit? Dan geeft het dat aan ons door. Dat geldt voor verhuurders, energiebedrijven, waterbedrijven en zorgverzekeraars. Zo staat het in de Wet gemeentelijke schuldhulpverlening. Zij geven alleen door wie u bent, hoe wij u bereiken en hoeveel het is. Hebt u al betaald, of klopt het niet? Dan hoeft u niets te doen. Wij horen het wel graag.",
                "Is somebody behind for longer, and does a company not work it out with that person? Then it tells us. That goes for landlords, energy companies, water companies and health insurers. The law says so (Wet gemeentelijke schuldhulpverlening). They only tell who you are, how we reach you and how much it is. Did you pay already, or is it not right? Then you need do nothing. We do like to hear it.",
            )) }
            h2 { (say("Wilt u praten?", "Would you like to talk?")) }
            p { (say(
                "Bel ons, kom langs of stuur het antwoordkaartje terug. U mag iemand meenemen. (In een echte brief staan hier een naam, een telefoonnummer en een adres.)",
                "Call us, come by or send back the reply card. You may bring somebody. (A real letter has a name, a telephone number and an address here.)",
            )) }
            p { (say("Met vriendelijke groet,", "Kind regards,")) }
            p { (say("Team schuldhulp, Voorbeeldgemeente", "Debt help team, Voorbeeldgemeente")) }
        }
    }
}
