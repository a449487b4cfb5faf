//! What others offer, as cards: made fit for a page, whatever they say, and in an order that nobody can buy.

use fieldlab_service::lab::{DeskAnswer, Silence};
use fieldlab_service::plaza::{Fit, Offered, Sector};
use fieldlab_service::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::words::short;

/// The most characters of each text of a card.
const MOST_TITLE: usize = 120;
const MOST_SUMMARY: usize = 600;
const MOST_SENTENCE: usize = 400;
const MOST_WANT: usize = 160;
const MOST_OPENING: usize = 160;

/// The most of a card's wants.
const MOST_WANTS: usize = 6;

/// The most characters of a path.
const MOST_PATH: usize = 500;

/// On whose side somebody answers, in the order of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Side {
    /// Government.
    Government,
    /// Society.
    Society,
    /// The market.
    Market,
}

impl Side {
    /// All sides.
    pub(crate) const ALL: [Side; 3] = [Side::Government, Side::Society, Side::Market];

    /// The side of a desk, which the lab says and not the desk.
    pub(crate) fn of(sector: Sector) -> Side {
        match sector {
            Sector::Government => Side::Government,
            Sector::Society => Side::Society,
            Sector::Market => Side::Market,
        }
    }

    /// It in words.
    pub(crate) fn title(self) -> Text {
        match self {
            Side::Government => text("Overheid", "Government"),
            Side::Society => text("Samenleving", "Society"),
            Side::Market => text("Markt", "Market"),
        }
    }

    /// The class that colours it. What it says is there in words too.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Side::Government => "government",
            Side::Society => "society",
            Side::Market => "market",
        }
    }
}

/// How far an offer fits, as its prototype says, in the order of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Fits {
    /// It fits.
    Certain,
    /// It mostly fits.
    Likely,
    /// It may fit.
    Possible,
}

impl Fits {
    fn of(fit: Fit) -> Fits {
        match fit {
            Fit::Certain => Fits::Certain,
            Fit::Likely => Fits::Likely,
            Fit::Possible => Fits::Possible,
        }
    }

    /// It in words: it is they who say so.
    pub(crate) fn title(self) -> Text {
        match self {
            Fits::Certain => text("Zij zeggen: dit past bij u", "They say: this fits you"),
            Fits::Likely => text("Zij zeggen: dit past waarschijnlijk", "They say: this probably fits"),
            Fits::Possible => text("Zij zeggen: dit past misschien", "They say: this may fit"),
        }
    }
}

/// An offer, made fit for a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Card {
    /// Its name in addresses: the same for the same offer of the same prototype.
    pub(crate) id: String,
    /// The name of the prototype.
    pub(crate) prototype: String,
    /// What people call the prototype.
    pub(crate) desk: String,
    /// Whose it is.
    pub(crate) organisation: String,
    /// On whose side.
    pub(crate) side: Side,
    /// When it is open; may be empty.
    pub(crate) opening: String,
    /// The name of the offer, as its prototype knows it.
    pub(crate) offer: String,
    /// The code of the language of its words.
    pub(crate) language: String,
    /// What it is called; never empty.
    pub(crate) title: String,
    /// What it is; may be empty.
    pub(crate) summary: String,
    /// How far it fits.
    pub(crate) fits: Fits,
    /// Why; may be empty.
    pub(crate) why: String,
    /// What it needs to know, and what for.
    pub(crate) wants: Vec<(String, String)>,
    /// What happens next; may be empty.
    pub(crate) next: String,
    /// The path of the prototype's page, checked.
    pub(crate) page: Option<String>,
}

/// Who was silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Silent {
    /// They were late.
    Late,
    /// Something went wrong.
    Failed,
    /// They are busy or set aside.
    Resting,
}

impl Silent {
    /// Why somebody said nothing.
    pub(crate) fn of(silence: Silence) -> Silent {
        match silence {
            Silence::Late => Silent::Late,
            Silence::Failed => Silent::Failed,
            Silence::Resting => Silent::Resting,
        }
    }

    /// That somebody said nothing, in words.
    pub(crate) fn words(self, who: &str) -> Text {
        match self {
            Silent::Late => text(format!("{who} antwoordt nu niet op tijd."), format!("{who} did not answer in time.")),
            Silent::Failed => text(format!("{who} kan nu geen antwoord geven."), format!("{who} can't answer now.")),
            Silent::Resting => text(format!("{who} heeft het nu te druk."), format!("{who} is too busy now.")),
        }
    }
}

/// What a desk said, made fit for a page.
pub(crate) struct Desk {
    /// Its name, for people.
    pub(crate) title: String,
    /// The name of the prototype.
    pub(crate) prototype: String,
    /// On whose side.
    pub(crate) side: Side,
    /// Its cards, in its own order; or why there are none.
    pub(crate) cards: Result<Vec<Card>, Silent>,
}

impl Desk {
    /// What a desk said, without what is empty and what it said twice.
    pub(crate) fn of(answer: DeskAnswer) -> Desk {
        let title = first_said([short(&answer.desk.title, MOST_TITLE), short(&answer.desk.prototype, MOST_TITLE)]);
        let side = Side::of(answer.desk.sector);
        let cards = answer.offers.map_err(Silent::of).map(|offers| {
            let mut cards: Vec<Card> = Vec::new();
            for offer in offers {
                if let Some(card) = Card::of(&answer.desk, &title, offer)
                    && cards.iter().all(|other| other.id != card.id)
                {
                    cards.push(card);
                }
            }
            cards
        });
        Desk { title, prototype: answer.desk.prototype, side, cards }
    }
}

impl Card {
    /// An offer as a card; nothing when it says nothing.
    fn of(desk: &lab::desks::Desk, desk_title: &str, offer: Offered) -> Option<Card> {
        let (title, summary) = (short(&offer.title, MOST_TITLE), short(&offer.summary, MOST_SUMMARY));
        let next = short(&offer.next, MOST_SENTENCE);
        if title.is_empty() && summary.is_empty() {
            return None;
        }
        let want =
            |want: fieldlab_service::plaza::Want| (short(&want.what, MOST_WANT), short(&want.purpose, MOST_WANT));
        Some(Card {
            id: id(&desk.prototype, &offer.name),
            prototype: desk.prototype.clone(),
            desk: desk_title.to_owned(),
            organisation: short(&desk.organisation, MOST_TITLE),
            side: Side::of(desk.sector),
            opening: short(&desk.opening, MOST_OPENING),
            language: language(&offer.language),
            title: first_said([title, desk_title.to_owned()]),
            summary,
            fits: Fits::of(offer.fit),
            why: short(&offer.why, MOST_SENTENCE),
            wants: offer.wants.into_iter().map(want).filter(|(what, _)| !what.is_empty()).take(MOST_WANTS).collect(),
            next,
            page: offer.page.filter(|page| is_path(page)),
            offer: offer.name,
        })
    }

    /// The address that leads to a page of its prototype, as the same person; nothing when there is none.
    pub(crate) fn link(&self, page: Option<&str>) -> Option<String> {
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let page = page.filter(|page| is_path(page) && is_name(&self.prototype))?;
        Some(format!("/.lab/to/{}?page={}", self.prototype, utf8_percent_encode(page, NON_ALPHANUMERIC)))
    }

    /// Its language, when that is another than the page's.
    pub(crate) fn other_language(&self, page: Language) -> Option<&str> {
        Some(self.language.as_str()).filter(|language| !language.is_empty() && *language != page.code())
    }
}

/// Whether this is a path on a prototype's own origin, and no address elsewhere.
pub(crate) fn is_path(path: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"\\<>\"'`".contains(&byte);
    path.len() <= MOST_PATH
        && path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/.lab/")
        && path.bytes().all(fits)
}

/// The first that is not empty.
fn first_said<const N: usize>(texts: [String; N]) -> String {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| "?".to_owned())
}

/// The code of a language; empty when it is none.
fn language(code: &str) -> String {
    let code = code.split('-').next().unwrap_or_default();
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_code { code.to_owned() } else { String::new() }
}

/// A short name for an offer of a prototype, the same each time (FNV-1a).
fn id(prototype: &str, offer: &str) -> String {
    let hash = prototype
        .bytes()
        .chain([0])
        .chain(offer.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}
