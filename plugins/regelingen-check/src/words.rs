//! What people read of each scheme: what it is, who decides, what to do next, why not, and how sure an amount is.

use fieldlab_sdk::Amount;
use fieldlab_service::answer::Answer as _;
use fieldlab_service::{Language, Text, text};

use crate::amounts::Amounts;
use crate::outcome::{Reason, Scheme};
use crate::situation::Situation;

/// The name of a scheme.
pub(crate) fn name(scheme: Scheme) -> Text {
    match scheme {
        Scheme::HealthCare => text("Zorgtoeslag", "Health care allowance (zorgtoeslag)"),
        Scheme::Rent => text("Huurtoeslag", "Rent allowance (huurtoeslag)"),
        Scheme::Child => text("Kindgebonden budget", "Child budget (kindgebonden budget)"),
        Scheme::Assistance => text("Bijstand", "Social assistance (bijstand)"),
        Scheme::Special => text("Bijzondere bijstand", "Special assistance (bijzondere bijstand)"),
        Scheme::Remission => {
            text("Kwijtschelding van gemeentelijke belastingen", "Remission of municipal taxes (kwijtschelding)")
        }
    }
}

/// What it is for.
pub(crate) fn what_for(scheme: Scheme) -> Text {
    match scheme {
        Scheme::HealthCare => text("Geld voor uw zorgverzekering.", "Money for your health insurance."),
        Scheme::Rent => text("Geld voor uw huur.", "Money for your rent."),
        Scheme::Child => text("Geld voor de kosten van uw kinderen.", "Money for the costs of your children."),
        Scheme::Assistance => text("Geld om van te leven.", "Money to live on."),
        Scheme::Special => text(
            "Geld voor kosten die u moet maken en niet kunt betalen. Bijvoorbeeld een wasmachine die stuk is, of een bril.",
            "Money for costs that you have to make and can't pay. Such as a washing machine that broke down, or glasses.",
        ),
        Scheme::Remission => text(
            "U hoeft de belasting van de gemeente dan niet of niet helemaal te betalen.",
            "You then do not have to pay the taxes of the municipality, or not all of them.",
        ),
    }
}

/// An amount a year as people are told it: allowances a month in whole euros, social assistance a month, remission a year.
pub(crate) fn told_amount(scheme: Scheme, year: Amount) -> Text {
    let show = |amount: Amount, nl: &str, en: &str| {
        text(format!("{} {nl}", amount.show(Language::Nl)), format!("{} {en}", amount.show(Language::En)))
    };
    match scheme {
        Scheme::HealthCare | Scheme::Rent | Scheme::Child => show(year.per_month_in_euro(), "per maand", "a month"),
        Scheme::Assistance => show(year / 12, "per maand", "a month"),
        Scheme::Special => text("Misschien", "Perhaps"),
        Scheme::Remission => show(year, "per jaar minder belasting", "less tax a year"),
    }
}

/// Who decides about it.
pub(crate) fn who_decides(scheme: Scheme, situation: &Situation, amounts: &Amounts) -> Text {
    match scheme {
        Scheme::HealthCare | Scheme::Rent | Scheme::Child => {
            text("Dienst Toeslagen.", "The allowances office (Dienst Toeslagen).")
        }
        Scheme::Assistance if situation.age >= amounts.pension_age => {
            text("De Sociale Verzekeringsbank (SVB).", "The Social Insurance Bank (SVB).")
        }
        Scheme::Assistance | Scheme::Special | Scheme::Remission => text("Uw gemeente.", "Your municipality."),
    }
}

/// What to do next.
pub(crate) fn next_step(scheme: Scheme, situation: &Situation, amounts: &Amounts) -> Text {
    match scheme {
        Scheme::HealthCare | Scheme::Rent => text(
            "Vraag het aan bij Mijn toeslagen, met uw DigiD. Geef het door als uw inkomen verandert: dan hoeft u niets terug te betalen.",
            "Apply at Mijn toeslagen, with your DigiD. Tell them when your income changes: then you have nothing to pay back.",
        ),
        Scheme::Child => text(
            "Hebt u al een andere toeslag? Dan krijgt u dit vanzelf. Anders vraagt u het aan bij Mijn toeslagen, met uw DigiD.",
            "Do you have another allowance already? Then this comes by itself. If not, apply at Mijn toeslagen, with your DigiD.",
        ),
        Scheme::Assistance if situation.age >= amounts.pension_age => text(
            "Vraag bij de SVB een AIO-aanvulling aan. Zo heet bijstand vanaf de AOW-leeftijd.",
            "Ask the SVB for a supplement (AIO-aanvulling). That is what social assistance is called from the pension age on.",
        ),
        Scheme::Assistance if situation.age < 27 => text(
            "Meld u bij uw gemeente. Bent u jonger dan 27, dan zoekt u meestal eerst 4 weken zelf naar werk of een opleiding.",
            "Report to your municipality. Those under 27 usually first look for work or training by themselves for 4 weeks.",
        ),
        Scheme::Assistance => text(
            "Meld u bij uw gemeente, het liefst voordat uw geld op is. Bijstand gaat in vanaf de dag dat u zich meldt.",
            "Report to your municipality, before your money runs out if you can. Social assistance begins on the day you report.",
        ),
        Scheme::Special => text(
            "Hebt u zulke kosten? Vraag het aan bij uw gemeente voordat u iets koopt.",
            "Do you have such costs? Apply to your municipality before you buy anything.",
        ),
        Scheme::Remission => text(
            "Vraag het aan als u de aanslag van de gemeente krijgt. Dat kan ook voor de belasting van het waterschap.",
            "Apply when you get the tax bill of the municipality. You can do so for the tax of the water board too.",
        ),
    }
}

/// Why there is no right.
pub(crate) fn why_not(scheme: Scheme, reason: Reason) -> Text {
    match reason {
        Reason::Entitled => text("U kunt dit krijgen.", "You can get this."),
        Reason::UnderAge => text("U bent nog geen 18 jaar.", "You are not 18 yet."),
        Reason::NotInsured => text(
            "U hebt geen zorgverzekering. Wie in Nederland woont, moet die hebben.",
            "You have no health insurance. Who lives in the Netherlands must have it.",
        ),
        Reason::NoRentedHome => {
            text("U huurt geen woning met een eigen voordeur.", "You do not rent a home with a front door of its own.")
        }
        Reason::SomebodyElse => text(
            "Iemand anders in huis huurt of heeft de woning. Die kan het vragen.",
            "Somebody else in the home rents or owns it. They can ask for it.",
        ),
        Reason::Institution => text(
            "U woont in een instelling. Daarvoor gelden andere bedragen.",
            "You live in an institution. Other amounts hold for that.",
        ),
        Reason::RentTooLow => text(
            "Uw huur is lager dan wat iedereen zelf betaalt.",
            "Your rent is lower than what everybody pays themselves.",
        ),
        Reason::NoChildren => text("Er wonen geen kinderen onder de 18 bij u.", "No children under 18 live with you."),
        Reason::Student => text(
            "U zit op school of u studeert. Kijk bij DUO naar studiefinanciering.",
            "You are at school or you study. Look at DUO for student finance.",
        ),
        Reason::OwnBusiness => text(
            "U hebt een eigen bedrijf. Misschien kunt u bijstand voor zelfstandigen krijgen (Bbz). Vraag het uw gemeente.",
            "You have a business. Perhaps you can get assistance for the self-employed (Bbz). Ask your municipality.",
        ),
        Reason::AssetsAboveLimit => text("U hebt te veel spaargeld.", "You have too much in savings."),
        Reason::HomeAboveLimit if scheme == Scheme::Assistance => text(
            "Uw koopwoning is te veel waard. Misschien kunt u bijstand krijgen als lening. Vraag het uw gemeente.",
            "Your home is worth too much. Perhaps you can get social assistance as a loan. Ask your municipality.",
        ),
        Reason::HomeAboveLimit => text("Uw koopwoning is te veel waard.", "Your home is worth too much."),
        Reason::IncomeTooHigh => text("Uw inkomen is te hoog.", "Your income is too high."),
    }
}

/// How sure a figure is, by the status in the manifest.
pub(crate) fn status(status: &str) -> Text {
    match status {
        "adopted" => text("Vastgesteld", "Adopted"),
        "proposed" => text("Voorgesteld", "Proposed"),
        "assumed" => text("Onze keuze", "Our own choice"),
        _ => text("Niet bevestigd", "Not confirmed"),
    }
}

/// What is not confirmed of an amount; nothing when all figures that it comes from are adopted.
pub(crate) fn unsure(scheme: Scheme, situation: &Situation) -> Option<Text> {
    let is_sure = Amounts::figures()
        .iter()
        .filter(|figure| figure.name.starts_with(scheme.prefix()))
        .all(|figure| figure.is_adopted());
    // The norms themselves are adopted; what comes off them is not.
    let norm_only =
        situation.sharers == 0 && situation.joint_income() == situation.own.assistance + situation.partner.assistance;
    match scheme {
        _ if is_sure => None,
        Scheme::Assistance if norm_only && situation.home_value <= Amount::ZERO => None,
        Scheme::Assistance => Some(text(
            "Wat er van de bijstand af gaat door inkomen, huisgenoten of een eigen woning is in grote lijnen uitgerekend.",
            "What goes off because of income, people who share the home or a home of your own is worked out in outline.",
        )),
        Scheme::Rent => Some(text(
            "De bedragen van de huurtoeslag komen uit één bron.",
            "The amounts of the rent allowance come from one source.",
        )),
        Scheme::Child => Some(text("Twee bronnen noemen andere bedragen.", "Two sources give other amounts.")),
        Scheme::Special => Some(text(
            "Of u het krijgt, hangt af van uw kosten en van uw gemeente. De grens is onze keuze.",
            "Whether you get it hangs on your costs and your municipality. The limit is our own choice.",
        )),
        _ => Some(text(
            "Uw gemeente bepaalt hoe hoog de belasting is, en of u meer of minder zelf betaalt. Wij rekenen met het gemiddelde van 2021.",
            "Your municipality sets the tax, and whether you pay more or less of it yourself. We use the average of 2021.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{single, wage};

    #[test]
    fn what_is_not_confirmed_says_so() {
        let marked = |situation: &Situation| Scheme::ALL.map(|scheme| unsure(scheme, situation).is_some());
        assert_eq!(marked(&single()), [false, true, true, false, true, true]);
        let sharing = Situation { sharers: 1, ..single() };
        assert!(unsure(Scheme::Assistance, &sharing).is_some());
        assert!(unsure(Scheme::Assistance, &Situation { own: wage(1), ..single() }).is_some());
    }

    #[test]
    fn every_figure_has_a_title_a_source_and_a_status() {
        for figure in Amounts::figures() {
            for words in [figure.nl, figure.en, figure.source, figure.unit] {
                assert!(!words.is_empty(), "{}", figure.name);
            }
            assert!(["adopted", "unverified", "assumed"].contains(&figure.status), "{}", figure.name);
        }
    }
}
