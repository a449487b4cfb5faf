//! Pages: for the municipality's worker a worklist and a case each, for the resident what they can do themselves.

mod case_page;
mod contact;
mod households;
mod letter;
mod list_page;
mod notes;
mod resident;
mod thresholds;

use fieldlab_service::prelude::*;

use crate::{Settings, Signals};

/// Which function answers which page.
#[service]
pub fn routes(router: Router) -> Router {
    router
        .keep_answers()
        .get("/", start)
        .get("/werklijst", list_page::show)
        .get("/huishouden/{n}", case_page::show)
        .get("/huishouden/{n}/brief", case_page::letter)
        .post("/huishouden/{n}/noteer/{what}", case_page::note)
        .post("/huishouden/{n}/ongedaan", case_page::undo)
        .get("/drempel", thresholds::show)
        .get("/brief", letter::show)
        .form::<resident::Talk>("/gesprek", "/gesprek/klaar")
        .get("/gesprek/klaar", resident::talk_asked)
        .form::<resident::Behind>("/regeling/invullen", "/regeling")
        .get("/regeling", resident::arrangement)
        .post("/opnieuw", Request::begin_anew)
}

/// The worklist; whoever plays a resident first says that they look as a worker, because a resident would not see it.
fn start(request: &Request) -> Response {
    match lab::visit().persona {
        None => list_page::show(request).into(),
        Some(_) => resident::start(request).into(),
    }
}

/// The weights as they are set in the lab; those of the manifest when it does not tell.
fn settings() -> Settings {
    let defaults = Settings::defaults();
    let set = |name: &str, default: Whole| {
        let told = lab::parameter(name).ok().flatten();
        told.and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    Settings {
        weight_rent: set("weight_rent", defaults.weight_rent),
        weight_energy: set("weight_energy", defaults.weight_energy),
        weight_water: set("weight_water", defaults.weight_water),
        weight_premium: set("weight_premium", defaults.weight_premium),
        threshold: set("threshold", defaults.threshold),
        single_enough: set("single_enough", defaults.single_enough),
        home_visit: set("home_visit", defaults.home_visit),
    }
}

/// What people call each kind of signal: rent, energy, water, premium.
static KINDS: [Text; 4] = [
    Text::fixed("huur", "rent"),
    Text::fixed("energie", "energy"),
    Text::fixed("drinkwater", "drinking water"),
    Text::fixed("zorgpremie", "health premium"),
];

/// The signals that there are, in words: `huur, energie`.
fn in_words(signals: Signals, language: Language) -> String {
    let there = KINDS.iter().zip(signals.each()).filter(|(_, is_there)| *is_there);
    there.map(|(kind, _)| kind.get(language)).collect::<Vec<_>>().join(", ")
}

/// The words in the language of the page.
fn say(language: Language, nl: &'static str, en: &'static str) -> &'static str {
    if language == Language::Nl { nl } else { en }
}
