//! What fits: for each scheme how much, why, what is missed without it, what to do next and who decides.

use fieldlab_sdk::Silent;
use fieldlab_service::answer::Answer as _;
use fieldlab_service::parts;
use fieldlab_service::prelude::*;
use maud::html;

use crate::amounts::Amounts;
use crate::forms::Answers;
use crate::outcome::{Outcome, Scheme};
use crate::schemes::{self, Outcomes};
use crate::situation::Situation;
use crate::zorgtoeslag::Years;
use crate::{kindgebonden_budget, words};

pub(crate) fn show(request: &Request) -> Result<Page, Response> {
    let answers = Answers::of(request)?;
    let amounts = Amounts::defaults();
    let situation = answers.situation(&amounts);
    let mut steps = Steps::default();
    let found = schemes::decide(&situation, &amounts, &mut steps);
    tell(&situation, &found, &amounts);
    let mut told = Told { request, situation: &situation, amounts: &amounts, steps: by_scheme(steps) };
    let page = Page::new(request, text("Dit past bij u", "This fits you")).back("/geld");
    let page = told.summary(page, &found);
    let (fitting, others): (Vec<Scheme>, Vec<Scheme>) =
        Scheme::ALL.iter().partition(|scheme| found.of(**scheme).is_entitled());
    let page = fitting.iter().fold(page, |page, scheme| told.section(page, *scheme, found.of(*scheme)));
    let page = if others.is_empty() { page } else { told.others(page, &others, &found) };
    Ok(page
        .heading(text("Gaat u meer werken?", "Are you going to work more?"))
        .paragraph(pressure(&situation, &found, &amounts))
        .link(text("Wat houd ik over als ik meer werk?", "What do I keep when I work more?"), "/meer-werken")
        .heading(text("Liever met iemand praten?", "Rather talk to somebody?"))
        .paragraph(text(
            "De sociaal raadslieden helpen u gratis met aanvragen. Neem deze bladzijde mee.",
            "The social counsellors help you to apply for free. Take this page along.",
        ))
        .link(text("Alle bedragen, met hun bron", "All figures, with their source"), "/bedragen")
        .summary(&answers.family)
        .summary(&answers.home)
        .summary(&answers.money))
}

/// What the page is made from.
struct Told<'a> {
    request: &'a Request,
    situation: &'a Situation,
    amounts: &'a Amounts,
    /// The steps of each scheme, in the order of [`Scheme::ALL`].
    steps: Vec<Steps>,
}

impl Told<'_> {
    fn language(&self) -> Language {
        self.request.language()
    }

    /// How many fit and what they are together.
    fn summary(&self, page: Page, found: &Outcomes) -> Page {
        let (count, month) = (found.count(), (found.year() / 12).show(self.language()));
        if count == 0 {
            return page.alert(
                Tone::Info,
                text("Wij vinden nu geen regeling met een bedrag", "We find no scheme with an amount now"),
                text(
                    "Hieronder staat waarom. Verandert er iets? Kijk dan opnieuw.",
                    "It says below why. Does something change? Then look again.",
                ),
            );
        }
        let title = match count {
            1 => text("U kunt 1 regeling krijgen", "You can get 1 scheme"),
            _ => text(format!("U kunt {count} regelingen krijgen"), format!("You can get {count} schemes")),
        };
        let (nl, en) = match self.situation.partners {
            true => ("Voor u en uw partner samen is dat ongeveer", "For you and your partner together that is about"),
            false => ("Samen is dat ongeveer", "Together that is about"),
        };
        page.alert(Tone::Good, title, text(format!("{nl} {month} per maand."), format!("{en} {month} a month.")))
    }

    /// One scheme that fits.
    fn section(&mut self, page: Page, scheme: Scheme, outcome: Outcome) -> Page {
        let language = self.language();
        let say = |words: Text| words.get(language).to_owned();
        let missed = outcome.year.show(language);
        let steps = std::mem::take(&mut self.steps[scheme as usize]);
        let name = say(words::name(scheme));
        let folded = say(text(format!("Zo komen wij hieraan: {name}"), format!("How we get to this: {name}")));
        page.heading(words::name(scheme)).add(html! {
            p.amount-month { (say(words::told_amount(scheme, outcome.year))) }
            p { (say(words::what_for(scheme))) }
            @if let Some(unsure) = words::unsure(scheme, self.situation) {
                p.unsure {
                    strong { (say(text("Niet bevestigd.", "Not confirmed."))) } " " (say(unsure))
                    @if scheme == Scheme::Child { " " (say(self.other_source(outcome))) }
                }
            }
            @if outcome.year > Amount::ZERO {
                p { (say(text(format!("Vraagt u dit niet aan, dan mist u {missed} per jaar."), format!("If you do not apply, you miss {missed} a year.")))) }
            }
            p { strong { (say(text("Wat u nu doet:", "What you do now:"))) } " " (say(words::next_step(scheme, self.situation, self.amounts))) }
            p { strong { (say(text("Wie beslist:", "Who decides:"))) } " " (say(words::who_decides(scheme, self.situation, self.amounts))) }
            (parts::folded(&folded, &steps, language))
        })
    }

    /// What the child budget would be by the other source.
    fn other_source(&self, outcome: Outcome) -> Text {
        let other = Amounts::set("andere-bron")
            .map(|other| kindgebonden_budget::decide(self.situation, &other, &mut Silent).year);
        let month = other.unwrap_or(outcome.year).per_month_in_euro();
        let show = |language| month.show(language);
        text(
            format!("Volgens de andere bron is het {} per maand.", show(Language::Nl)),
            format!("By the other source it is {} a month.", show(Language::En)),
        )
    }

    /// The schemes that do not fit, each with why.
    fn others(&mut self, page: Page, others: &[Scheme], found: &Outcomes) -> Page {
        let language = self.language();
        let row = |scheme: &Scheme| {
            let why = words::why_not(*scheme, found.of(*scheme).reason);
            [words::name(*scheme), why].map(|words| words.get(language).to_owned()).to_vec()
        };
        let rows: Vec<Vec<String>> = others.iter().map(row).collect();
        page.heading(text("Dit past nu niet", "This does not fit now")).table(
            text("Regelingen die nu niet passen", "Schemes that do not fit now"),
            &[text("Regeling", "Scheme"), text("Waarom niet", "Why not")],
            &rows,
        )
    }
}

/// How much of more income is lost in schemes.
fn pressure(situation: &Situation, found: &Outcomes, amounts: &Amounts) -> Text {
    // Of 100 euros: a percentage is an amount.
    let share = schemes::pressure(&Years::of(amounts), situation, found, amounts).in_millionths();
    let lost = Amount::euro(i64::from((share + 5_000) / 10_000));
    if lost <= Amount::ZERO {
        return text("Bekijk hoeveel u overhoudt als u meer verdient.", "See how much you keep when you earn more.");
    }
    let show = |language| lost.show(language);
    text(
        format!(
            "Verdient u bruto € 100 per maand meer? Dan krijgt u ongeveer {} minder uit regelingen. U betaalt ook belasting.",
            show(Language::Nl)
        ),
        format!(
            "Do you earn €100 a month more before tax? Then you get about {} less from schemes. You also pay tax.",
            show(Language::En)
        ),
    )
}

/// The steps of each scheme, in the order of [`Scheme::ALL`]. Tax and norm belong to social assistance, which comes first to ask for them.
fn by_scheme(steps: Steps) -> Vec<Steps> {
    let mut parts: Vec<Steps> = Scheme::ALL.iter().map(|_| Steps::default()).collect();
    for step in steps.0 {
        let place =
            Scheme::ALL.iter().position(|scheme| step.rule().starts_with(scheme.prefix().trim_end_matches('_')));
        parts[place.unwrap_or(Scheme::Assistance as usize)].0.push(step);
    }
    parts
}

/// Tells whoever looks on what was decided, step by step.
fn tell(situation: &Situation, found: &Outcomes, amounts: &Amounts) {
    let mut steps = Steps::default();
    schemes::decide(situation, amounts, &mut steps);
    let about =
        Decided::about(text("Welke regelingen passen, voor het huishouden", "Which schemes fit, for the household"));
    let decided =
        Scheme::ALL.iter().filter(|scheme| found.of(**scheme).is_entitled()).fold(about, |decided, scheme| {
            let [nl, en] = [Language::Nl, Language::En].map(|language| words::name(*scheme).get(language).to_owned());
            match scheme {
                Scheme::Special => decided.outcome(&format!("{nl}, misschien"), &format!("{en}, perhaps"), true),
                _ => decided.outcome(&format!("{nl} per jaar"), &format!("{en} a year"), found.of(*scheme).year),
            }
        });
    decided.outcome("aantal regelingen", "number of schemes", found.count()).steps(steps).tell();
}
