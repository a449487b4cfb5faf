//! What the lab knows of the person whom the visitor plays, and what of it is shown. What answers a question is filled in there.

use fieldlab_service::answer::Answer as _;
use fieldlab_service::prelude::*;

/// What is looked at, for the purposes that the manifest gives.
#[derive(Citizen)]
struct Known {
    #[field("person.ww")]
    benefit: bool,
    #[field("household.children")]
    children: Whole,
    #[field("household.rent_month")]
    rent: Option<Amount>,
}

/// Adds what is known, or why it is not; nothing for a visitor who plays nobody.
pub(crate) fn show(page: Page, request: &Request) -> Page {
    let known = match Person::me() {
        Ok(None) => return page,
        Ok(Some(me)) => me.read::<Known>(),
        Err(refused) => Err(refused),
    };
    match known {
        Ok(known) => page
            .facts(text("Dit weten wij al van u", "This we know of you already"), &known.facts(request.language()))
            .paragraph(text(
                "Dit staat in het register. Wij vullen het straks voor u in. Klopt het niet? Dan verandert u het.",
                "The register says so. We fill it in for you. Is it not right? Then you change it.",
            )),
        Err(refused) => {
            lab::log(&format!("nothing is known of the visitor: {refused}"));
            page.paragraph(text(
                "Wij mogen uw gegevens niet bekijken. U vult alles zelf in.",
                "We may not see your data. You fill in everything yourself.",
            ))
        }
    }
}

impl Known {
    fn facts(&self, language: Language) -> Vec<(Text, String)> {
        let mut facts = vec![
            (text("U hebt een WW-uitkering", "You have unemployment benefit"), self.benefit.show(language)),
            (text("Kinderen die bij u wonen", "Children who live with you"), self.children.show(language)),
        ];
        if let Some(rent) = self.rent {
            facts.push((text("Uw huur per maand", "Your rent a month"), rent.show(language)));
        }
        facts
    }
}
