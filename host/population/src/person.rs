//! Makes the members of a household: who they are, where they come from, what they do, get and can.

use crate::ages::With;
use crate::archetype::{Archetype, Kind, MAN, MOST_CHILDREN, WOMAN, position};
use crate::block::{Block, FIRST_DAY, Role, Schooling, Skills, days_since_first, flag};
use crate::household::{Home, Maker};
use crate::origin::Origin;
use crate::stream::Purpose;
use crate::tables::{Chance, assistance_group, choose, group, hits, times};

/// The year at whose first day ages are.
pub(crate) const YEAR: i32 = 2025;
/// From this age on people get a state pension: 67 years in 2025 (Algemene Ouderdomswet, article 7a).
pub(crate) const PENSION_AGE: u8 = 67;

pub(crate) mod civil {
    pub(crate) const NEVER_MARRIED: u8 = 1;
    pub(crate) const MARRIED: u8 = 2;
    pub(crate) const DIVORCED: u8 = 3;
    pub(crate) const WIDOWED: u8 = 4;
}

pub(crate) mod work {
    pub(crate) const EMPLOYEE: u8 = 1;
    pub(crate) const SELF_EMPLOYED: u8 = 2;
    pub(crate) const UNEMPLOYED: u8 = 3;
    pub(crate) const IN_EDUCATION: u8 = 4;
    pub(crate) const RETIRED: u8 = 5;
    pub(crate) const NOT_WORKING: u8 = 6;
}

/// Makes the members of one household.
pub(crate) struct Members<'a> {
    pub(crate) maker: &'a Maker<'a>,
    pub(crate) home: &'a Home,
}

/// A member before all else is drawn.
#[derive(Clone, Copy)]
struct Start {
    /// Its number for draws: the adults are 0 and 1, children 2 and on, another member 7.
    member: u64,
    age: u8,
    sex: u8,
    position: u8,
    origin: Origin,
    gross: i32,
    civil_status: u8,
    /// Of a couple without children at home.
    childless: bool,
    /// Which draws for a benefit give a couple social assistance: of the partner whose draw decides.
    together: Chance,
}

impl Members<'_> {
    fn half(&self, purpose: Purpose, member: u64) -> u32 {
        self.maker.stream.half(purpose, self.maker.household, member)
    }

    fn below(&self, purpose: Purpose, member: u64, bound: u64) -> u64 {
        self.maker.stream.below(purpose, self.maker.household, member, bound)
    }

    pub(crate) fn make(&self, archetype: &Archetype, boys: [bool; MOST_CHILDREN], block: &mut Block) {
        let position = match archetype.kind {
            Kind::Alone => position::ALONE,
            Kind::Couple | Kind::CoupleWithChildren => position::PARTNER,
            Kind::SingleParent => position::SINGLE_PARENT,
            Kind::Other => position::OTHER,
            Kind::Institutional => position::INSTITUTIONAL,
        };
        let mut parents = [Origin::NONE; 2];
        let mut ages = [0; 2];
        for (member, adult) in archetype.adults().enumerate() {
            let with = if position == position::PARTNER { With::Partner } else { With::Others };
            ages[member] = self.age(with, adult.sex, adult.band, member as u64);
            parents[member] =
                self.adult_origin(member as u64, ages[member], if member == 1 { Some(&parents[0]) } else { None });
        }
        let married = position == position::PARTNER && self.married(ages, archetype.children().len());
        let together = if position == position::PARTNER { self.couple_bijstand(ages) } else { 0 };
        let bijstand = hits(self.benefit_draw(0), together);
        let surname = self.maker.fitted.names.surname(self.half(Purpose::Surname, 0));
        for (nth, adult) in archetype.adults().enumerate() {
            let member = nth as u64;
            let surname =
                if nth == 0 { surname } else { self.maker.fitted.names.surname(self.half(Purpose::Surname, 1)) };
            let civil_status = if married { civil::MARRIED } else { self.single_status(member, ages[nth], adult.sex) };
            let start = Start {
                member,
                age: ages[nth],
                sex: adult.sex,
                position,
                origin: parents[nth],
                gross: self.home.gross[nth],
                civil_status,
                childless: archetype.kind == Kind::Couple,
                together: if nth == 0 { together } else { 0 },
            };
            self.person(block, &start, surname, bijstand);
        }
        for (nth, band) in archetype.children().iter().enumerate() {
            let member = 2 + nth as u64;
            let sex = if boys[nth] { MAN } else { WOMAN };
            let age = self.age(With::Parents, sex, *band, member);
            let origin = Origin::of_child(&parents, age);
            let gross = self.own_income(age, member);
            let start = Start {
                member,
                age,
                sex,
                position: position::CHILD,
                origin,
                gross,
                civil_status: civil::NEVER_MARRIED,
                childless: false,
                together: 0,
            };
            self.person(block, &start, surname, false);
        }
        if let Some(other) = archetype.other() {
            let (member, age) = (7, self.age(With::Others, other.sex, other.band, 7));
            let origin = self.adult_origin(member, age, Some(&parents[0]));
            let gross = self.own_income(if age < 15 { age } else { age.max(23) }, member);
            let civil_status = self.single_status(member, age, other.sex);
            let start = Start {
                member,
                age,
                sex: other.sex,
                position: position::OTHER,
                origin,
                gross,
                civil_status,
                childless: false,
                together: 0,
            };
            let surname = self.maker.fitted.names.surname(self.half(Purpose::Surname, member));
            self.person(block, &start, surname, false);
        }
    }

    /// The age of somebody of a five-year band.
    fn age(&self, with: With, sex: u8, band: u8, member: u64) -> u8 {
        let draw = match self.maker.point.age.get(member as usize) {
            Some(draw) => (draw >> 32) as u32,
            None => self.half(Purpose::Age, member),
        };
        self.maker.fitted.ages.age(with, sex, band, draw)
    }

    fn adult_origin(&self, member: u64, age: u8, with: Option<&Origin>) -> Origin {
        let size = self.maker.fitted.model.municipalities[self.home.municipality].size_class();
        let tables = &self.maker.fitted.tables;
        let choice = &tables.origin[size][group(age)];
        let own = match self.maker.point.origin.get(member as usize) {
            Some(draw) => *draw,
            None => self.maker.stream.draw(Purpose::Origin, self.maker.household, member),
        };
        Origin::of_adult(
            choice,
            age,
            (own, |purpose| self.half(purpose, member)),
            (tables.asylum_recent, tables.foreign),
            with,
        )
    }

    /// Whether a couple is married: the eldest says how likely.
    fn married(&self, ages: [u8; 2], children: usize) -> bool {
        let band = usize::from(ages[0].max(ages[1]) / 5).min(19);
        let fitted = self.maker.fitted;
        let part = fitted.model.regions.part(fitted.model.municipalities[self.home.municipality].province);
        let chance = fitted.tables.married[part][band][children.min(3)];
        hits(self.half(Purpose::CivilStatus, 0), chance)
    }

    fn single_status(&self, member: u64, age: u8, sex: u8) -> u8 {
        let shares = &self.maker.fitted.tables.single_status[usize::from(age / 5).min(19)][usize::from(sex - MAN)];
        [civil::NEVER_MARRIED, civil::DIVORCED, civil::WIDOWED]
            [choose(self.half(Purpose::CivilStatus, member + 1), shares)]
    }

    /// Partners get social assistance together, by the draw of the first. Of those who get it about a fifth have a partner; assumed.
    fn couple_bijstand(&self, ages: [u8; 2]) -> Chance {
        if !ages.iter().all(|age| (18..PENSION_AGE).contains(age)) {
            return 0;
        }
        let of_age = &self.maker.fitted.tables.bijstand[0][assistance_group(ages[0].max(ages[1]))];
        times(of_age[usize::from(self.home.decile) - 1] / 4, self.home.vulnerability)
    }

    /// The draw that decides which benefit somebody gets: of the two adults and the first two children it lies evenly with the
    /// household's income and vulnerability.
    fn benefit_draw(&self, member: u64) -> u32 {
        match self.maker.point.benefit.get(member as usize) {
            Some(draw) => (draw >> 32) as u32,
            None => self.half(Purpose::Benefit, member),
        }
    }

    /// Whether something happens that is more likely the more vulnerable the household is.
    fn happens(&self, purpose: Purpose, member: u64, chance: Chance) -> bool {
        hits(self.half(purpose, member), times(chance, self.home.vulnerability))
    }

    /// What somebody earns who is not one of the two adults: nothing under 15, then a job beside school, then more.
    fn own_income(&self, age: u8, member: u64) -> i32 {
        let most = match age {
            0..=14 => return 0,
            15..=17 => 4_000,
            18..=22 => 16_000,
            _ => 42_000,
        };
        self.maker.fitted.tables.gross.of_simple(self.below(Purpose::OwnIncome, member, most) as i64)
    }

    fn person(&self, block: &mut Block, start: &Start, surname: u16, bijstand: bool) {
        let (age, member) = (start.age, start.member);
        let names = &self.maker.fitted.names;
        let (first, days) = self.maker.fitted.ages.year_of_birth(age);
        let year = YEAR - 1 - i32::from(age);
        let education = self.education(start);
        let flags = self.benefits(start, bijstand);
        let flags = flags | self.care_and_skills(start, education, flags);
        let persons = &mut block.persons;
        persons.home.push(self.home.place);
        persons.age.push(age);
        let born = first + self.below(Purpose::BirthDay, member, days) as i32;
        persons.born.push(days_since_first(born));
        persons.role.push(Role::new(start.sex, start.position, start.civil_status));
        persons.first_name.push(names.first_name(start.sex, year, self.half(Purpose::FirstName, member)));
        persons.surname.push(surname);
        persons.nationality.push(start.origin.nationality);
        persons.birth_country.push(start.origin.birth_country);
        persons.origin.push(start.origin.region);
        persons.residence_title.push(start.origin.title);
        persons.arrival.push(start.origin.arrival(born, FIRST_DAY));
        persons.schooling.push(Schooling::new(education, self.work(start, flags)));
        persons.gross.push(start.gross);
        persons.skills.push(Skills::new(self.dutch(start, education, flags), self.digital(start, education)));
        persons.flags.push(flags);
    }

    /// Highest education: none before 15, and below 18 at most what can be reached by then.
    fn education(&self, start: &Start) -> u8 {
        if start.age < 15 {
            return 0;
        }
        let shares = &self.maker.fitted.tables.education[group(start.age)][usize::from(start.sex - MAN)];
        choose(self.half(Purpose::Education, start.member), shares) as u8 + 1
    }

    /// Insurance and benefits; of disability benefit, WW and bijstand nobody has two.
    fn benefits(&self, start: &Start, couple_gets_bijstand: bool) -> u16 {
        let tables = &self.maker.fitted.tables;
        let (age, member, decile) = (start.age, start.member, usize::from(self.home.decile) - 1);
        let insured = hits(self.half(Purpose::Insured, member), self.maker.fitted.income.insured);
        let mut flags = if insured { flag::INSURED } else { 0 };
        if age >= PENSION_AGE {
            return flags | flag::AOW | self.premium_arrears(start, flags, 0);
        }
        if age < 18 {
            return flags;
        }
        // One draw chooses between them, so that nobody has two.
        let bijstand = match start.position {
            position::ALONE | position::SINGLE_PARENT => {
                let of = tables.bijstand[usize::from(start.sex - MAN)][assistance_group(age)][decile];
                times(of, self.home.vulnerability)
            }
            _ => start.together,
        };
        let disability = bijstand + tables.disability[group(age)][decile];
        let ww = disability + if start.position == position::INSTITUTIONAL { 0 } else { tables.ww[decile] };
        let draw = self.benefit_draw(member);
        flags |= match draw {
            _ if couple_gets_bijstand || hits(draw, bijstand) => flag::BIJSTAND,
            _ if hits(draw, disability) => flag::DISABILITY,
            _ if hits(draw, ww) => flag::WW,
            _ => 0,
        };
        flags | self.premium_arrears(start, flags, if couple_gets_bijstand { 0 } else { bijstand })
    }

    /// Arrears on the health premium: of insured adults. `bijstand` is the chance by which somebody got social assistance.
    fn premium_arrears(&self, start: &Start, flags: u16, bijstand: Chance) -> u16 {
        let tables = &self.maker.fitted.tables;
        let kind = match start.position {
            position::ALONE => 0,
            position::SINGLE_PARENT => 1,
            _ if start.childless && start.civil_status == civil::MARRIED => 2,
            _ => 3,
        };
        let chance = times(tables.premium_arrears[kind], self.home.vulnerability);
        let draw = match self.maker.point.arrears.get(start.member as usize) {
            Some(draw) => (draw >> 32) as u32,
            None => self.half(Purpose::PremiumArrears, start.member),
        };
        let in_arrears = match flags & flag::BIJSTAND != 0 {
            // Within those who get assistance its draw is even too: they are few, and so are as many as they should be.
            true if bijstand > 0 => {
                let draw = u64::from(self.benefit_draw(start.member)) << 32;
                u128::from(draw)
                    < u128::from(bijstand.min(1 << 32)) * u128::from(times(chance, tables.premium_arrears_bijstand))
            }
            true => hits(draw, times(chance, tables.premium_arrears_bijstand)),
            false => hits(draw, chance),
        };
        if in_arrears && flags & flag::INSURED != 0 { flag::PREMIUM_ARREARS } else { 0 }
    }

    /// Care, and low literacy.
    fn care_and_skills(&self, start: &Start, education: u8, benefits: u16) -> u16 {
        let tables = &self.maker.fitted.tables;
        let (age, member) = (start.age, start.member);
        let band = usize::from(age / 5).min(19);
        let mut flags = 0;
        let more = if benefits & flag::DISABILITY != 0 { 3 } else { 1 };
        if self.happens(Purpose::Wmo, member, tables.wmo[band] * more) {
            flags |= flag::WMO;
        }
        if age < 23 && self.happens(Purpose::YouthCare, member, tables.youth_care[usize::from(age)]) {
            flags |= flag::YOUTH_CARE;
        }
        if age < 16 {
            return flags;
        }
        if hits(self.half(Purpose::Carer, member), tables.carer[usize::from(start.sex - MAN)][band]) {
            flags |= flag::CARER;
        }
        let of_age = match age {
            0..=65 => 0,
            66..=75 => 1,
            _ => 2,
        };
        let chance = tables.low_literacy[of_age][usize::from(education)];
        // Who was not born here reads Dutch less well.
        let chance = if start.origin.is_born_abroad() { chance * 9 / 4 } else { chance };
        if self.happens(Purpose::LowLiteracy, member, chance) {
            flags |= flag::LOW_LITERACY;
        }
        flags
    }

    fn work(&self, start: &Start, flags: u16) -> u8 {
        let tables = &self.maker.fitted.tables;
        let age = start.age;
        let draw = self.half(Purpose::Work, start.member);
        if age < 15 {
            return if age >= 4 { work::IN_EDUCATION } else { work::NOT_WORKING };
        }
        if flags & flag::WW != 0 {
            return work::UNEMPLOYED;
        }
        let on_benefit = flags & (flag::BIJSTAND | flag::DISABILITY) != 0;
        let employed = tables.employed[group(age)][usize::from(start.sex - MAN)][usize::from(self.home.decile) - 1];
        // A quarter of those who would work otherwise do so beside a disability benefit; assumed.
        let chance = match flags & (flag::BIJSTAND | flag::DISABILITY) {
            0 => employed,
            flag::DISABILITY => employed / 4,
            _ => 0,
        };
        if start.position != position::INSTITUTIONAL && hits(draw, chance) {
            let own = hits(draw.wrapping_mul(0x9e37_79b9), tables.self_employed[group(age)]);
            return if own { work::SELF_EMPLOYED } else { work::EMPLOYEE };
        }
        match age {
            0..=22 => work::IN_EDUCATION,
            PENSION_AGE.. => work::RETIRED,
            60.. if !on_benefit && draw.is_multiple_of(3) => work::RETIRED,
            _ if !on_benefit && draw.is_multiple_of(8) => work::UNEMPLOYED,
            _ => work::NOT_WORKING,
        }
    }

    /// Level of Dutch, 0 for A0 to 6 for C2.
    fn dutch(&self, start: &Start, education: u8, flags: u16) -> u8 {
        let draw = self.half(Purpose::Dutch, start.member);
        if let Some(years) = start.origin.years_of_learning(start.age) {
            return Origin::dutch_after(years, education, draw);
        }
        let level = match (start.age, education) {
            (0..=1, _) => 0,
            (2..=3, _) => 1,
            (4..=7, _) => 2,
            (8..=11, _) => 3,
            (12..=14, _) => 4,
            (_, 0 | 1) => 3,
            (_, 2) => 4,
            (_, 3) => 4 + (draw & 1) as u8,
            (_, 4) => 5,
            _ => 5 + (draw & 1) as u8,
        };
        if flags & flag::LOW_LITERACY != 0 { level.min(3) - (draw >> 31) as u8 } else { level }
    }

    /// Digital skill from 12 on: 1 below basic, 2 basic, 3 above basic.
    fn digital(&self, start: &Start, education: u8) -> u8 {
        if start.age < 12 {
            return 0;
        }
        let tables = &self.maker.fitted.tables;
        let level = match education {
            0..=2 => 0,
            3 => 1,
            _ => 2,
        };
        let draw = self.half(Purpose::Digital, start.member);
        if hits(draw, tables.digital_above[group(start.age)][level]) {
            3
        } else if hits(draw, tables.digital_basic[group(start.age)][level]) {
            2
        } else {
            1
        }
    }
}
