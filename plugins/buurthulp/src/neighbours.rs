//! Who there is. All of them are made up, and so is what they say.

use fieldlab_service::prelude::*;

use crate::kinds::{Experience, Help, Speaks, When};
use crate::nearby::Place;

/// What a neighbour is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// They ask for help.
    Asks(Help),
    /// They offer help.
    Gives(Help),
    /// They went through something, and answer questions about it.
    Knows(Experience),
}

/// Somebody who lives in the made-up town. Nothing more of them is known here than what others may see.
#[derive(Clone, Debug)]
pub(crate) struct Neighbour {
    /// How addresses of pages and what is kept name them.
    pub(crate) id: &'static str,
    /// Their first name.
    pub(crate) name: &'static str,
    pub(crate) side: Side,
    pub(crate) place: Place,
    pub(crate) languages: &'static [Speaks],
    pub(crate) when: When,
    /// What they wrote, or what helped them.
    pub(crate) words: Text,
}

const fn neighbour(
    (id, name): (&'static str, &'static str),
    side: Side,
    (place, when, languages): (Place, When, &'static [Speaks]),
    words: Text,
) -> Neighbour {
    Neighbour { id, name, side, place, languages, when, words }
}

use Place::{Havenkwartier, Molenbuurt, Parkzicht, Stationsbuurt};
use Side::{Asks, Gives, Knows};
use Speaks::{Arabic, Dutch, English, Polish, Turkish, Ukrainian};

/// Everybody, each kind of help on both sides.
pub(crate) static NEIGHBOURS: [Neighbour; 21] = [
    neighbour(
        ("zahra", "Zahra"),
        Asks(Help::Language),
        (Molenbuurt, When::Daytime, &[Arabic, Dutch]),
        Text::fixed(
            "Ik leer Nederlands en wil vaker praten. Ik kan u leren koken zoals mijn moeder.",
            "I am learning Dutch and want to speak it more. I can teach you to cook like my mother.",
        ),
    ),
    neighbour(
        ("henk", "Henk"),
        Asks(Help::Chore),
        (Havenkwartier, When::Any, &[Dutch]),
        Text::fixed(
            "Mijn lamp in de gang is stuk. Ik kan zelf niet meer op een trap staan.",
            "The lamp in my hall is broken. I can no longer stand on a ladder myself.",
        ),
    ),
    neighbour(
        ("joke", "Joke"),
        Asks(Help::Shopping),
        (Parkzicht, When::Daytime, &[Dutch]),
        Text::fixed(
            "Ik loop slecht na een operatie. Wie wil een paar weken zware boodschappen meenemen?",
            "I walk badly after an operation. Who will bring heavy shopping for a few weeks?",
        ),
    ),
    neighbour(
        ("oksana", "Oksana"),
        Asks(Help::Coffee),
        (Stationsbuurt, When::Weekend, &[Ukrainian, English]),
        Text::fixed(
            "Ik ben hier nieuw. Op zondag is het stil. Ik drink graag koffie met iemand.",
            "I am new here. Sundays are quiet. I would like to have coffee with somebody.",
        ),
    ),
    neighbour(
        ("willem", "Willem"),
        Asks(Help::Buddy),
        (Molenbuurt, When::Evening, &[Dutch, English]),
        Text::fixed(
            "Ik zoek iemand om mee te schaken. Van verliezen word ik niet boos.",
            "I am looking for somebody to play chess with. I do not mind losing.",
        ),
    ),
    neighbour(
        ("leila", "Leila"),
        Asks(Help::Company),
        (Havenkwartier, When::Weekend, &[Dutch, Turkish]),
        Text::fixed(
            "Mijn moeder vergeet veel en is niet graag alleen. Wie drinkt er thee met haar? Dan ga ik even sporten.",
            "My mother forgets a lot and does not like to be alone. Who has tea with her, so that I can go to the gym?",
        ),
    ),
    neighbour(
        ("tineke", "Tineke"),
        Asks(Help::Along),
        (Parkzicht, When::Daytime, &[Dutch]),
        Text::fixed(
            "Ik wil weer naar het zwembad. De eerste keer durf ik niet alleen met de bus.",
            "I want to go to the swimming pool again. The first time I do not dare to take the bus alone.",
        ),
    ),
    neighbour(
        ("ria", "Ria"),
        Gives(Help::Coffee),
        (Molenbuurt, When::Daytime, &[Dutch, English]),
        Text::fixed(
            "Bij mij in het buurthuis staat de koffie klaar. Ik luister graag.",
            "There is coffee with me at the community centre. I like to listen.",
        ),
    ),
    neighbour(
        ("youssef", "Youssef"),
        Gives(Help::Chore),
        (Stationsbuurt, When::Weekend, &[Dutch, Arabic]),
        Text::fixed(
            "Ik ben handig met lampen, planken en fietsen. Een uurtje kan altijd.",
            "I am handy with lamps, shelves and bicycles. I can always spare an hour.",
        ),
    ),
    neighbour(
        ("tom", "Tom"),
        Gives(Help::Shopping),
        (Havenkwartier, When::Evening, &[Dutch, English]),
        Text::fixed(
            "Ik ga elke week met de bakfiets naar de winkel. Er kan best wat bij.",
            "I go to the shop by cargo bike every week. There is room for more.",
        ),
    ),
    neighbour(
        ("marijke", "Marijke"),
        Gives(Help::Language),
        (Parkzicht, When::Daytime, &[Dutch, English]),
        Text::fixed(
            "Ik gaf vroeger les. Samen lezen, schrijven of bellen: ik heb geduld.",
            "I used to teach. Reading, writing or phoning together: I am patient.",
        ),
    ),
    neighbour(
        ("daniel", "Daniel"),
        Gives(Help::Buddy),
        (Molenbuurt, When::Weekend, &[English, Dutch]),
        Text::fixed(
            "Ik wandel veel en speel graag een spel. Ik zoek iemand om dat samen te doen.",
            "I walk a lot and like to play games. I am looking for somebody to do that with.",
        ),
    ),
    neighbour(
        ("aylin", "Aylin"),
        Gives(Help::Company),
        (Stationsbuurt, When::Weekend, &[Dutch, Turkish, English]),
        Text::fixed(
            "Ik zat vaak bij mijn oma. Ik wil best een middag bij uw vader of moeder zijn.",
            "I often sat with my grandmother. I am glad to spend an afternoon with your father or mother.",
        ),
    ),
    neighbour(
        ("kees", "Kees"),
        Gives(Help::Along),
        (Havenkwartier, When::Daytime, &[Dutch]),
        Text::fixed(
            "Ik loop of rijd met u mee naar de dokter, de markt of het station. Ik wacht ook.",
            "I walk or ride with you to the doctor, the market or the station. I wait for you too.",
        ),
    ),
    neighbour(
        ("esther", "Esther"),
        Knows(Experience::Divorce),
        (Molenbuurt, When::Evening, &[Dutch, English]),
        Text::fixed(
            "Wij gingen uit elkaar toen onze kinderen klein waren. Het hielp mij om niet alles in één week te willen regelen. Ik maakte een lijst en deed elke dag één ding.",
            "We separated when our children were small. It helped me not to want to arrange everything in one week. I made a list and did one thing a day.",
        ),
    ),
    neighbour(
        ("mo", "Mo"),
        Knows(Experience::Parenting),
        (Stationsbuurt, When::Evening, &[Dutch, Arabic]),
        Text::fixed(
            "Mijn zoon wilde niet meer naar school. Ik schaamde mij en zei het tegen niemand. Toen ik het wel vertelde, bleek ik niet de enige.",
            "My son did not want to go to school any more. I was ashamed and told nobody. When I did tell, I turned out not to be the only one.",
        ),
    ),
    neighbour(
        ("ans", "Ans"),
        Knows(Experience::Bereavement),
        (Parkzicht, When::Daytime, &[Dutch]),
        Text::fixed(
            "Mijn man overleed na een lang huwelijk. De avonden waren het zwaarst. Het hielp om elke dag iemand te zien, al was het maar kort.",
            "My husband died after a long marriage. The evenings were hardest. It helped to see somebody every day, if only for a moment.",
        ),
    ),
    neighbour(
        ("samir", "Samir"),
        Knows(Experience::Newcomer),
        (Havenkwartier, When::Weekend, &[Arabic, English, Dutch]),
        Text::fixed(
            "Ik kwam hier alleen en kende niemand. Brieven begreep ik niet. Ik legde ze op een stapel. Beter is: loop er dezelfde week mee naar iemand toe.",
            "I came here alone and knew nobody. I did not understand letters. I put them in a pile. It is better to take them to somebody the same week.",
        ),
    ),
    neighbour(
        ("agnieszka", "Agnieszka"),
        Knows(Experience::Newcomer),
        (Stationsbuurt, When::Evening, &[Polish, Dutch]),
        Text::fixed(
            "Ik kwam voor werk en bleef. Ik sprak alleen Pools met collega’s. Bij een koor leerde ik Nederlands en kreeg ik vrienden.",
            "I came for work and stayed. I only spoke Polish, with colleagues. In a choir I learned Dutch and made friends.",
        ),
    ),
    neighbour(
        ("gijs", "Gijs"),
        Knows(Experience::Carer),
        (Molenbuurt, When::Daytime, &[Dutch, English]),
        Text::fixed(
            "Ik zorgde jaren voor mijn vrouw. Ik vroeg te laat om hulp. Nu zeg ik: spreek één vaste middag af die van u is.",
            "I cared for my wife for years. I asked for help too late. Now I say: agree on one fixed afternoon that is yours.",
        ),
    ),
    neighbour(
        ("nadia", "Nadia"),
        Knows(Experience::Mobility),
        (Parkzicht, When::Any, &[Dutch, Arabic]),
        Text::fixed(
            "Ik wilde eerst geen scootmobiel. Nu kom ik weer overal. Oefen de eerste keer met iemand op een stille weg.",
            "At first I did not want a mobility scooter. Now I get everywhere again. Practise the first time with somebody, on a quiet road.",
        ),
    ),
];

/// Somebody by how addresses name them.
pub(crate) fn find(id: &str) -> Option<&'static Neighbour> {
    NEIGHBOURS.iter().find(|neighbour| neighbour.id == id)
}

/// Those who know an experience.
pub(crate) fn who_know(experience: Experience) -> impl Iterator<Item = &'static Neighbour> {
    NEIGHBOURS.iter().filter(move |neighbour| neighbour.side == Knows(experience))
}

#[cfg(test)]
mod tests {
    use fieldlab_service::answer::Choice as _;

    use super::*;

    #[test]
    fn each_help_is_asked_and_given_and_each_experience_known() {
        for help in Help::ALL {
            for side in [Asks(*help), Gives(*help)] {
                assert!(NEIGHBOURS.iter().any(|neighbour| neighbour.side == side), "{side:?}");
            }
        }
        assert!(Experience::ALL.iter().all(|experience| who_know(*experience).next().is_some()));
    }

    #[test]
    fn nobody_has_the_name_of_another() {
        let mut ids: Vec<&str> = NEIGHBOURS.iter().map(|neighbour| neighbour.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), NEIGHBOURS.len());
        assert!(NEIGHBOURS.iter().all(|neighbour| neighbour.name.to_lowercase() == neighbour.id));
    }

    #[test]
    fn what_they_wrote_keeps_their_own_rules() {
        for neighbour in &NEIGHBOURS {
            for language in [Language::Nl, Language::En] {
                let words = neighbour.words.get(language);
                assert_eq!(crate::moderation::findings(words), Vec::new(), "{words}");
                assert!(!crate::safety::is_urgent(words), "{words}");
            }
        }
    }
}
