//! The types of answers that a form can ask for.

use crate::encoding::Pairs;
use crate::form::own;
use crate::number::{civil, date, read_amount, read_month, read_whole, show_amount, show_date, show_whole};
use crate::request::value_of;
use crate::words::{Language, Text, text};
use fieldlab_sdk::bindings::fieldlab::lab::types::{Kind, Value};
use fieldlab_sdk::{Amount, Date, Whole};

/// What a form asks in one field; made by `#[derive(Form)]`.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The name of the field.
    pub name: &'static str,
    /// The question.
    pub label: Text,
    /// Help with the answer.
    pub hint: Option<Text>,
    /// The least: characters of a text, a number, whole euros, or a day counted from 1970-01-01.
    pub least: Option<i64>,
    /// The most, in the same unit.
    pub most: Option<i64>,
    /// What browsers may fill in, such as `given-name` (the HTML attribute `autocomplete`).
    pub autocomplete: Option<&'static str>,
}

/// How a field looks.
#[derive(Clone, Copy, Debug)]
pub enum Control {
    /// A line of text.
    Text,
    /// A whole number.
    Number,
    /// An amount in euro.
    Amount,
    /// A day: three fields.
    Date,
    /// One of some choices: the value and the words.
    Choice(&'static [(&'static str, Text)]),
}

/// A type of answer.
pub trait Answer: Sized {
    /// How its field looks.
    const CONTROL: Control;
    /// Whether it may be left open.
    const OPTIONAL: bool = false;
    /// The kind of field of a citizen that can answer it, for `register = "..."`.
    const KIND: Option<Kind> = None;

    /// Reads the answer from what was filled in.
    ///
    /// # Errors
    /// What is wrong, for the visitor.
    fn read(values: &Pairs, ask: &Ask) -> Result<Self, Text>;

    /// The answer, for people.
    fn show(&self, language: Language) -> String;

    /// What would be filled in for a value of the register; nothing when it does not answer the question.
    fn from_register(value: Value, name: &str) -> Option<Pairs> {
        let _ = (value, name);
        None
    }
}

/// One field, filled in.
fn one(name: &str, value: impl Into<String>) -> Option<Pairs> {
    Some(vec![(name.to_owned(), value.into())])
}

/// An enum of which a visitor chooses one; derived with `#[derive(Choice)]`.
pub trait Choice: Copy + PartialEq + 'static {
    /// All choices, each with the value in the form and its words.
    const CHOICES: &'static [(&'static str, Text)];
    /// All values, in the order of the choices.
    const ALL: &'static [Self];
    /// The choice that a code of the register stands for: one with `codes = [...]`.
    fn from_code(code: u32) -> Option<Self> {
        let _ = code;
        None
    }
}

/// What was filled in for a field, without spaces around it.
fn given<'v>(values: &'v Pairs, name: &str) -> &'v str {
    value_of(values, name).unwrap_or_default().trim()
}

/// What was filled in, or that nothing was.
fn required<'v>(values: &'v Pairs, ask: &Ask) -> Result<&'v str, Text> {
    let given = given(values, ask.name);
    if given.is_empty() { Err(text("Vul een antwoord in", "Enter an answer")) } else { Ok(given) }
}

/// Whether a number is within the bounds of its question.
fn within(number: i64, ask: &Ask, show: impl Fn(i64, Language) -> String) -> Result<(), Text> {
    let (nl, en) = (|bound| show(bound, Language::Nl), |bound| show(bound, Language::En));
    let is_out = ask.least.is_some_and(|least| number < least) || ask.most.is_some_and(|most| number > most);
    match (ask.least, ask.most) {
        _ if !is_out => Ok(()),
        (Some(least), Some(most)) => Err(text(
            format!("Kies iets van {} tot en met {}", nl(least), nl(most)),
            format!("Choose something from {} to {}", en(least), en(most)),
        )),
        (Some(least), None) => {
            Err(text(format!("Het moet {} of meer zijn", nl(least)), format!("It must be {} or more", en(least))))
        }
        (_, most) => {
            let most = most.unwrap_or(i64::MAX);
            Err(text(format!("Het mag niet meer zijn dan {}", nl(most)), format!("It must be {} or less", en(most))))
        }
    }
}

impl Answer for String {
    const CONTROL: Control = Control::Text;

    fn read(values: &Pairs, ask: &Ask) -> Result<String, Text> {
        let given = required(values, ask)?;
        let (length, most) = (given.chars().count() as i64, ask.most.unwrap_or(200));
        if length > most {
            let nl = format!("Gebruik niet meer dan {most} tekens");
            return Err(text(nl, format!("Use no more than {most} characters")));
        }
        if let Some(least) = ask.least.filter(|least| length < *least) {
            let nl = format!("Gebruik {least} of meer tekens");
            return Err(text(nl, format!("Use {least} or more characters")));
        }
        if given.chars().any(char::is_control) {
            return Err(text("Gebruik geen bijzondere tekens", "Do not use special characters"));
        }
        Ok(given.to_owned())
    }

    fn show(&self, _language: Language) -> String {
        self.clone()
    }
}

impl Answer for Whole {
    const CONTROL: Control = Control::Number;
    const KIND: Option<Kind> = Some(Kind::Whole);

    fn read(values: &Pairs, ask: &Ask) -> Result<Whole, Text> {
        let wrong = || text("Vul een heel getal in, zoals 12", "Enter a whole number, such as 12");
        let number = read_whole(required(values, ask)?).ok_or_else(wrong)?;
        within(number, ask, show_whole)?;
        Whole::try_from(number).map_err(|_| wrong())
    }

    fn show(&self, language: Language) -> String {
        show_whole(i64::from(*self), language)
    }

    fn from_register(value: Value, name: &str) -> Option<Pairs> {
        if let Value::Whole(whole) = value { one(name, whole.to_string()) } else { None }
    }
}

impl Answer for Amount {
    const CONTROL: Control = Control::Amount;
    const KIND: Option<Kind> = Some(Kind::Amount);

    fn read(values: &Pairs, ask: &Ask) -> Result<Amount, Text> {
        // The example is Dutch in both languages: that is how the field reads amounts.
        let wrong = || text("Vul een bedrag in, zoals 1.234,56", "Enter an amount, such as 1.234,56");
        let amount = read_amount(required(values, ask)?).ok_or_else(wrong)?;
        let in_cents = |euro: Option<i64>| euro.map(|euro| euro * 100);
        let ask = Ask { least: in_cents(ask.least), most: in_cents(ask.most), ..ask.clone() };
        within(amount.in_cents(), &ask, |cents, language| show_amount(Amount::cents(cents), language))?;
        Ok(amount)
    }

    fn show(&self, language: Language) -> String {
        show_amount(*self, language)
    }

    /// As the field reads it, in Dutch, and without the sign that stands before the field.
    fn from_register(value: Value, name: &str) -> Option<Pairs> {
        let Value::Amount(cents) = value else { return None };
        one(name, show_amount(Amount::cents(cents), Language::Nl).replace("€\u{a0}", ""))
    }
}

impl Answer for Date {
    const CONTROL: Control = Control::Date;
    const KIND: Option<Kind> = Some(Kind::Date);

    fn read(values: &Pairs, ask: &Ask) -> Result<Date, Text> {
        let part = |part: &str| given(values, &format!("{}-{part}", ask.name));
        let iso: Vec<&str> = given(values, ask.name).split('-').collect();
        let (year, month, day) = match iso.as_slice() {
            [year, month, day] => (*year, *month, *day),
            _ => (part("year"), part("month"), part("day")),
        };
        if [year, month, day].contains(&"") {
            return Err(text("Vul een dag, maand en jaar in", "Enter a day, month and year"));
        }
        let found = year.parse().ok().zip(read_month(month)).zip(day.parse().ok());
        let found = found.and_then(|((year, month), day)| date(year, month, day));
        let found = found.ok_or_else(|| {
            text(
                "Deze datum bestaat niet. Vul het jaar in met 4 cijfers",
                "This date does not exist. Enter the year with 4 digits",
            )
        })?;
        within(i64::from(found.in_days()), ask, |days, language| show_date(Date::days(days as i32), language))?;
        Ok(found)
    }

    fn show(&self, language: Language) -> String {
        show_date(*self, language)
    }

    fn from_register(value: Value, name: &str) -> Option<Pairs> {
        let Value::Date(days) = value else { return None };
        let (year, month, day) = civil(Date::days(days));
        let part = |part: &str, value: String| (format!("{name}-{part}"), value);
        Some(vec![part("day", day.to_string()), part("month", month.to_string()), part("year", year.to_string())])
    }
}

const YES_NO: &[(&str, Text)] = &[("yes", Text::fixed("Ja", "Yes")), ("no", Text::fixed("Nee", "No"))];

/// Yes or no.
impl Answer for bool {
    const CONTROL: Control = Control::Choice(YES_NO);
    const KIND: Option<Kind> = Some(Kind::Flag);

    fn read(values: &Pairs, ask: &Ask) -> Result<bool, Text> {
        match given(values, ask.name) {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(text("Kies ja of nee", "Choose yes or no")),
        }
    }

    fn show(&self, language: Language) -> String {
        YES_NO[usize::from(!*self)].1.get(language).to_owned()
    }

    fn from_register(value: Value, name: &str) -> Option<Pairs> {
        if let Value::Flag(yes) = value { one(name, YES_NO[usize::from(!yes)].0) } else { None }
    }
}

impl<T: Choice> Answer for T {
    const CONTROL: Control = Control::Choice(T::CHOICES);
    const KIND: Option<Kind> = Some(Kind::Code);

    fn read(values: &Pairs, ask: &Ask) -> Result<T, Text> {
        let given = given(values, ask.name);
        let place = T::CHOICES.iter().position(|(value, _)| *value == given);
        place.map(|place| T::ALL[place]).ok_or_else(|| text("Kies een van de antwoorden", "Choose one of the answers"))
    }

    fn show(&self, language: Language) -> String {
        let place = T::ALL.iter().position(|choice| choice == self).unwrap_or_default();
        T::CHOICES[place].1.get(language).to_owned()
    }

    fn from_register(value: Value, name: &str) -> Option<Pairs> {
        let Value::Code(code) = value else { return None };
        let choice = T::from_code(code)?;
        let place = T::ALL.iter().position(|other| *other == choice)?;
        one(name, T::CHOICES[place].0)
    }
}

/// An answer that may be left open.
impl<T: Answer> Answer for Option<T> {
    const CONTROL: Control = T::CONTROL;
    const OPTIONAL: bool = true;
    const KIND: Option<Kind> = T::KIND;

    fn read(values: &Pairs, ask: &Ask) -> Result<Option<T>, Text> {
        if own(values, ask.name).iter().all(|(_, value)| value.trim().is_empty()) {
            return Ok(None);
        }
        T::read(values, ask).map(Some)
    }

    fn show(&self, language: Language) -> String {
        let open = || text("Niet ingevuld", "Not filled in").get(language).to_owned();
        self.as_ref().map_or_else(open, |answer| answer.show(language))
    }

    fn from_register(value: Value, name: &str) -> Option<Pairs> {
        T::from_register(value, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(least: Option<i64>, most: Option<i64>) -> Ask {
        Ask { name: "a", label: text("A", "A"), hint: None, least, most, autocomplete: None }
    }

    fn read<T: Answer>(filled_in: &str, least: Option<i64>, most: Option<i64>) -> Result<String, String> {
        let values = crate::encoding::read_pairs(filled_in).expect("it is a form");
        T::read(&values, &ask(least, most))
            .map(|answer| answer.show(Language::Nl))
            .map_err(|what| what.get(Language::Nl).to_owned())
    }

    #[test]
    fn texts_have_a_length() {
        assert_eq!(read::<String>("a=+Ren%C3%A9e+", None, Some(5)), Ok("Renée".into()));
        assert_eq!(read::<String>("a=Renske", None, Some(5)), Err("Gebruik niet meer dan 5 tekens".into()));
        assert_eq!(read::<String>("a=x", Some(2), None), Err("Gebruik 2 of meer tekens".into()));
        assert_eq!(read::<String>("a=+", None, None), Err("Vul een antwoord in".into()));
        assert_eq!(read::<String>("a=x%00y", None, None), Err("Gebruik geen bijzondere tekens".into()));
        assert_eq!(
            read::<String>(&format!("a={}", "x".repeat(201)), None, None),
            Err("Gebruik niet meer dan 200 tekens".into())
        );
    }

    #[test]
    fn numbers_and_amounts_have_bounds() {
        assert_eq!(read::<Whole>("a=1.234", None, None), Ok("1.234".into()));
        assert_eq!(read::<Whole>("a=9", Some(0), Some(8)), Err("Kies iets van 0 tot en met 8".into()));
        assert_eq!(read::<Whole>("a=9999999999", None, None), Err("Vul een heel getal in, zoals 12".into()));
        assert_eq!(read::<Amount>("a=690,40", Some(0), None), Ok("€\u{a0}690,40".into()));
        assert_eq!(read::<Amount>("a=-1", Some(0), None), Err("Het moet €\u{a0}0 of meer zijn".into()));
        assert_eq!(read::<Amount>("a=100,01", None, Some(100)), Err("Het mag niet meer zijn dan €\u{a0}100".into()));
        assert_eq!(read::<Amount>("a=1,234", None, None), Err("Vul een bedrag in, zoals 1.234,56".into()));
    }

    #[test]
    fn days_come_in_three_fields_or_one() {
        assert_eq!(read::<Date>("a-day=2&a-month=9&a-year=2019", None, None), Ok("2 september 2019".into()));
        assert_eq!(read::<Date>("a-day=2&a-month=sep&a-year=2019", None, None), Ok("2 september 2019".into()));
        assert_eq!(read::<Date>("a=2019-09-02", None, None), Ok("2 september 2019".into()));
        assert_eq!(read::<Date>("a-day=2&a-year=2019", None, None), Err("Vul een dag, maand en jaar in".into()));
        let wrong = "Deze datum bestaat niet. Vul het jaar in met 4 cijfers";
        assert_eq!(read::<Date>("a-day=30&a-month=2&a-year=2019", None, None), Err(wrong.into()));
        assert_eq!(
            read::<Date>("a=1970-01-03", None, Some(1)),
            Err("Het mag niet meer zijn dan 2 januari 1970".into())
        );
    }

    #[test]
    fn answers_may_be_left_open_only_when_they_may() {
        assert_eq!(read::<Option<Date>>("a-day=&a-month=&b=1", None, None), Ok("Niet ingevuld".into()));
        assert_eq!(read::<Option<Date>>("a-day=1", None, None), Err("Vul een dag, maand en jaar in".into()));
        assert_eq!(read::<Option<bool>>("", None, None), Ok("Niet ingevuld".into()));
        assert_eq!(read::<bool>("", None, None), Err("Kies ja of nee".into()));
        assert_eq!(read::<bool>("a=yes", None, None), Ok("Ja".into()));
    }

    #[test]
    fn values_of_the_register_are_filled_in_as_they_are_read() {
        #[derive(Clone, Copy, PartialEq)]
        enum Home {
            Rent,
            Own,
        }
        impl Choice for Home {
            const CHOICES: &'static [(&'static str, Text)] =
                &[("rent", Text::fixed("Huur", "Rent")), ("own", Text::fixed("Koop", "Own"))];
            const ALL: &'static [Home] = &[Home::Rent, Home::Own];
            fn from_code(code: u32) -> Option<Home> {
                if code == 2 { Some(Home::Own) } else { None }
            }
        }
        fn check<T: Answer>(value: Value, expected: Option<&str>) {
            let pairs = T::from_register(value, "a");
            let shown = pairs.map(|pairs| T::read(&pairs, &ask(None, None)).expect("it is right").show(Language::Nl));
            assert_eq!(shown.as_deref(), expected, "{value:?}");
        }
        check::<Whole>(Value::Whole(1_234), Some("1.234"));
        check::<Whole>(Value::Absent, None);
        check::<Whole>(Value::Flag(true), None);
        check::<Amount>(Value::Amount(123_456), Some("€\u{a0}1.234,56"));
        check::<Amount>(Value::Amount(-500), Some("-€\u{a0}5"));
        check::<Date>(Value::Date(19_783), Some("1 maart 2024"));
        check::<bool>(Value::Flag(false), Some("Nee"));
        check::<Option<Amount>>(Value::Amount(69_040), Some("€\u{a0}690,40"));
        check::<Option<Amount>>(Value::Absent, None);
        check::<Home>(Value::Code(2), Some("Koop"));
        check::<Home>(Value::Code(7), None);
        check::<String>(Value::Whole(7), None);
    }
}
