//! Who lives together in a month: parting, marrying, births, leaving home, going to live in an institution.

use fieldlab_domain::date::Date;

use crate::archetype::{Kind, MAN, WOMAN, position};
use crate::block::{Role, Schooling, Skills, days_since_first, flag};
use crate::household::INSTITUTION;
use crate::life::event::EventKind;
use crate::life::month::Told;
use crate::life::state::Person;
use crate::names::{DUTCH, NETHERLANDS};
use crate::person::{civil, work};
use crate::stream::Purpose;
use crate::tables::hits;

impl Told<'_> {
    fn couple(&self) -> Option<[Person; 2]> {
        let mut partners = self.household.members.iter().filter(|person| person.position() == position::PARTNER);
        Some([*partners.next()?, *partners.next()?])
    }

    pub(super) fn separate(&mut self) -> bool {
        let (month, hazards) = (self.month, self.month.hazards);
        let Some([one, other]) = self.couple() else { return false };
        let (married, children) = (one.role.civil_status() == civil::MARRIED, self.household.count(position::CHILD));
        let which = if married { 0 } else { 1 + usize::from(children == 0) };
        if !month.happens(Purpose::LifeCouple, one.bsn, 0, hazards.separation[which]) {
            return false;
        }
        let draw = month.draw(Purpose::LifeCouple, one.bsn, 1);
        let man_leaves = if children > 0 { hits(draw, hazards.children_with_mother) } else { draw & 1 == 0 };
        let leaves_first = (one.role.sex() == MAN) == man_leaves;
        let (leaves, stays) = if leaves_first { (one, other) } else { (other, one) };
        let assets = self.household.halve_assets();
        let mut leaver = self.household.remove(leaves.bsn).expect("they live there");
        if married {
            leaver.set_civil_status(civil::DIVORCED);
            let left = self.household.members.iter_mut().find(|person| person.bsn == stays.bsn);
            left.expect("they live there").set_civil_status(civil::DIVORCED);
        }
        self.household.put_right(&month.scale());
        self.tell(one.bsn, EventKind::Separated, other.bsn);
        self.tell(other.bsn, EventKind::Separated, one.bsn);
        self.outcome.founded.push(month.found(self.town, leaver, assets));
        true
    }

    pub(super) fn marry(&mut self) {
        let month = self.month;
        let Some([one, other]) = self.couple() else { return };
        if one.role.civil_status() == civil::MARRIED
            || !month.happens(Purpose::LifeCouple, one.bsn, 2, month.hazards.marriage)
        {
            return;
        }
        let partners = self.household.members.iter_mut().filter(|person| person.position() == position::PARTNER);
        partners.for_each(|person| person.set_civil_status(civil::MARRIED));
        self.tell(one.bsn, EventKind::Married, other.bsn);
        self.tell(other.bsn, EventKind::Married, one.bsn);
    }

    pub(super) fn give_birth(&mut self) -> bool {
        const MOST_MEMBERS: usize = 12;
        let month = self.month;
        let may = |person: &&Person| {
            person.role.sex() == WOMAN
                && [position::PARTNER, position::SINGLE_PARENT, position::ALONE].contains(&person.position())
        };
        let Some(mother) = self.household.members.iter().find(may).copied() else { return false };
        let chance = month.hazards.birth(self.age(&mother), mother.position() == position::PARTNER);
        if self.household.members.len() >= MOST_MEMBERS || !month.happens(Purpose::LifeBirth, mother.bsn, 0, chance) {
            return false;
        }
        let draw = |nth: u64| month.draw(Purpose::LifeBirth, mother.bsn, nth);
        let sex = if hits(draw(1), month.hazards.boys) { MAN } else { WOMAN };
        let parents: Vec<Person> =
            self.household.members.iter().filter(|person| person.position() == mother.position()).copied().collect();
        let abroad = parents.iter().find(|parent| parent.origin != 1).unwrap_or(&mother);
        let dutch = parents.iter().any(|parent| parent.nationality == DUTCH);
        let (year, ..) = Date(month.first).civil();
        self.household.members.push(Person {
            bsn: 0,
            born: days_since_first(month.day(mother.bsn, EventKind::Born)),
            role: Role::new(sex, position::CHILD, civil::NEVER_MARRIED),
            first_name: month.fitted.names.first_name(sex, year, draw(2)),
            surname: self.household.members[0].surname,
            nationality: if dutch { DUTCH } else { mother.nationality },
            birth_country: NETHERLANDS,
            origin: abroad.origin,
            title: if dutch { 0 } else { mother.title },
            arrival: 0,
            schooling: Schooling::new(0, work::NOT_WORKING),
            gross: 0,
            flags: flag::INSURED,
            skills: Skills::new(0, 0),
        });
        self.household.put_right(&month.scale());
        true
    }

    /// Whether a child of 18 or over left to live alone.
    pub(super) fn leave_home(&mut self) -> bool {
        let month = self.month;
        let leaves = |person: &&Person| {
            let chance = month.hazards.leaving_home(person.role.sex(), month.after.of(person));
            person.position() == position::CHILD && month.happens(Purpose::LifeHome, person.bsn, 0, chance)
        };
        let Some(bsn) = self.household.members.iter().find(leaves).map(|person| person.bsn) else { return false };
        let child = self.household.remove(bsn).expect("they live there");
        self.household.put_right(&month.scale());
        self.tell(bsn, EventKind::LeftHome, 0);
        self.outcome.founded.push(month.found(self.town, child, 1_000));
        true
    }

    pub(super) fn enter_institution(&mut self) -> bool {
        let month = self.month;
        let person = self.household.members[0];
        if self.household.kind != Kind::Alone as u8
            || !month.happens(Purpose::LifeHome, person.bsn, 1, month.hazards.institution(self.age(&person)))
        {
            return false;
        }
        let household = &mut *self.household;
        household.kind = Kind::Institutional as u8;
        household.tenure = INSTITUTION;
        (household.rent, household.label, household.energy_cost, household.hardships) = (0, 0, 0, 0);
        household.members[0].set_position(position::INSTITUTIONAL);
        household.members[0].flags &= !flag::WW;
        self.tell(person.bsn, EventKind::MovedToInstitution, 0);
        true
    }
}
