//! What the schemes may be for somebody who asks a question at the plaza. What is not known is tried at both ends (`offer.rs`), so an offer
//! never promises more than is certain.

use fieldlab_sdk::Amount;
use fieldlab_sdk::value::Typed as _;
use fieldlab_service::plaza::{Fit, Offer, Question};
use fieldlab_service::prelude::{Shared, answers, lab};
use fieldlab_service::{Text, text};

use crate::amounts::Amounts;
use crate::offer::{self, Partial};
use crate::outcome::Scheme;
use crate::situation::Work;
use crate::words;

/// The most that are named: the plaza shows many beside each other.
const MOST: usize = 4;

/// The request of the manifest by which a person shares what the schemes look at.
const SHARED: &str = "situation";

/// The schemes that fit or may fit, those that are certain first.
#[answers]
pub fn offers(question: &Question) -> Vec<Offer> {
    let amounts = Amounts::defaults();
    let shared = lab::shared(SHARED).ok().filter(|_| !question.for_other);
    let partial = partial(question, shared.as_ref());
    let fitting = offer::offers(&partial, &amounts).into_iter().filter(|one| one.fit != offer::Fit::No);
    let on_topic = fitting.filter(|one| is_about(one.scheme, question));
    on_topic.take(MOST).map(|one| told(&one, shared.is_some())).collect()
}

/// Whether somebody who asks this is helped with a scheme: of money questions all, of others those that are about the same.
fn is_about(scheme: Scheme, question: &Question) -> bool {
    let topics: &[&str] = match scheme {
        Scheme::HealthCare => &["health-insurance"],
        Scheme::Rent => &["housing"],
        Scheme::Child => &["parenting", "childcare", "divorce"],
        Scheme::Assistance => &["work", "self-employed", "divorce", "bereavement"],
        Scheme::Special => &["debts", "energy", "health", "school"],
        Scheme::Remission => &["taxes", "debts"],
    };
    ["income", "allowances"].iter().chain(topics).any(|topic| question.is_about(topic))
}

/// What is known: what the person shares, and else what they said when they were asked back.
fn partial(question: &Question, shared: Option<&Shared>) -> Partial {
    let said = |about: &str| question.detail(about);
    let mut partial = Partial {
        partners: said("partner").and_then(|said| ["no", "yes"].iter().position(|one| *one == said)).map(|at| at == 1),
        children: said("children").map(|said| i32::from(said != "none")),
        work: said("work").and_then(work_of),
        age: said("age").and_then(|said| match said {
            "18-26" => Some(22),
            "27-66" => Some(40),
            "67+" => Some(70),
            _ => None,
        }),
        ..Partial::default()
    };
    if said("home").is_some_and(|home| home != "rent") {
        partial.rent_month = Some(None);
    }
    let Some(shared) = shared else { return partial };
    partial.age = shared.get("person.age").or(partial.age);
    partial.children = shared.get("household.children").or(partial.children);
    partial.income = shared.get::<Amount>("person.income_gross");
    partial.assets = shared.get::<Amount>("household.assets");
    if let Some(rent) = shared.get::<Amount>("household.rent_month") {
        partial.rent_month = Some(Some(rent));
    }
    partial.work = shared
        .attributes
        .iter()
        .find(|one| one.name == "person.work")
        .map_or(partial.work, |one| Work::from_value(one.value));
    partial
}

fn work_of(said: &str) -> Option<Work> {
    match said {
        "employed" => Some(Work::Employee),
        "self-employed" => Some(Work::SelfEmployed),
        "benefit" => Some(Work::Unemployed),
        "studying" => Some(Work::InEducation),
        "retired" => Some(Work::Retired),
        "none" => Some(Work::NotWorking),
        _ => None,
    }
}

fn told(one: &offer::Offer, is_shared: bool) -> Offer {
    let name = match one.scheme {
        Scheme::HealthCare => "zorgtoeslag",
        Scheme::Rent => "huurtoeslag",
        Scheme::Child => "kindgebonden-budget",
        Scheme::Assistance => "bijstand",
        Scheme::Special => "bijzondere-bijstand",
        Scheme::Remission => "kwijtschelding",
    };
    let fit = match one.fit {
        offer::Fit::Fits => Fit::Certain,
        offer::Fit::Perhaps if one.scheme == Scheme::HealthCare => Fit::Likely,
        offer::Fit::Perhaps | offer::Fit::No => Fit::Possible,
    };
    let offer = Offer::new(name, words::name(one.scheme))
        .summary(words::what_for(one.scheme))
        .fits(fit, why(one))
        .next(text(
            "U vult één keer een paar vragen in. Daarna ziet u hoeveel het is, waarom, en waar u het aanvraagt.",
            "You answer some questions once. Then you see how much it is, why, and where to apply.",
        ))
        .page("/");
    match is_shared {
        true => offer,
        false => offer.wants(
            text("uw inkomen, huur, kinderen en spaargeld", "your income, rent, children and savings"),
            text("om uit te rekenen hoeveel het is", "to work out how much it is"),
        ),
    }
}

/// Why it fits: with the amount when that is certain, else with what it hangs on.
fn why(one: &offer::Offer) -> Text {
    let most = words::told_amount(one.scheme, one.most_year);
    let both = |nl: &str, en: &str| {
        use fieldlab_service::Language::{En, Nl};
        text(format!("{nl}{}.", most.get(Nl)), format!("{en}{}.", most.get(En)))
    };
    match one.fit {
        _ if one.scheme == Scheme::Special => text(
            "Dat hangt af van de kosten die u moet maken en van uw gemeente.",
            "That depends on the costs that you have to make and on your municipality.",
        ),
        offer::Fit::Fits if one.least_year == one.most_year => {
            both("Met wat u hebt gezegd hebt u hier recht op: ", "With what you said you are entitled to this: ")
        }
        offer::Fit::Fits => both(
            "Met wat u hebt gezegd hebt u hier recht op. Hoogstens ",
            "With what you said you are entitled to this. At most ",
        ),
        offer::Fit::Perhaps | offer::Fit::No => both(
            "Dat hangt af van uw inkomen en van wie er bij u wonen. Hoogstens ",
            "That depends on your income and on who live with you. At most ",
        ),
    }
}

#[cfg(test)]
mod tests {
    use fieldlab_service::Language;
    use fieldlab_service::visitor::{Value, Visitor};

    use super::*;
    use crate::service::routes;

    /// A single parent with two children who rents, as Sanne.
    const SANNE: [(&str, Value); 6] = [
        ("person.age", Value::Whole(28)),
        ("person.work", Value::Code(3)),
        ("person.income_gross", Value::Amount(2_260_000)),
        ("household.children", Value::Whole(2)),
        ("household.rent_month", Value::Amount(69_040)),
        ("household.assets", Value::Amount(190_000)),
    ];

    fn named(offers: &[Offer]) -> Vec<(&str, Fit)> {
        offers.iter().map(|offer| (offer.name(), offer.fit())).collect()
    }

    #[test]
    fn what_is_not_known_is_not_promised() {
        let found = Visitor::new(routes).within(|| offers(&Question::about(&["income", "divorce"], "nl")));
        assert_eq!(found.len(), MOST);
        assert!(found.iter().all(|offer| offer.fit() != Fit::Certain), "{:?}", named(&found));
        let told = found[0].said_in(Language::Nl);
        assert!(told.why.starts_with("Dat hangt af van") && told.wants.len() == 1, "{told:?}");
    }

    #[test]
    fn what_the_person_shares_makes_it_certain() {
        let mut sanne = Visitor::playing(routes, &[]).sharing(SHARED, &SANNE);
        let question = Question::about(&["income"], "nl").with("partner", "no");
        let found = sanne.within(|| offers(&question));
        let certain: Vec<&str> =
            found.iter().filter(|offer| offer.fit() == Fit::Certain).map(|offer| offer.name()).collect();
        assert!(certain.contains(&"kindgebonden-budget") && certain.contains(&"huurtoeslag"), "{:?}", named(&found));
        // For somebody else nothing of the person's own counts.
        let other = Question { for_other: true, ..question };
        let found = sanne.within(|| offers(&other));
        assert!(found.iter().all(|offer| offer.fit() != Fit::Certain), "{:?}", named(&found));
    }

    #[test]
    fn only_what_the_question_is_about_is_offered() {
        let found = Visitor::new(routes).within(|| offers(&Question::about(&["health-insurance"], "en")));
        assert_eq!(named(&found), [("zorgtoeslag", Fit::Likely)]);
        assert!(Visitor::new(routes).within(|| offers(&Question::about(&["mobility"], "en"))).is_empty());
    }
}
