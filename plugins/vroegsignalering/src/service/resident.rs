//! What a resident can do themselves: ask for a talk, or agree on a payment arrangement.

use fieldlab_service::answer::Answer as _;
use fieldlab_service::prelude::*;

use super::in_words;
use crate::Signals;

/// How and how soon to talk.
#[derive(Form)]
#[ask(nl = "Een gesprek over uw rekeningen", en = "A talk about your bills")]
pub(super) struct Talk {
    #[ask(
        nl = "Hoe wilt u praten?",
        en = "How would you like to talk?",
        hint_nl = "U mag altijd iemand meenemen.",
        hint_en = "You may always bring somebody."
    )]
    how: How,
    #[ask(
        nl = "Moet u binnenkort uw huis uit, of wordt u afgesloten van energie of water?",
        en = "Will you soon be evicted, or cut off from energy or water?",
        hint_nl = "Dan krijgt u sneller een gesprek.",
        hint_en = "Then you get a talk sooner."
    )]
    threatened: bool,
}

/// How somebody wants to talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(super) enum How {
    #[ask(nl = "U belt mij", en = "You call me")]
    Phone,
    #[ask(nl = "Ik kom naar u toe", en = "I come to you")]
    Desk,
    #[ask(nl = "Iemand komt bij mij thuis", en = "Somebody comes to my home")]
    Home,
}

/// With which companies somebody is behind.
#[derive(Form)]
#[ask(nl = "Met welke rekeningen loopt u achter?", en = "With which bills are you behind?")]
pub(super) struct Behind {
    #[ask(nl = "De huur?", en = "The rent?")]
    rent: bool,
    #[ask(nl = "Energie: stroom, gas of warmte?", en = "Energy: power, gas or heat?")]
    energy: bool,
    #[ask(nl = "Drinkwater?", en = "Drinking water?")]
    water: bool,
    #[ask(nl = "De premie van de zorgverzekering?", en = "The health insurance premium?")]
    premium: bool,
}

/// The start for whoever plays a resident.
pub(super) fn start(request: &Request) -> Page {
    Page::new(request, text("Loopt u achter met rekeningen?", "Are you behind with bills?"))
        .persona()
        .paragraph(text(
            "Dat kan iedereen gebeuren. De gemeente helpt u gratis, en u beslist zelf of u dat wilt.",
            "That can happen to anyone. The municipality helps you for free, and you decide whether you want that.",
        ))
        .start(text("Vraag een gesprek aan", "Ask for a talk"), "/gesprek")
        .link(text("Spreek zelf een betalingsregeling af", "Agree on a payment arrangement yourself"), "/regeling")
        .link(text("Lees de brief die u van de gemeente kunt krijgen", "Read the letter that you may get"), "/brief")
        .heading(text("Werkt u bij de gemeente?", "Do you work for the municipality?"))
        .paragraph(text(
            "Een inwoner ziet de werklijst niet. In dit prototype kunt u wel even meekijken.",
            "A resident does not see the worklist. In this prototype you can look along for a moment.",
        ))
        .link(text("Kijk als medewerker naar de werklijst", "Look at the worklist as a worker"), "/werklijst")
}

/// What happens after somebody asked for a talk.
pub(super) fn talk_asked(request: &Request) -> Result<Page, Response> {
    let talk = request.answers::<Talk>()?;
    let soon = if talk.threatened {
        text("binnen drie werkdagen", "within three working days")
    } else {
        text("binnen vier weken", "within four weeks")
    };
    let (nl, en) = (soon.get(Language::Nl), soon.get(Language::En));
    Ok(Page::new(request, text("Uw gesprek", "Your talk"))
        .back("/gesprek")
        .summary(&talk)
        .alert(
            Tone::Good,
            text(format!("U praat {nl} met iemand"), format!("You talk with somebody {en}")),
            text(
                "Zo snel moet de gemeente u volgens de wet ontvangen. Dit is een prototype: er is niets verstuurd.",
                "That is how soon the municipality must see you by law. This is a prototype: nothing was sent.",
            ),
        )
        .heading(text("Zo gaat het verder", "What happens next"))
        .steps(
            &[
                text("U vraagt een gesprek aan", "You ask for a talk"),
                text("Een vaste medewerker neemt contact met u op", "One worker of your own contacts you"),
                text("U praat samen. U beslist wat u vertelt", "You talk together. You decide what you tell"),
                text("Wilt u verder? Dan maakt u samen een plan", "You want to go on? Then you make a plan together"),
            ],
            1,
        )
        .heading(text("Wat helpt", "What helps"))
        .list([
            text(
                "Verzamel uw brieven en rekeningen. Openmaken hoeft nog niet.",
                "Collect your letters and bills. You need not open them yet.",
            ),
            text("Vraag iemand die u vertrouwt om mee te gaan.", "Ask somebody you trust to come along."),
            text(
                "Betaal, als het kan, eerst huur, energie, water en zorg.",
                "If you can, pay rent, energy, water and care first.",
            ),
        ])
        .button(text("Toch liever niet: wis mijn antwoorden", "Rather not: erase my answers"), "/opnieuw"))
}

/// With which companies to agree on an arrangement, and how. What the person shared comes first, then what they filled in.
pub(super) fn arrangement(request: &Request) -> Page {
    let page = Page::new(request, text("Een betalingsregeling treffen", "Agree on a payment arrangement"));
    let shared = lab::shared("achterstanden");
    let filled_in = request.answers::<Behind>().ok().map(|behind| behind.signals());
    match (shared, filled_in) {
        (Ok(shared), _) => {
            let until = shared.until;
            let on = |language| until.show(language);
            let said = text(
                format!("U deelt dit met ons tot en met {}. U kunt het altijd stoppen.", on(Language::Nl)),
                format!("You share this with us until {}. You can always stop.", on(Language::En)),
            );
            steps(page.paragraph(said), signals_of(&shared), request.language())
        }
        (Err(_), Some(signals)) => {
            let page = steps(page, signals, request.language());
            page.link(text("Verander wat u invulde", "Change what you filled in"), "/regeling/invullen")
        }
        (Err(not_shared), None) => choose(page, &not_shared),
    }
}

/// What was shared; what was left out of it counts as no arrears.
fn signals_of(shared: &Shared) -> Signals {
    let is_behind = |field: &str| shared.get::<bool>(field).unwrap_or(false);
    Signals {
        rent: is_behind("household.arrears_rent"),
        energy: is_behind("household.arrears_energy"),
        water: is_behind("household.arrears_water"),
        premium: is_behind("person.premium_arrears"),
    }
}

impl Behind {
    fn signals(&self) -> Signals {
        Signals { rent: self.rent, energy: self.energy, water: self.water, premium: self.premium }
    }
}

/// Nothing is known: the person shares it, fills it in, or goes on without.
fn choose(page: Page, why: &NotShared) -> Page {
    let page = page.paragraph(text(
        "Met een betalingsregeling betaalt u in kleine stukken wat openstaat. U spreekt dat af met het bedrijf zelf.",
        "With an arrangement you pay what is open in small parts. You agree on that with the company itself.",
    ));
    let page = match why {
        NotShared::Ask(path) => page
            .paragraph(text(
                "Wij weten nu niet met welke rekeningen u achterloopt. U kiest of wij dat mogen zien.",
                "We do not know now with which bills you are behind. You choose whether we may see that.",
            ))
            .start(
                text("Kies wat u met ons deelt", "Choose what you share with us"),
                &format!("{path}?back=%2Fregeling"),
            )
            .link(text("Ik vul het liever zelf in", "I rather fill it in myself"), "/regeling/invullen"),
        NotShared::Refused(_) | NotShared::Nobody => page.start(
            text("Vul in met welke rekeningen u achterloopt", "Fill in with which bills you are behind"),
            "/regeling/invullen",
        ),
    };
    page.link(text("Liever meteen een gesprek", "Rather a talk straight away"), "/gesprek")
}

/// How to agree on an arrangement with these companies.
fn steps(page: Page, signals: Signals, language: Language) -> Page {
    let page = match signals.count() {
        0 => {
            return page
                .paragraph(text("U loopt met geen van deze vier rekeningen achter.", "You are behind with none of these four bills."))
                .paragraph(text("Hebt u andere schulden? Dan past een gesprek beter.", "You have other debts? Then a talk fits better."))
                .start(text("Vraag een gesprek aan", "Ask for a talk"), "/gesprek");
        }
        1 => page,
        _ => page.alert(
            Tone::Info,
            text("Begin met een gesprek", "Begin with a talk"),
            text(
                "U loopt achter met meer dan één rekening. Maak eerst samen met de gemeente één plan. Dan belooft u nergens te veel.",
                "You are behind with more than one bill. First make one plan together with the municipality. Then you promise nobody too much.",
            ),
        ),
    };
    let page = page.facts(
        text("Hier loopt u achter", "You are behind here"),
        &[(text("Rekeningen", "Bills"), in_words(signals, language))],
    );
    let page = page.heading(text("Zo spreekt u een regeling af", "How to agree on an arrangement")).steps(
        &[
            text(
                "Schrijf op wat er elke maand binnenkomt en uitgaat",
                "Write down what comes in and goes out each month",
            ),
            text(
                "Kies een bedrag dat u elke maand echt kunt missen",
                "Choose an amount that you can really do without each month",
            ),
            text(
                "Bel of schrijf het bedrijf, en stel dat bedrag voor",
                "Call or write to the company, and propose that amount",
            ),
            text("Vraag of zij de afspraak op papier zetten", "Ask them to put the agreement on paper"),
            text(
                "Lukt een maand niet? Bel dan vóór de dag van betalen",
                "A month does not work out? Call before the day of payment",
            ),
        ],
        0,
    );
    let whom = WHOM.into_iter().zip(signals.each()).filter(|(_, is_there)| *is_there);
    page.heading(text("Met wie u belt", "Whom you call"))
        .list(whom.map(|(whom, _)| whom))
        .start(text("Liever samen: vraag een gesprek aan", "Rather together: ask for a talk"), "/gesprek")
}

/// With whom to agree, and what to ask: rent, energy, water, premium.
const WHOM: [Text; 4] = [
    Text::fixed(
        "Uw verhuurder. Vraag of de zaak nog niet naar een deurwaarder is.",
        "Your landlord. Ask whether it has not gone to a bailiff yet.",
    ),
    Text::fixed(
        "Uw energiebedrijf. Vraag ook of uw maandbedrag nog klopt.",
        "Your energy company. Ask also whether your monthly amount is still right.",
    ),
    Text::fixed("Uw waterbedrijf.", "Your water company."),
    Text::fixed(
        "Uw zorgverzekeraar. Kijk ook of u zorgtoeslag krijgt of kunt krijgen.",
        "Your health insurer. See also whether you get the health care allowance, or can.",
    ),
];
