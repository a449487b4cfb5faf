//! Reads a TOML declaration by hand, so that all its faults come at once, each with line and hint.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::column::{Kind, Value};
use crate::date::parse_date;
use crate::fault::{Fault, Faults};
use crate::field::Field;
use crate::name::{Name, nearest_hint};
use crate::number::parse_decimal;
use crate::text::Text;

/// A file being read, and the faults found in it so far.
pub struct Document<'a> {
    file: &'a str,
    source: &'a str,
    faults: RefCell<Faults>,
}

/// A table of a declaration. Keys that nobody asked for are faults when [`Section::finish`] is called.
pub struct Section<'a> {
    document: &'a Document<'a>,
    table: &'a DeTable<'a>,
    /// What the section is, for messages: `experiment`, `variant`.
    what: &'static str,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

/// Reads a whole file: calls `read` with its top table and returns what that makes, or all the faults.
///
/// Invalid TOML is one fault, with its place.
pub fn read_document<T>(
    file: &str,
    source: &str,
    what: &'static str,
    read: impl FnOnce(&Section<'_>) -> Option<T>,
) -> Result<T, Faults> {
    let document = Document { file, source, faults: RefCell::default() };
    let made = match DeTable::parse(source) {
        Err(error) => {
            let hint = "write a line as: key = \"text\", key = 12 or key = [\"one\", \"two\"], and a heading as: [key]";
            document.fault(error.span(), error.message().trim().to_owned(), hint);
            None
        }
        Ok(table) => {
            let section =
                Section { document: &document, table: table.get_ref(), what, span: 0..0, asked: RefCell::default() };
            let made = read(&section);
            section.finish();
            made
        }
    };
    let mut faults = document.faults.into_inner();
    faults.0.sort_by_key(|fault| (fault.line, fault.column));
    faults.or(made)
}

impl<'a> Document<'a> {
    fn fault(&self, span: Option<Range<usize>>, what: String, hint: &str) {
        let (line, column) = span.map(|span| place(self.source, span.start)).unzip();
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        self.faults.borrow_mut().0.push(Fault { file: self.file.to_owned(), line, column, what, hint });
    }
}

/// The line and the column of a byte, both counted from 1, the column in characters.
pub fn place(source: &str, byte: usize) -> (usize, usize) {
    let before = source.get(..byte).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

type Found<'a> = (&'a DeValue<'a>, Range<usize>);

impl<'a> Section<'a> {
    /// Adds a fault at the place of `key`, or at the section when there is no such key.
    pub fn fault(&self, key: &str, what: impl Into<String>, hint: impl AsRef<str>) {
        let span = self.table.get(key).map_or(self.span.clone(), Spanned::span);
        self.document.fault(Some(span), what.into(), hint.as_ref());
    }

    /// Adds a fault `offset` bytes into the text at `key`.
    pub fn fault_within(&self, key: &str, offset: usize, what: impl Into<String>, hint: impl AsRef<str>) {
        let start = self.table.get(key).map_or(self.span.start, |value| value.span().start);
        // A one-line string begins after its quotation mark.
        let inside = self.document.source[start..].starts_with(['"', '\'']).then_some(start + 1 + offset);
        let at = inside.unwrap_or(start);
        self.document.fault(Some(at..at), what.into(), hint.as_ref());
    }

    /// Whether the section has `key`. Counts as asking for it.
    pub fn has(&self, key: &'static str) -> bool {
        self.find(key).is_some()
    }

    fn find(&self, key: &'static str) -> Option<Found<'a>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key).map(|value| (value.get_ref(), value.span()))
    }

    fn require(&self, key: &'static str, example: &str) -> Option<Found<'a>> {
        let found = self.find(key);
        if found.is_none() {
            self.fault(key, format!("{} has no `{key}`", self.what), format!("add: {key} = {example}"));
        }
        found
    }

    fn wrong_type(&self, key: &str, found: &Found<'_>, wanted: &str, example: &str) {
        let what = format!("`{key}` must be {wanted}, not {}", article_of(found.0));
        self.document.fault(Some(found.1.clone()), what, &format!("write: {key} = {example}"));
    }

    /// A text that must be there and not be blank.
    pub fn string(&self, key: &'static str, example: &str) -> Option<&'a str> {
        let found = self.require(key, example)?;
        self.as_string(key, found, example)
    }

    /// A text that may be left out.
    pub fn optional_string(&self, key: &'static str, example: &str) -> Option<&'a str> {
        let found = self.find(key)?;
        self.as_string(key, found, example)
    }

    /// A text, without saying anything when there is none.
    pub fn peek_string(&self, key: &str) -> Option<&'a str> {
        self.table.get(key)?.get_ref().as_str()
    }

    fn as_string(&self, key: &str, found: Found<'a>, example: &str) -> Option<&'a str> {
        match found.0.as_str() {
            None => self.wrong_type(key, &found, "a text", example),
            Some(text) if text.trim().is_empty() => {
                self.fault(key, format!("`{key}` is empty"), format!("write: {key} = {example}"));
            }
            Some(text) => return Some(text),
        }
        None
    }

    /// A name that must be there.
    pub fn name(&self, key: &'static str, example: &str) -> Option<Name> {
        let text = self.string(key, example)?;
        Name::parse(text).map_err(|what| self.fault(key, what, format!("write: {key} = {example}"))).ok()
    }

    /// A text in both languages that must be there: `{ nl = "...", en = "..." }`.
    pub fn text(&self, key: &'static str) -> Option<Text> {
        self.require(key, r#"{ nl = "...", en = "..." }"#)?;
        self.optional_text(key)
    }

    /// A text in both languages that may be left out.
    pub fn optional_text(&self, key: &'static str) -> Option<Text> {
        let section = self.optional_section(key, "text")?;
        let (nl, en) = (section.string("nl", "\"...\""), section.string("en", "\"...\""));
        section.finish();
        Some(Text { nl: nl?.trim().to_owned(), en: en?.trim().to_owned() })
    }

    /// A flag that may be left out.
    pub fn optional_flag(&self, key: &'static str) -> Option<bool> {
        let found = self.find(key)?;
        let flag = found.0.as_bool();
        if flag.is_none() {
            self.wrong_type(key, &found, "true or false", "true");
        }
        flag
    }

    /// A whole number from `least` to `most` that may be left out.
    pub fn optional_integer(&self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        let found = self.find(key)?;
        let example = least.max(1).to_string();
        let Some(number) = integer_of(found.0) else {
            self.wrong_type(key, &found, "a whole number", &example);
            return None;
        };
        if number < least || number > most {
            let hint = format!("use a number from {least} to {most}");
            self.fault(key, format!("`{key}` is {number}, which is out of range"), hint);
            return None;
        }
        Some(number)
    }

    /// A decimal number with at most `decimals` decimals, as a whole number of `10^-decimals`; may be left out.
    pub fn optional_decimal(&self, key: &'static str, decimals: u32) -> Option<i64> {
        let found = self.find(key)?;
        let number = decimal_text(found.0).and_then(|text| parse_decimal(&text, decimals));
        if number.is_none() {
            self.wrong_type(key, &found, &format!("a number with at most {decimals} decimals"), "1.5");
        }
        number
    }

    /// A value of `kind` that may be left out: amounts in euro, shares as fractions, dates as `2026-01-01`.
    pub fn optional_value(&self, key: &'static str, kind: Kind) -> Option<Value> {
        let found = self.find(key)?;
        self.as_value(key, found, kind)
    }

    /// The value of a field that may be left out: as [`Section::optional_value`], and codes by number or by name.
    pub fn optional_field(&self, key: &'static str, field: &Field) -> Option<Value> {
        let found = self.find(key)?;
        if field.kind != Kind::Code {
            return self.as_value(key, found, field.kind);
        }
        let written = found.0.as_str().map(str::to_owned).or_else(|| Some(integer_of(found.0)?.to_string()));
        let Some(written) = written else {
            let example = field.codes.first().map_or("1".to_owned(), |code| format!("\"{}\"", code.name));
            self.wrong_type(key, &found, "a code (its name or its number)", &example);
            return None;
        };
        let code = field.find_code(&written);
        if code.is_none() {
            let names = field.codes.iter().map(|code| code.name.as_str());
            self.fault(key, format!("`{}` has no code `{written}`", field.name), nearest_hint(&written, names));
        }
        code.map(|code| Value::Code(code.code))
    }

    fn as_value(&self, key: &str, found: Found<'a>, kind: Kind) -> Option<Value> {
        let value = value_of(found.0, kind);
        if value.is_none() {
            let (wanted, example) = value_words(kind);
            self.wrong_type(key, &found, wanted, example);
        }
        value
    }

    /// The texts of a list that may be left out, each with its place.
    pub fn strings(&self, key: &'static str) -> Vec<&'a str> {
        let Some(found) = self.find(key) else { return Vec::new() };
        let Some(items) = found.0.as_array() else {
            self.wrong_type(key, &found, "a list of texts", "[\"...\"]");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push(text),
                None => self.wrong_type(key, &(item.get_ref(), item.span()), "a list of texts", "[\"...\"]"),
            }
        }
        texts
    }

    /// The whole numbers of a list that may be left out.
    pub fn integers(&self, key: &'static str) -> Vec<i64> {
        let Some(found) = self.find(key) else { return Vec::new() };
        let numbers: Option<Vec<i64>> =
            found.0.as_array().and_then(|items| items.iter().map(|item| integer_of(item.get_ref())).collect());
        if numbers.is_none() {
            self.wrong_type(key, &found, "a list of whole numbers", "[1, 2]");
        }
        numbers.unwrap_or_default()
    }

    /// A table that must be there.
    pub fn section(&self, key: &'static str, what: &'static str) -> Option<Section<'a>> {
        if self.table.get(key).is_none() {
            self.asked.borrow_mut().push(key);
            self.fault(key, format!("{} has no `{key}`", self.what), format!("add a table: [{key}]"));
            return None;
        }
        self.optional_section(key, what)
    }

    /// A table that may be left out.
    pub fn optional_section(&self, key: &'static str, what: &'static str) -> Option<Section<'a>> {
        let found = self.find(key)?;
        let Some(table) = found.0.as_table() else {
            self.wrong_type(key, &found, "a table", "{ ... }");
            return None;
        };
        Some(Section { document: self.document, table, what, span: found.1, asked: RefCell::default() })
    }

    /// The tables of a list, such as `[[variants]]`; a list that is left out is empty.
    pub fn sections(&self, key: &'static str, what: &'static str) -> Vec<Section<'a>> {
        let Some(found) = self.find(key) else { return Vec::new() };
        let Some(items) = found.0.as_array() else {
            self.wrong_type(key, &found, "a list of tables", &format!("[ {{ ... }} ] or [[{key}]]"));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(table) => sections.push(Section {
                    document: self.document,
                    table,
                    what,
                    span: item.span(),
                    asked: RefCell::default(),
                }),
                None => self.wrong_type(key, &(item.get_ref(), item.span()), "a table", "{ ... }"),
            }
        }
        sections
    }

    /// All keys and values of a table whose keys the user chooses, such as parameter values; `kind_of` gives the kind of a
    /// key, or `None` after it has said what is wrong with the key.
    pub fn values(&self, kind_of: impl Fn(&Section<'a>, &str) -> Option<Kind>) -> Vec<(String, Value)> {
        let mut values = Vec::new();
        for (key, value) in self.table.iter() {
            let key = key.get_ref();
            if let Some(kind) = kind_of(self, key)
                && let Some(value) = self.as_value(key, (value.get_ref(), value.span()), kind)
            {
                values.push((key.to_string(), value));
            }
        }
        values
    }

    /// The plain values of a table whose keys the user chooses, their kinds not yet known.
    pub fn raw_values(&self) -> Vec<RawValue> {
        let raw = |value: &DeValue<'_>| match value {
            DeValue::Boolean(flag) => Some(flag.to_string()),
            DeValue::Datetime(date) => Some(date.to_string()),
            other => decimal_text(other).map(|text| text.into_owned()),
        };
        let mut values = Vec::new();
        for (key, value) in self.table.iter() {
            let (line, column) = place(self.document.source, value.span().start);
            match raw(value.get_ref()) {
                Some(text) => values.push(RawValue { name: key.get_ref().to_string(), text, line, column }),
                None => self.wrong_type(
                    key.get_ref(),
                    &(value.get_ref(), value.span()),
                    "a number, a date, true or false",
                    "1.5",
                ),
            }
        }
        values
    }

    /// The values of a table whose keys the user chooses, each as it is written: texts without their quotes.
    pub fn plain_values(&self) -> Vec<(String, String)> {
        let plain = |value: &DeValue<'_>| match value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Boolean(flag) => Some(flag.to_string()),
            DeValue::Datetime(date) => Some(date.to_string()),
            other => decimal_text(other).map(|text| text.into_owned()),
        };
        let mut values = Vec::new();
        for (key, value) in self.table.iter() {
            match plain(value.get_ref()) {
                Some(text) => values.push((key.get_ref().to_string(), text)),
                None => self.wrong_type(
                    key.get_ref(),
                    &(value.get_ref(), value.span()),
                    "a text, a number or a date",
                    "\"...\"",
                ),
            }
        }
        values
    }

    /// Where the section starts: line and column, counted from 1.
    pub fn place(&self) -> (usize, usize) {
        place(self.document.source, self.span.start)
    }

    /// The line of `key`, or of the section when there is no such key; counted from 1.
    pub fn line(&self, key: &str) -> usize {
        let start = self.table.get(key).map_or(self.span.start, |value| value.span().start);
        place(self.document.source, start).0
    }

    /// Makes each key that nobody asked for a fault.
    pub fn finish(&self) {
        let mut asked = self.asked.borrow().clone();
        asked.sort_unstable();
        asked.dedup();
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !asked.contains(&name) {
                let what = format!("{} has an unknown key `{name}`", self.what);
                self.document.fault(Some(key.span()), what, &nearest_hint(name, asked.iter().copied()));
            }
        }
    }
}

/// A value that waits for its kind: what a variant gives to a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawValue {
    /// The parameter's name.
    pub name: String,
    /// The value as it was written.
    pub text: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
}

/// Reads a value of `kind` from text as a user writes it: euro, fractions, `2026-01-01`, `true`; `None` when it is not one.
pub fn parse_value(text: &str, kind: Kind) -> Option<Value> {
    let text = text.trim();
    match kind {
        Kind::Flag => match text {
            "true" | "1" | "yes" | "ja" => Some(Value::Flag(true)),
            "false" | "0" | "no" | "nee" => Some(Value::Flag(false)),
            _ => None,
        },
        Kind::Whole => text.parse().ok().map(Value::Whole),
        Kind::Amount => parse_decimal(text, 2).map(Value::Amount),
        Kind::Code => text.parse().ok().map(Value::Code),
        Kind::Date => parse_date(text).map(Value::Date),
        Kind::Share => parse_decimal(text, 6).and_then(|size| i32::try_from(size).ok()).map(Value::Share),
    }
}

/// What a value of `kind` looks like: in words, and an example.
pub fn value_words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Flag => ("true or false", "true"),
        Kind::Whole => ("a whole number", "3"),
        Kind::Amount => ("an amount in euro with at most two decimals", "1250.50"),
        Kind::Code => ("a code (a whole number)", "1"),
        Kind::Date => ("a date", "2026-01-01"),
        Kind::Share => ("a fraction with at most six decimals", "0.1373"),
    }
}

fn value_of(value: &DeValue<'_>, kind: Kind) -> Option<Value> {
    match (kind, value) {
        (Kind::Flag, DeValue::Boolean(flag)) => Some(Value::Flag(*flag)),
        (Kind::Date, DeValue::Datetime(date)) => parse_value(&date.to_string(), kind),
        (Kind::Whole | Kind::Code | Kind::Amount | Kind::Share, DeValue::Integer(_) | DeValue::Float(_)) => {
            parse_value(&decimal_text(value)?, kind)
        }
        _ => None,
    }
}

fn integer_of(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn decimal_text<'v>(value: &'v DeValue<'_>) -> Option<std::borrow::Cow<'v, str>> {
    match value {
        DeValue::Integer(_) => Some(integer_of(value)?.to_string().into()),
        DeValue::Float(float) => Some(float.as_str().into()),
        _ => None,
    }
}

fn article_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_come_at_once_with_their_places() {
        let source = "name = 3\ntitel = \"x\"\nsize = 2.5\n";
        let faults = read_document("a.toml", source, "thing", |section| {
            let name = section.string("name", "\"x\"");
            let title = section.string("title", "\"x\"");
            let size = section.optional_integer("size", 0, 10);
            Some((name?.len(), title?.len(), size?))
        })
        .expect_err("it has four faults");
        assert_eq!(
            faults.to_string(),
            "a.toml:1:1: thing has no `title`\n  hint: add: title = \"x\"\n\
             a.toml:1:8: `name` must be a text, not a whole number\n  hint: write: name = \"x\"\n\
             a.toml:2:1: thing has an unknown key `titel`\n  hint: did you mean `title`?\n\
             a.toml:3:8: `size` must be a whole number, not a number with decimals\n  hint: write: size = 1"
        );
    }
}
