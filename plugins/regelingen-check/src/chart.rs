//! The curve as a picture: SVG that is drawn by the server, in the colour of the text, so that it works in the dark, in print and without
//! colour. What it shows stands in its title and description, and in the table under it.

use fieldlab_sdk::prelude::*;
use fieldlab_service::answer::Answer as _;
use fieldlab_service::{Html, Language, Text};
use maud::html;

use crate::curve::{Band, Curve, HIGHEST};

/// The size of the picture, and of its margins: left for amounts, under for wages.
const WIDTH: i64 = 560;
const HEIGHT: i64 = 380;
const LEFT: i64 = 74;
const RIGHT: i64 = 12;
const TOP: i64 = 30;
const UNDER: i64 = 56;

/// What a picture says, and what stands out in it.
pub(crate) struct Drawn<'a> {
    /// What it is.
    pub(crate) title: Text,
    /// What it shows, in a sentence or two.
    pub(crate) shows: Text,
    /// The wages in which little is kept.
    pub(crate) worst: Option<Band>,
    /// The income now, euro a month before tax.
    pub(crate) now: Option<Amount>,
    /// The curve.
    pub(crate) curve: &'a Curve,
}

/// From amounts to places in the picture.
struct Scale {
    highest: Amount,
}

impl Scale {
    /// For a curve: the amounts go up to a whole thousand a month.
    fn of(curve: &Curve) -> Scale {
        let most = curve.points.iter().map(|point| point.disposable()).max().unwrap_or_default();
        let thousands = (most.in_cents() / 12 / 100_000 + 1).max(1);
        Scale { highest: Amount::euro(1_000) * thousands as Whole }
    }

    fn across(&self, gross_month: Amount) -> i64 {
        let euro = gross_month.in_cents().clamp(0, HIGHEST * 100);
        LEFT + euro * (WIDTH - LEFT - RIGHT) / (HIGHEST * 100)
    }

    fn up(&self, month: Amount) -> i64 {
        let height = HEIGHT - TOP - UNDER;
        HEIGHT - UNDER - month.in_cents().clamp(0, self.highest.in_cents()) * height / self.highest.in_cents()
    }

    /// A line through all points of a curve.
    fn line(&self, curve: &Curve, year: impl Fn(&crate::curve::Point) -> Amount) -> String {
        let place =
            |point: &crate::curve::Point| format!("{},{}", self.across(point.gross_month), self.up(year(point) / 12));
        curve.points.iter().map(place).collect::<Vec<_>>().join(" ")
    }
}

/// Draws it.
pub(crate) fn draw(drawn: &Drawn<'_>, language: Language) -> Html {
    let scale = Scale::of(drawn.curve);
    let say = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    let bottom = HEIGHT - UNDER;
    html! {
        div.chart {
            svg role="img" aria-labelledby="chart-title chart-shows" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } fill="none" stroke="currentColor" font-size="17" {
                title id="chart-title" { (drawn.title.get(language)) }
                desc id="chart-shows" { (drawn.shows.get(language)) }
                @if let Some(worst) = drawn.worst {
                    @let (from, to) = (scale.across(worst.from), scale.across(worst.to));
                    rect x=(from) y=(TOP) width=(to - from) height=(bottom - TOP) fill="currentColor" fill-opacity="0.14" stroke="none" {}
                }
                (amounts(&scale, language))
                (wages(&scale))
                polyline points=(scale.line(drawn.curve, |point| point.kept)) stroke-width="2" stroke-dasharray="7 5" {}
                polyline points=(scale.line(drawn.curve, |point| point.disposable())) stroke-width="4" stroke-linejoin="round" {}
                @if let Some(now) = drawn.now {
                    @let place = scale.across(now);
                    line x1=(place) x2=(place) y1=(TOP) y2=(bottom) stroke-width="2" stroke-dasharray="2 4" {}
                    (word(place, TOP - 10, anchor(place), say("nu", "now")))
                }
                (word((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", say("bruto loon per maand, in euro", "gross wage a month, in euros")))
            }
            p.hint {
                (say(
                    "Dikke lijn: wat u te besteden hebt. Streepjes: wat u overhoudt van uw inkomen na belasting. Daartussen zitten de regelingen.",
                    "Thick line: what you have to spend. Dashes: what you keep of your income after tax. Between them are the schemes.",
                ))
                @if drawn.worst.is_some() { " " (say("Grijs: hier houdt u het minst over van meer werken.", "Grey: here you keep the least of more work.")) }
            }
        }
    }
}

/// Words in the picture.
fn word(x: i64, y: i64, anchor: &str, words: &str) -> Html {
    html! { text x=(x) y=(y) text-anchor=(anchor) fill="currentColor" stroke="none" { (words) } }
}

/// Which side of a place words stand on, so that they stay within the picture.
fn anchor(place: i64) -> &'static str {
    if place < LEFT + 20 { "start" } else { "middle" }
}

/// Lines across for each thousand a month, with the amount before it.
fn amounts(scale: &Scale, language: Language) -> Html {
    let thousands = scale.highest.in_cents() / 100_000;
    // At most seven lines.
    let every = (thousands / 7 + 1).max(1);
    html! {
        @for thousand in (0..=thousands).step_by(every as usize) {
            @let y = scale.up(Amount::euro(thousand * 1_000));
            line x1=(LEFT) x2=(WIDTH - RIGHT) y1=(y) y2=(y) stroke-opacity=[(thousand > 0).then_some("0.25")] {}
            (word(LEFT - 8, y + 6, "end", &Amount::euro(thousand * 1_000).show(language)))
        }
    }
}

/// The wages under the picture.
fn wages(scale: &Scale) -> Html {
    html! {
        @for thousand in 0..=HIGHEST / 1_000 {
            @let x = scale.across(Amount::euro(thousand * 1_000));
            line x1=(x) x2=(x) y1=(HEIGHT - UNDER) y2=(HEIGHT - UNDER + 6) {}
            (word(x, HEIGHT - UNDER + 24, if thousand * 1_000 == HIGHEST { "end" } else { "middle" }, &(thousand * 1_000).to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Amounts, curve, examples};
    use fieldlab_service::text;

    #[test]
    fn the_picture_says_what_it_shows_and_sets_no_colour() {
        let curve = curve::curve(&examples::single(), &Amounts::defaults());
        let drawn = Drawn {
            title: text("Titel <b>", "Title"),
            shows: text("Zin", "Sentence"),
            worst: curve.worst_from(Amount::ZERO),
            now: Some(Amount::euro(1_500)),
            curve: &curve,
        };
        let svg = draw(&drawn, Language::Nl).into_string();
        for part in [
            "role=\"img\" aria-labelledby=\"chart-title chart-shows\"",
            "<title id=\"chart-title\">Titel &lt;b&gt;</title>",
            "<desc id=\"chart-shows\">Zin</desc>",
            ">nu</text>",
            ">€\u{a0}1.000</text>",
        ] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(!svg.contains("style=") && !svg.contains('#'), "colours are the page's: {svg}");
        // Nothing is drawn outside.
        let line = svg.split("points=\"").nth(2).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        for place in line.split(' ') {
            let (x, y) = place.split_once(',').expect("two numbers");
            let (x, y): (i64, i64) = (x.parse().expect("a number"), y.parse().expect("a number"));
            assert!((LEFT..=WIDTH - RIGHT).contains(&x) && (TOP..=HEIGHT - UNDER).contains(&y), "{place}");
        }
    }
}
