//! The schemes that there are, and for whom they are worth a look. The laws stand in the README.

use fieldlab_service::prelude::Amount;
use fieldlab_service::{Text, text};

/// Below this income a month we name schemes for a minimum income. An assumption, set wide: it sends nobody away who has a right.
const LOW_INCOME: Amount = Amount::euro(2_000);

/// What decides which schemes are named.
pub(crate) struct Situation {
    /// With children under 18.
    pub(crate) children: bool,
    /// With a child that may go to child care.
    pub(crate) young_child: bool,
    /// With work after the benefit.
    pub(crate) work: bool,
    /// Renting a home with a front door of its own.
    pub(crate) rents_home: bool,
    /// Income of the household, euro a month.
    pub(crate) income: Amount,
}

/// A scheme for people to look at.
pub(crate) struct Scheme {
    /// Its name.
    pub(crate) name: Text,
    /// What it is for.
    pub(crate) what_for: Text,
    /// Who decides about it.
    pub(crate) desk: Text,
}

/// The schemes that are worth a look.
pub(crate) fn schemes(situation: &Situation) -> Vec<Scheme> {
    let tax_office = || text("Dienst Toeslagen", "Dienst Toeslagen (allowances office)");
    let municipality = || text("Uw gemeente", "Your municipality");
    let low = situation.income < LOW_INCOME;
    let scheme = |name, what_for, desk| Scheme { name, what_for, desk };
    let all = [
        (
            low && !situation.work,
            scheme(
                text("Bijstand", "Social assistance (bijstand)"),
                text("Geld om van te leven", "Money to live on"),
                municipality(),
            ),
        ),
        (
            situation.rents_home,
            scheme(text("Huurtoeslag", "Rent allowance (huurtoeslag)"), text("Uw huur", "Your rent"), tax_office()),
        ),
        (
            true,
            scheme(
                text("Zorgtoeslag", "Health care allowance (zorgtoeslag)"),
                text("Uw zorgverzekering", "Your health insurance"),
                tax_office(),
            ),
        ),
        (
            situation.children,
            scheme(
                text("Kindgebonden budget", "Child budget (kindgebonden budget)"),
                text("De kosten van uw kinderen", "The costs of your children"),
                tax_office(),
            ),
        ),
        (
            situation.young_child,
            scheme(
                text("Kinderopvangtoeslag", "Child care allowance (kinderopvangtoeslag)"),
                text(
                    "Opvang als u werkt of een opleiding naar werk volgt",
                    "Child care when you work or are in training for work",
                ),
                tax_office(),
            ),
        ),
        (
            low,
            scheme(
                text("Kwijtschelding van gemeentelijke belastingen", "Remission of local taxes (kwijtschelding)"),
                text(
                    "U hoeft de belasting dan niet of niet helemaal te betalen",
                    "You then do not have to pay all of the tax",
                ),
                municipality(),
            ),
        ),
    ];
    all.into_iter().filter(|(fits, _)| *fits).map(|(_, scheme)| scheme).collect()
}
