//! How the signals about a household are weighed. What is decided here is decided without knowing whether there is problem debt: that
//! does not come in.

use fieldlab_sdk::prelude::*;

use crate::{Reason, Settings};

/// The law that makes a signal a reason to offer help.
pub(crate) const LAW: &str = "Wet gemeentelijke schuldhulpverlening, artikel 3, eerste lid, onder b";
/// The decree that says whose message is a signal.
const DECREE: &str = "Besluit gemeentelijke schuldhulpverlening";

/// Which of the four kinds of creditors reported arrears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// The landlord.
    pub rent: bool,
    /// The energy company.
    pub energy: bool,
    /// The water company.
    pub water: bool,
    /// The health insurer.
    pub premium: bool,
}

impl Signals {
    /// Each kind, and whether it is there: rent, energy, water, premium.
    pub fn each(self) -> [bool; 4] {
        [self.rent, self.energy, self.water, self.premium]
    }

    /// How many there are.
    pub fn count(self) -> Whole {
        self.each().into_iter().map(Whole::from).sum()
    }
}

/// How the municipality makes contact. Each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contact {
    /// It does not: there is no signal.
    None,
    /// A letter with an offer of help, as everybody with a signal gets.
    Letter,
    /// Somebody calls.
    Phone,
    /// Somebody visits, after they said so in a card.
    Visit,
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// How many signals there are.
    pub signals: Whole,
    /// What they weigh together, in points.
    pub weight: Whole,
    /// Why there is contact in person, or not.
    pub reason: Reason,
    /// How there is contact.
    pub contact: Contact,
}

impl Weighed {
    /// Whether somebody makes contact in person: by phone or at home.
    pub fn in_person(self) -> bool {
        self.contact >= Contact::Phone
    }
}

/// Weighs the signals about a household, and says how to make contact.
pub fn weigh(signals: Signals, settings: &Settings, explain: &mut impl Explain) -> Weighed {
    let count = signals.count();
    explain.step(|| {
        Step::new("signals", "Welke bedrijven melden een achterstand?", "Which companies report arrears?")
            .input("huur", "rent", signals.rent)
            .input("energie", "energy", signals.energy)
            .input("drinkwater", "drinking water", signals.water)
            .input("zorgpremie", "health premium", signals.premium)
            .outcome("aantal signalen", "number of signals", count)
            .article(&format!("{LAW}; {DECREE}"))
    });
    explain.step(|| {
        Step::new(
            "offer",
            "Wie een signaal heeft, krijgt een brief met een aanbod",
            "Who has a signal gets a letter with an offer",
        )
        .input("aantal signalen", "number of signals", count)
        .outcome("krijgt een brief", "gets a letter", count > 0)
        .article(LAW)
    });
    let weights = settings.weights(signals);
    let (weight, heaviest) = (weights.iter().sum(), weights.into_iter().max().unwrap_or_default());
    explain.step(|| {
        let [rent, energy, water, premium] = weights;
        Step::new(
            "weight",
            "Tel de punten van de signalen op (een aanname van dit prototype)",
            "Add up the points of the signals (an assumption of this prototype)",
        )
        .input("punten voor de huur", "points for the rent", rent)
        .input("punten voor energie", "points for energy", energy)
        .input("punten voor drinkwater", "points for drinking water", water)
        .input("punten voor de zorgpremie", "points for the health premium", premium)
        .outcome("gewicht samen", "weight together", weight)
    });
    let reason = match count {
        0 => Reason::NoSignal,
        _ if weight >= settings.threshold => Reason::EnoughWeight,
        _ if heaviest >= settings.single_enough => Reason::OneHeavySignal,
        _ => Reason::LetterOnly,
    };
    let in_person = matches!(reason, Reason::EnoughWeight | Reason::OneHeavySignal);
    explain.step(|| {
        Step::new(
            "threshold",
            "Is dat genoeg om zelf contact op te nemen? (een aanname van dit prototype)",
            "Is that enough to make contact in person? (an assumption of this prototype)",
        )
        .input("gewicht samen", "weight together", weight)
        .input("drempel", "threshold", settings.threshold)
        .input("zwaarste signaal", "heaviest signal", heaviest)
        .input("één signaal is genoeg vanaf", "one signal suffices from", settings.single_enough)
        .outcome("persoonlijk benaderen", "approach in person", in_person)
    });
    let contact = match (count > 0, in_person) {
        (false, _) => Contact::None,
        (true, false) => Contact::Letter,
        (true, true) if weight >= settings.home_visit => Contact::Visit,
        (true, true) => Contact::Phone,
    };
    explain.step(|| {
        Step::new(
            "visit",
            "Bellen of langsgaan? (een aanname van dit prototype)",
            "To call or to visit? (an assumption of this prototype)",
        )
        .input("gewicht samen", "weight together", weight)
        .input("langsgaan vanaf", "visit from", settings.home_visit)
        .outcome("langsgaan", "visit", contact == Contact::Visit)
    });
    Weighed { signals: count, weight, reason, contact }
}
