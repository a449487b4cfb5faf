//! The board: who asks for help and who offers it, those who live near first.

use fieldlab_service::answer::{Answer as _, Choice as _};
use fieldlab_service::prelude::*;
use maud::html;

use crate::kept::{self, About, Message};
use crate::kinds::{Help, name, named, spoken, words};
use crate::nearby::{From, PLACES, Whereabouts, distance, whereabouts};
use crate::neighbours::{NEIGHBOURS, Neighbour, Side};
use crate::{frame, message};

/// What of the board is shown.
struct Filter {
    /// Who asks, who offers, or both.
    side: Option<&'static str>,
    help: Option<Help>,
    place: Whereabouts,
}

const ASKS: &str = "vraag";
const GIVES: &str = "aanbod";

impl Filter {
    fn of(request: &Request) -> Filter {
        let asked = |name: &str| request.query_value(name).unwrap_or_default();
        let side = [ASKS, GIVES].into_iter().find(|side| *side == asked("soort"));
        Filter { side, help: named(&asked("hulp")), place: whereabouts(request) }
    }

    /// The address of the board with another side and kind of help, and the neighbourhood that was typed.
    fn address(&self, side: Option<&str>, help: Option<Help>) -> String {
        let place =
            self.place.place.filter(|_| self.place.from == From::Typed).map(|place| format!("buurt={}", place.name()));
        let side = side.map(|side| format!("soort={side}"));
        let help = help.map(|help| format!("hulp={}", name(help)));
        let all: Vec<String> = [side, help, place].into_iter().flatten().collect();
        if all.is_empty() { "/".to_owned() } else { format!("/?{}", all.join("&")) }
    }

    fn shows(&self, neighbour: &Neighbour) -> bool {
        let (side, help) = match neighbour.side {
            Side::Asks(help) => (ASKS, help),
            Side::Gives(help) => (GIVES, help),
            Side::Knows(_) => return false,
        };
        self.side.is_none_or(|wanted| wanted == side) && self.help.is_none_or(|wanted| wanted == help)
    }
}

pub(crate) fn show(request: &Request) -> Page {
    let (filter, language) = (Filter::of(request), request.language());
    // The board is there for everybody, also when nothing can be kept.
    let (mine, reported) = match (kept::messages(), kept::reported()) {
        (Ok(mine), Ok(reported)) => (mine, reported),
        (Err(refused), _) | (_, Err(refused)) => {
            lab::log(&format!("nothing can be kept: {refused}"));
            (Vec::new(), Vec::new())
        }
    };
    let page = Page::new(request, text("Buren helpen buren", "Neighbours help neighbours"))
        .persona()
        .paragraph(text(
            "Soms is een kwartier van een buur genoeg. Vraag hulp, bied hulp aan, of praat met iemand die hetzelfde meemaakte.",
            "Sometimes a quarter of an hour of a neighbour is enough. Ask for help, offer help, or talk to somebody who went through the same.",
        ))
        .start(text("Vraag hulp aan een buur", "Ask a neighbour for help"), "/vraag")
        .link(text("Bied zelf hulp aan", "Offer help yourself"), "/aanbod")
        .link(text("Praat met iemand die het kent", "Talk to somebody who knows"), "/ervaring");
    let page = own(page, &mine, language);
    let page = place(page, &filter, language);
    let page = cards(filters(page, &filter, language), &filter, &reported, language);
    frame::rules(page)
        .link(text("Meld iets dat niet goed voelt", "Report something that does not feel right"), "/meld")
        .paragraph(text(
            "Alle mensen op dit bord zijn verzonnen, net als het buurthuis en de stad.",
            "All people on this board are made up, and so are the community centre and the town.",
        ))
}

/// Adds the visitor's own messages, with how far each is.
fn own(page: Page, mine: &[Message], language: Language) -> Page {
    if mine.is_empty() {
        return page;
    }
    page.heading(text("Uw berichten", "Your messages")).add(html! {
        ul {
            @for one in mine {
                li { a href={ "/bericht/" (one.id) } { (title(one).get(language)) } ": " (message::status(one).get(language)) }
            }
        }
    })
}

/// What a message is about, as a title.
pub(crate) fn title(message: &Message) -> Text {
    let of = |nl: &str, en: &str, help: Help| {
        let help = words(help);
        text(format!("{nl}: {}", help.get(Language::Nl)), format!("{en}: {}", help.get(Language::En)))
    };
    match &message.about {
        About::Asks(help) => of("U vraagt", "You ask", *help),
        About::Gives(help) => of("U biedt aan", "You offer", *help),
        About::Question(person) => {
            let name = crate::neighbours::find(person).map_or("?", |person| person.name);
            text(format!("Uw vraag aan {name}"), format!("Your question to {name}"))
        }
    }
}

/// Adds where the visitor lives, as far as they said so, and how they can say so.
fn place(page: Page, filter: &Filter, language: Language) -> Page {
    let Whereabouts { place, from } = &filter.place;
    let name = place.map(|place| place.name()).unwrap_or_default();
    let page = page.heading(text("Wie woont er bij u in de buurt?", "Who lives near you?"));
    let page = match from {
        From::Shared(until) => {
            let (nl, en) = (until.show(Language::Nl), until.show(Language::En));
            match place {
                Some(_) => page.paragraph(text(
                    format!("U deelt uw postcode tot en met {nl}. In deze verzonnen stad hoort die bij {name}. Wie daar woont, staat bovenaan."),
                    format!("You share your postcode up to and including {en}. In this made-up town it belongs to {name}. Who lives there comes first."),
                )),
                None => page.paragraph(text(
                    "U deelt iets, maar niet uw postcode. U ziet daarom de hele stad.",
                    "You share something, but not your postcode. So you see the whole town.",
                )),
            }
            .paragraph(text(
                "U neemt dit terug bij ‘Mijn gegevens’ in het lab. Dan vergeten wij het, en ook uw berichten.",
                "You take this back at ‘My data’ in the lab. Then we forget it, and your messages too.",
            ))
        }
        From::Typed => page.paragraph(text(
            format!("Wie in {name} woont, staat bovenaan. Wij bewaren dit niet."),
            format!("Who lives in {name} comes first. We do not keep this."),
        )),
        From::Unknown => page.alert(
            Tone::Info,
            text("Deze buurt kennen wij niet", "We do not know this neighbourhood"),
            text(
                format!("U ziet nu de hele stad. De buurten zijn {}.", names(" en ")),
                format!("You see the whole town now. The neighbourhoods are {}.", names(" and ")),
            ),
        ),
        From::CanShare(_) | From::Nothing => page.paragraph(text(
            "U ziet nu de hele stad. U hoeft niet te zeggen waar u woont.",
            "You see the whole town now. You need not say where you live.",
        )),
    };
    let page = match from {
        From::CanShare(path) => page.link(
            text("Deel de vier cijfers van uw postcode", "Share the four digits of your postcode"),
            &format!("{path}?back=%2F"),
        ),
        _ => page,
    };
    by_name(page, filter, language)
}

fn names(last: &str) -> String {
    let [first @ .., end] = PLACES.map(|place| place.name());
    format!("{}{last}{end}", first.join(", "))
}

/// Adds the field in which a neighbourhood is typed.
fn by_name(page: Page, filter: &Filter, language: Language) -> Page {
    let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    let typed = filter.place.place.filter(|_| filter.place.from == From::Typed).map(|place| place.name());
    page.add(html! {
        form method="get" action="/" {
            div.field {
                label for="buurt" { (say("Of typ de naam van een buurt", "Or type the name of a neighbourhood")) }
                p.hint id="buurt-hint" { (say("Bijvoorbeeld: Molenbuurt. Laat leeg voor de hele stad.", "For example: Molenbuurt. Leave open for the whole town.")) }
                input id="buurt" name="buurt" value=[typed] autocomplete="off" aria-describedby="buurt-hint";
            }
            @if let Some(side) = filter.side { input type="hidden" name="soort" value=(side); }
            @if let Some(help) = filter.help { input type="hidden" name="hulp" value=(name(help)); }
            p { button.button.second { (say("Laat zien", "Show")) } }
        }
    })
}

/// Adds the links by which less is shown.
fn filters(page: Page, filter: &Filter, language: Language) -> Page {
    let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    let sides = [
        (None, say("Alles", "Everything")),
        (Some(ASKS), say("Wie hulp zoekt", "Who asks for help")),
        (Some(GIVES), say("Wie hulp biedt", "Who offers help")),
    ];
    let helps = std::iter::once((None, say("Elke soort hulp", "Any kind of help").to_owned()))
        .chain(Help::ALL.iter().map(|help| (Some(*help), help.show(language))));
    page.heading(text("Het bord", "The board")).add(html! {
        nav aria-label=(say("Wat u wilt zien", "What you want to see")) {
            div.choices {
                @for (side, words) in &sides {
                    @let is_current = filter.side == *side;
                    a href=(filter.address(*side, filter.help)) aria-current=[is_current.then_some("true")] {
                        @if is_current { strong { (words) } } @else { (words) }
                    }
                }
            }
        }
        details open[filter.help.is_some()] {
            summary { (say("Kies een soort hulp", "Choose a kind of help")) }
            ul {
                @for (help, words) in helps {
                    li { a href=(filter.address(filter.side, help)) aria-current=[(filter.help == help).then_some("true")] { (words) } }
                }
            }
        }
    })
}

/// Adds the neighbours, those who live near first.
fn cards(page: Page, filter: &Filter, reported: &[String], language: Language) -> Page {
    let mine = filter.place.place;
    let mut shown: Vec<&Neighbour> = NEIGHBOURS.iter().filter(|neighbour| filter.shows(neighbour)).collect();
    let all = shown.len();
    shown.retain(|neighbour| !reported.iter().any(|person| person == neighbour.id));
    shown.sort_by_key(|neighbour| mine.map_or(0, |mine| mine.steps_to(neighbour.place)));
    let page = if shown.len() < all {
        page.paragraph(text(
            "Wat u hebt gemeld, staat voor u niet meer op het bord.",
            "What you reported is no longer on the board for you.",
        ))
    } else {
        page
    };
    shown.into_iter().fold(page, |page, neighbour| page.add(card(neighbour, distance(mine, neighbour.place), language)))
}

fn card(neighbour: &Neighbour, distance: Option<Text>, language: Language) -> Html {
    let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    let (verb, help) = match neighbour.side {
        Side::Asks(help) => (say("vraagt", "asks"), help),
        Side::Gives(help) => (say("biedt aan", "offers"), help),
        Side::Knows(_) => return html! {},
    };
    html! {
        h3 { (neighbour.name) " " (verb) ": " (help.show(language)) }
        p { (neighbour.words.get(language)) }
        p.hint {
            (neighbour.place.name()) @if let Some(distance) = &distance { ", " (distance.get(language)) }
            ". " (neighbour.when.show(language)) ". " (say("Spreekt", "Speaks")) ": " (spoken(neighbour.languages, language)) "."
        }
        div.choices {
            a href={ "/afspraak/" (neighbour.id) } { (say("Maak kennis met", "Get to know")) " " (neighbour.name) }
            a href={ "/meld?over=" (neighbour.id) } { (say("Meld", "Report")) " " (neighbour.name) }
        }
    }
}
