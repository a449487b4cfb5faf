//! Questions, offers and conversations, between the lab's types and those of the interfaces. What comes from a guest is cut to size.

use fieldlab_domain::name::Name;
use fieldlab_domain::owner;
use fieldlab_domain::question::{
    Detail, Fit, MOST_OFFERS, MOST_TEXT, MOST_WORDS, Offer, Question, Reply, Speaker, Turn, Want, cut,
};

use super::bindings::fieldlab::lab::questions as wit;
use crate::service::state::ServiceState;

impl wit::Host for ServiceState {}

/// A text of a guest: of a size that fits a page.
fn text(words: &str) -> String {
    cut(words.trim(), MOST_TEXT).to_owned()
}

/// A path of the prototype's own pages; none when it is something else.
fn path(path: Option<String>) -> Option<String> {
    let is_own = |path: &String| {
        path.starts_with('/')
            && !path.starts_with("//")
            && path.len() <= MOST_TEXT
            && !path.contains(['\\', '\r', '\n'])
    };
    path.filter(is_own)
}

pub(crate) fn lower_question(question: Question) -> wit::Question {
    let detail = |detail: Detail| wit::Detail { about: detail.about, answer: detail.answer };
    wit::Question {
        topics: question.topics.iter().map(ToString::to_string).collect(),
        words: question.words,
        language: question.language,
        place: question.place,
        for_other: question.for_other,
        details: question.details.into_iter().map(detail).collect(),
    }
}

/// A question as a guest puts it; topics that are no names are left out.
pub(crate) fn lift_question(question: wit::Question) -> Question {
    let detail = |detail: wit::Detail| Detail { about: text(&detail.about), answer: text(&detail.answer) };
    Question {
        topics: question.topics.iter().take(MOST_OFFERS).filter_map(|topic| Name::parse(topic).ok()).collect(),
        words: question.words.map(|words| cut(&words, MOST_WORDS).to_owned()),
        language: cut(&question.language, 8).to_owned(),
        place: question.place,
        for_other: question.for_other,
        details: question.details.into_iter().take(MOST_OFFERS).map(detail).collect(),
    }
}

pub(crate) fn lift_offer(offer: wit::Offer) -> Offer {
    let want = |want: wit::Want| Want { what: text(&want.what), purpose: text(&want.purpose) };
    Offer {
        name: cut(&offer.name, 64).to_owned(),
        language: cut(&offer.language, 8).to_owned(),
        title: text(&offer.title),
        summary: text(&offer.summary),
        fit: match offer.fit {
            wit::Fit::Certain => Fit::Certain,
            wit::Fit::Likely => Fit::Likely,
            wit::Fit::Possible => Fit::Possible,
        },
        why: text(&offer.why),
        wants: offer.wants.into_iter().take(MOST_OFFERS).map(want).collect(),
        next: text(&offer.next),
        page: path(offer.page),
    }
}

pub(crate) fn lower_offer(offer: Offer) -> wit::Offer {
    wit::Offer {
        name: offer.name,
        language: offer.language,
        title: offer.title,
        summary: offer.summary,
        fit: match offer.fit {
            Fit::Certain => wit::Fit::Certain,
            Fit::Likely => wit::Fit::Likely,
            Fit::Possible => wit::Fit::Possible,
        },
        why: offer.why,
        wants: offer.wants.into_iter().map(|want| wit::Want { what: want.what, purpose: want.purpose }).collect(),
        next: offer.next,
        page: offer.page,
    }
}

pub(crate) fn lower_turn(turn: Turn) -> wit::Turn {
    let by = match turn.by {
        Speaker::Person => wit::Speaker::Person,
        Speaker::Prototype => wit::Speaker::Prototype,
    };
    wit::Turn { by, words: turn.words }
}

pub(crate) fn lift_turn(turn: wit::Turn) -> Turn {
    let by = match turn.by {
        wit::Speaker::Person => Speaker::Person,
        wit::Speaker::Prototype => Speaker::Prototype,
    };
    Turn { by, words: cut(&turn.words, MOST_WORDS).to_owned() }
}

pub(crate) fn lift_reply(reply: wit::Reply) -> Reply {
    Reply {
        words: text(&reply.words),
        choices: reply.choices.iter().take(MOST_OFFERS).map(|choice| text(choice)).collect(),
        page: path(reply.page),
        done: reply.done,
    }
}

pub(crate) fn lower_reply(reply: Reply) -> wit::Reply {
    wit::Reply { words: reply.words, choices: reply.choices, page: reply.page, done: reply.done }
}

pub(crate) fn sector(sector: owner::Sector) -> wit::Sector {
    match sector {
        owner::Sector::Government => wit::Sector::Government,
        owner::Sector::Society => wit::Sector::Society,
        owner::Sector::Market => wit::Sector::Market,
    }
}
