//! What happens in the households of one municipality in one month.

use fieldlab_domain::date::Date;

use crate::archetype::{Kind, MAN, WOMAN, position};
use crate::block::{Role, Schooling, Skills, days_since_first, flag, hardship};
use crate::generate::Fitted;
use crate::household::{ASSOCIATION, INSTITUTION, PRIVATE_RENT, energy_cost};
use crate::life::event::{Event, EventKind};
use crate::life::hazards::{Hazards, Monthly};
use crate::life::state::{Household, Person, Scale, Town};
use crate::names::{DUTCH, NETHERLANDS};
use crate::person::{PENSION_AGE, civil, work};
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
        Scale { income: &self.fitted.income, minors_after: days_since_first(self.after.birthday(20)) }
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

/// One household in the month.
struct Told<'a> {
    month: &'a Month<'a>,
    town: usize,
    code: u16,
    place: usize,
    household: &'a mut Household,
    outcome: &'a mut Outcome,
    events: Vec<Event>,
}

impl Told<'_> {
    fn tell(&mut self, person: u32, kind: EventKind, other: u32) {
        self.events.push(self.month.event(person, kind, other, self.code));
    }

    fn age(&self, person: &Person) -> i32 {
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

    /// What birthdays bring: school, skills, a state pension. Whether it changes what they earn.
    fn grow_older(&mut self, at: usize) -> bool {
        let month = self.month;
        let person = self.household.members[at];
        let age = month.after.of(&person);
        let mut earns_otherwise = false;
        if age >= i32::from(PENSION_AGE) && !person.has(flag::AOW) {
            self.retire(at);
            earns_otherwise = true;
        }
        if age > 27 || age == month.before.of(&person) {
            return earns_otherwise;
        }
        let draw = |nth: u64| month.draw(Purpose::LifeGrowth, person.bsn, nth);
        let percent = |nth: u64, percent: u64| hits(draw(nth), (percent << 32) / 100);
        let (mut education, mut does) = (person.schooling.education(), person.schooling.work());
        let (mut dutch, mut digital) = (person.skills.dutch(), person.skills.digital());
        let person = &mut self.household.members[at];
        let least_dutch = match age {
            2..=3 => 1,
            4..=7 => 2,
            8..=11 => 3,
            12..=14 => 4,
            _ => 0,
        };
        if person.arrival == 0 {
            dutch = dutch.max(least_dutch);
        }
        match age {
            4 => does = work::IN_EDUCATION,
            12 => digital = 2,
            15 => education = education.max(1),
            18 => {
                education = education.max(if percent(0, 66) { 3 } else { 2 });
                if person.has(flag::YOUTH_CARE) && !percent(1, 40) {
                    person.flags &= !flag::YOUTH_CARE;
                }
            }
            22 if education == 3 && percent(0, 35) => education = 4,
            24 if education == 4 && percent(0, 35) => education = 5,
            _ => {}
        }
        if age >= 23 {
            person.flags &= !flag::YOUTH_CARE;
        }
        let leaves_school = does == work::IN_EDUCATION && (age >= 23 || age >= 18 && percent(2, 30));
        if leaves_school && !person.has_benefit() {
            does = if percent(3, 85) { work::EMPLOYEE } else { work::UNEMPLOYED };
            if does == work::EMPLOYEE {
                person.gross = person.gross.max(first_wage(draw(4)));
                earns_otherwise = true;
            }
        }
        person.schooling = Schooling::new(education, does);
        person.skills = Skills::new(dutch, digital);
        earns_otherwise
    }

    /// A state pension, and most stop working. Seven tenths of the income before it, and the state pension at least; assumed.
    fn retire(&mut self, at: usize) {
        let person = &mut self.household.members[at];
        let (bsn, had) = (person.bsn, person.flags);
        person.flags = had & !(flag::WW | flag::BIJSTAND | flag::DISABILITY) | flag::AOW;
        if person.schooling.work() != work::SELF_EMPLOYED {
            if person.schooling.work() == work::EMPLOYEE {
                person.gross = (person.gross / 10 * 7).max(STATE_PENSION);
            }
            person.set_work(work::RETIRED);
        }
        person.gross = person.gross.max(STATE_PENSION);
        self.tell(bsn, EventKind::PensionBegan, 0);
        for (bit, kind) in
            [(flag::WW, EventKind::UnemploymentBenefitEnded), (flag::BIJSTAND, EventKind::AssistanceEnded)]
        {
            if had & bit != 0 {
                self.tell(bsn, kind, 0);
            }
        }
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

    /// Work and benefits. Whether it changes what they earn.
    fn work(&mut self, at: usize) -> bool {
        let person = self.household.members[at];
        let age = self.age(&person);
        if !(18..i32::from(PENSION_AGE)).contains(&age) || person.has(flag::DISABILITY) {
            return false;
        }
        let hazards = self.month.hazards;
        let draw = self.month.draw(Purpose::LifeWork, person.bsn, 0);
        if person.has(flag::BIJSTAND) {
            return self.leave_assistance(at, draw);
        }
        match person.schooling.work() {
            work::EMPLOYEE | work::SELF_EMPLOYED if hits(draw, hazards.lose_work) => self.lose_work(at),
            work::EMPLOYEE | work::SELF_EMPLOYED if hits(draw, hazards.lose_work + hazards.leave_work) => {
                let person = &mut self.household.members[at];
                person.set_work(work::NOT_WORKING);
                person.gross /= 2;
                let bsn = person.bsn;
                self.tell(bsn, EventKind::StoppedWorking, 0);
                true
            }
            work::UNEMPLOYED if hits(draw, hazards.find_work) => self.find_work(at),
            work::NOT_WORKING if !person.has_benefit() && hits(draw, hazards.enter_work) => self.find_work(at),
            work::UNEMPLOYED if person.has(flag::WW) => self.lose_benefit(at),
            work::UNEMPLOYED | work::NOT_WORKING => self.come_to_assistance(at),
            _ => false,
        }
    }

    fn lose_work(&mut self, at: usize) -> bool {
        let month = self.month;
        let person = &mut self.household.members[at];
        let insured = person.schooling.work() == work::EMPLOYEE && !person.has_benefit();
        let benefit = insured && month.happens(Purpose::LifeWork, person.bsn, 1, month.hazards.benefit_on_loss);
        person.set_work(work::UNEMPLOYED);
        // Unemployment benefit is seven tenths of the wage (Werkloosheidswet, article 47).
        person.gross = if benefit { person.gross / 10 * 7 } else { person.gross / 10 * 4 };
        let bsn = person.bsn;
        if benefit {
            person.flags |= flag::WW;
        }
        self.tell(bsn, EventKind::LostWork, 0);
        if benefit {
            self.tell(bsn, EventKind::UnemploymentBenefitBegan, 0);
        }
        true
    }

    fn find_work(&mut self, at: usize) -> bool {
        let wage = first_wage(self.month.draw(Purpose::LifeWork, self.household.members[at].bsn, 2));
        let person = &mut self.household.members[at];
        let (bsn, had) = (person.bsn, person.flags);
        person.flags &= !(flag::WW | flag::BIJSTAND);
        person.set_work(work::EMPLOYEE);
        person.gross = (person.gross / 7 * 10).max(wage);
        self.tell(bsn, EventKind::FoundWork, 0);
        if had & flag::WW != 0 {
            self.tell(bsn, EventKind::UnemploymentBenefitEnded, 0);
        }
        if had & flag::BIJSTAND != 0 {
            self.tell(bsn, EventKind::AssistanceEnded, 0);
        }
        true
    }

    /// Unemployment benefit ends before there is work; some then need social assistance.
    fn lose_benefit(&mut self, at: usize) -> bool {
        let (month, hazards) = (self.month, self.month.hazards);
        let bsn = self.household.members[at].bsn;
        if !month.happens(Purpose::LifeBenefit, bsn, 0, hazards.benefit_expires) {
            return false;
        }
        let alone = self.household.count(position::PARTNER) == 0;
        let person = &mut self.household.members[at];
        person.flags &= !flag::WW;
        person.gross /= 2;
        let needs = alone
            && [position::ALONE, position::SINGLE_PARENT].contains(&person.position())
            && month.happens(Purpose::LifeBenefit, bsn, 1, hazards.expired_to_assistance);
        self.tell(bsn, EventKind::UnemploymentBenefitEnded, 0);
        if needs {
            self.begin_assistance(at);
        }
        true
    }

    fn come_to_assistance(&mut self, at: usize) -> bool {
        let person = self.household.members[at];
        if !may_need_assistance(self.household, &person)
            || !self.month.happens(Purpose::LifeBenefit, person.bsn, 2, self.month.assistance)
        {
            return false;
        }
        self.begin_assistance(at);
        true
    }

    fn begin_assistance(&mut self, at: usize) {
        let person = &mut self.household.members[at];
        person.flags |= flag::BIJSTAND;
        person.set_work(work::NOT_WORKING);
        person.gross = ASSISTANCE;
        let bsn = person.bsn;
        self.tell(bsn, EventKind::AssistanceBegan, 0);
    }

    /// About half of those who leave social assistance find work; assumed. Partners get it together, and leave it together.
    fn leave_assistance(&mut self, at: usize, draw: u32) -> bool {
        if !hits(draw, self.month.hazards.assistance_out) {
            return false;
        }
        let with_partner = self.household.members[at].position() == position::PARTNER;
        for place in 0..self.household.members.len() {
            let person = &self.household.members[place];
            let partner = with_partner && person.position() == position::PARTNER && person.has(flag::BIJSTAND);
            if place == at && self.month.draw(Purpose::LifeWork, person.bsn, 3) & 1 == 0 {
                self.find_work(place);
            } else if place == at || partner {
                let bsn = person.bsn;
                self.household.members[place].flags &= !flag::BIJSTAND;
                self.tell(bsn, EventKind::AssistanceEnded, 0);
            }
        }
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

    fn couple(&self) -> Option<[Person; 2]> {
        let mut partners = self.household.members.iter().filter(|person| person.position() == position::PARTNER);
        Some([*partners.next()?, *partners.next()?])
    }

    fn separate(&mut self) -> bool {
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

    fn marry(&mut self) {
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

    fn give_birth(&mut self) -> bool {
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
    fn leave_home(&mut self) -> bool {
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

    fn enter_institution(&mut self) -> bool {
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
        // Who has next to nothing to live on works or borrows beside it; assumed.
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

/// Gross, euro a year: social assistance of who lives alone, and the state pension of who does, 2025; rounded.
const ASSISTANCE: i32 = 17_000;
const STATE_PENSION: i32 = 18_500;
const LEAST_ALONE: i32 = 12_000;

/// 24,000 to 38,000 euro a year, gross; assumed.
fn first_wage(draw: u32) -> i32 {
    24_000 + ((u64::from(draw) * 14_000) >> 32) as i32
}

/// Who may come to need social assistance: without a partner, work or benefit, with a low income.
pub(super) fn may_need_assistance(household: &Household, person: &Person) -> bool {
    household.decile <= 3
        && [position::ALONE, position::SINGLE_PARENT].contains(&person.position())
        && [work::UNEMPLOYED, work::NOT_WORKING].contains(&person.schooling.work())
        && !person.has_benefit()
}
