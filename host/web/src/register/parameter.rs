//! What a parameter may be, and what is said when it is not.

use fieldlab_domain::date::parse_date;
use serde_json::Value;

use super::fields::FieldList;
use super::pattern;
use super::problem::Fault;

/// The highest house number.
const HIGHEST_HOUSE_NUMBER: u64 = 99_999;

/// The most numbers that can be asked for at once.
const MOST_NUMBERS: usize = 20;

/// The most fields that can be asked for at once.
const MOST_FIELDS: usize = 130;

/// A parameter of a question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) form: Form,
    pub(super) is_required: bool,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// A text that fits a pattern.
    Text(&'static str),
    /// Likewise; a blank text is as good as none.
    TextOrBlank(&'static str),
    /// A whole date.
    Date,
    /// A whole number from 1 to 99999.
    HouseNumber,
    /// `true` or `false`.
    Flag,
    /// Citizen service numbers.
    Numbers,
    /// Paths of fields.
    Fields,
}

/// A parameter that must be there.
pub(super) const fn required(name: &'static str, form: Form) -> Parameter {
    Parameter { name, form, is_required: true }
}

/// A parameter that may be there.
pub(super) const fn optional(name: &'static str, form: Form) -> Parameter {
    Parameter { name, form, is_required: false }
}

impl Parameter {
    /// All that is wrong with `value`.
    pub(super) fn faults(&self, value: Option<&Value>, fields: &FieldList) -> Vec<Fault> {
        // A flag that is there must be one, even when it is null.
        if let (Form::Flag, Some(value)) = (self.form, value) {
            return self.unless(read_flag(value).is_some(), "boolean", "Waarde is geen boolean.");
        }
        let value = value.filter(|value| !value.is_null());
        match self.form {
            Form::Numbers => self.list_faults(value, MOST_NUMBERS, |items| number_faults(self.name, items)),
            Form::Fields => self.list_faults(value, MOST_FIELDS, |items| fields.faults(self.name, items)),
            _ => self.scalar_faults(value.map(text_of)),
        }
    }

    fn scalar_faults(&self, text: Option<String>) -> Vec<Fault> {
        let is_blank = text.as_ref().is_none_or(|text| text.trim().is_empty());
        if is_blank && self.is_required {
            return vec![Fault::required(self.name)];
        }
        let Some(text) = text else { return Vec::new() };
        match self.form {
            Form::TextOrBlank(_) if is_blank => Vec::new(),
            Form::Text(pattern) | Form::TextOrBlank(pattern) => pattern_faults(self.name, pattern, &text),
            Form::Date => self.unless(read_date(&text).is_some(), "date", "Waarde is geen geldige datum."),
            Form::HouseNumber => self.house_number_faults(&text),
            Form::Flag | Form::Numbers | Form::Fields => Vec::new(),
        }
    }

    /// A negative number is said to be none and too low, as the real register does.
    fn house_number_faults(&self, text: &str) -> Vec<Fault> {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut faults = self.unless(is_number(text), "integer", "Waarde is geen geldig getal.");
        let is_negative = text.strip_prefix('-').is_some_and(is_number);
        if is_negative || (is_number(text) && text.bytes().all(|byte| byte == b'0')) {
            faults.push(Fault::new(self.name, "minimum", "Waarde is lager dan minimum 1."));
        }
        if is_number(text) && text.parse().map_or(true, |number: u64| number > HIGHEST_HOUSE_NUMBER) {
            let reason = format!("Waarde is hoger dan maximum {HIGHEST_HOUSE_NUMBER}.");
            faults.push(Fault::new(self.name, "maximum", reason));
        }
        faults
    }

    fn list_faults(
        &self,
        value: Option<&Value>,
        most: usize,
        item_faults: impl FnOnce(&[Value]) -> Vec<Fault>,
    ) -> Vec<Fault> {
        let Some(value) = value else { return vec![Fault::required(self.name)] };
        let Some(items) = value.as_array() else {
            return vec![Fault::new(self.name, "array", "Parameter is geen array.")];
        };
        if items.is_empty() {
            return vec![Fault::new(self.name, "minItems", "Array bevat minder dan 1 items.")];
        }
        let mut faults = Vec::new();
        if items.len() > most {
            faults.push(Fault::new(self.name, "maxItems", format!("Array bevat meer dan {most} items.")));
        }
        // Numbers are looked at even when there are too many, fields are not: so does the real register.
        if items.len() <= most || matches!(self.form, Form::Numbers) {
            faults.extend(item_faults(items));
        }
        faults
    }

    fn unless(&self, is_fine: bool, code: &'static str, reason: &str) -> Vec<Fault> {
        if is_fine { Vec::new() } else { vec![Fault::new(self.name, code, reason)] }
    }
}

fn number_faults(name: &str, items: &[Value]) -> Vec<Fault> {
    let faults = |(index, item)| pattern_faults(&format!("{name}[{index}]"), pattern::BSN, &text_of(item));
    items.iter().enumerate().flat_map(faults).collect()
}

/// What is said of a text that does not fit.
pub(super) fn pattern_faults(name: &str, pattern: &str, text: &str) -> Vec<Fault> {
    if pattern::fits(pattern, text) {
        return Vec::new();
    }
    vec![Fault::new(name, "pattern", format!("Waarde voldoet niet aan patroon {pattern}."))]
}

/// A value as text: what is not a text is read as it is written, as the real register does.
pub(super) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Reads a flag, also one that is written as text.
pub(super) fn read_flag(value: &Value) -> Option<bool> {
    match text_of(value).to_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Reads a date of the form `2026-01-31`, in days since 1970-01-01.
pub(super) fn read_date(text: &str) -> Option<i32> {
    let has_form = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if has_form { parse_date(text) } else { None }
}
