//! What pages have in common: the rules that keep it safe, and pages for what is not there.

use fieldlab_service::lab::Refused;
use fieldlab_service::prelude::*;
use maud::html;

/// A button that weighs less than the one that leads on, such as to stop.
pub(crate) fn less(words: &Text, path: &str, language: Language) -> Html {
    html! { form method="post" action=(path) { button.button.second { (words.get(language)) } } }
}

/// The page when nothing can be kept.
pub(crate) fn not_kept(request: &Request, refused: &Refused) -> Page {
    lab::log(&format!("nothing can be kept: {refused}"));
    Page::new(request, text("Wij kunnen dit nu niet bewaren", "We can not keep this now"))
        .status(503)
        .paragraph(text(
            "Er is niets verstuurd en niets veranderd. Probeer het later nog eens, of loop binnen bij het buurthuis.",
            "Nothing was sent and nothing changed. Try again later, or walk in at the community centre.",
        ))
        .start(text("Terug naar het bord", "Back to the board"), "/")
}

/// The page for a message or a neighbour who is not there.
pub(crate) fn not_there(request: &Request) -> Page {
    Page::new(request, text("Dit vinden wij niet", "We can not find this"))
        .status(404)
        .paragraph(text(
            "Misschien is het bericht weggehaald, of bent u opnieuw begonnen. Er is niets mis met wat u deed.",
            "Perhaps the message was taken away, or you began anew. You did nothing wrong.",
        ))
        .start(text("Naar het bord", "To the board"), "/")
}

/// The rules, each with why.
pub(crate) fn rules(page: Page) -> Page {
    page.heading(text("Zo blijft het veilig", "How it stays safe")).list([
        text(
            "Een moderator van het buurthuis leest elk bericht, voordat anderen het zien.",
            "A moderator of the community centre reads each message before others see it.",
        ),
        text(
            "U ziet elkaars adres pas als u allebei ja zegt.",
            "You see each other’s address only when you both say yes.",
        ),
        text(
            "De eerste keer ontmoet u elkaar in het buurthuis. Daar is altijd iemand.",
            "The first time you meet at the community centre. There is always somebody there.",
        ),
        text(
            "Geld, pasjes en codes blijven bij uzelf. Vraagt iemand erom? Zeg nee en meld het.",
            "Money, cards and codes stay with you. Does somebody ask for them? Say no, and report it.",
        ),
        text("U mag altijd stoppen. Een reden hoeft niet.", "You may always stop. You need no reason."),
    ])
}
