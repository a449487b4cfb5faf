//! A register of some invented persons, with numbers of the official test range.

use fieldlab_domain::date::days_from_civil;
use fieldlab_domain::register::{
    Address, AddressPurpose, Bsn, CodedValue, Event, ForeignAddress, Immigration, NameUse, Nationality, Parent,
    Partner, PartnershipKind, PersonName, Register, RegisterDate, RegisterError, RegisteredPerson, Relative, Residence,
    ResidenceTitle, SearchKey, Sex, Suspension, SuspensionReason,
};

pub(super) struct People {
    persons: Vec<RegisteredPerson>,
    fault: Option<fn() -> RegisterError>,
}

impl Register for People {
    fn today(&self) -> i32 {
        days_from_civil(2026, 7, 1)
    }

    fn by_numbers(&self, numbers: &[Bsn]) -> Result<Vec<RegisteredPerson>, RegisterError> {
        self.all(|person| numbers.contains(&person.bsn))
    }

    fn search(&self, key: &SearchKey) -> Result<Vec<RegisteredPerson>, RegisterError> {
        self.all(|person| key.fits(person))
    }
}

impl People {
    /// Everybody, and a crowd of living and some deceased at one address.
    pub(super) fn with_crowd(living: u32, deceased: u32) -> People {
        let numbers = (999_991_000..).filter(|number| passes_eleven_test(*number));
        let crowd = numbers.zip(0..living + deceased).map(|(number, index)| in_crowd(number, index < living));
        People { persons: everybody().into_iter().chain(crowd).collect(), fault: None }
    }

    /// A register that gives no answer.
    pub(super) fn failing(fault: fn() -> RegisterError) -> People {
        People { persons: Vec::new(), fault: Some(fault) }
    }

    fn all(&self, fits: impl Fn(&RegisteredPerson) -> bool) -> Result<Vec<RegisteredPerson>, RegisterError> {
        match self.fault {
            Some(fault) => Err(fault()),
            None => Ok(self.persons.iter().filter(|person| fits(person)).cloned().collect()),
        }
    }
}

const ANNA: u32 = 999_990_019;
const JAN: u32 = 999_990_020;
const BERT: u32 = 999_990_032;
const GERRIT: u32 = 999_990_044;
const SEMHAR: u32 = 999_990_056;
const NOBODY: u32 = 999_990_068;
const EMRE: u32 = 999_990_081;
const ELIF: u32 = 999_990_093;
const PIET: u32 = 999_990_111;
const KEES: u32 = 999_990_123;
const LOTTE: u32 = 999_990_135;
const OTTO: u32 = 999_990_147;
const MAAS: u32 = 999_990_159;

fn everybody() -> Vec<RegisteredPerson> {
    vec![
        anna(),
        jan(),
        bert(),
        gerrit(),
        semhar(),
        nobody(),
        emre(),
        elif(),
        emigrant(),
        on_the_water(),
        divorced(),
        whereabouts_unknown(),
        namesake(),
    ]
}

/// A mother with her husband's name before her own.
fn anna() -> RegisteredPerson {
    let mut person = dutch(ANNA, "Anna Cornelia", "in het Veld", Sex::Woman, (1983, 5, 26));
    let with_reason = CodedValue::new("017", "Rijkswet op het Nederlanderschap 1984, art. 3, lid 1");
    person.nationalities[0].reason = Some(with_reason);
    person.nationalities[0].since = Some(day(1983, 5, 26));
    person.name_use = NameUse::PartnerThenOwn;
    person.partners = vec![married(JAN, "Jan", "van Velzen", Sex::Man)];
    person.children = vec![relative(BERT, "Bert", "van Velzen", None, (2018, 9, 9))];
    person
}

fn jan() -> RegisteredPerson {
    let mut person = dutch(JAN, "Jan", "van Velzen", Sex::Man, (1981, 2, 3));
    person.partners = vec![married(ANNA, "Anna Cornelia", "in het Veld", Sex::Woman)];
    person.children = vec![relative(BERT, "Bert", "van Velzen", None, (2018, 9, 9))];
    person
}

fn bert() -> RegisteredPerson {
    let mut person = dutch(BERT, "Bert", "van Velzen", Sex::Man, (2018, 9, 9));
    let parent = |is_first, relative: Relative| Parent { is_first, relative, since: Some(day(2018, 9, 9)) };
    person.parents = vec![
        parent(false, relative(JAN, "Jan", "van Velzen", Some(Sex::Man), (1981, 2, 3))),
        parent(true, relative(ANNA, "Anna Cornelia", "in het Veld", Some(Sex::Woman), (1983, 5, 26))),
    ];
    person
}

/// Died, at the same address; of his birth the day is not known.
fn gerrit() -> RegisteredPerson {
    let mut person = dutch(GERRIT, "Gerrit", "den Braber", Sex::Man, (1941, 3, 1));
    person.birth.date = Some(RegisterDate::Month { year: 1941, month: 3 });
    person.death = Some(Event { date: Some(day(2023, 3, 23)), place: None, country: Some(netherlands()) });
    person.is_confidential = true;
    person
}

/// Came with a residence title; of her birth only the year is known.
fn semhar() -> RegisteredPerson {
    let mut person = new(SEMHAR, "Semhar", "Tesfay", Sex::Woman);
    let eritrea = CodedValue::new("9003", "Eritrea");
    person.birth = Event {
        date: Some(RegisterDate::Year(1995)),
        place: Some(CodedValue::described("Asmara")),
        country: Some(eritrea.clone()),
    };
    person.nationalities = vec![nationality("0084", "Eritrese"), nationality("0000", "Onbekend")];
    person.nationalities[0].since = Some(day(2024, 3, 12));
    person.residence_title = Some(ResidenceTitle {
        value: CodedValue::new("26", "Vw 2000 art. 8, onder c, vergunning asiel bepaalde tijd, arbeid vrij"),
        since: Some(day(2024, 11, 4)),
        until: Some(day(2029, 11, 4)),
    });
    person.immigration = Some(Immigration { date: Some(day(2024, 3, 12)), country: Some(eritrea) });
    person.municipality = Some(rotterdam());
    person.municipality_since = Some(day(2025, 2, 1));
    person.residence = Some(address("Zuidplein", 9, "", "2", "3083SD", "Rotterdam"));
    person
}

/// Of whom hardly anything is known.
fn nobody() -> RegisteredPerson {
    let mut person = new(NOBODY, "", ".", Sex::Unknown);
    person.birth.date = Some(RegisterDate::Unknown);
    person
}

fn emre() -> RegisteredPerson {
    at_square(dutch(EMRE, "Emre", "Gündoğan", Sex::Man, (1990, 1, 15)))
}

fn elif() -> RegisteredPerson {
    at_square(dutch(ELIF, "Elif", "Gundogan", Sex::Woman, (1990, 1, 15)))
}

fn emigrant() -> RegisteredPerson {
    let mut person = dutch(PIET, "Piet", "Maassen", Sex::Man, (1990, 1, 15));
    person.residence = Some(Residence::Abroad(ForeignAddress {
        lines: [Some("Rue du Test 8".into()), Some("1000 Bruxelles".into()), None],
        country: CodedValue::new("5010", "België"),
        since: Some(day(2021, 5, 1)),
    }));
    person.municipality = Some(CodedValue::new("1999", "Registratie Niet Ingezetenen (RNI)"));
    person.suspended = Some(Suspension { reason: SuspensionReason::Emigration, date: Some(day(2021, 5, 1)) });
    person
}

/// Lives at a berth, with a residence title that is over.
fn on_the_water() -> RegisteredPerson {
    let mut person = dutch(KEES, "Kees", "'t Hart", Sex::Man, (1970, 12, 31));
    person.residence = Some(Residence::Location { description: "Woonboot bij de Maasbrug".into(), since: None });
    person.municipality = Some(rotterdam());
    let over = CodedValue::new("27", "Vw 2000 art. 8, sub d, verg. asiel onbep. tijd of langdurig ingez., arbeid vrij");
    person.residence_title = Some(ResidenceTitle { value: over, since: None, until: Some(day(2026, 7, 1)) });
    person
}

/// Divorced twice; keeps the name of the last partner.
fn divorced() -> RegisteredPerson {
    let mut person = dutch(LOTTE, "Lotte", "Smit", Sex::Woman, (1965, 6, 30));
    let mut first = married(0, "Henk", "Bos", Sex::Man);
    first.ended = Some(day(1999, 1, 1));
    let mut second = married(0, "Wim", "de Wit", Sex::Man);
    (second.kind, second.ended) = (Some(PartnershipKind::RegisteredPartnership), Some(day(2015, 10, 3)));
    person.partners = vec![first, second];
    person.name_use = NameUse::Partner;
    person.residence = Some(address("Stadhuisplein", 1, "", "", "2511SA", "'s-Gravenhage"));
    if let Some(Residence::Address(address)) = &mut person.residence {
        address.purpose = AddressPurpose::Letters;
    }
    person
}

fn whereabouts_unknown() -> RegisteredPerson {
    let mut person = dutch(OTTO, "Otto", "Maas", Sex::Man, (1990, 1, 15));
    person.residence = Some(Residence::Unknown { since: Some(RegisterDate::Unknown) });
    person
}

fn namesake() -> RegisteredPerson {
    at_square(dutch(MAAS, "Otto Jan", "van der Maas", Sex::Man, (1990, 1, 15)))
}

fn in_crowd(number: u32, is_alive: bool) -> RegisteredPerson {
    let mut person = dutch(number, "Jo", "Drukte", Sex::Unknown, (2000, 2, 2));
    person.residence = Some(address("Drukteweg", 1, "", "", "1111SS", "Testdorp"));
    person.death = (!is_alive).then(Event::default);
    person
}

fn at_square(mut person: RegisteredPerson) -> RegisteredPerson {
    person.municipality = Some(rotterdam());
    person.residence = Some(address("Afrikaanderplein", 12, "", "III", "3072SA", "Rotterdam"));
    person
}

fn dutch(number: u32, given: &str, surname: &str, sex: Sex, born: (i32, i32, i32)) -> RegisteredPerson {
    let mut person = new(number, given, surname, sex);
    person.birth = birth(born);
    person.nationalities = vec![nationality("0001", "Nederlandse")];
    person.municipality = Some(CodedValue::new("0518", "'s-Gravenhage"));
    person.municipality_since = Some(day(2015, 8, 8));
    let mut home = address("Laan Copes van Cattenburch", 39, "a", "", "2585SA", "'s-Gravenhage");
    if let Residence::Address(address) = &mut home {
        address.short_street = Some("Ln Copes van Cattenburch".into());
        address.addressable_object = Some("0518010000219679".into());
        address.designation = Some("0518200000219679".into());
    }
    person.residence = Some(home);
    person
}

fn new(number: u32, given: &str, surname: &str, sex: Sex) -> RegisteredPerson {
    let bsn = Bsn::new(number).expect("it has nine digits");
    RegisteredPerson::new(bsn, PersonName::from_full_surname(given, surname), sex)
}

fn birth((year, month, of_month): (i32, i32, i32)) -> Event {
    let place = Some(CodedValue::new("0599", "Rotterdam"));
    Event { date: Some(day(year, month, of_month)), place, country: Some(netherlands()) }
}

fn relative(number: u32, given: &str, surname: &str, sex: Option<Sex>, born: (i32, i32, i32)) -> Relative {
    let bsn = Bsn::new(number).filter(|bsn| bsn.number() > 0);
    Relative { bsn, name: PersonName::from_full_surname(given, surname), sex, birth: birth(born) }
}

fn married(number: u32, given: &str, surname: &str, sex: Sex) -> Partner {
    let place = Some(CodedValue::new("0518", "'s-Gravenhage"));
    Partner {
        relative: relative(number, given, surname, Some(sex), (1981, 2, 3)),
        kind: Some(PartnershipKind::Marriage),
        entered: Event { date: Some(day(2010, 6, 12)), place, country: Some(netherlands()) },
        ended: None,
    }
}

fn address(street: &str, number: u32, letter: &str, addition: &str, postcode: &str, town: &str) -> Residence {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Residence::Address(Box::new(Address {
        street: given(street),
        house_number: Some(number),
        house_letter: given(letter),
        house_number_addition: given(addition),
        postcode: given(postcode),
        town: given(town),
        since: Some(day(2015, 8, 8)),
        ..Address::default()
    }))
}

fn nationality(code: &str, description: &str) -> Nationality {
    Nationality { value: CodedValue::new(code, description), reason: None, since: None }
}

fn netherlands() -> CodedValue {
    CodedValue::new("6030", "Nederland")
}

fn rotterdam() -> CodedValue {
    CodedValue::new("0599", "Rotterdam")
}

fn day(year: i32, month: i32, of_month: i32) -> RegisterDate {
    RegisterDate::Day(days_from_civil(year, month, of_month))
}

/// Whether a number is one that could be somebody's: nine digits, of which the weighted sum is divisible by eleven.
fn passes_eleven_test(number: u32) -> bool {
    let digits = (1..=9_i64).map(|place| (place, i64::from(number / 10_u32.pow(place as u32 - 1) % 10)));
    let sum: i64 = digits.map(|(place, digit)| if place == 1 { -digit } else { place * digit }).sum();
    sum % 11 == 0
}

#[test]
fn everybody_has_a_number_of_the_official_test_range() {
    for person in People::with_crowd(31, 0).persons {
        let number = person.bsn.number();
        assert!((999_900_000..=999_999_999).contains(&number) && passes_eleven_test(number), "{number}");
    }
}
