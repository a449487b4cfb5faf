//! What is kept of more work: the whole curve of what there is to spend, where little is kept, and the limits at which all of a scheme ends.

use fieldlab_sdk::Silent;
use fieldlab_service::answer::Answer as _;
use fieldlab_service::prelude::*;
use maud::html;

use crate::amounts::Amounts;
use crate::chart::{self, Drawn};
use crate::curve::{Band, Curve, HIGHEST, curve};
use crate::forms::Answers;
use crate::limits;
use crate::schemes;
use crate::situation::Situation;

pub(crate) fn show(request: &Request) -> Result<Page, Response> {
    let amounts = Amounts::defaults();
    let situation = Answers::of(request)?.situation(&amounts);
    let found = schemes::decide(&situation, &amounts, &mut Silent);
    let curve = curve(&situation, &amounts);
    let language = request.language();
    let shows = sentences(&curve, &situation);
    let drawn = Drawn {
        title: text("Wat u te besteden hebt, bij elk loon", "What you have to spend, at each wage"),
        shows: shows.clone(),
        worst: curve.worst_from(end_of_assistance(&curve)).or_else(|| curve.worst_from(Amount::ZERO)),
        now: (situation.work.is_paid() && situation.own.gross > Amount::ZERO).then_some(situation.own.gross / 12),
        curve: &curve,
    };
    let not_confirmed = text("Niet bevestigd.", "Not confirmed.");
    let why_not_confirmed = text(
        "Belasting, huurtoeslag, kindgebonden budget en kwijtschelding zijn uitgerekend met bedragen die niet zijn bevestigd.",
        "Tax, rent allowance, child budget and remission are worked out with figures that are not confirmed.",
    );
    let page = Page::new(request, text("Wat houdt u over als u meer werkt?", "What do you keep when you work more?"))
        .back("/uitkomst")
        .paragraph(shows)
        .add(html! {
            p.unsure {
                strong { (not_confirmed.get(language)) } " " (why_not_confirmed.get(language))
            }
        })
        .add(chart::draw(&drawn, language))
        .table(
            text("Wat u te besteden hebt, per maand", "What you have to spend, a month"),
            &[
                text("Bruto loon", "Gross wage"),
                text("Inkomen na belasting", "Income after tax"),
                text("Uit regelingen", "From schemes"),
                text("Samen te besteden", "Together to spend"),
            ],
            &points(&curve, language),
        )
        .heading(text("Van iedere extra euro", "Of every extra euro"))
        .table(
            text("Hoeveel u overhoudt van een euro meer loon", "How much you keep of a euro more wage"),
            &[text("Bruto loon per maand", "Gross wage a month"), text("U houdt over", "You keep")],
            &bands(&curve, language),
        )
        .heading(text("Grenzen waar een regeling ineens stopt", "Limits at which a scheme ends at once"))
        .list(limits::of(&situation, &found, &curve, &amounts))
        .heading(text("Wat wij niet meerekenen", "What we leave out"))
        .list(left_out(&situation, end_of_assistance(&curve) > Amount::ZERO))
        .link(text("Naar wat bij u past", "To what fits you"), "/uitkomst")
        .link(text("Alle bedragen, met hun bron", "All figures, with their source"), "/bedragen");
    Ok(page)
}

/// The wage from which social assistance no longer takes all of it: the end of a first band in which nothing is kept.
fn end_of_assistance(curve: &Curve) -> Amount {
    curve.bands().first().filter(|band| band.kept_cents <= 5).map_or(Amount::ZERO, |band| band.to)
}

/// What the picture shows, in a sentence or two.
fn sentences(curve: &Curve, situation: &Situation) -> Text {
    let assistance = end_of_assistance(curve);
    let first = (assistance > Amount::ZERO).then(|| Band {
        from: Amount::ZERO,
        to: assistance,
        kept_cents: curve.kept_cents(Amount::ZERO, assistance),
    });
    let bands: Vec<Band> = first.into_iter().chain(curve.worst_from(assistance)).collect();
    let sentence = |band: &Band, language: Language| {
        let (from, to, cents) = (band.from.show(language), band.to.show(language), band.kept_cents);
        match language {
            Language::Nl if cents < 0 => format!(
                "Tussen {from} en {to} bruto per maand gaat u er {} cent op achteruit met iedere extra euro.",
                -cents
            ),
            Language::Nl => {
                format!("Tussen {from} en {to} bruto per maand houdt u van iedere extra euro {cents} cent over.")
            }
            Language::En if cents < 0 => {
                format!("Between {from} and {to} gross a month you lose {} cents with every extra euro.", -cents)
            }
            Language::En => {
                format!("Between {from} and {to} gross a month you keep {cents} cents of every extra euro.")
            }
        }
    };
    let partner = match situation.partners {
        true => {
            text(" Het inkomen van uw partner blijft daarbij gelijk.", " The income of your partner stays the same.")
        }
        false => text("", ""),
    };
    let all = |language: Language| {
        let told: Vec<String> = bands.iter().map(|band| sentence(band, language)).collect();
        format!("{}{}", told.join(" "), partner.get(language))
    };
    text(all(Language::Nl), all(Language::En))
}

/// A row for each 500 euros a month.
fn points(curve: &Curve, language: Language) -> Vec<Vec<String>> {
    // Whole euros: cents say nothing in a table like this.
    let month = |year: Amount| year.per_month_in_euro().show(language);
    let row = |gross: i64| {
        let point = curve.at(Amount::euro(gross));
        vec![point.gross_month.show(language), month(point.kept), month(point.schemes), month(point.disposable())]
    };
    (0..=HIGHEST / 500).map(|step| row(step * 500)).collect()
}

fn bands(curve: &Curve, language: Language) -> Vec<Vec<String>> {
    let row = |band: Band| {
        let (from, to) = (band.from.show(language), band.to.show(language));
        let (range, cents) = match language {
            Language::Nl => (format!("{from} tot {to}"), format!("{} cent", band.kept_cents)),
            Language::En => (format!("{from} to {to}"), format!("{} cents", band.kept_cents)),
        };
        vec![range, cents]
    };
    curve.bands().into_iter().map(row).collect()
}

fn left_out(situation: &Situation, with_assistance: bool) -> Vec<Text> {
    let mut left_out = vec![
        text("Kosten om te werken, zoals reizen.", "The cost of working, such as travel."),
        text(
            "Premie voor een pensioen, en wat u terugkrijgt voor een hypotheek.",
            "Contributions to a pension, and what you get back for a mortgage.",
        ),
    ];
    if with_assistance {
        left_out.push(text(
            "In de bijstand mag u soms een tijd een deel van uw loon houden. Vraag het uw gemeente.",
            "In social assistance you may sometimes keep a part of your wage for a while. Ask your municipality.",
        ));
    }
    if situation.children.count > 0 {
        left_out.push(text(
            "Kinderbijslag, en kinderopvang met kinderopvangtoeslag.",
            "Child benefit, and child care with its allowance.",
        ));
    }
    left_out
}
