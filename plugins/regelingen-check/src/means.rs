//! What people keep of their income and the norm of social assistance: worked out when a scheme first looks at it, and once.
//!
//! Over a population most people have too much in savings for the schemes that look at these, so that they need not be worked out.

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::situation::Situation;
use crate::{bijstand, tax};

/// What a household keeps, and its norm.
#[derive(Clone, Copy, Debug, Default)]
pub struct Means {
    kept: Option<Amount>,
    norm_month: Option<Amount>,
}

impl Means {
    /// What person and partner keep of their own income after tax, euro a year.
    #[inline]
    pub fn kept(&mut self, situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Amount {
        if let Some(kept) = self.kept {
            return kept;
        }
        let kept = tax::kept(situation, amounts);
        self.kept = Some(kept);
        explain.step(|| {
            let assistance = situation.own.assistance + situation.partner.assistance;
            Step::new("tax", "Wat houdt u over na belasting?", "What do you keep after tax?")
                .input("bruto-inkomen", "gross income", situation.own.gross)
                .input("bruto-inkomen van de partner", "gross income of the partner", situation.partner.gross)
                .input("waarvan bijstand, die niet meetelt", "of which social assistance, not counted", assistance)
                .outcome("inkomen na belasting per jaar, samen", "income after tax a year, together", kept)
                .article("Wet inkomstenbelasting 2001, artikel 2.10, 2.10a, 8.10, 8.11, 8.14a, 8.17 en 8.18")
        });
        kept
    }

    /// The norm of social assistance a month, of partners together.
    #[inline]
    pub fn norm_month(&mut self, situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Amount {
        if let Some(norm) = self.norm_month {
            return norm;
        }
        let norm = bijstand::norm_month(situation, amounts, explain);
        self.norm_month = Some(norm);
        norm
    }
}
