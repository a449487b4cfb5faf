//! What the social counsellors offer to who asks at the plaza.

use fieldlab_service::plaza::{Fit, Offer, Question};
use fieldlab_service::{answers, text};

/// One walk past all schemes, and somebody who helps to apply. It fits those best whose benefit ends.
#[answers]
pub fn offers(question: &Question) -> Vec<Offer> {
    let (fit, why) = match question.detail("work") {
        Some("benefit") => (
            Fit::Likely,
            text(
                "U hebt een uitkering. Wij kijken met u wat er is als die stopt.",
                "You have a benefit. We look with you at what there is when it ends.",
            ),
        ),
        Some("employed" | "retired") => (
            Fit::Possible,
            text(
                "Dit is vooral voor wie een WW-uitkering heeft. Wij helpen ook anderen.",
                "This is mostly for who has unemployment benefit. We help others too.",
            ),
        ),
        _ => (
            Fit::Possible,
            text(
                "Dat hangt ervan af of u een WW-uitkering hebt die stopt.",
                "That depends on whether you have unemployment benefit that ends.",
            ),
        ),
    };
    let offer = Offer::new("na-de-ww", text("Alle regelingen op een rij, met hulp bij het aanvragen", "All schemes in a row, with help to apply"))
        .summary(text(
            "U beantwoordt 8 vragen. Daarna ziet u welke regelingen er zijn, en helpen sociaal raadslieden u met aanvragen. Gratis.",
            "You answer 8 questions. Then you see which schemes there are, and social counsellors help you to apply. Free.",
        ))
        .fits(fit, why)
        .wants(text("wanneer uw uitkering stopt en hoe u woont", "when your benefit ends and how you live"), text("om te zien welke regelingen passen", "to see which schemes fit"))
        .next(text("U begint met de vragen, of u loopt binnen.", "You begin with the questions, or walk in."))
        .page("/");
    vec![offer]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fits_best_who_has_a_benefit() {
        let fit = |work: Option<&str>| {
            let question = Question::about(&["income"], "nl");
            let question = work.into_iter().fold(question, |question, work| question.with("work", work));
            offers(&question)[0].fit()
        };
        assert_eq!(
            [fit(None), fit(Some("benefit")), fit(Some("employed"))],
            [Fit::Possible, Fit::Likely, Fit::Possible]
        );
    }
}
