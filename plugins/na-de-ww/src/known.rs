//! What the lab knows of the person whom the visitor plays, and what of it is shown.

use fieldlab_service::answer::Answer as _;
use fieldlab_service::prelude::*;

/// What is looked at, for the purposes that the manifest gives.
#[derive(Citizen)]
pub(crate) struct Known {
    #[field("person.age")]
    age: Whole,
    #[field("person.ww")]
    benefit: bool,
    #[field("household.children")]
    children: Whole,
    #[field("household.rent_month")]
    rent: Option<Amount>,
}

/// The facts to show, or why there are none; nothing for a visitor who plays nobody.
pub(crate) fn facts(request: &Request) -> Option<Result<Vec<(Text, String)>, Refused>> {
    let known = match Person::me() {
        Ok(None) => return None,
        Ok(Some(me)) => me.read::<Known>(),
        Err(refused) => Err(refused),
    };
    Some(known.map(|known| known.facts(request.language())))
}

impl Known {
    fn facts(&self, language: Language) -> Vec<(Text, String)> {
        let mut facts = vec![
            (text("Uw leeftijd", "Your age"), self.age.show(language)),
            (text("U hebt een WW-uitkering", "You have unemployment benefit"), self.benefit.show(language)),
            (text("Kinderen die bij u wonen", "Children who live with you"), self.children.show(language)),
        ];
        if let Some(rent) = self.rent {
            facts.push((text("Uw huur per maand", "Your rent a month"), rent.show(language)));
        }
        facts
    }
}
