//! Figures of a population beside the published ones.

use fieldlab_domain::text::Text;
use serde::{Deserialize, Serialize};

use crate::archetype::{Kind, MAN, position};
use crate::block::{Block, flag, hardship};
use crate::household::{ASSOCIATION, OWNER, PRIVATE_RENT};
use crate::person::PENSION_AGE;

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarginKind {
    /// Persons in the country.
    Persons,
    /// A fraction of those that it is about.
    Share,
    /// A mean or a median in euro.
    Euro,
    /// Another number.
    Number,
}

/// What a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Age, sex, position and province.
    Persons,
    /// Types and sizes.
    Households,
    /// Income and wealth.
    Income,
    /// Tenure and the home.
    Housing,
    /// Work and benefits.
    Work,
    /// Health and care.
    Health,
    /// Education, language and skills.
    Skills,
    /// Origin and newcomers.
    Newcomers,
    /// Debt and energy.
    Debt,
}

impl Theme {
    /// All themes, in the order in which they are shown.
    pub const ALL: [Theme; 9] = [
        Theme::Persons,
        Theme::Households,
        Theme::Income,
        Theme::Housing,
        Theme::Work,
        Theme::Health,
        Theme::Skills,
        Theme::Newcomers,
        Theme::Debt,
    ];

    /// What it is about in words.
    pub fn title(self) -> Text {
        let (nl, en) = match self {
            Theme::Persons => ("Personen", "Persons"),
            Theme::Households => ("Huishoudens", "Households"),
            Theme::Income => ("Inkomen en vermogen", "Income and wealth"),
            Theme::Housing => ("Wonen", "Housing"),
            Theme::Work => ("Werk en uitkeringen", "Work and benefits"),
            Theme::Health => ("Gezondheid en zorg", "Health and care"),
            Theme::Skills => ("Opleiding, taal en vaardigheden", "Education, language and skills"),
            Theme::Newcomers => ("Herkomst en nieuwkomers", "Origin and newcomers"),
            Theme::Debt => ("Schulden en energie", "Debt and energy"),
        };
        Text { nl: nl.to_owned(), en: en.to_owned() }
    }
}

/// Codes of paid work.
const EMPLOYEE: u8 = 1;
const SELF_EMPLOYED: u8 = 2;

/// A published figure, of `margins.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Margin {
    pub(crate) key: String,
    pub(crate) theme: Theme,
    pub(crate) title: Text,
    pub(crate) kind: MarginKind,
    pub(crate) value: f64,
    pub(crate) held: bool,
    /// Nobody published it: it is the model's own.
    #[serde(default)]
    pub(crate) assumed: bool,
    pub(crate) year: Option<u16>,
    pub(crate) source: String,
}

#[derive(Debug, Deserialize)]
struct Margins {
    margins: Vec<Margin>,
}

/// The published figures of a model.
pub(crate) fn read(source: &str) -> Vec<Margin> {
    let margins: Margins = toml::from_str(source).expect("a test holds that bundled models are right");
    margins.margins
}

/// A person with the household.
pub(crate) struct View<'a> {
    pub(crate) block: &'a Block,
    pub(crate) row: usize,
    pub(crate) home: usize,
}

impl View<'_> {
    pub(crate) fn age(&self) -> u8 {
        self.block.persons.age[self.row]
    }
    pub(crate) fn sex(&self) -> u8 {
        self.block.persons.role[self.row].sex()
    }
    pub(crate) fn position(&self) -> u8 {
        self.block.persons.role[self.row].position()
    }
    pub(crate) fn married(&self) -> bool {
        self.block.persons.role[self.row].civil_status() == 2
    }
    pub(crate) fn has(&self, flag: u16) -> bool {
        self.block.persons.flags[self.row] & flag != 0
    }
    pub(crate) fn troubled(&self, hardship: u8) -> bool {
        self.block.households.hardships[self.home] & hardship != 0
    }
    pub(crate) fn is_partner(&self) -> bool {
        self.position() == position::PARTNER
    }
    pub(crate) fn childless(&self) -> bool {
        self.block.households.children[self.home] == 0
    }
    pub(crate) fn size(&self) -> u8 {
        self.block.households.size[self.home]
    }
    pub(crate) fn tenure(&self) -> u8 {
        self.block.households.tenure[self.home]
    }
    pub(crate) fn education(&self) -> u8 {
        self.block.persons.schooling[self.row].education()
    }
    fn digital(&self) -> u8 {
        self.block.persons.skills[self.row].digital()
    }
    pub(crate) fn region(&self) -> u8 {
        self.block.persons.origin[self.row]
    }
    pub(crate) fn born_abroad(&self) -> bool {
        self.block.persons.arrival[self.row] > 0
    }
    pub(crate) fn civil_status(&self) -> u8 {
        self.block.persons.role[self.row].civil_status()
    }
    pub(crate) fn kind(&self) -> u8 {
        self.block.households.kind[self.home]
    }
    pub(crate) fn private(&self) -> bool {
        self.kind() != Kind::Institutional as u8
    }
    pub(crate) fn employed(&self) -> bool {
        [EMPLOYEE, SELF_EMPLOYED].contains(&self.block.persons.schooling[self.row].work())
    }
    fn new_asylum(&self) -> bool {
        let title = self.block.persons.residence_title[self.row] == 26;
        let arrived = self.block.arrival(self.row);
        title && arrived.is_some_and(|day| day >= fieldlab_domain::date::days_from_civil(crate::person::YEAR - 1, 1, 1))
    }
}

/// Whether somebody counts, and whether they are what the figure is about.
type Test = Box<dyn Fn(&View<'_>) -> Option<bool> + Send + Sync>;

/// What is counted for a figure.
pub(crate) struct Counter {
    /// Of households: each counts once, by its first member.
    pub(crate) of_households: bool,
    pub(crate) test: Test,
}

fn persons(test: impl Fn(&View<'_>) -> bool + Send + Sync + 'static) -> Counter {
    Counter { of_households: false, test: Box::new(move |view| Some(test(view))) }
}

fn among(
    who: impl Fn(&View<'_>) -> bool + Send + Sync + 'static,
    test: impl Fn(&View<'_>) -> bool + Send + Sync + 'static,
) -> Counter {
    Counter { of_households: false, test: Box::new(move |view| who(view).then(|| test(view))) }
}

fn households(test: impl Fn(&View<'_>) -> Option<bool> + Send + Sync + 'static) -> Counter {
    Counter { of_households: true, test: Box::new(test) }
}

fn at(wanted: u8) -> Counter {
    persons(move |view| view.position() == wanted)
}

fn adult(view: &View<'_>) -> bool {
    view.age() >= 18
}

/// How to count the figure with this key; `None` for means, medians and the like.
pub(crate) fn counter(key: &str) -> Option<Counter> {
    let ages = |from: u8, to: u8| move |view: &View<'_>| (from..=to).contains(&view.age());
    let with = |flag: u16| persons(move |view| view.has(flag));
    let sizes = |size: u8| {
        households(move |view| {
            let private = view.block.households.kind[view.home] != Kind::Institutional as u8;
            (private && view.size() > 1).then(|| view.size().min(5) == size)
        })
    };
    let married_with = |children: u8| {
        among(
            move |view| view.is_partner() && view.block.households.children[view.home].min(3) == children,
            |view| view.married(),
        )
    };
    let private = |test: fn(&View<'_>) -> bool| {
        households(move |view| (view.block.households.kind[view.home] != Kind::Institutional as u8).then(|| test(view)))
    };
    let regions =
        |wanted: u8, abroad: bool| persons(move |view| view.region() == wanted && view.born_abroad() == abroad);
    if let Some(code) = key.strip_prefix("province_").and_then(|code| code.parse::<u8>().ok()) {
        return Some(persons(move |view| view.block.households.province[view.home] == code));
    }
    for (prefix, abroad) in [("abroad_", true), ("parent_", false)] {
        let names = ["europe", "turkey", "morocco", "suriname", "dutch_caribbean", "indonesia", "other"];
        let region = key.strip_prefix(prefix).and_then(|name| names.iter().position(|known| *known == name));
        if let Some(region) = region {
            return Some(regions(region as u8 + 2, abroad));
        }
    }
    let levels = ["primary", "vmbo_mbo1", "havo_vwo_mbo", "bachelor", "master_plus"];
    if let Some(level) = key.strip_prefix("education_").and_then(|name| levels.iter().position(|known| *known == name))
    {
        return Some(among(ages(15, 74), move |view| usize::from(view.education()) == level + 1));
    }
    Some(match key {
        "child_at_home" => at(position::CHILD),
        "alone" => at(position::ALONE),
        "with_partner" => at(position::PARTNER),
        "single_parent" => at(position::SINGLE_PARENT),
        "other_member" => at(position::OTHER),
        "institutional" => at(position::INSTITUTIONAL),
        "age_0_4" => persons(ages(0, 4)),
        "age_5_9" => persons(ages(5, 9)),
        "men" => persons(|view| view.sex() == MAN),
        "children_boys" => among(|view| view.position() == position::CHILD, |view| view.sex() == MAN),
        "alone_70_women" => persons(|view| view.position() == position::ALONE && view.age() >= 70 && view.sex() != MAN),
        "alone_70_men" => persons(|view| view.position() == position::ALONE && view.age() >= 70 && view.sex() == MAN),
        "not_dutch" => persons(|view| view.block.persons.nationality[view.row] != crate::names::DUTCH),
        key if key.starts_with("employed_") => {
            let mut ages = key["employed_".len()..].split('_').map_while(|age| age.parse::<u8>().ok());
            let (from, to) = (ages.next()?, ages.next()?);
            among(move |view| (from..=to).contains(&view.age()), |view| view.employed())
        }
        "employed" => persons(|view| (15..75).contains(&view.age()) && view.employed()),
        "self_employed" => among(
            |view| (15..75).contains(&view.age()) && view.employed(),
            |view| view.block.persons.schooling[view.row].work() == SELF_EMPLOYED,
        ),
        "carers_women" => among(|view| view.age() >= 16 && view.sex() != MAN, |view| view.has(flag::CARER)),
        "carers_men" => among(|view| view.age() >= 16 && view.sex() == MAN, |view| view.has(flag::CARER)),
        "age_80_plus" => persons(|view| view.age() >= 80),
        "size_1" => private(|view| view.size() == 1),
        "size_2" => sizes(2),
        "size_3" => sizes(3),
        "size_4" => sizes(4),
        "size_5_plus" => sizes(5),
        "couples_married" => among(|view| view.is_partner(), |view| view.married()),
        "partners_with_children" => among(|view| view.is_partner(), |view| !view.childless()),
        "married_without_children" => among(|view| view.is_partner() && view.childless(), |view| view.married()),
        "married_with_children" => among(|view| view.is_partner() && !view.childless(), |view| view.married()),
        "married_1_child" => married_with(1),
        "married_2_children" => married_with(2),
        "married_3_children" => married_with(3),
        "born_abroad" => persons(|view| view.born_abroad()),
        "parent_abroad" => persons(|view| view.region() != 1 && !view.born_abroad()),
        "dutch_origin" => persons(|view| view.region() == 1),
        "tenure_owner" => private(|view| view.tenure() == OWNER),
        "tenure_housing_association" => private(|view| view.tenure() == ASSOCIATION),
        "tenure_other_rent" => private(|view| view.tenure() == PRIVATE_RENT),
        "aow" => with(flag::AOW),
        "disability" => with(flag::DISABILITY),
        "ww" => with(flag::WW),
        "bijstand" => with(flag::BIJSTAND),
        "bijstand_women" => persons(|view| view.has(flag::BIJSTAND) && view.sex() != MAN),
        "bijstand_men" => persons(|view| view.has(flag::BIJSTAND) && view.sex() == MAN),
        "bijstand_45_plus" => among(|view| view.has(flag::BIJSTAND), |view| view.age() >= 45),
        "bijstand_under_27" => persons(|view| view.has(flag::BIJSTAND) && view.age() < 27),
        "energy_poor" => private(|view| view.troubled(hardship::ENERGY_POOR)),
        "problem_debt" => private(|view| view.troubled(hardship::PROBLEM_DEBT)),
        "problem_debt_rotterdam" => households(|view| {
            (view.block.households.municipality[view.home] == 599 && view.tenure() != crate::household::INSTITUTION)
                .then(|| view.troubled(hardship::PROBLEM_DEBT))
        }),
        "premium_arrears" => with(flag::PREMIUM_ARREARS),
        "premium_arrears_alone" => {
            among(|view| view.position() == position::ALONE, |view| view.has(flag::PREMIUM_ARREARS))
        }
        "premium_arrears_single_parent" => {
            among(|view| view.position() == position::SINGLE_PARENT, |view| view.has(flag::PREMIUM_ARREARS))
        }
        "premium_arrears_married" => among(
            |view| view.is_partner() && view.childless() && view.married(),
            |view| view.has(flag::PREMIUM_ARREARS),
        ),
        "premium_arrears_bijstand" => among(|view| view.has(flag::BIJSTAND), |view| view.has(flag::PREMIUM_ARREARS)),
        "premium_arrears_others" => among(
            |view| {
                adult(view)
                    && ![position::ALONE, position::SINGLE_PARENT].contains(&view.position())
                    && !(view.is_partner() && view.childless() && view.married())
            },
            |view| view.has(flag::PREMIUM_ARREARS),
        ),
        "wmo" => with(flag::WMO),
        "youth_care" => with(flag::YOUTH_CARE),
        "digital_basic" => among(|view| view.age() >= 12, |view| view.digital() >= 2),
        "digital_above" => among(|view| view.age() >= 12, |view| view.digital() == 3),
        "digital_above_low" => among(|view| view.age() >= 12 && view.education() <= 2, |view| view.digital() == 3),
        "digital_above_middle" => among(|view| view.age() >= 12 && view.education() == 3, |view| view.digital() == 3),
        "digital_above_high" => among(|view| view.age() >= 12 && view.education() >= 4, |view| view.digital() == 3),
        "low_literacy_16_65" => among(ages(16, 65), |view| view.has(flag::LOW_LITERACY)),
        "low_literacy_66_75" => among(ages(66, 75), |view| view.has(flag::LOW_LITERACY)),
        "low_literacy" => with(flag::LOW_LITERACY),
        "low_literacy_76_plus" => persons(|view| view.age() > 75 && view.has(flag::LOW_LITERACY)),
        "asylum_recent" => persons(|view| view.new_asylum()),
        "insured" => with(flag::INSURED),
        "arrears_rent" => households(|view| {
            [ASSOCIATION, PRIVATE_RENT].contains(&view.tenure()).then(|| view.troubled(hardship::ARREARS_RENT))
        }),
        "arrears_energy" => private(|view| view.troubled(hardship::ARREARS_ENERGY)),
        "arrears_water" => private(|view| view.troubled(hardship::ARREARS_WATER)),
        "pension_age" => persons(|view| view.age() >= PENSION_AGE),
        _ => return None,
    })
}

/// Who was counted, and of them who the figure is about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) all: u64,
    pub(crate) found: u64,
}

impl Count {
    pub(crate) fn add(&mut self, other: Count) {
        self.all += other.all;
        self.found += other.found;
    }
}

/// Does something with each person of a block and whether they are the first of their household.
pub(crate) fn each_person(block: &Block, mut work: impl FnMut(&View<'_>, bool)) {
    let mut last_home = usize::MAX;
    for (row, home) in block.persons.home.iter().enumerate() {
        let home = usize::from(*home);
        work(&View { block, row, home }, home != last_home);
        last_home = home;
    }
}

/// Counts all these figures in a block, one figure after the other.
pub(crate) fn count(block: &Block, counters: &[Counter]) -> Vec<Count> {
    let count = |counter: &Counter| {
        let mut count = Count::default();
        each_person(block, |view, first| {
            if (first || !counter.of_households)
                && let Some(found) = (counter.test)(view)
            {
                count.all += 1;
                count.found += u64::from(found);
            }
        });
        count
    };
    counters.iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_is_there_once_and_can_be_counted() {
        let margins = read(include_str!("../../../fixtures/populations/nl-2025/margins.toml"));
        for margin in &margins {
            let key = margin.key.as_str();
            let worked_out = ["mean_size", "disposable", "standardised", "gini", "gross", "wealth", "energy_cost"];
            assert!(counter(key).is_some() != worked_out.contains(&key), "{key}");
            assert_eq!(margins.iter().filter(|other| other.key == key).count(), 1, "{key} is there once");
            assert!(margin.value > 0.0 && !margin.title.nl.is_empty() && !margin.title.en.is_empty(), "{key}");
            assert_eq!(margin.assumed, margin.source.starts_with("the model's"), "{key}");
        }
    }
}
