//! For who comes back: that there is a question, and a plan.

use fieldlab_service::prelude::*;
use maud::html;

use crate::asking::Answers;
use crate::conversation::Conversation;
use crate::inquiry::Inquiry;
use crate::plan::Plan;
use crate::words::{say, short};

/// How much of an earlier question is shown.
const MOST_SHOWN: usize = 160;

/// What somebody left here before; nothing for who was not here.
pub(crate) fn back(inquiry: Option<&Inquiry>, language: Language) -> Html {
    let plan = Plan::kept();
    if inquiry.is_none() && plan.steps.is_empty() {
        return html! {};
    }
    let say = |nl, en| say(language, nl, en);
    html! {
        section.alert.info aria-labelledby="welcome" {
            h2 id="welcome" { (say("U was hier eerder", "You were here before")) }
            @if let Some(inquiry) = inquiry {
                p { (say("Uw vraag was:", "Your question was:")) " " q.words { (short(&inquiry.words, MOST_SHOWN)) } }
            }
            div.choices {
                @if let Some(inquiry) = inquiry {
                    a.button.second href=(inquiry.next_page()) { (say("Ga verder met deze vraag", "Go on with this question")) }
                }
                @if !plan.steps.is_empty() {
                    a.button.second href="/plan" { (say("Naar uw plan", "To your plan")) " (" (plan.in_words(language)) ")" }
                }
                form method="post" action="/opnieuw" { button.button.second { (say("Wis alles", "Erase everything")) } }
            }
        }
    }
}

/// Forgets what was said to an earlier question. The plan stays.
pub(crate) fn forget_answers() {
    Answers::forget();
    Conversation::forget_all();
}

/// Forgets everything.
pub(crate) fn forget_all() {
    forget_answers();
    Inquiry::forget();
    Plan::forget();
}
