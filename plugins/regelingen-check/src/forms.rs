//! What is asked, and the situation that follows from the answers. What the register knows is filled in.

use fieldlab_service::prelude::*;

use crate::amounts::Amounts;
use crate::situation::{Children, Earnings, Situation, Work};

/// Who lives there.
#[derive(Form)]
#[ask(nl = "Uw gezin", en = "Your family")]
pub(crate) struct Family {
    #[ask(nl = "Hoe oud bent u?", en = "How old are you?", least = 0, most = 120, register = "person.age")]
    age: Whole,
    #[ask(nl = "Met wie woont u?", en = "With whom do you live?", register = "person.household_position")]
    living: Living,
    #[ask(
        nl = "Hoeveel kinderen onder de 18 wonen bij u?",
        en = "How many children under 18 live with you?",
        hint_nl = "Het register telt ook kinderen van 18 en ouder mee. Zijn die er, verander het getal dan.",
        hint_en = "The register counts children of 18 and over too. If you have those, change the number.",
        least = 0,
        most = 20,
        register = "household.children"
    )]
    children: Whole,
    #[ask(
        nl = "Hoeveel van hen zijn 12, 13, 14 of 15 jaar?",
        en = "How many of them are 12, 13, 14 or 15?",
        least = 0,
        most = 20
    )]
    from_12: Option<Whole>,
    #[ask(nl = "Hoeveel van hen zijn 16 of 17 jaar?", en = "How many of them are 16 or 17?", least = 0, most = 20)]
    from_16: Option<Whole>,
    #[ask(
        nl = "Hoeveel andere volwassenen wonen bij u?",
        en = "How many other adults live with you?",
        hint_nl = "Tel uzelf en uw partner niet mee.",
        hint_en = "Do not count yourself and your partner.",
        least = 0,
        most = 20
    )]
    others: Option<Whole>,
    #[ask(
        nl = "Hoeveel van die anderen delen de kosten met u?",
        en = "How many of those others share the cost with you?",
        hint_nl = "Tel mensen van 27 jaar of ouder. Tel geen studenten mee, en geen mensen die met een contract een kamer bij u huren.",
        hint_en = "Count people of 27 and over. Do not count students, or people who rent a room from you with a contract.",
        least = 0,
        most = 20
    )]
    sharers: Option<Whole>,
}

/// With whom somebody lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Living {
    #[ask(nl = "Alleen, of alleen met mijn kinderen", en = "By myself, or only with my children", codes = [2, 4])]
    Alone,
    #[ask(nl = "Met mijn partner", en = "With my partner", codes = [3])]
    Partner,
    #[ask(nl = "Bij mijn ouders", en = "With my parents", codes = [1])]
    Parents,
    #[ask(nl = "Met andere mensen", en = "With other people", codes = [5])]
    Others,
    #[ask(nl = "In een instelling", en = "In an institution", codes = [6])]
    Institution,
}

/// How they live.
#[derive(Form)]
#[ask(nl = "Uw woning", en = "Your home")]
pub(crate) struct Home {
    #[ask(nl = "Hoe woont u?", en = "How do you live?", register = "household.tenure")]
    tenure: Tenure,
    #[ask(
        nl = "Wat is uw kale huur per maand?",
        en = "What is your rent a month without service costs?",
        hint_nl = "Bijvoorbeeld: 690,40. Huurt u niet? Vul dan 0 in.",
        hint_en = "For example: 690,40. You do not rent? Enter 0.",
        least = 0,
        most = 10_000,
        register = "household.rent_month"
    )]
    rent: Amount,
    #[ask(
        nl = "Hoeveel is uw koopwoning meer waard dan uw hypotheek?",
        en = "How much more is your own home worth than your mortgage?",
        hint_nl = "Hebt u geen koopwoning? Laat dit dan leeg.",
        hint_en = "You do not own a home? Leave this open.",
        least = 0,
        most = 10_000_000
    )]
    value: Option<Amount>,
}

/// Renting or owning. The register does not tell a room from a home with a front door of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Tenure {
    #[ask(nl = "Ik huur een woning met een eigen voordeur", en = "I rent a home with a front door of its own", codes = [2, 3])]
    Rent,
    #[ask(nl = "Ik huur een kamer", en = "I rent a room")]
    Room,
    #[ask(nl = "Ik heb een koopwoning", en = "I own my home", codes = [1])]
    Own,
    #[ask(nl = "Anders", en = "Otherwise", codes = [4])]
    Other,
}

/// What comes in, and what there is.
#[derive(Form)]
#[ask(nl = "Uw geld", en = "Your money")]
pub(crate) struct Money {
    #[ask(nl = "Wat doet u?", en = "What do you do?", register = "person.work")]
    work: Occupation,
    #[ask(
        nl = "Wat is uw inkomen per jaar, voor de belasting?",
        en = "What is your income a year, before tax?",
        hint_nl = "Loon, winst, uitkering of pensioen. Stopt uw uitkering? Vul dan in wat u daarna krijgt.",
        hint_en = "Wage, profit, benefit or pension. Does your benefit end? Then enter what you get after that.",
        least = 0,
        most = 1_000_000,
        register = "person.income_gross"
    )]
    income: Amount,
    #[ask(
        nl = "Hebt u nu bijstand?",
        en = "Do you have social assistance (bijstand) now?",
        register = "person.bijstand"
    )]
    assisted: bool,
    #[ask(
        nl = "Wat is het inkomen van uw partner per jaar, voor de belasting?",
        en = "What is the income of your partner a year, before tax?",
        hint_nl = "Hebt u geen partner? Laat dit dan leeg.",
        hint_en = "You have no partner? Leave this open.",
        least = 0,
        most = 1_000_000
    )]
    partner_income: Option<Amount>,
    #[ask(
        nl = "Wat is het inkomen van andere volwassenen in huis per jaar, samen?",
        en = "What is the income a year of other adults in the home, together?",
        least = 0,
        most = 1_000_000
    )]
    others_income: Option<Amount>,
    #[ask(
        nl = "Hoeveel spaargeld hebt u, samen met uw partner?",
        en = "How much do you have in savings, together with your partner?",
        hint_nl = "Tel beleggingen mee. Tel uw woning niet mee.",
        hint_en = "Count investments too. Do not count your home.",
        least = 0,
        most = 10_000_000,
        register = "household.assets"
    )]
    assets: Amount,
    #[ask(nl = "Hebt u een zorgverzekering?", en = "Do you have health insurance?", register = "person.insured")]
    insured: bool,
}

/// What somebody does for a living.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Occupation {
    #[ask(nl = "Ik werk in loondienst", en = "I am in paid employment", codes = [1])]
    Employee,
    #[ask(nl = "Ik heb een eigen bedrijf", en = "I have a business of my own", codes = [2])]
    SelfEmployed,
    #[ask(nl = "Ik werk niet, of ik zoek werk", en = "I do not work, or I look for work", codes = [3, 6])]
    NotWorking,
    #[ask(nl = "Ik zit op school of ik studeer", en = "I am at school or I study", codes = [4])]
    InEducation,
    #[ask(nl = "Ik ben met pensioen", en = "I am retired", codes = [5])]
    Retired,
}

impl Occupation {
    fn work(self) -> Work {
        match self {
            Occupation::Employee => Work::Employee,
            Occupation::SelfEmployed => Work::SelfEmployed,
            Occupation::NotWorking => Work::NotWorking,
            Occupation::InEducation => Work::InEducation,
            Occupation::Retired => Work::Retired,
        }
    }
}

/// All answers of a visitor.
pub(crate) struct Answers {
    pub(crate) family: Family,
    pub(crate) home: Home,
    pub(crate) money: Money,
}

impl Answers {
    /// What was answered, or the page that is still open.
    pub(crate) fn of(request: &Request) -> Result<Answers, Response> {
        Ok(Answers { family: request.answers()?, home: request.answers()?, money: request.answers()? })
    }

    /// The situation that the schemes look at.
    pub(crate) fn situation(&self, amounts: &Amounts) -> Situation {
        let (family, home, money) = (&self.family, &self.home, &self.money);
        let partners = family.living == Living::Partner;
        let institution = family.living == Living::Institution;
        // Who lives with others may rent or own the home themselves; who lives with parents does not.
        let own_home = matches!(home.tenure, Tenure::Rent | Tenure::Own);
        let head = match family.living {
            Living::Alone | Living::Partner => true,
            Living::Others => own_home,
            Living::Parents | Living::Institution => false,
        };
        let others = family.others.unwrap_or(0).max(family.sharers.unwrap_or(0));
        let work = money.work.work();
        let earnings = |gross: Amount, from_work: bool| Earnings {
            gross,
            assistance: if money.assisted { gross } else { Amount::ZERO },
            from_work,
        };
        let partner_income = if partners { money.partner_income.unwrap_or_default() } else { Amount::ZERO };
        Situation {
            age: family.age,
            partners,
            head,
            institution,
            work,
            insured: money.insured,
            own: earnings(money.income, work.is_paid()),
            partner: earnings(partner_income, family.age < amounts.pension_age),
            others_income: money.others_income.unwrap_or_default(),
            children: family.of_age(),
            persons: 1 + Whole::from(partners) + family.children + others,
            sharers: family.sharers.unwrap_or(0),
            assets: money.assets,
            home_value: if home.tenure == Tenure::Own { home.value.unwrap_or_default() } else { Amount::ZERO },
            rent_month: (head && home.tenure == Tenure::Rent).then_some(home.rent),
        }
    }
}

impl Family {
    /// The children by age; who counts more of them than there are, counts them all.
    fn of_age(&self) -> Children {
        let from_12 = self.from_12.unwrap_or(0).min(self.children);
        let from_16 = self.from_16.unwrap_or(0).min(self.children - from_12);
        Children { count: self.children, from_12, from_16, young: self.children > from_12 + from_16 }
    }
}
