//! Some households and their persons, in compact columns.

/// Columns of households and of persons; whole euros.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) households: Households,
    pub(crate) persons: Persons,
}

/// One value a household.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Households {
    pub(crate) kind: Vec<u8>,
    pub(crate) size: Vec<u8>,
    pub(crate) children: Vec<u8>,
    pub(crate) municipality: Vec<u16>,
    pub(crate) province: Vec<u8>,
    pub(crate) disposable: Vec<i32>,
    pub(crate) standardised: Vec<i32>,
    pub(crate) assessment: Vec<i32>,
    pub(crate) decile: Vec<u8>,
    pub(crate) wealth: Vec<i32>,
    pub(crate) assets: Vec<i32>,
    pub(crate) tenure: Vec<u8>,
    /// Euro a month; 0 when there is none.
    pub(crate) rent: Vec<u16>,
}

/// One value a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Persons {
    /// The place of the household in the block.
    pub(crate) home: Vec<u16>,
    pub(crate) age: Vec<u8>,
    /// Days since 1970-01-01.
    pub(crate) birth_date: Vec<i32>,
    pub(crate) sex: Vec<u8>,
    pub(crate) position: Vec<u8>,
    pub(crate) gross: Vec<i32>,
    pub(crate) insured: Vec<u8>,
}

impl Block {
    /// How many persons it has.
    pub(crate) fn len(&self) -> usize {
        self.persons.home.len()
    }

    /// How many bytes its columns take.
    pub(crate) fn bytes(&self) -> usize {
        self.len() * (2 + 1 + 4 + 1 + 1 + 4 + 1) + self.households.kind.len() * (7 + 2 + 5 * 4 + 2)
    }
}
