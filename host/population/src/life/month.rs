//! What happens in the households of one municipality in one month.

use fieldlab_domain::date::Date;

use crate::archetype::{Kind, position};
use crate::block::{days_since_first, hardship};
use crate::generate::Fitted;
use crate::household::{ASSOCIATION, PRIVATE_RENT, energy_cost};
use crate::life::event::{Event, EventKind};
use crate::life::hazards::{Hazards, Monthly};
use crate::life::state::{Household, Person, Scale, Town};
use crate::person::civil;
use crate::stream::{Purpose, Stream};
use crate::tables::{choose, hits};

/// Ages on a day: for each age the last day of birth on which somebody has it.
pub(super) struct Ages([i32; 131]);

impl Ages {
    pub(super) fn on(day: i32) -> Ages {
        let (year, month, of_month) = Date(day).civil();
        Ages(std::array::from_fn(|age| Date::new(year - age as i32, month, of_month).0))
    }

    /// The last day of birth on which somebody has this age.
    fn birthday(&self, age: usize) -> i32 {
        self.0[age]
    }

    /// Whole years; who is not born yet is 0.
    pub(super) fn of(&self, person: &Person) -> i32 {
        let born = person.born();
        let guess = ((self.0[0] - born) * 4 / 1461).clamp(0, 129);
        // The guess is right, or one off around a birthday.
        let after = usize::from(born <= self.0[guess as usize + 1]);
        let before = usize::from(guess > 0 && born > self.0[guess as usize]);
        guess + after as i32 - before as i32
    }
}

/// One month of the whole country, as each municipality plays it.
pub(super) struct Month<'a> {
    pub(super) fitted: &'a Fitted,
    pub(super) hazards: &'a Hazards,
    pub(super) stream: &'a Stream,
    /// Months since January 2025.
    pub(super) index: u64,
    /// Its first day, and how many it has.
    pub(super) first: i32,
    pub(super) days: u32,
    /// Ages on its first day, and on that of the next month.
    pub(super) before: Ages,
    pub(super) after: Ages,
    /// The chance of who may come to need social assistance.
    pub(super) assistance: Monthly,
    /// The chance of a household to come into problem debt, by income decile.
    pub(super) debt: [Monthly; 10],
    /// Persons up to and with each municipality: who moves goes where people live.
    pub(super) persons_until: Vec<u64>,
}

/// Somebody who looks for a partner to live with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seeker {
    pub(super) town: usize,
    pub(super) household: usize,
    pub(super) bsn: u32,
    pub(super) sex: u8,
    /// Days since 1970-01-01.
    pub(super) born: i32,
    /// Looks for somebody of their own sex.
    pub(super) same_sex: bool,
}

/// What a month in one municipality leaves to be done for the whole country.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) events: Vec<Event>,
    pub(super) seekers: Vec<Seeker>,
    /// Households of who left another.
    pub(super) founded: Vec<Household>,
    /// Places of households that move, and the municipality that they move to.
    pub(super) movers: Vec<(usize, usize)>,
    /// Children without anybody of 18 or over in their household.
    pub(super) orphans: Vec<Person>,
}

impl Month<'_> {
    /// 32 random bits of somebody in this month.
    pub(super) fn draw(&self, purpose: Purpose, bsn: u32, nth: u64) -> u32 {
        (self.stream.draw(purpose, u64::from(bsn) << 16 | self.index, nth) >> 32) as u32
    }

    pub(super) fn happens(&self, purpose: Purpose, bsn: u32, nth: u64, chance: Monthly) -> bool {
        hits(self.draw(purpose, bsn, nth), chance)
    }

    pub(super) fn scale(&self) -> Scale<'_> {
        let (income, gross) = (&self.fitted.income, &self.fitted.tables.gross);
        Scale { income, gross, minors_after: days_since_first(self.after.birthday(20)) }
    }

    /// A day of the month.
    pub(super) fn day(&self, bsn: u32, kind: EventKind) -> i32 {
        let draw = self.draw(Purpose::LifeDay, bsn, kind as u64 & 15);
        self.first + ((u64::from(draw) * u64::from(self.days)) >> 32) as i32
    }

    pub(super) fn event(&self, person: u32, kind: EventKind, other: u32, municipality: u16) -> Event {
        Event { day: self.day(person, kind), person, kind, other, municipality }
    }

    /// Plays the month of one municipality.
    pub(super) fn play(&self, at: usize, town: &mut Town) -> Outcome {
        let mut outcome = Outcome::default();
        let code = self.fitted.model.municipalities[at].code;
        for (place, household) in town.households.iter_mut().enumerate() {
            let mut told =
                Told { month: self, town: at, code, place, household, outcome: &mut outcome, events: Vec::new() };
            told.play();
            let events = std::mem::take(&mut told.events);
            outcome.events.extend(events);
        }
        outcome
    }
}

/// One household in the month; what happens to its work stands in `work.rs`, to who live together in `family.rs`.
pub(super) struct Told<'a> {
    pub(super) month: &'a Month<'a>,
    pub(super) town: usize,
    code: u16,
    place: usize,
    pub(super) household: &'a mut Household,
    pub(super) outcome: &'a mut Outcome,
    events: Vec<Event>,
}

/// Who has next to nothing to live on works or borrows beside it: gross, euro a year. Assumed.
const LEAST_ALONE: i32 = 12_000;

impl Told<'_> {
    pub(super) fn tell(&mut self, person: u32, kind: EventKind, other: u32) {
        self.events.push(self.month.event(person, kind, other, self.code));
    }

    pub(super) fn age(&self, person: &Person) -> i32 {
        self.month.after.of(person)
    }

    fn play(&mut self) {
        let mut earns_otherwise = false;
        for at in 0..self.household.members.len() {
            earns_otherwise |= self.grow_older(at);
        }
        let changed = self.deaths();
        if self.household.members.is_empty() || self.left_alone() {
            return;
        }
        for at in 0..self.household.members.len() {
            earns_otherwise |= self.work(at);
        }
        if earns_otherwise {
            self.household.set_incomes(&self.month.scale());
        }
        if self.emigrate() {
            return;
        }
        if self.household.is_institution() {
            return;
        }
        self.debt();
        // In a month at most one thing changes who live together.
        if changed || self.separate() || self.give_birth() || self.leave_home() || self.enter_institution() {
            return;
        }
        self.marry();
        self.seek();
        self.move_house();
    }

    /// Whether somebody died.
    fn deaths(&mut self) -> bool {
        let dies = |person: &Person| {
            let chance = self.month.hazards.death(person.role.sex(), self.month.after.of(person));
            self.month.happens(Purpose::LifeDeath, person.bsn, 0, chance)
        };
        let dead: Vec<u32> = self.household.members.iter().filter(|person| dies(person)).map(|one| one.bsn).collect();
        for bsn in &dead {
            let person = self.household.remove(*bsn).expect("they live there");
            self.tell(*bsn, EventKind::Died, 0);
            let partner = self
                .household
                .members
                .iter_mut()
                .find(|other| person.position() == position::PARTNER && other.position() == position::PARTNER);
            if let Some(partner) = partner {
                if partner.role.civil_status() == civil::MARRIED {
                    partner.set_civil_status(civil::WIDOWED);
                }
                let partner = partner.bsn;
                self.tell(partner, EventKind::Widowed, *bsn);
            }
        }
        if !dead.is_empty() {
            self.household.put_right(&self.month.scale());
        }
        !dead.is_empty()
    }

    /// Whether only children are left: they find another home.
    fn left_alone(&mut self) -> bool {
        let household = &mut *self.household;
        if household.is_institution() || household.members.iter().any(|person| self.month.after.of(person) >= 18) {
            return false;
        }
        let mut children = std::mem::take(&mut household.members);
        children.iter_mut().for_each(|child| child.set_position(position::OTHER));
        self.outcome.orphans.extend(children);
        true
    }

    /// Whether the household went abroad.
    fn emigrate(&mut self) -> bool {
        let month = self.month;
        let head = self.household.members[0];
        let recent = head.arrival > 0 && month.first - crate::block::FIRST_DAY - i32::from(head.arrival) < 5 * 365;
        let which = if head.arrival == 0 { 0 } else { 1 + usize::from(recent) };
        if self.household.is_institution()
            || !month.happens(Purpose::LifeAbroad, head.bsn, 0, month.hazards.emigration[which])
        {
            return false;
        }
        for person in std::mem::take(&mut self.household.members) {
            self.tell(person.bsn, EventKind::Emigrated, 0);
        }
        true
    }

    fn debt(&mut self) {
        let month = self.month;
        let head = self.household.members[0].bsn;
        let draw = |nth: u64| month.draw(Purpose::LifeDebt, head, nth);
        let household = &mut *self.household;
        if household.hardships & hardship::PROBLEM_DEBT != 0 {
            if hits(draw(0), month.hazards.debt_out) {
                household.hardships &= hardship::ENERGY_POOR;
                self.tell(head, EventKind::DebtEnded, 0);
            }
        } else if hits(draw(0), month.debt[usize::from(household.decile.clamp(1, 10)) - 1]) {
            household.hardships |= hardship::PROBLEM_DEBT;
            // In arrears as often as those who have had problem debts for longer.
            let arrears = [hardship::ARREARS_RENT, hardship::ARREARS_ENERGY, hardship::ARREARS_WATER];
            for (nth, bit) in arrears.into_iter().enumerate() {
                let may = bit != hardship::ARREARS_RENT || household.rents();
                if may && hits(draw(1 + nth as u64), month.fitted.tables.arrears[nth] * 5) {
                    household.hardships |= bit;
                }
            }
            self.tell(head, EventKind::DebtBegan, 0);
        }
    }

    /// Who looks for a partner to live with.
    fn seek(&mut self) {
        let month = self.month;
        for person in &self.household.members {
            let age = month.after.of(person);
            let may = age >= 18
                && [position::ALONE, position::SINGLE_PARENT, position::CHILD, position::OTHER]
                    .contains(&person.position());
            if may && month.happens(Purpose::LifeTogether, person.bsn, 0, month.hazards.together(age)) {
                self.outcome.seekers.push(Seeker {
                    town: self.town,
                    household: self.place,
                    bsn: person.bsn,
                    sex: person.role.sex(),
                    born: person.born(),
                    same_sex: month.happens(Purpose::LifeTogether, person.bsn, 1, month.hazards.same_sex),
                });
            }
        }
    }

    fn move_house(&mut self) {
        let (month, hazards) = (self.month, self.month.hazards);
        let head = self.household.members[0];
        if !month.happens(Purpose::LifeMove, head.bsn, 0, hazards.moving(self.age(&head))) {
            return;
        }
        let to = match month.happens(Purpose::LifeMove, head.bsn, 1, hazards.to_other_municipality) {
            true => month.destination(self.town, head.bsn),
            false => self.town,
        };
        self.household.postcode = month.fitted.names.postcode(to, month.draw(Purpose::LifeMove, head.bsn, 2));
        if to != self.town {
            self.outcome.movers.push((self.place, to));
            return;
        }
        let members: Vec<u32> = self.household.members.iter().map(|person| person.bsn).collect();
        members.into_iter().for_each(|bsn| self.tell(bsn, EventKind::Moved, 0));
    }
}

impl Month<'_> {
    /// Where somebody moves who leaves a municipality: often within the province, and where most people live.
    fn destination(&self, from: usize, bsn: u32) -> usize {
        let municipalities = &self.fitted.model.municipalities;
        let all = self.persons_until.last().copied().unwrap_or(0);
        let near = self.happens(Purpose::LifeMove, bsn, 3, self.hazards.within_province);
        for nth in 4..16 {
            let wanted = ((u128::from(all) * u128::from(self.draw(Purpose::LifeMove, bsn, nth))) >> 32) as u64;
            let to = self.persons_until.partition_point(|until| *until <= wanted).min(municipalities.len() - 1);
            let fits = !near || municipalities[to].province == municipalities[from].province;
            if to != from && fits {
                return to;
            }
        }
        from
    }

    /// A household of somebody who starts to live alone: a rented home in the municipality.
    pub(super) fn found(&self, town: usize, mut person: Person, assets: i32) -> Household {
        let bsn = person.bsn;
        let draw = |nth: u64| self.draw(Purpose::LifeFound, bsn, nth);
        let tenure = if draw(0) & 1 == 0 { ASSOCIATION } else { PRIVATE_RENT };
        let (least, most) = if tenure == ASSOCIATION { (420, 890) } else { (650, 1_750) };
        let part = |nth: u64| ((u64::from(draw(nth)) * ((most - least) / 2 + 1)) >> 32) as u16;
        let rent = least as u16 + part(1) + part(2);
        let tables = &self.fitted.tables;
        let label = choose(draw(3), &tables.labels[usize::from(tenure) - 1]) as u8 + 1;
        let spread = ((u64::from(draw(4)) * 81) >> 32) as i32 + 60;
        person.gross = person.gross.max(LEAST_ALONE);
        person.set_position(position::ALONE);
        let mut household = Household {
            kind: Kind::Alone as u8,
            postcode: self.fitted.names.postcode(town, draw(5)),
            disposable: 0,
            standardised: 0,
            assessment: 0,
            decile: 1,
            wealth: assets,
            assets,
            tenure,
            rent,
            label,
            energy_cost: energy_cost(tables, label, 1, spread),
            hardships: 0,
            members: vec![person],
        };
        household.put_right(&self.scale());
        household
    }
}
