//! The steps that led to a decision, as a list for people.

use maud::html;

use crate::Html;
use crate::number::{show_amount, show_date, show_share, show_whole};
use crate::words::Language;
use fieldlab_sdk::bindings::exports::fieldlab::lab::assessment::Fact;
use fieldlab_sdk::bindings::fieldlab::lab::types::{Text, Value};
use fieldlab_sdk::{Amount, Date, Steps};

pub(crate) fn show(steps: &Steps, language: Language) -> Html {
    let words = |text: &Text| if language == Language::Nl { text.nl.clone() } else { text.en.clone() };
    let fact = |fact: &Fact| html! { div { dt { (words(&fact.title)) } dd { (value(&fact.value, language)) } } };
    html! {
        ol.explanation {
            @for step in steps.0.iter().map(|step| &step.0) {
                li {
                    p { strong { (words(&step.title)) } }
                    dl { @for input in &step.inputs { (fact(input)) } (fact(&step.outcome)) }
                    @if !step.article.is_empty() { p.hint { (step.article) } }
                }
            }
        }
    }
}

/// A value of a field or a parameter, for people.
pub fn value(value: &Value, language: Language) -> String {
    let dutch = language == Language::Nl;
    match value {
        Value::Absent => if dutch { "onbekend" } else { "unknown" }.to_owned(),
        Value::Flag(true) => if dutch { "ja" } else { "yes" }.to_owned(),
        Value::Flag(false) => if dutch { "nee" } else { "no" }.to_owned(),
        Value::Whole(whole) => show_whole(i64::from(*whole), language),
        Value::Amount(cents) => show_amount(Amount::cents(*cents), language),
        Value::Code(code) => code.to_string(),
        Value::Date(days) => show_date(Date::days(*days), language),
        Value::Share(millionths) => show_share(*millionths, language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_sdk::{Explain as _, Step};

    #[test]
    fn steps_are_told_in_the_visitors_language() {
        let mut steps = Steps::default();
        steps.step(|| {
            Step::new("income", "Vergelijk het inkomen", "Compare the income")
                .input("inkomen", "income", Amount::euro(20_000))
                .outcome("laag genoeg", "low enough", true)
                .article("artikel 1")
        });
        let html = show(&steps, Language::Nl).into_string();
        let expected = "<ol class=\"explanation\"><li><p><strong>Vergelijk het inkomen</strong></p><dl><div><dt>inkomen</dt>\
            <dd>€\u{a0}20.000</dd></div><div><dt>laag genoeg</dt><dd>ja</dd></div></dl><p class=\"hint\">artikel 1</p></li></ol>";
        assert_eq!(html, expected);
        let folded = crate::parts::folded("Hoe <b>?", &steps, Language::Nl).into_string();
        assert_eq!(folded, format!("<details><summary>Hoe &lt;b&gt;?</summary>{expected}</details>"));
    }
}
