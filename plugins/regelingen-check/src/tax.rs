//! From gross income to what somebody keeps: income tax with contributions, less the tax credits that are there for all.
//!
//! Social assistance and remission look at what people keep; the figures are best knowledge and marked so. Left out: contributions to a
//! pension, the contribution to care insurance of the self-employed (Zorgverzekeringswet, artikel 43), deductions such as mortgage
//! interest, and tax on savings.

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::situation::{Earnings, Situation};

/// The part of an amount between two bounds.
#[inline]
fn between(amount: Amount, from: Amount, to: Amount) -> Amount {
    amount.clamp(from, to) - from
}

/// The part of an amount above a bound.
#[inline]
fn above(amount: Amount, from: Amount) -> Amount {
    (amount - from).max(Amount::ZERO)
}

/// What is left of a credit after its taper; not below zero.
#[inline]
fn tapered(credit: Exact, off: Exact) -> Exact {
    (credit - off).max(Exact::default())
}

/// Who earns it, as far as tax looks at that.
#[derive(Clone, Copy)]
struct Payer {
    /// From the pension age on.
    pension: bool,
    /// Without a partner.
    single: bool,
    /// With a child under 12, and without a partner who earns less.
    young_child: bool,
}

/// What person and partner keep together, euro a year. Partners are taken to be on the same side of the pension age.
// Called in one place, seldom enough that it is better out of the loop.
#[inline(never)]
pub fn kept(situation: &Situation, amounts: &Amounts) -> Amount {
    // Of partners with a young child the one who earns less has the credit for it (Wet inkomstenbelasting 2001, artikel 8.14a).
    let young = situation.children.young;
    let less = situation.own.gross < situation.partner.gross;
    let pension = situation.age >= amounts.pension_age;
    let payer = Payer { pension, single: !situation.partners, young_child: young && (!situation.partners || less) };
    let own = kept_of(situation.own, payer, amounts);
    if !situation.partners {
        return own;
    }
    own + kept_of(situation.partner, Payer { young_child: young && !less, ..payer }, amounts)
}

/// What one person keeps, euro a year; of social assistance nothing is counted here.
#[inline]
fn kept_of(earnings: Earnings, payer: Payer, amounts: &Amounts) -> Amount {
    let gross = (earnings.gross - earnings.assistance).max(Amount::ZERO);
    let first = if payer.pension { amounts.tax_first_rate_pension } else { amounts.tax_first_rate };
    let tax = gross.min(amounts.tax_first_limit).times(first)
        + between(gross, amounts.tax_first_limit, amounts.tax_second_limit.max(amounts.tax_first_limit))
            .times(amounts.tax_second_rate)
        + above(gross, amounts.tax_second_limit).times(amounts.tax_third_rate);
    let credits = credits(gross, earnings.from_work, payer, amounts);
    gross - tapered(tax, credits).round_to_cent()
}

/// The tax credits of one person.
#[inline]
fn credits(gross: Amount, from_work: bool, payer: Payer, amounts: &Amounts) -> Exact {
    let (general, taper) = match payer.pension {
        true => (amounts.tax_general_credit_pension, amounts.tax_general_taper_pension),
        false => (amounts.tax_general_credit, amounts.tax_general_taper),
    };
    let mut credits = tapered(general.exact(), above(gross, amounts.tax_general_from).times(taper));
    if from_work {
        let work = work_credit(gross, amounts);
        credits =
            credits + if payer.pension { work.round_to_cent().times(amounts.tax_work_share_pension) } else { work };
        if payer.young_child {
            let rising = above(gross, amounts.tax_child_from).times(amounts.tax_child_rate);
            credits = credits + rising.min(amounts.tax_child_most.exact());
        }
    }
    if payer.pension {
        let elder = amounts.tax_elder_credit.exact();
        credits = credits + tapered(elder, above(gross, amounts.tax_elder_from).times(amounts.tax_elder_taper));
        if payer.single {
            credits = credits + amounts.tax_elder_single.exact();
        }
    }
    credits
}

/// The work credit below the pension age (Wet inkomstenbelasting 2001, artikel 8.11).
#[inline]
fn work_credit(gross: Amount, amounts: &Amounts) -> Exact {
    let second = amounts.tax_work_second_limit.max(amounts.tax_work_first_limit);
    let third = amounts.tax_work_third_limit.max(second);
    let rising = gross.min(amounts.tax_work_first_limit).times(amounts.tax_work_first_rate)
        + between(gross, amounts.tax_work_first_limit, second).times(amounts.tax_work_second_rate)
        + between(gross, second, third).times(amounts.tax_work_third_rate);
    tapered(rising, above(gross, third).times(amounts.tax_work_taper))
}
