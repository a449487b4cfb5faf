//! What the worker is advised to do: a letter, a call or a visit, and how to begin.

use fieldlab_service::prelude::*;

use crate::Contact;

/// What the worker reads on the list.
pub(super) fn title(contact: Contact) -> Text {
    match contact {
        Contact::None => Text::fixed("Niets", "Nothing"),
        Contact::Letter => Text::fixed("Brief", "Letter"),
        Contact::Phone => Text::fixed("Brief en bellen", "Letter and a call"),
        Contact::Visit => Text::fixed("Brief en langsgaan", "Letter and a visit"),
    }
}

/// What to do, in a few sentences.
pub(super) fn advice(contact: Contact) -> Text {
    match contact {
        Contact::None => {
            Text::fixed("Er is nu geen signaal. U hoeft niets te doen.", "There is no signal now. You need do nothing.")
        }
        Contact::Letter => Text::fixed(
            "Stuur vandaag de brief. Bel niet: één lichte achterstand is vaak een vergissing. Reageert de bewoner niet, dan is dat goed.",
            "Send the letter today. Do not call: one light arrears is often a mistake. If the resident does not answer, that is fine.",
        ),
        Contact::Phone => Text::fixed(
            "Stuur vandaag de brief en bel binnen een week. Noem de rekening pas als u zeker weet wie u spreekt.",
            "Send the letter today and call within a week. Do not mention the bill until you are sure whom you are speaking to.",
        ),
        Contact::Visit => Text::fixed(
            "Stuur vandaag de brief. Doe daarna een kaartje in de bus met de dag waarop u langskomt. Zo schrikt niemand van u.",
            "Send the letter today. Then put a card in the letter box with the day on which you visit. That way nobody is startled.",
        ),
    }
}

/// The first sentences at the phone or at the door; none where nobody speaks.
pub(super) fn opening(contact: Contact, first_name: &str) -> Option<Text> {
    let asks_first = |nl: &str, en: &str| {
        Some(text(
            format!("Goedemiddag, spreek ik met {first_name}? Ik ben van de gemeente. Er is niets ergs gebeurd. {nl}"),
            format!("Good afternoon, is this {first_name}? I am from the municipality. Nothing bad has happened. {en}"),
        ))
    };
    match contact {
        Contact::None | Contact::Letter => None,
        Contact::Phone => asks_first(
            "Komt het uit dat ik bel? Wij kregen bericht dat er een rekening openstaat, en willen vragen of wij kunnen helpen. U beslist.",
            "Is this a good time? We were told that a bill is unpaid, and want to ask whether we can help. You decide.",
        ),
        Contact::Visit => asks_first(
            "U hebt misschien mijn kaartje gezien. Mag ik even binnenkomen? Nee is ook goed, dan maken wij een afspraak, of niet.",
            "Perhaps you saw my card. May I come in for a moment? No is fine too: then we make an appointment, or we do not.",
        ),
    }
}
