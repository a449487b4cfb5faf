//! What is asked back, depending on what a question is about. Each may be left open.
//!
//! What was answered goes along with the question as a detail: `about` is the name, `answer` one of the values. Those who answer rely on
//! both (README.md), so a name or value that is there stays. One more: add it to the list, with the topics for which it matters.

use fieldlab_service::{Language, Text};

/// The most that are asked.
pub(crate) const MOST: usize = 3;

/// Something that is asked back.
pub(crate) struct FollowUp {
    /// The short, lasting name.
    pub(crate) about: &'static str,
    /// The question to somebody who asks for themselves.
    own: Text,
    /// The question to somebody who asks for another.
    other: Text,
    /// Why it is asked.
    pub(crate) why: Text,
    /// The answers to choose from: a short, lasting value and the words.
    pub(crate) choices: &'static [(&'static str, Text)],
    /// The topics for which it matters.
    topics: &'static [&'static str],
}

impl FollowUp {
    /// The question.
    pub(crate) fn question(&self, for_other: bool, language: Language) -> &str {
        if for_other { self.other.get(language) } else { self.own.get(language) }
    }

    /// The words of an answer; nothing for a value that is not among the choices.
    pub(crate) fn words(&self, answer: &str) -> Option<&'static Text> {
        self.choices.iter().find(|(value, _)| *value == answer).map(|(_, words)| words)
    }
}

/// The one with this name.
pub(crate) fn find(about: &str) -> Option<&'static FollowUp> {
    ALL.iter().find(|follow_up| follow_up.about == about)
}

/// Those that matter most for these topics, the likeliest topic first; at most three, in the order of the list.
pub(crate) fn for_topics(topics: &[String]) -> Vec<&'static FollowUp> {
    let weight = |follow_up: &FollowUp| {
        let matters = |(_, topic): &(usize, &String)| follow_up.topics.contains(&topic.as_str());
        let weights = topics.iter().enumerate().filter(matters).map(|(place, _)| topics.len() - place);
        weights.sum::<usize>()
    };
    let mut weighed: Vec<(usize, usize)> =
        ALL.iter().enumerate().map(|(place, follow_up)| (place, weight(follow_up))).collect();
    // The sort is stable: of those that matter as much, the first of the list is asked.
    weighed.sort_by_key(|(_, weight)| usize::MAX - weight);
    weighed.retain(|(place, weight)| *weight > 0 || ALL[*place].topics.is_empty());
    weighed.truncate(MOST);
    weighed.sort_unstable();
    weighed.into_iter().map(|(place, _)| &ALL[place]).collect()
}

const fn t(nl: &'static str, en: &'static str) -> Text {
    Text::fixed(nl, en)
}

/// All of them.
pub(crate) static ALL: &[FollowUp] = &[
    FollowUp {
        about: "urgent",
        own: t("Hoeveel haast heeft het?", "How urgent is it?"),
        other: t("Hoeveel haast heeft het?", "How urgent is it?"),
        why: t("Dan komt eerst wat snel kan.", "Then what can be done fast comes first."),
        choices: &[
            ("now", t("Vandaag of morgen moet er iets gebeuren", "Something must happen today or tomorrow")),
            ("weeks", t("Binnen een paar weken", "Within a few weeks")),
            ("later", t("Het heeft geen haast", "There is no hurry")),
        ],
        topics: &[
            "debts",
            "energy",
            "housing",
            "income",
            "safety",
            "health",
            "legal",
            "carer",
            "mental-health",
            "addiction",
            "documents",
        ],
    },
    FollowUp {
        about: "children",
        own: t("Wonen er kinderen bij u?", "Do children live with you?"),
        other: t("Wonen er kinderen bij hem of haar?", "Do children live with them?"),
        why: t("Met kinderen is er andere hulp, ook met geld.", "With children there is other help, also with money."),
        choices: &[
            ("none", t("Nee", "No")),
            ("0-3", t("Ja, de jongste is 0 tot en met 3 jaar", "Yes, the youngest is 0 to 3 years old")),
            ("4-11", t("Ja, de jongste is 4 tot en met 11 jaar", "Yes, the youngest is 4 to 11 years old")),
            ("12-17", t("Ja, de jongste is 12 tot en met 17 jaar", "Yes, the youngest is 12 to 17 years old")),
        ],
        topics: &[
            "income",
            "allowances",
            "divorce",
            "parenting",
            "childcare",
            "school",
            "debts",
            "housing",
            "newcomer",
            "safety",
        ],
    },
    FollowUp {
        about: "home",
        own: t("Hoe woont u?", "How do you live?"),
        other: t("Hoe woont hij of zij?", "How do they live?"),
        why: t("Hulp met huur of met het huis hangt daarvan af.", "Help with rent or with the home depends on it."),
        choices: &[
            ("rent", t("In een huurhuis", "In a rented home")),
            ("room", t("In een kamer", "In a room")),
            ("own", t("In een eigen huis", "In an own home")),
            ("with-others", t("Bij familie of vrienden", "With family or friends")),
            ("none", t("Er is geen vaste plek om te wonen", "There is no fixed place to live")),
        ],
        topics: &["housing", "energy", "allowances", "taxes", "mobility", "neighbourhood", "divorce", "debts"],
    },
    FollowUp {
        about: "work",
        own: t("Hebt u werk?", "Do you have work?"),
        other: t("Heeft hij of zij werk?", "Do they have work?"),
        why: t("Hulp bij werk en geld hangt daarvan af.", "Help with work and money depends on it."),
        choices: &[
            ("employed", t("Ja, in loondienst", "Yes, employed")),
            ("self-employed", t("Ja, als zelfstandige", "Yes, self-employed")),
            ("benefit", t("Nee, er is een uitkering", "No, there is a benefit")),
            ("studying", t("Nee, er is een opleiding", "No, there is a study")),
            ("retired", t("Nee, er is AOW of pensioen", "No, there is a pension")),
            ("none", t("Nee, geen van deze", "No, none of these")),
        ],
        topics: &[
            "income",
            "work",
            "self-employed",
            "pension",
            "childcare",
            "carer",
            "allowances",
            "debts",
            "taxes",
            "school",
            "newcomer",
        ],
    },
    FollowUp {
        about: "partner",
        own: t("Woont u samen met een partner?", "Do you live with a partner?"),
        other: t("Woont hij of zij samen met een partner?", "Do they live with a partner?"),
        why: t("Veel hulp met geld kijkt naar u samen.", "Much help with money looks at the two together."),
        choices: &[("yes", t("Ja", "Yes")), ("no", t("Nee", "No"))],
        topics: &["allowances", "income", "pension", "bereavement", "loneliness", "divorce"],
    },
    FollowUp {
        about: "care",
        own: t("Hoeveel zorg geeft u, of hebt u nodig?", "How much care do you give, or need?"),
        other: t("Hoeveel zorg is er nodig?", "How much care is needed?"),
        why: t(
            "Dan is te zien of iemand een uur komt, of een hele dag.",
            "Then it is clear whether somebody comes for an hour or a day.",
        ),
        choices: &[
            ("some", t("Een paar uur per week", "A few hours a week")),
            ("daily", t("Elke dag", "Every day")),
            ("day-and-night", t("Dag en nacht", "Day and night")),
        ],
        topics: &["carer", "care-at-home", "memory"],
    },
    FollowUp {
        about: "age",
        own: t("Hoe oud bent u?", "How old are you?"),
        other: t("Hoe oud is hij of zij?", "How old are they?"),
        why: t(
            "Sommige hulp is er voor jongeren, of juist voor ouderen.",
            "Some help is for the young, or for the old.",
        ),
        choices: &[
            ("0-17", t("Jonger dan 18", "Younger than 18")),
            ("18-26", t("18 tot en met 26", "18 to 26")),
            ("27-66", t("27 tot en met 66", "27 to 66")),
            ("67+", t("67 of ouder", "67 or older")),
        ],
        topics: &[
            "pension",
            "care-at-home",
            "mobility",
            "memory",
            "loneliness",
            "school",
            "health",
            "parenting",
            "language",
            "mental-health",
            "addiction",
        ],
    },
    FollowUp {
        about: "dutch",
        own: t("Hoe gaat Nederlands lezen en praten?", "How well can you read and speak Dutch?"),
        other: t("Hoe gaat Nederlands lezen en praten bij hem of haar?", "How well can they read and speak Dutch?"),
        why: t(
            "Dan kan er iemand mee, of iemand die de taal spreekt.",
            "Then somebody can come along, or speak the language.",
        ),
        choices: &[
            ("easy", t("Goed", "Well")),
            ("some", t("Een beetje", "A little")),
            ("hard", t("Bijna niet", "Hardly")),
        ],
        topics: &["newcomer", "language", "documents", "legal"],
    },
    FollowUp {
        about: "contact",
        own: t("Hoe hebt u het liefst contact?", "How do you prefer to be in touch?"),
        other: t("Hoe hebt u het liefst contact?", "How do you prefer to be in touch?"),
        why: t("Niet alles hoeft met een computer.", "Not everything needs a computer."),
        choices: &[
            ("visit", t("Ik ga langs", "I drop by")),
            ("call", t("Ik bel", "I call")),
            ("online", t("Via internet", "Online")),
        ],
        // For each question, when there is room.
        topics: &[],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(topics: &[&str]) -> Vec<&'static str> {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        for_topics(&topics).iter().map(|follow_up| follow_up.about).collect()
    }

    #[test]
    fn what_is_asked_depends_on_the_topics() {
        assert_eq!(asked(&["income", "divorce"]), ["urgent", "children", "partner"]);
        assert_eq!(asked(&["carer"]), ["urgent", "work", "care"]);
        assert_eq!(asked(&["memory"]), ["care", "age", "contact"]);
        assert_eq!(asked(&["newcomer", "language"]), ["children", "work", "dutch"]);
        assert_eq!(asked(&["neighbourhood"]), ["home", "contact"]);
        assert_eq!(asked(&[]), ["contact"]);
    }

    #[test]
    fn every_topic_that_is_named_is_one() {
        for follow_up in ALL {
            for topic in follow_up.topics {
                assert!(crate::understanding::title(topic).is_some(), "{topic}");
            }
            assert!(find(follow_up.about).is_some_and(|found| !found.choices.is_empty()));
        }
    }

    #[test]
    fn no_more_than_three_are_asked_whatever_the_topics() {
        let all: Vec<String> = crate::understanding::topics().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(for_topics(&all).len(), MOST);
        for topic in all {
            assert!((1..=MOST).contains(&for_topics(std::slice::from_ref(&topic)).len()), "{topic}");
        }
    }
}
