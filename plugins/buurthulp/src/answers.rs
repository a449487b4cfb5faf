//! What neighbours can do for a question at the plaza.
//!
//! Nothing here is certain: whether it works out depends on who has time. Each offer says so. Help is one of `kinds::Help`, or talking to
//! somebody who went through the same, or doing something for others.

use fieldlab_service::prelude::*;

use crate::kinds::{Experience, Help, name};
use crate::talk::talk;

/// The most offers: more is no longer a choice.
const MOST: usize = 3;

/// The name of the offer to do something for others.
pub(crate) const GIVE: &str = "zelf-helpen";

/// What the offer about an experience begins with.
const KNOWS: &str = "ervaring-";

/// What an offer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offered {
    Help(Help),
    Experience(Experience),
    Give,
}

use Offered::{Experience as Knows, Give, Help as Does};

/// What fits a topic, the likeliest first.
fn for_topic(topic: &str) -> &'static [(Offered, Fit)] {
    use Fit::{Likely, Possible};
    match topic {
        "neighbourhood" => &[(Does(Help::Chore), Likely), (Does(Help::Shopping), Possible), (Give, Possible)],
        "loneliness" => &[(Does(Help::Coffee), Likely), (Does(Help::Buddy), Likely), (Give, Possible)],
        "carer" => &[(Does(Help::Company), Likely), (Knows(Experience::Carer), Likely)],
        "care-at-home" => {
            &[(Does(Help::Shopping), Possible), (Does(Help::Company), Possible), (Does(Help::Chore), Possible)]
        }
        "language" => &[(Does(Help::Language), Likely)],
        "divorce" => &[(Knows(Experience::Divorce), Likely), (Does(Help::Coffee), Possible)],
        "parenting" => &[(Knows(Experience::Parenting), Likely)],
        "bereavement" => &[(Knows(Experience::Bereavement), Likely), (Does(Help::Coffee), Possible)],
        "newcomer" => {
            &[(Knows(Experience::Newcomer), Likely), (Does(Help::Language), Likely), (Does(Help::Buddy), Possible)]
        }
        "mobility" => &[(Does(Help::Along), Likely), (Knows(Experience::Mobility), Possible)],
        _ => &[],
    }
}

/// What is offered for a question: for its likeliest topics first, each once.
#[answers(respond = talk)]
pub(crate) fn offers(question: &Question) -> Vec<Offer> {
    let mut chosen: Vec<(Offered, Fit)> = Vec::new();
    for (offered, fit) in question.topics.iter().flat_map(|topic| for_topic(topic)) {
        if !chosen.iter().any(|(other, _)| other == offered) {
            chosen.push((*offered, *fit));
        }
    }
    chosen.truncate(MOST);
    chosen.into_iter().map(|(offered, fit)| offered.offer(fit, question.for_other)).collect()
}

impl Offered {
    /// What an offer of this name is about.
    pub(crate) fn named(offer: &str) -> Option<Offered> {
        if offer == GIVE {
            return Some(Give);
        }
        match offer.strip_prefix(KNOWS) {
            Some(topic) => crate::kinds::named(topic).map(Knows),
            None => crate::kinds::named(offer).map(Does),
        }
    }

    fn name(self) -> String {
        match self {
            Does(help) => name(help).to_owned(),
            Knows(experience) => format!("{KNOWS}{}", name(experience)),
            Give => GIVE.to_owned(),
        }
    }

    /// The page on which it goes on.
    pub(crate) fn page(self) -> String {
        match self {
            Does(help) => format!("/vraag?hulp={}", name(help)),
            Knows(experience) => format!("/ervaring/{}", name(experience)),
            Give => "/aanbod".to_owned(),
        }
    }

    fn offer(self, fit: Fit, for_other: bool) -> Offer {
        let (title, summary) = self.words();
        let offer = Offer::new(&self.name(), title)
            .summary(summary)
            .fits(fit, self.why(for_other))
            .next(self.next())
            .page(&self.page());
        match self {
            Does(_) => offer
                .wants(
                    text(
                        "wanneer het u uitkomt, en kort wat u zoekt",
                        "when it suits you, and briefly what you are looking for",
                    ),
                    text("zodat een buur weet of het past", "so that a neighbour knows whether it fits"),
                )
                .wants(
                    text(
                        "de vier cijfers van uw postcode, alleen als u dat wilt",
                        "the four digits of your postcode, only if you like",
                    ),
                    text("om te zien wie er dichtbij woont", "to see who lives near"),
                ),
            Knows(_) => offer.wants(
                text("uw vraag, zonder namen", "your question, without names"),
                text("zodat iemand die het kent kan antwoorden", "so that somebody who knows it can answer"),
            ),
            Give => offer.wants(
                text("wat u wilt doen en wanneer", "what you would like to do and when"),
                text("zodat een buur u kan vinden", "so that a neighbour can find you"),
            ),
        }
    }

    /// What it depends on.
    fn why(self, for_other: bool) -> Text {
        match (self, for_other) {
            (Knows(_), _) => text(
                "Zij maakten het zelf mee. Het zijn geen hulpverleners.",
                "They went through it themselves. They are no professionals.",
            ),
            (Give, _) => text(
                "Wie iets doet voor een ander, leert ook mensen kennen.",
                "Who does something for others gets to know people too.",
            ),
            (Does(_), true) => text(
                "Het hangt af van wie er tijd heeft. Vraag ook aan degene voor wie u zorgt of het goed is.",
                "It depends on who has time. Also ask the person you care for whether it is all right.",
            ),
            (Does(_), false) => text(
                "Het hangt af van wie er tijd heeft. Wij beloven niet dat het lukt.",
                "It depends on who has time. We do not promise that it works out.",
            ),
        }
    }

    /// What happens when it is chosen.
    fn next(self) -> Text {
        match self {
            Does(_) => text(
                "U schrijft kort wat u zoekt. Het buurthuis leest het eerst. U ziet elkaars adres pas als u allebei ja zegt.",
                "You write briefly what you are looking for. The community centre reads it first. You see each other’s address only when you both say yes.",
            ),
            Knows(_) => text(
                "U leest wat hen hielp. Wilt u iets vragen? Het buurthuis leest uw vraag eerst.",
                "You read what helped them. Do you want to ask something? The community centre reads your question first.",
            ),
            Give => text(
                "U schrijft wat u wilt doen. Het buurthuis leest het eerst en zet het op het bord.",
                "You write what you would like to do. The community centre reads it first and puts it on the board.",
            ),
        }
    }

    /// Title and summary.
    fn words(self) -> (Text, Text) {
        match self {
            Does(Help::Coffee) => (
                text("Koffie met een buur", "Coffee with a neighbour"),
                text(
                    "Een buur drinkt koffie met u en luistert. De eerste keer in het buurthuis.",
                    "A neighbour has coffee with you and listens. The first time at the community centre.",
                ),
            ),
            Does(Help::Buddy) => (
                text("Een maatje", "A buddy"),
                text(
                    "Iemand met wie u vaker iets doet: wandelen, schaken, naar de markt. U kiest samen wat.",
                    "Somebody to do things with more often: walking, chess, the market. You choose together.",
                ),
            ),
            Does(Help::Shopping) => (
                text("Een buur neemt boodschappen mee", "A neighbour brings your shopping"),
                text(
                    "Voor als dragen of lopen even niet gaat. Het buurthuis spreekt met u af hoe u betaalt.",
                    "For when you can not carry or walk for a while. The community centre agrees with you how you pay.",
                ),
            ),
            Does(Help::Chore) => (
                text("Een buur helpt met een klusje", "A neighbour does a small job"),
                text(
                    "Een lamp, een plank, de tuin. Geen groot werk, en geen gas of stroom.",
                    "A lamp, a shelf, the garden. No big work, and nothing with gas or wiring.",
                ),
            ),
            Does(Help::Language) => (
                text("Een taalmaatje", "A language buddy"),
                text(
                    "U oefent samen Nederlands: praten, lezen of bellen. Het is geen les en u krijgt geen diploma.",
                    "You practise Dutch together: talking, reading or phoning. It is no course and you get no certificate.",
                ),
            ),
            Does(Help::Along) => (
                text("Een buur loopt of rijdt mee", "A neighbour walks or rides along"),
                text(
                    "Naar de dokter, de markt of de bus. Voor een rolstoel of hulpmiddel moet u bij de gemeente zijn.",
                    "To the doctor, the market or the bus. For a wheelchair or other aid you go to the municipality.",
                ),
            ),
            Does(Help::Company) => (
                text("Gezelschap, zodat u even weg kunt", "Company, so that you can go out"),
                text(
                    "Een buur drinkt thee met uw naaste terwijl u iets voor uzelf doet. Zorg geven buren niet: geen medicijnen, niet wassen.",
                    "A neighbour has tea with the person you care for while you do something for yourself. Neighbours give no care: no medicine, no washing.",
                ),
            ),
            Knows(experience) => knows(experience),
            Give => (
                text("Zelf iets doen voor een buur", "Do something for a neighbour yourself"),
                text(
                    "Een uur is al genoeg. U kiest wat u doet en wanneer.",
                    "An hour is enough. You choose what you do and when.",
                ),
            ),
        }
    }
}

/// Title and summary of talking to somebody who knows an experience.
fn knows(experience: Experience) -> (Text, Text) {
    let (nl, en) = match experience {
        Experience::Divorce => ("Praat met iemand die ook gescheiden is", "Talk to somebody who separated too"),
        Experience::Parenting => ("Praat met een ouder die zich ook zorgen maakte", "Talk to a parent who worried too"),
        Experience::Bereavement => {
            ("Praat met iemand die ook iemand verloor", "Talk to somebody who lost somebody too")
        }
        Experience::Newcomer => ("Praat met iemand die hier ook nieuw was", "Talk to somebody who was new here too"),
        Experience::Carer => {
            ("Praat met iemand die ook voor een naaste zorgde", "Talk to somebody who cared for somebody too")
        }
        Experience::Mobility => {
            ("Praat met iemand die ook minder goed loopt", "Talk to somebody who walks less well too")
        }
    };
    let summary = text(
        "U leest wat een ander hielp, en u kunt iets vragen. Ervaring, geen raad over geld, ziekte of de wet.",
        "You read what helped somebody else, and you can ask something. Experience, no advice on money, illness or the law.",
    );
    (text(nl, en), summary)
}
