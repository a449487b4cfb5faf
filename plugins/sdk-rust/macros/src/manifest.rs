//! What the macros need of a manifest.

use toml::{Table, Value};

/// A name of the manifest and the kind of its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) kind: String,
}

/// What a manifest tells people of a parameter; what it does not say is empty.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Told {
    pub(crate) nl: String,
    pub(crate) en: String,
    pub(crate) unit: String,
    pub(crate) source: String,
    pub(crate) status: String,
}

/// A manifest.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) granted: Vec<String>,
    /// The fields with what they are asked for, in Dutch and in English.
    pub(crate) purposes: Vec<(String, (String, String))>,
    /// What the service asks the lab for.
    pub(crate) uses: Vec<String>,
    pub(crate) parameters: Vec<Named>,
    /// What people read of each parameter, in the same order.
    pub(crate) told: Vec<Told>,
    pub(crate) decisions: Vec<Named>,
    /// The defaults, in the order of the parameters: whole numbers in the unit of their column.
    pub(crate) defaults: Vec<i64>,
    /// Sets by name, each with all values.
    pub(crate) sets: Vec<(String, Vec<i64>)>,
}

impl Manifest {
    /// Reads a manifest. The lab checks all of it; this checks what the macros need.
    pub(crate) fn parse(text: &str) -> Result<Manifest, String> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let parameters = named(&table, "parameters")?;
        let mut defaults = Vec::new();
        for (parameter, item) in parameters.iter().zip(items(&table, "parameters")) {
            let default =
                item.get("default").ok_or_else(|| format!("parameter `{}` has no `default`", parameter.name))?;
            defaults.push(number(default, parameter)?);
        }
        let mut sets = Vec::new();
        for set in items(&table, "sets") {
            let mut values = defaults.clone();
            for (name, value) in set.get("values").and_then(Value::as_table).into_iter().flatten() {
                let at = parameters.iter().position(|parameter| parameter.name == *name);
                let at = at.ok_or_else(|| format!("a set has the unknown parameter `{name}`"))?;
                values[at] = number(value, &parameters[at])?;
            }
            sets.push((string(set, "name")?, values));
        }
        let purposes = purposes(&table);
        let service = table.get("service").and_then(Value::as_table);
        Ok(Manifest {
            name: string(&table, "name")?,
            version: string(&table, "version")?,
            granted: purposes.iter().map(|(field, _)| field.clone()).collect(),
            purposes,
            uses: service.map(|service| strings(service, "uses").map(str::to_owned).collect()).unwrap_or_default(),
            decisions: named(&table, "decisions")?,
            told: items(&table, "parameters").map(told).collect(),
            parameters,
            defaults,
            sets,
        })
    }
}

impl Manifest {
    /// What a field is asked for, in Dutch and in English.
    pub(crate) fn purpose_of(&self, field: &str) -> (String, String) {
        self.purposes.iter().find(|(of, _)| of == field).map(|(_, purpose)| purpose.clone()).unwrap_or_default()
    }
}

/// Each field that is asked for with its purpose, in the order of the grants.
fn purposes(table: &Table) -> Vec<(String, (String, String))> {
    let mut all = Vec::new();
    for grant in items(table, "grants") {
        let purpose = grant.get("purpose").and_then(Value::as_table);
        let words = |language: &str| purpose.and_then(|purpose| string(purpose, language).ok()).unwrap_or_default();
        all.extend(strings(grant, "fields").map(|field| (field.to_owned(), (words("nl"), words("en")))));
    }
    all
}

/// What people read of a parameter.
fn told(parameter: &Table) -> Told {
    let words = |table: Option<&Table>, key: &str| table.and_then(|table| string(table, key).ok()).unwrap_or_default();
    let title = parameter.get("title").and_then(Value::as_table);
    Told {
        nl: words(title, "nl"),
        en: words(title, "en"),
        unit: words(Some(parameter), "unit"),
        source: words(Some(parameter), "source"),
        status: words(Some(parameter), "status"),
    }
}

/// The texts of a list.
fn strings<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t str> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// What the pages of a service say of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) title_nl: String,
    pub(crate) title_en: String,
    pub(crate) owner: String,
    pub(crate) start: String,
}

impl About {
    /// Reads it from a manifest, which must say that there is a service.
    pub(crate) fn parse(text: &str) -> Result<About, String> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let within = |key: &str| table.get(key).and_then(Value::as_table).ok_or_else(|| format!("there is no `{key}`"));
        let service = within("service").map_err(|_| "the manifest has no service; add: [service]".to_owned())?;
        let title = within("title")?;
        Ok(About {
            title_nl: string(title, "nl")?,
            title_en: string(title, "en")?,
            owner: string(within("owner")?, "organisation")?,
            start: service.get("start").and_then(Value::as_str).unwrap_or("/").to_owned(),
        })
    }
}

/// The days since 1970-01-01 of a day such as `2026-01-31`.
pub(crate) fn days_of(text: &str) -> Option<i64> {
    days(text.parse::<toml::value::Datetime>().ok()?.date?)
}

fn items<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn string(table: &Table, key: &str) -> Result<String, String> {
    table.get(key).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("there is no `{key}`"))
}

fn named(table: &Table, key: &str) -> Result<Vec<Named>, String> {
    items(table, key).map(|item| Ok(Named { name: string(item, "name")?, kind: string(item, "kind")? })).collect()
}

/// A value in the unit of its column: cents, millionths, days, 0 or 1.
fn number(value: &Value, parameter: &Named) -> Result<i64, String> {
    let wrong = || format!("parameter `{}` of kind {} can't be {value:?}", parameter.name, parameter.kind);
    let scaled = |scale: i64| match value {
        Value::Integer(whole) => whole.checked_mul(scale),
        // Decimals of a declaration are few: the nearest whole number is the one that was written.
        Value::Float(float) => Some((float * scale as f64).round() as i64),
        _ => None,
    };
    match parameter.kind.as_str() {
        "amount" => scaled(100).ok_or_else(wrong),
        "share" => scaled(1_000_000).ok_or_else(wrong),
        "whole" | "code" => value.as_integer().ok_or_else(wrong),
        "flag" => value.as_bool().map(i64::from).ok_or_else(wrong),
        "date" => value.as_datetime().and_then(|date| days(date.date?)).ok_or_else(wrong),
        _ => Err(format!("unknown kind `{}`", parameter.kind)),
    }
}

/// Days since 1970-01-01: 365 a year, leap days, and the days of the months before.
fn days(date: toml::value::Date) -> Option<i64> {
    let (year, month, day) = (i64::from(date.year), usize::from(date.month), i64::from(date.day));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let before = *[0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334].get(month.checked_sub(1)?)?;
    let leap_days = |year: i64| year / 4 - year / 100 + year / 400;
    let years = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    Some(years + before + i64::from(leap && month > 2) + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_to_be_declared() {
        let start = "title = { nl = \"A\", en = \"B\" }\n[owner]\norganisation = \"C\"\n";
        assert_eq!(About::parse(start), Err("the manifest has no service; add: [service]".to_owned()));
        let about = About::parse(&format!("{start}[service]\n")).expect("it is right");
        assert_eq!((about.title_en.as_str(), about.owner.as_str(), about.start.as_str()), ("B", "C", "/"));
    }

    #[test]
    fn a_parameter_tells_where_it_comes_from() {
        let text = "name = \"a\"\nversion = \"1\"\n[[parameters]]\nname = \"x\"\nkind = \"amount\"\ndefault = 1\n\
                    title = { nl = \"Grens\", en = \"Limit\" }\nsource = \"Wet\"\nstatus = \"unverified\"";
        let told = Manifest::parse(text).map(|manifest| manifest.told).expect("it is right");
        let words = |text: &str| text.to_owned();
        let expected = Told {
            nl: words("Grens"),
            en: words("Limit"),
            unit: String::new(),
            source: words("Wet"),
            status: words("unverified"),
        };
        assert_eq!(told, [expected]);
    }

    #[test]
    fn values_are_in_the_unit_of_their_column() {
        let check = |kind: &str, value: &str, expected: i64| {
            let text = format!(
                "parameters = [{{ name = \"x\", kind = \"{kind}\", default = {value} }}]\nname = \"a\"\nversion = \"1\""
            );
            assert_eq!(Manifest::parse(&text).map(|manifest| manifest.defaults), Ok(vec![expected]), "{kind} {value}");
        };
        check("amount", "2119", 211_900);
        check("amount", "12.34", 1_234);
        check("share", "0.04289", 42_890);
        check("flag", "true", 1);
        check("date", "1970-01-01", 0);
        check("date", "2026-01-01", 20_454);
        check("date", "2024-03-01", 19_783);
    }
}
