//! The catalogue of fields: every named property of a citizen that exists in the lab.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::column::{Kind, Value};
use crate::fault::Faults;
use crate::name::nearest_hint;
use crate::reader::{Section, read_document};
use crate::text::{Language, Text};

/// The name of a field in the catalogue, such as `household.income_assessment`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldName(String);

impl FieldName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// How much a person would mind that it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sensitivity {
    /// Most people would not.
    Ordinary,
    /// A person would.
    Sensitive,
    /// A special category or criminal data (articles 9 and 10 of the GDPR).
    Special,
}

/// One code of a code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The number that stands in columns.
    pub code: u32,
    /// The name by which declarations may write it.
    pub name: String,
    /// What people read.
    pub title: Text,
}

/// Reads the code list at `codes` of a section.
pub fn read_codes(section: &Section<'_>) -> Vec<Code> {
    let mut codes = Vec::new();
    for item in section.sections("codes", "code") {
        let code = item.optional_integer("code", 0, i64::from(u32::MAX));
        if code.is_none() && !item.has("code") {
            item.fault("code", "code has no `code`", "add: code = 1");
        }
        let (name, title) = (item.string("name", "\"...\""), item.text("title"));
        item.finish();
        if let (Some(code), Some(name), Some(title)) = (code, name, title) {
            if codes.iter().any(|known: &Code| i64::from(known.code) == code || known.name == name) {
                item.fault("code", format!("code {code} or name `{name}` is there twice"), "");
            }
            codes.push(Code { code: code as u32, name: name.to_owned(), title });
        }
    }
    codes
}

/// The code lists of `fixtures/codes`, by name.
const CODE_LISTS: [(&str, &str); 5] = [
    ("countries", include_str!("../../../fixtures/codes/countries.csv")),
    ("first_names", include_str!("../../../fixtures/codes/first_names.csv")),
    ("nationalities", include_str!("../../../fixtures/codes/nationalities.csv")),
    ("residence_titles", include_str!("../../../fixtures/codes/residence_titles.csv")),
    ("surnames", include_str!("../../../fixtures/codes/surnames.csv")),
];

/// The code list that `codes_from` names; `None` when there is no such key.
fn read_code_list(section: &Section<'_>) -> Option<Vec<Code>> {
    let name = section.optional_string("codes_from", "\"countries\"")?;
    let Some((_, source)) = CODE_LISTS.iter().find(|(known, _)| *known == name) else {
        let hint = nearest_hint(name, CODE_LISTS.iter().map(|(known, _)| *known));
        section.fault("codes_from", format!("there is no code list `{name}`"), hint);
        return Some(Vec::new());
    };
    let lines = source.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    Some(lines.filter_map(code_of).collect())
}

/// A line `code,name,title`; the title may stand in quotes.
fn code_of(line: &str) -> Option<Code> {
    let mut parts = line.splitn(3, ',');
    let (code, name, title) = (parts.next()?, parts.next()?, parts.next()?.trim_matches('"'));
    Some(Code { code: code.parse().ok()?, name: name.to_owned(), title: Text::same(title) })
}

/// One named property of a person or a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name, `person.` or `household.` first.
    pub name: FieldName,
    /// The kind of its values.
    pub kind: Kind,
    /// What people read.
    pub title: Text,
    /// More about what it means.
    pub meaning: Option<Text>,
    /// The unit in words, when it has one.
    pub unit: Option<String>,
    /// The code list of a code; empty for other kinds.
    pub codes: Vec<Code>,
    /// The file of `fixtures/codes` that the code list is from, without its ending; none when it stands in the catalogue.
    pub codes_from: Option<String>,
    /// How many digits a code is written with: 4 for `0363`.
    pub digits: usize,
    /// The lower bounds by which results are grouped, rising; empty when there are none.
    pub bands: Vec<i64>,
    /// The highest value there is, when the last band has an end.
    pub highest: Option<i64>,
    /// Whether somebody may lack it.
    pub optional: bool,
    /// Who lacks it, when it is optional.
    pub absent: Option<Text>,
    /// How much a person would mind that it is known.
    pub sensitivity: Sensitivity,
    /// Where its figures come from.
    pub source: String,
}

impl Field {
    /// The code with this number.
    pub fn code(&self, code: u32) -> Option<&Code> {
        self.codes.iter().find(|known| known.code == code)
    }

    /// The code that a user wrote: its number, leading zeros allowed, or its name.
    pub fn find_code(&self, written: &str) -> Option<&Code> {
        let by_number = written.parse().ok().and_then(|code| self.code(code));
        by_number.or_else(|| self.codes.iter().find(|known| known.name == written))
    }

    /// A value in people's words: the title of a code, the plain value of the rest.
    pub fn words(&self, value: Value, language: Language) -> String {
        match value {
            Value::Code(code) => match self.code(code) {
                Some(known) => known.title.get(language).to_owned(),
                None => format!("{code:0width$}", width = self.digits),
            },
            other => other.plain(),
        }
    }
}

/// The names of a code list, to suggest the nearest.
fn kinds() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().map(Kind::name)
}

/// Reads a kind at `key`.
pub fn read_kind(section: &Section<'_>, key: &'static str) -> Option<Kind> {
    let name = section.string(key, "\"amount\"")?;
    let kind = Kind::from_name(name);
    if kind.is_none() {
        section.fault(key, format!("unknown kind `{name}`"), nearest_hint(name, kinds()));
    }
    kind
}

/// All the fields there are.
#[derive(Debug)]
pub struct Catalogue {
    fields: Vec<Field>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::parse("fixtures/catalogue.toml", include_str!("../../../fixtures/catalogue.toml"))
        .unwrap_or_else(|faults| panic!("a test holds that the catalogue is right: {faults}"))
});

/// The lab's catalogue, from `fixtures/catalogue.toml`.
pub fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

impl Catalogue {
    /// Reads a catalogue; `file` is for messages.
    pub fn parse(file: &str, source: &str) -> Result<Catalogue, Faults> {
        read_document(file, source, "catalogue", |section| {
            let fields = section.sections("fields", "field").iter().filter_map(read_field).collect();
            Some(Catalogue { fields })
        })
    }

    /// All fields, in the order of the catalogue.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field with this name.
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.as_str() == name)
    }

    /// The field with this name, or what is wrong and a hint.
    pub fn find(&self, name: &str) -> Result<&Field, (String, String)> {
        self.get(name).ok_or_else(|| {
            let hint = nearest_hint(name, self.fields.iter().map(|field| field.name.as_str()));
            (format!("there is no field `{name}`"), hint)
        })
    }

    /// The field of a name that came from this catalogue.
    pub fn field(&self, name: &FieldName) -> &Field {
        self.get(name.as_str()).expect("field names are only made from the catalogue")
    }
}

fn read_field(section: &Section<'_>) -> Option<Field> {
    let name = section.string("name", "\"person.age\"");
    let kind = read_kind(section, "kind");
    let title = section.text("title");
    let source = section.string("source", "\"...\"");
    let sensitivity = match section.string("sensitivity", "\"ordinary\"") {
        Some("ordinary") => Some(Sensitivity::Ordinary),
        Some("sensitive") => Some(Sensitivity::Sensitive),
        Some("special") => Some(Sensitivity::Special),
        Some(other) => {
            let hint = nearest_hint(other, ["ordinary", "sensitive", "special"]);
            section.fault("sensitivity", format!("unknown sensitivity `{other}`"), hint);
            None
        }
        None => None,
    };
    let field = Field {
        name: FieldName(name?.to_owned()),
        kind: kind?,
        title: title?,
        meaning: section.optional_text("meaning"),
        unit: section.optional_string("unit", "\"euro per year\"").map(str::to_owned),
        codes: read_code_list(section).unwrap_or_else(|| read_codes(section)),
        codes_from: section.optional_string("codes_from", "\"countries\"").map(str::to_owned),
        digits: section.optional_integer("digits", 1, 9).unwrap_or(1) as usize,
        bands: section.integers("bands"),
        highest: section.optional_integer("highest", i64::MIN, i64::MAX),
        optional: section.optional_flag("optional").unwrap_or(false),
        absent: section.optional_text("absent"),
        sensitivity: sensitivity?,
        source: source?.to_owned(),
    };
    section.finish();
    Some(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_right() {
        let fields = catalogue().fields();
        for field in fields {
            assert_eq!(field.kind == Kind::Code, !field.codes.is_empty(), "{}: a code has a code list", field.name);
            assert_eq!(field.optional, field.absent.is_some(), "{}: `absent` says who lacks it", field.name);
            assert!(field.bands.is_sorted(), "{}: bands rise", field.name);
            assert_eq!(
                fields.iter().filter(|other| other.name == field.name).count(),
                1,
                "{} is there once",
                field.name
            );
        }
        let codes = |field: &str| catalogue().get(field).expect("it exists").codes.len();
        assert_eq!(codes("household.municipality"), 342);
        assert_eq!((codes("person.birth_country"), codes("person.nationality")), (253, 203));
        assert_eq!((codes("person.first_name"), codes("person.surname")), (291 + 7, 500 + 4));
        let title = catalogue().get("person.residence_title").and_then(|field| field.code(26));
        assert_eq!(title.map(|code| code.name.as_str()), Some("asylum_temporary"));
    }

    #[test]
    fn an_unknown_field_names_the_nearest() {
        let (what, hint) = catalogue().find("person.aeg").expect_err("no such field");
        assert_eq!((what.as_str(), hint.as_str()), ("there is no field `person.aeg`", "did you mean `person.age`?"));
    }
}
