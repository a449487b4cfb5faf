//! Some households and their persons, in compact columns.

/// Columns of households and of persons; whole euros.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) households: Households,
    pub(crate) persons: Persons,
    /// The place in the population of the first person.
    pub(crate) first_person: u64,
}

/// One value a household.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Households {
    pub(crate) kind: Vec<u8>,
    pub(crate) size: Vec<u8>,
    pub(crate) children: Vec<u8>,
    pub(crate) municipality: Vec<u16>,
    pub(crate) province: Vec<u8>,
    pub(crate) postcode: Vec<u16>,
    pub(crate) disposable: Vec<i32>,
    pub(crate) standardised: Vec<i32>,
    pub(crate) assessment: Vec<i32>,
    pub(crate) decile: Vec<u8>,
    pub(crate) wealth: Vec<i32>,
    pub(crate) assets: Vec<i32>,
    pub(crate) tenure: Vec<u8>,
    /// Euro a month; 0 when there is none.
    pub(crate) rent: Vec<u16>,
    /// 1 for A to 7 for G; 0 when there is none.
    pub(crate) label: Vec<u8>,
    /// Euro a month; 0 when there is none.
    pub(crate) energy_cost: Vec<u16>,
    /// Bits of [`hardship`].
    pub(crate) hardships: Vec<u8>,
}

/// What a household may be troubled by: bits.
pub(crate) mod hardship {
    pub(crate) const ENERGY_POOR: u8 = 1;
    pub(crate) const PROBLEM_DEBT: u8 = 2;
    pub(crate) const ARREARS_RENT: u8 = 4;
    pub(crate) const ARREARS_ENERGY: u8 = 8;
    pub(crate) const ARREARS_WATER: u8 = 16;
}

/// One value a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Persons {
    /// The place of the household in the block.
    pub(crate) home: Vec<u16>,
    pub(crate) bsn: Vec<u32>,
    pub(crate) age: Vec<u8>,
    /// Days since [`FIRST_DAY`].
    pub(crate) born: Vec<u16>,
    pub(crate) role: Vec<Role>,
    pub(crate) first_name: Vec<u16>,
    pub(crate) surname: Vec<u16>,
    pub(crate) nationality: Vec<u16>,
    pub(crate) birth_country: Vec<u16>,
    pub(crate) origin: Vec<u8>,
    /// 0 when there is none.
    pub(crate) residence_title: Vec<u8>,
    /// Days since [`FIRST_DAY`]; 0 when there is none.
    pub(crate) arrival: Vec<u16>,
    pub(crate) schooling: Vec<Schooling>,
    pub(crate) gross: Vec<i32>,
    /// Bits of [`flag`].
    pub(crate) flags: Vec<u16>,
    pub(crate) skills: Vec<Skills>,
}

/// 1 January 1900, in days since 1970-01-01: dates of birth and arrival are counted from it.
pub(crate) const FIRST_DAY: i32 = -25_567;

/// A day, in days since 1970-01-01, as it is kept.
pub(crate) fn days_since_first(day: i32) -> u16 {
    (day - FIRST_DAY).clamp(0, i32::from(u16::MAX)) as u16
}

/// What holds for a person or not: bits.
pub(crate) mod flag {
    pub(crate) const INSURED: u16 = 1;
    pub(crate) const AOW: u16 = 2;
    pub(crate) const WW: u16 = 4;
    pub(crate) const BIJSTAND: u16 = 8;
    pub(crate) const DISABILITY: u16 = 16;
    pub(crate) const PREMIUM_ARREARS: u16 = 32;
    pub(crate) const WMO: u16 = 64;
    pub(crate) const YOUTH_CARE: u16 = 128;
    pub(crate) const LOW_LITERACY: u16 = 256;
    pub(crate) const CARER: u16 = 512;
}

/// Sex, position in the household and civil status, in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Role(u8);

impl Role {
    pub(crate) fn new(sex: u8, position: u8, civil_status: u8) -> Role {
        Role((sex - 1) & 1 | (position & 7) << 1 | (civil_status & 7) << 4)
    }

    pub(crate) fn sex(self) -> u8 {
        (self.0 & 1) + 1
    }

    pub(crate) fn position(self) -> u8 {
        self.0 >> 1 & 7
    }

    pub(crate) fn civil_status(self) -> u8 {
        self.0 >> 4 & 7
    }
}

/// Education (0 when there is none yet) and work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Schooling(u8);

impl Schooling {
    pub(crate) fn new(education: u8, work: u8) -> Schooling {
        Schooling(education & 15 | work << 4)
    }

    pub(crate) fn education(self) -> u8 {
        self.0 & 15
    }

    pub(crate) fn work(self) -> u8 {
        self.0 >> 4
    }
}

/// Level of Dutch and digital skill (0 when it is not known).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Skills(u8);

impl Skills {
    pub(crate) fn new(dutch: u8, digital: u8) -> Skills {
        Skills(dutch & 15 | digital << 4)
    }

    pub(crate) fn dutch(self) -> u8 {
        self.0 & 15
    }

    pub(crate) fn digital(self) -> u8 {
        self.0 >> 4
    }
}

/// A value of a column, as bytes.
trait Bytes<const N: usize>: Copy {
    fn bytes(self) -> [u8; N];
}

macro_rules! bytes_of {
    ($type:ty, $number:literal, $bytes:expr) => {
        impl Bytes<$number> for $type {
            fn bytes(self) -> [u8; $number] {
                $bytes(self)
            }
        }
    };
}

bytes_of!(u8, 1, u8::to_le_bytes);
bytes_of!(u16, 2, u16::to_le_bytes);
bytes_of!(u32, 4, u32::to_le_bytes);
bytes_of!(i32, 4, i32::to_le_bytes);
bytes_of!(Role, 1, |role: Role| [role.0]);
bytes_of!(Schooling, 1, |schooling: Schooling| [schooling.0]);
bytes_of!(Skills, 1, |skills: Skills| [skills.0]);

fn append<T: Bytes<N>, const N: usize>(values: &[T], into: &mut Vec<u8>) {
    let start = into.len();
    into.resize(start + N * values.len(), 0);
    let (places, _) = into[start..].as_chunks_mut();
    places.iter_mut().zip(values).for_each(|(place, value)| *place = value.bytes());
}

/// Does the same with each column of persons.
macro_rules! each_person_column {
    ($of:expr, $work:ident) => {
        $work!($of.home);
        $work!($of.bsn);
        $work!($of.age);
        $work!($of.born);
        $work!($of.role);
        $work!($of.first_name);
        $work!($of.surname);
        $work!($of.nationality);
        $work!($of.birth_country);
        $work!($of.origin);
        $work!($of.residence_title);
        $work!($of.arrival);
        $work!($of.schooling);
        $work!($of.gross);
        $work!($of.flags);
        $work!($of.skills);
    };
}

/// Does the same with each column of households.
macro_rules! each_household_column {
    ($of:expr, $work:ident) => {
        $work!($of.kind);
        $work!($of.size);
        $work!($of.children);
        $work!($of.municipality);
        $work!($of.province);
        $work!($of.postcode);
        $work!($of.disposable);
        $work!($of.standardised);
        $work!($of.assessment);
        $work!($of.decile);
        $work!($of.wealth);
        $work!($of.assets);
        $work!($of.tenure);
        $work!($of.rent);
        $work!($of.label);
        $work!($of.energy_cost);
        $work!($of.hardships);
    };
}

/// Bytes of one person and of one household.
const PERSON_BYTES: usize = 2 + 4 + 1 + 2 + 1 + 4 * 2 + 1 + 1 + 2 + 1 + 4 + 2 + 1;
const HOUSEHOLD_BYTES: usize = 3 + 2 + 1 + 2 + 3 * 4 + 1 + 2 * 4 + 1 + 2 + 1 + 2 + 1;

impl Block {
    /// The rows of those who live in one household with a row, which is among them.
    pub(crate) fn household(&self, row: usize) -> std::ops::Range<usize> {
        let homes = &self.persons.home;
        let home = homes[row];
        let start = homes[..row].iter().rposition(|other| *other != home).map_or(0, |before| before + 1);
        start..row + homes[row..].iter().take_while(|other| **other == home).count()
    }

    /// How many persons it has.
    pub(crate) fn len(&self) -> usize {
        self.persons.home.len()
    }

    /// How many bytes its columns take.
    pub(crate) fn bytes(&self) -> usize {
        self.len() * PERSON_BYTES + self.households.kind.len() * HOUSEHOLD_BYTES
    }

    /// All that is in the columns, as bytes: the same citizens, the same bytes.
    pub(crate) fn content(&self, into: &mut Vec<u8>) {
        into.reserve_exact(self.bytes());
        macro_rules! append_column {
            ($column:expr) => {
                append(&$column, into)
            };
        }
        each_person_column!(self.persons, append_column);
        each_household_column!(self.households, append_column);
    }

    /// Room for so many persons, without growing on the way.
    pub(crate) fn with_room(persons: usize, households: usize) -> Block {
        let mut block = Block::default();
        macro_rules! reserve_persons {
            ($column:expr) => {
                $column.reserve_exact(persons)
            };
        }
        macro_rules! reserve_households {
            ($column:expr) => {
                $column.reserve_exact(households)
            };
        }
        each_person_column!(block.persons, reserve_persons);
        each_household_column!(block.households, reserve_households);
        block
    }

    /// The citizen service number of a row.
    pub(crate) fn bsn(&self, row: usize) -> u32 {
        self.persons.bsn[row]
    }

    /// The date of birth of a row, in days since 1970-01-01.
    pub(crate) fn birth_date(&self, row: usize) -> i32 {
        FIRST_DAY + i32::from(self.persons.born[row])
    }

    /// The date of arrival of a row.
    pub(crate) fn arrival(&self, row: usize) -> Option<i32> {
        let days = self.persons.arrival[row];
        (days > 0).then(|| FIRST_DAY + i32::from(days))
    }
}
