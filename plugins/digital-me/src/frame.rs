//! What all pages have in common: the way to the other pages, and what to say when there is nobody to tell of.

use fieldlab_service::lab::NotShared;
use fieldlab_service::prelude::*;
use maud::html;

/// The pages, in the order of the menu.
const PLACES: [(&str, Text); 4] = [
    ("/", Text::fixed("Wat is er bekend?", "What is known?")),
    ("/delen", Text::fixed("Wat deelt u?", "What do you share?")),
    ("/wie-keek", Text::fixed("Wie keek er?", "Who looked?")),
    ("/download", Text::fixed("Alles meenemen", "Take it all with you")),
];

/// A page with the menu, and whom the visitor plays.
pub(crate) fn page(request: &Request, title: Text) -> Page {
    let language = request.language();
    let label = if language == Language::Nl { "Mijn gegevens" } else { "My data" };
    let menu = html! {
        nav aria-label=(label) {
            div.choices {
                @for (path, words) in &PLACES {
                    @if request.path == *path { a href=(path) aria-current="page" { strong { (words.get(language)) } } }
                    @else { a href=(path) { (words.get(language)) } }
                }
            }
        }
    };
    Page::new(request, title).add(menu).persona()
}

/// The page in place of one that can't be told.
pub(crate) fn not_told(request: &Request, title: Text, why: &NotShared) -> Page {
    if *why == NotShared::Nobody {
        return page(request, title).status(409).alert(
            Tone::Info,
            text("Kies eerst iemand", "Choose somebody first"),
            text(
                "U speelt nu niemand. Daarom is er niets te laten zien. Kies in het lab wie u wilt zijn en kom dan terug.",
                "You play nobody now, so there is nothing to show. Choose in the lab who you want to be, and come back.",
            ),
        );
    }
    lab::log(&format!("the person could not see their own data: {why}"));
    page(request, title).status(503).alert(
        Tone::Warning,
        text("Dit lukt nu niet", "This does not work now"),
        text(
            "Wij mogen of kunnen uw gegevens nu niet laten zien. Er is niets veranderd. Probeer het later nog eens.",
            "We may not or can not show your data now. Nothing has changed. Please try again later.",
        ),
    )
}
