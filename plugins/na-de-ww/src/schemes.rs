//! The schemes that there are, and for whom they are worth a look. The laws stand in the README.

use fieldlab_service::prelude::{Amount, Language, Step};
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
    /// Why it is named: the rule, what it looked at, what came out, and the law that the scheme stands in.
    pub(crate) why: Step,
}

/// The schemes that are worth a look.
pub(crate) fn schemes(situation: &Situation) -> Vec<Scheme> {
    let tax_office = || text("Dienst Toeslagen", "Dienst Toeslagen (allowances office)");
    let municipality = || text("Uw gemeente", "Your municipality");
    let low = situation.income < LOW_INCOME;
    let income = |step: Step| step.input("inkomen per maand", "income a month", situation.income);
    let children = |step: Step| step.input("kinderen onder de 18", "children under 18", situation.children);
    let young_child = |step: Step| step.input("een kind onder de 13", "a child under 13", situation.young_child);
    let work = |step: Step| step.input("ander werk", "other work", situation.work);
    let rents = |step: Step| {
        step.input(
            "huurt een woning met een eigen voordeur",
            "rents a home with a door of its own",
            situation.rents_home,
        )
    };
    let scheme = |rule: &str, looked: &dyn Fn(Step) -> Step, law: &str, name: Text, what_for: Text, desk: Text| {
        let words = |text: &Text| [Language::Nl, Language::En].map(|language| text.get(language).to_owned());
        let ([nl, en], [for_nl, for_en]) = (words(&name), words(&what_for));
        let why = looked(Step::new(rule, &for_nl, &for_en)).outcome(&nl, &en, true).article(law);
        Scheme { name, what_for, desk, why }
    };
    let all = [
        (
            low && !situation.work,
            scheme(
                "bijstand",
                &|step| work(income(step)),
                "Participatiewet, artikel 11 en 19",
                text("Bijstand", "Social assistance (bijstand)"),
                text("Geld om van te leven", "Money to live on"),
                municipality(),
            ),
        ),
        (
            situation.rents_home,
            scheme(
                "huurtoeslag",
                &rents,
                "Wet op de huurtoeslag, artikel 1 en 7",
                text("Huurtoeslag", "Rent allowance (huurtoeslag)"),
                text("Uw huur", "Your rent"),
                tax_office(),
            ),
        ),
        (
            true,
            scheme(
                "zorgtoeslag",
                &|step| step,
                "Wet op de zorgtoeslag, artikel 2",
                text("Zorgtoeslag", "Health care allowance (zorgtoeslag)"),
                text("Uw zorgverzekering", "Your health insurance"),
                tax_office(),
            ),
        ),
        (
            situation.children,
            scheme(
                "kindgebonden-budget",
                &children,
                "Wet op het kindgebonden budget, artikel 2",
                text("Kindgebonden budget", "Child budget (kindgebonden budget)"),
                text("De kosten van uw kinderen", "The costs of your children"),
                tax_office(),
            ),
        ),
        (
            situation.young_child,
            scheme(
                "kinderopvangtoeslag",
                &young_child,
                "Wet kinderopvang, artikel 1.5 en 1.6",
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
                "kwijtschelding",
                &income,
                "Gemeentewet, artikel 255",
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
