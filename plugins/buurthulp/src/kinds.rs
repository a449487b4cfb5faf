//! What people can choose from: kinds of help, moments, languages, and experiences.

use fieldlab_service::answer::{Answer as _, Choice};
use fieldlab_service::prelude::*;

/// What neighbours do for each other. No care such as washing or medicine, and no money matters: that is for people who learned it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Help {
    /// An hour together.
    #[ask(nl = "Koffie of een praatje", en = "Coffee or a chat")]
    Coffee,
    /// More than once.
    #[ask(nl = "Een maatje om vaker iets mee te doen", en = "A buddy to do things with more often")]
    Buddy,
    /// What is heavy or far.
    #[ask(nl = "Boodschappen", en = "Shopping")]
    Shopping,
    /// What a handy neighbour does in an hour.
    #[ask(nl = "Een klusje in huis of tuin", en = "A small job in the house or garden")]
    Chore,
    /// Speaking, reading and writing together.
    #[ask(nl = "Een taalmaatje om Nederlands te oefenen", en = "A language buddy to practise Dutch")]
    Language,
    /// Getting somewhere and back.
    #[ask(nl = "Meelopen of meerijden", en = "Walking or riding along")]
    Along,
    /// So that who cares for them can go out.
    #[ask(
        nl = "Gezelschap voor een naaste, zodat u even weg kunt",
        en = "Company for somebody you care for, so that you can go out"
    )]
    Company,
}

/// When it suits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum When {
    /// Monday to Friday, by day.
    #[ask(nl = "Doordeweeks overdag", en = "On weekdays, by day")]
    Daytime,
    /// In the evening.
    #[ask(nl = "’s Avonds", en = "In the evening")]
    Evening,
    /// Saturday or Sunday.
    #[ask(nl = "In het weekend", en = "At the weekend")]
    Weekend,
    /// At any time.
    #[ask(nl = "Maakt niet uit", en = "Any time")]
    Any,
}

/// A language that somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Speaks {
    /// Dutch.
    #[ask(nl = "Nederlands", en = "Dutch")]
    Dutch,
    /// English.
    #[ask(nl = "Engels", en = "English")]
    English,
    /// Arabic.
    #[ask(nl = "Arabisch", en = "Arabic")]
    Arabic,
    /// Turkish.
    #[ask(nl = "Turks", en = "Turkish")]
    Turkish,
    /// Polish.
    #[ask(nl = "Pools", en = "Polish")]
    Polish,
    /// Ukrainian.
    #[ask(nl = "Oekraïens", en = "Ukrainian")]
    Ukrainian,
}

/// Something that people go through. The names are those of the lab's topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Experience {
    /// Separating.
    #[ask(nl = "Uit elkaar gaan", en = "Separating")]
    Divorce,
    /// Bringing up children.
    #[ask(nl = "Zorgen om een kind", en = "Worries about a child")]
    Parenting,
    /// Losing somebody.
    #[ask(nl = "Iemand verliezen", en = "Losing somebody")]
    Bereavement,
    /// Being new in the country.
    #[ask(nl = "Nieuw zijn in Nederland", en = "Being new in the Netherlands")]
    Newcomer,
    /// Caring for a relative or friend.
    #[ask(nl = "Zorgen voor een naaste", en = "Caring for somebody")]
    Carer,
    /// Getting about less easily.
    #[ask(nl = "Minder goed kunnen lopen", en = "Walking less well")]
    Mobility,
}

/// How a choice is written in forms, addresses and what is kept, such as `coffee`.
pub(crate) fn name<C: Choice>(choice: C) -> &'static str {
    let place = C::ALL.iter().position(|one| *one == choice).unwrap_or_default();
    C::CHOICES[place].0
}

/// The choice that is written so.
pub(crate) fn named<C: Choice>(name: &str) -> Option<C> {
    let place = C::CHOICES.iter().position(|(one, _)| *one == name)?;
    C::ALL.get(place).copied()
}

/// The words of a choice, in the middle of a sentence or behind a colon.
pub(crate) fn words<C: Choice>(choice: C) -> Text {
    text(choice.show(Language::Nl), choice.show(Language::En))
}

/// Languages in a row.
pub(crate) fn spoken(languages: &[Speaks], language: Language) -> String {
    languages.iter().map(|one| one.show(language)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_found_by_the_name_that_it_is_written_with() {
        assert_eq!(name(Help::Coffee), "coffee");
        assert!(Help::ALL.iter().all(|help| named::<Help>(name(*help)) == Some(*help)));
        assert_eq!(named::<When>("soon"), None);
        assert_eq!(words(Experience::Divorce).get(Language::En), "Separating");
    }
}
