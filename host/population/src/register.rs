//! The synthetic register of persons: a population and the personas, as the register of persons shows people.
//!
//! Streets do not exist, and postcodes end in letters that are never issued (SA, SD, SS): nobody lives at these addresses.

use std::fmt;
use std::sync::{Arc, OnceLock};

use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::column::Value;
use fieldlab_domain::date::days_from_civil;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::persona::{Cast, Persona};
use fieldlab_domain::population::PopulationRequest;
use fieldlab_domain::register::{
    Address, CodedValue, Event, Immigration, Nationality, Parent, Partner, PartnershipKind, PersonName, Register,
    RegisterDate, RegisterError, RegisteredPerson, Relative, Residence, ResidenceTitle, SearchKey, Sex,
};
use fieldlab_domain::text::Language;

use crate::archetype::position;
use crate::block::Block;
use crate::memory::Memory;
use crate::source::Source;

/// Streets that do not exist.
const STREETS: [&str; 8] = [
    "Proefstraat",
    "Voorbeeldlaan",
    "Modelweg",
    "Oefenplein",
    "Kunstmatigpad",
    "Schijnkade",
    "Nabootssingel",
    "Verzonnenhof",
];
const LETTERS: [&str; 3] = ["SA", "SD", "SS"];
const MARRIED: u32 = 2;

/// A register over a population that is made when it is first asked for.
pub struct PopulationRegister {
    source: Arc<Source>,
    cast: Cast,
    request: PopulationRequest,
    made: OnceLock<Arc<Memory>>,
}

impl fmt::Debug for PopulationRegister {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PopulationRegister").field("request", &self.request).finish_non_exhaustive()
    }
}

/// One member of a household, as the register needs it.
#[derive(Clone, Debug)]
struct Record {
    bsn: u32,
    first_name: u32,
    surname: u32,
    sex: u32,
    birth_date: i32,
    civil_status: u32,
    nationality: u32,
    birth_country: u32,
    title: Option<u32>,
    arrival: Option<i32>,
    partner: Option<usize>,
    parents: Vec<usize>,
    children: Vec<usize>,
}

/// A household: where it is, and who live there.
struct Home {
    municipality: u32,
    postcode4: u32,
    /// Its number, from which its address follows.
    number: u64,
    members: Vec<Record>,
}

impl PopulationRegister {
    /// A register of the population of a request, with those of a cast.
    pub fn new(source: Arc<Source>, request: PopulationRequest, cast: Cast) -> PopulationRegister {
        PopulationRegister { source, cast, request, made: OnceLock::new() }
    }

    fn population(&self) -> Result<&Arc<Memory>, RegisterError> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let made =
            self.source.make(&self.request).map_err(|error| RegisterError::Unavailable { what: error.to_string() })?;
        Ok(self.made.get_or_init(|| made))
    }

    /// Everybody of whom `wanted` says so, quickly, and then `fits`.
    fn find(
        &self,
        wanted: impl Fn(&Block, usize) -> bool,
        fits: impl Fn(&RegisteredPerson) -> bool,
    ) -> Result<Vec<RegisteredPerson>, RegisterError> {
        let mut found = Vec::new();
        let mut first_home = 0;
        for block in self.population()?.blocks_in_memory() {
            for row in (0..block.len()).filter(|row| wanted(block, *row)) {
                let (home, member) = home_of(block, row, first_home);
                found.push(home.person(member));
            }
            first_home += block.households.kind.len() as u64;
        }
        for persona in self.cast.all() {
            let home = persona_home(&persona);
            found.extend((0..home.members.len()).map(|member| home.person(member)));
        }
        found.retain(|person| fits(person));
        Ok(found)
    }
}

impl Register for PopulationRegister {
    fn today(&self) -> i32 {
        days_from_civil(crate::person::YEAR, 1, 1)
    }

    fn by_numbers(&self, numbers: &[Bsn]) -> Result<Vec<RegisteredPerson>, RegisterError> {
        let asked = |number: u32| numbers.iter().any(|bsn| bsn.number() == number);
        self.find(|block, row| asked(block.bsn(row)), |person| numbers.contains(&person.bsn))
    }

    fn search(&self, key: &SearchKey) -> Result<Vec<RegisteredPerson>, RegisterError> {
        let municipality = |code: &String, block: &Block, row: usize| {
            let home = usize::from(block.persons.home[row]);
            code.parse() == Ok(block.households.municipality[home])
        };
        let wanted = |block: &Block, row: usize| match key {
            SearchKey::SurnameAndBirthDate { birth_date, .. } => block.birth_date(row) == *birth_date,
            SearchKey::NameAndMunicipality { municipality: code, .. }
            | SearchKey::StreetAndHouseNumber { municipality: code, .. } => municipality(code, block, row),
            SearchKey::PostcodeAndHouseNumber { postcode, .. } => {
                let home = usize::from(block.persons.home[row]);
                postcode.get(..4).and_then(|digits| digits.parse().ok()) == Some(block.households.postcode[home])
            }
            SearchKey::Designation(number) | SearchKey::AddressableObject(number) => {
                number.get(..4).is_some_and(|code| municipality(&code.to_owned(), block, row))
            }
        };
        self.find(wanted, |person| key.fits(person))
    }
}

/// The household of a row, and which member the row is.
fn home_of(block: &Block, row: usize, first_home: u64) -> (Home, usize) {
    let home = block.persons.home[row];
    let rows = block.household(row);
    let start = rows.start;
    let positions: Vec<u8> = rows.map(|row| block.persons.role[row].position()).collect();
    let of =
        |wanted: &[u8]| -> Vec<usize> { (0..positions.len()).filter(|at| wanted.contains(&positions[*at])).collect() };
    let parents = of(&[position::PARTNER, position::SINGLE_PARENT]);
    let children = of(&[position::CHILD]);
    let record = |member: usize| {
        let row = start + member;
        let persons = &block.persons;
        let partner = |other: &usize| {
            *other != member && positions[member] == position::PARTNER && positions[*other] == position::PARTNER
        };
        let is_parent = parents.contains(&member);
        let is_child = positions[member] == position::CHILD;
        Record {
            bsn: block.bsn(row),
            first_name: u32::from(persons.first_name[row]),
            surname: u32::from(persons.surname[row]),
            sex: u32::from(persons.role[row].sex()),
            birth_date: block.birth_date(row),
            civil_status: u32::from(persons.role[row].civil_status()),
            nationality: u32::from(persons.nationality[row]),
            birth_country: u32::from(persons.birth_country[row]),
            title: Some(u32::from(persons.residence_title[row])).filter(|title| *title > 0),
            arrival: block.arrival(row),
            partner: parents.iter().copied().find(partner),
            parents: if is_child { parents.clone() } else { Vec::new() },
            children: if is_parent { children.clone() } else { Vec::new() },
        }
    };
    let place = usize::from(home);
    let households = &block.households;
    let members = (0..positions.len()).map(record).collect();
    let (municipality, postcode4) = (u32::from(households.municipality[place]), u32::from(households.postcode[place]));
    (Home { municipality, postcode4, number: first_home + place as u64, members }, row - start)
}

/// The household of a persona; addresses of personas come after all others, by the number of the first who lives there.
fn persona_home(persona: &Persona) -> Home {
    let number = |member: usize, field: &str| persona.value(member, field).number();
    let code = |member: usize, field: &str| number(member, field).unwrap_or(0) as u32;
    let record = |member: usize| Record {
        bsn: code(member, "person.bsn"),
        first_name: code(member, "person.first_name"),
        surname: code(member, "person.surname"),
        sex: code(member, "person.sex"),
        birth_date: number(member, "person.birth_date").unwrap_or(0) as i32,
        civil_status: code(member, "person.civil_status"),
        nationality: code(member, "person.nationality"),
        birth_country: code(member, "person.birth_country"),
        title: number(member, "person.residence_title").map(|title| title as u32),
        arrival: number(member, "person.arrival_date").map(|day| day as i32),
        partner: persona.members[member].partner,
        parents: persona.members[member].parents.clone(),
        children: persona.members[member].children.clone(),
    };
    Home {
        municipality: code(0, "household.municipality"),
        postcode4: code(0, "household.postcode4"),
        number: code(0, "person.bsn").into(),
        members: (0..persona.members.len()).map(record).collect(),
    }
}

/// What a code of a field says.
fn words(field: &str, code: u32) -> String {
    catalogue().get(field).map(|field| field.words(Value::Code(code), Language::Nl)).unwrap_or_default()
}

fn coded(field: &str, code: u32, digits: usize) -> CodedValue {
    CodedValue::new(&format!("{code:0digits$}"), &words(field, code))
}

impl Record {
    fn name(&self) -> PersonName {
        let (first, surname) = (words("person.first_name", self.first_name), words("person.surname", self.surname));
        PersonName::from_full_surname(&first, &surname)
    }

    fn sex(&self) -> Sex {
        if self.sex == 1 { Sex::Man } else { Sex::Woman }
    }

    fn birth(&self) -> Event {
        let country = Some(coded("person.birth_country", self.birth_country, 4));
        Event { date: Some(RegisterDate::Day(self.birth_date)), place: None, country }
    }

    fn relative(&self) -> Relative {
        Relative { bsn: Bsn::new(self.bsn), name: self.name(), sex: Some(self.sex()), birth: self.birth() }
    }
}

impl Home {
    fn person(&self, member: usize) -> RegisteredPerson {
        let record = &self.members[member];
        let bsn = Bsn::new(record.bsn).expect("numbers of citizens have nine digits");
        let mut person = RegisteredPerson::new(bsn, record.name(), record.sex());
        person.birth = record.birth();
        let nationality = coded("person.nationality", record.nationality, 4);
        person.nationalities = vec![Nationality { value: nationality, reason: None, since: None }];
        let arrival = record.arrival.map(RegisterDate::Day);
        person.residence_title = record.title.map(|title| ResidenceTitle {
            value: coded("person.residence_title", title, 2),
            since: arrival,
            until: None,
        });
        person.immigration = arrival.map(|date| Immigration {
            date: Some(date),
            country: Some(coded("person.birth_country", record.birth_country, 4)),
        });
        person.residence = Some(Residence::Address(Box::new(self.address())));
        person.municipality = Some(coded("household.municipality", self.municipality, 4));
        let partner = record.partner.filter(|_| record.civil_status == MARRIED);
        person.partners = partner.map(|at| self.partner(at)).into_iter().collect();
        person.children = record.children.iter().map(|at| self.members[*at].relative()).collect();
        person.parents =
            record.parents.iter().enumerate().map(|(nth, at)| self.parent(nth, *at, record.birth_date)).collect();
        person
    }

    fn partner(&self, at: usize) -> Partner {
        let relative = self.members[at].relative();
        Partner { relative, kind: Some(PartnershipKind::Marriage), entered: Event::default(), ended: None }
    }

    /// Both parents are that by law from the birth on.
    fn parent(&self, nth: usize, at: usize, born: i32) -> Parent {
        Parent { is_first: nth == 0, relative: self.members[at].relative(), since: Some(RegisterDate::Day(born)) }
    }

    fn address(&self) -> Address {
        let (code, number) = (self.municipality, self.number);
        Address {
            street: Some(STREETS[(number % STREETS.len() as u64) as usize].to_owned()),
            house_number: Some((number / 24 % 999 + 1) as u32),
            postcode: Some(format!("{:04}{}", self.postcode4, LETTERS[(number / 8 % 3) as usize])),
            town: Some(words("household.municipality", code)),
            addressable_object: Some(format!("{code:04}010{number:09}")),
            designation: Some(format!("{code:04}200{number:09}")),
            ..Address::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_domain::register::TextPattern;

    fn register() -> PopulationRegister {
        let request = PopulationRequest::new("nl-2025", Some(20_000), 1);
        PopulationRegister::new(Arc::new(Source::new()), request, Cast::default())
    }

    #[test]
    fn families_are_registered_with_each_other() {
        let register = register();
        let is_child = |block: &Block, row: usize| block.persons.role[row].position() == position::CHILD;
        let children = register.find(is_child, |person| !person.parents.is_empty()).expect("it can be read");
        assert!(children.len() > 3_000, "{}", children.len());
        for child in &children[..20] {
            let numbers: Vec<Bsn> = child.parents.iter().filter_map(|parent| parent.relative.bsn).collect();
            let parents = register.by_numbers(&numbers).expect("it can be read");
            assert_eq!(parents.len(), numbers.len());
            for parent in parents {
                assert!(parent.children.iter().any(|one| one.bsn == Some(child.bsn)), "{parent:?}");
                assert_eq!(parent.residence, child.residence);
                for partner in &parent.partners {
                    assert!(numbers.contains(&partner.relative.bsn.expect("it is known")));
                }
            }
        }
    }

    #[test]
    fn who_is_found_by_number_is_found_by_all_that_is_known() {
        let register = register();
        let some =
            register.find(|block, row| block.first_person == 0 && row % 997 == 0, |_| true).expect("it can be read");
        for person in &some {
            let surname = TextPattern::new(person.name.surname.as_deref().expect("everybody has one"));
            let given_names = TextPattern::new(person.name.given_names.as_deref().expect("everybody has one"));
            let Some(RegisterDate::Day(birth_date)) = person.birth.date else { panic!("{person:?}") };
            let Some(Residence::Address(address)) = &person.residence else { panic!("{person:?}") };
            let municipality = person.municipality.as_ref().and_then(|value| value.code.clone()).expect("it is known");
            let known = |text: &Option<String>| text.clone().expect("addresses are whole");
            let house_number = address.house_number.expect("addresses are whole");
            for key in [
                SearchKey::SurnameAndBirthDate { surname: surname.clone(), birth_date },
                SearchKey::NameAndMunicipality { surname, given_names, municipality: municipality.clone() },
                SearchKey::PostcodeAndHouseNumber { postcode: known(&address.postcode), house_number },
                SearchKey::StreetAndHouseNumber {
                    street: TextPattern::new(&known(&address.street)),
                    house_number,
                    municipality,
                },
                SearchKey::Designation(known(&address.designation)),
                SearchKey::AddressableObject(known(&address.addressable_object)),
            ] {
                let found = register.search(&key).expect("it can be read");
                assert!(found.contains(person), "{key:?} does not find {person:?}");
            }
        }
    }

    #[test]
    fn personas_are_in_it() {
        let register = register();
        let numbers: Vec<Bsn> = register.cast.all().iter().filter_map(|one| one.number(one.main)).collect();
        let found = register.by_numbers(&numbers).expect("it can be read");
        assert_eq!(found.len(), register.cast.all().len());
        assert!(found.iter().all(|person| Bsn::is_official_test(person.bsn.number())));
    }
}
