//! The fields of a form that was sent, and what goes wrong with them.

use fieldlab_service::prelude::*;
use maud::html;

use crate::words::say;

/// What was filled in.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// What was sent; nothing when it is no form.
    pub(crate) fn of(request: &Request) -> Fields {
        Fields(request.form_values().unwrap_or_default())
    }

    /// The first value with this name; empty when there is none.
    pub(crate) fn get<'f>(&'f self, name: &'f str) -> &'f str {
        self.all(name).next().unwrap_or_default()
    }

    /// All values with this name.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// What is wrong, on top of a page: it leads to the field.
pub(crate) fn problem_on_top(field: &str, problem: &Text, language: Language) -> Html {
    html! {
        div.alert.error role="alert" tabindex="-1" id="problems" {
            h2 { (say(language, "Er mist nog iets", "Something is still missing")) }
            ul { li { a href={ "#" (field) } { (problem.get(language)) } } }
        }
    }
}

/// The same beside the field.
pub(crate) fn problem_beside(field: &str, problem: &Text, language: Language) -> Html {
    html! { p.problem id={ (field) "-problem" } { span.hidden { (say(language, "Fout: ", "Error: ")) } (problem.get(language)) } }
}
