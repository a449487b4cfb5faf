//! School, work and benefits in a month, and the state pension.

use crate::archetype::position;
use crate::block::{Schooling, Skills, flag};
use crate::life::event::EventKind;
use crate::life::month::Told;
use crate::life::state::{Household, Person};
use crate::person::{PENSION_AGE, work};
use crate::stream::Purpose;
use crate::tables::hits;

impl Told<'_> {
    /// What birthdays bring: school, skills, a state pension. Whether it changes what they earn.
    pub(super) fn grow_older(&mut self, at: usize) -> bool {
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

    /// Work and benefits. Whether it changes what they earn.
    pub(super) fn work(&mut self, at: usize) -> bool {
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
}

/// Social assistance and the state pension of who lives alone, gross, euro a year, about 2025. Assumed.
const ASSISTANCE: i32 = 17_000;
const STATE_PENSION: i32 = 18_500;

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
