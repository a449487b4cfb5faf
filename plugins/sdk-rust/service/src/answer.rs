//! The types of answers that a form can ask for.

use crate::encoding::Pairs;
use crate::number::{date, read_amount, read_month, read_whole, show_amount, show_date, show_whole};
use crate::request::value_of;
use crate::words::{Language, Text, text};
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

    /// Reads the answer from what was filled in.
    ///
    /// # Errors
    /// What is wrong, for the visitor.
    fn read(values: &Pairs, ask: &Ask) -> Result<Self, Text>;

    /// The answer, for people.
    fn show(&self, language: Language) -> String;
}

/// An enum of which a visitor chooses one; derived with `#[derive(Choice)]`.
pub trait Choice: Copy + PartialEq + 'static {
    /// All choices, each with the value in the form and its words.
    const CHOICES: &'static [(&'static str, Text)];
    /// All values, in the order of the choices.
    const ALL: &'static [Self];
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

    fn read(values: &Pairs, ask: &Ask) -> Result<Whole, Text> {
        let wrong = || text("Vul een heel getal in, zoals 12", "Enter a whole number, such as 12");
        let number = read_whole(required(values, ask)?).ok_or_else(wrong)?;
        within(number, ask, show_whole)?;
        Whole::try_from(number).map_err(|_| wrong())
    }

    fn show(&self, language: Language) -> String {
        show_whole(i64::from(*self), language)
    }
}

impl Answer for Amount {
    const CONTROL: Control = Control::Amount;

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
}

impl Answer for Date {
    const CONTROL: Control = Control::Date;

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
}

const YES_NO: &[(&str, Text)] = &[("yes", Text::fixed("Ja", "Yes")), ("no", Text::fixed("Nee", "No"))];

/// Yes or no.
impl Answer for bool {
    const CONTROL: Control = Control::Choice(YES_NO);

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
}

impl<T: Choice> Answer for T {
    const CONTROL: Control = Control::Choice(T::CHOICES);

    fn read(values: &Pairs, ask: &Ask) -> Result<T, Text> {
        let given = given(values, ask.name);
        let place = T::CHOICES.iter().position(|(value, _)| *value == given);
        place.map(|place| T::ALL[place]).ok_or_else(|| text("Kies een van de antwoorden", "Choose one of the answers"))
    }

    fn show(&self, language: Language) -> String {
        let place = T::ALL.iter().position(|choice| choice == self).unwrap_or_default();
        T::CHOICES[place].1.get(language).to_owned()
    }
}

/// An answer that may be left open.
impl<T: Answer> Answer for Option<T> {
    const CONTROL: Control = T::CONTROL;
    const OPTIONAL: bool = true;

    fn read(values: &Pairs, ask: &Ask) -> Result<Option<T>, Text> {
        let is_part =
            |name: &str| name.strip_prefix(ask.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        if values.iter().all(|(name, value)| !is_part(name) || value.trim().is_empty()) {
            return Ok(None);
        }
        T::read(values, ask).map(Some)
    }

    fn show(&self, language: Language) -> String {
        let open = || text("Niet ingevuld", "Not filled in").get(language).to_owned();
        self.as_ref().map_or_else(open, |answer| answer.show(language))
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
}
