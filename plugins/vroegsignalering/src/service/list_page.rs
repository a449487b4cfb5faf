//! The worklist: who has signals, what they weigh, and what to do.

use fieldlab_sdk::prelude::Silent;
use fieldlab_service::prelude::*;
use maud::html;

use super::households::{self, Case};
use super::notes::Notes;
use super::{contact, in_words, say, settings};
use crate::{Weighed, weigh};

/// A household on the list, with what it weighs and what was noted.
struct Row {
    case: Case,
    weighed: Weighed,
    notes: Notes,
}

/// The worklist.
pub(super) fn show(request: &Request) -> Page {
    let page = Page::new(request, text("Werklijst vroegsignalering", "Worklist of early signals"));
    let cases = match households::all() {
        Ok(cases) => cases,
        Err(refused) => return without_list(page, &refused),
    };
    let settings = settings();
    // Where nothing may be kept there are no notes; opening a household says so.
    let row = |case: Case| Row {
        weighed: weigh(case.signals, &settings, &mut Silent),
        notes: Notes::of(case.number).unwrap_or_default(),
        case,
    };
    let mut rows: Vec<Row> = cases.into_iter().map(row).filter(|row| row.weighed.signals > 0).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.weighed.weight), row.case.number));
    let (closed, open): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.notes.is_closed());
    let (many, done) = (open.len(), closed.len());
    let page = page
        .paragraph(text(
            "Deze huishoudens lopen achter met vaste lasten. Zij hebben nog niet om hulp gevraagd. U biedt hulp aan, zij beslissen.",
            "These households are behind with fixed costs. They did not ask for help yet. You offer help, they decide.",
        ))
        .paragraph(text(
            "U ziet alleen wat u nodig hebt: een voornaam, vier cijfers van de postcode en welke rekeningen achterlopen. Hoe lang al en hoeveel, weten wij hier niet.",
            "You see only what you need: a first name, four digits of the postcode and which bills are behind. How long and how much is not known here.",
        ));
    let language = request.language();
    let page = page.heading(text(format!("Nog te doen: {many}"), format!("To do: {many}"))).add(table(
        &open,
        say(language, "De zwaarste signalen staan bovenaan", "The heaviest signals come first"),
        language,
    ));
    let page = if done == 0 {
        page
    } else {
        let title = text(format!("Afgerond: {done}"), format!("Finished: {done}"));
        page.heading(title).add(table(
            &closed,
            say(language, "Deze mensen hebben beslist", "These people decided"),
            language,
        ))
    };
    page.heading(text("Meer", "More"))
        .link(text("Wat gebeurt er bij een andere drempel?", "What happens with another threshold?"), "/drempel")
        .link(text("Lees de brief die iedereen krijgt", "Read the letter that everybody gets"), "/brief")
}

/// The page when the lab does not tell who there is: what still can be done.
fn without_list(page: Page, refused: &Refused) -> Page {
    lab::log(&format!("there is no worklist: {refused}"));
    page.alert(
        Tone::Warning,
        text("Er is nu geen werklijst", "There is no worklist now"),
        text(
            "De gemeente mag de signalen op dit moment niet bekijken. Vraag het aan de beheerder, of probeer het later.",
            "The municipality may not look at the signals at the moment. Ask the administrator, or try again later.",
        ),
    )
    .link(text("Lees de brief die iedereen krijgt", "Read the letter that everybody gets"), "/brief")
}

fn table(rows: &[Row], caption: &str, language: Language) -> Html {
    let of = |words: &Text| words.get(language).to_owned();
    let headings = [
        say(language, "Wie", "Who"),
        say(language, "Postcode", "Postcode"),
        say(language, "Signalen", "Signals"),
        say(language, "Gewicht", "Weight"),
        say(language, "Advies", "Advice"),
        say(language, "Stand", "State"),
    ];
    let cells = |row: &Row| {
        let state = row.notes.last().map_or_else(|| of(&text("Nieuw", "New")), |event| of(&event.words()));
        [
            row.case.postcode4.to_string(),
            in_words(row.case.signals, language),
            row.weighed.weight.to_string(),
            of(&contact::title(row.weighed.contact)),
            state,
        ]
    };
    let household = say(language, "huishouden", "household");
    html! {
        div.scroll {
            table role="table" {
                caption { (caption) }
                thead role="rowgroup" {
                    tr role="row" { @for heading in headings { th scope="col" role="columnheader" { (heading) } } }
                }
                tbody role="rowgroup" {
                    @for row in rows {
                        tr role="row" {
                            th scope="row" role="rowheader" {
                                a href=(format!("/huishouden/{}", row.case.number)) { (row.case.first_name) " (" (household) " " (row.case.number) ")" }
                            }
                            @for (heading, cell) in headings.iter().skip(1).zip(cells(row)) { td role="cell" data-label=(heading) { (cell) } }
                        }
                    }
                }
            }
        }
    }
}
