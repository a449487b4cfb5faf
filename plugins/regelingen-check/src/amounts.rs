//! The figures of 2026: `parameters` in the manifest, which says where each comes from and how sure it is.

use fieldlab_sdk::prelude::*;

/// The figures of a year.
#[derive(Clone, Copy, Debug, Parameters)]
pub struct Amounts {
    /// Standard premium, euro per year.
    pub zorgtoeslag_standard_premium: Amount,
    /// Threshold income of the health care allowance, euro per year.
    pub zorgtoeslag_threshold_income: Amount,
    /// Norm premium without a partner, share of the threshold income.
    pub zorgtoeslag_norm_share_single: Share,
    /// Norm premium with a partner, share of the threshold income.
    pub zorgtoeslag_norm_share_partners: Share,
    /// Taper of the health care allowance, share of the income above the threshold.
    pub zorgtoeslag_taper: Share,
    /// Asset limit without a partner, euro.
    pub toeslag_asset_limit_single: Amount,
    /// Asset limit with a partner, euro.
    pub toeslag_asset_limit_partners: Amount,
    /// Smallest allowance that is paid, euro per year.
    pub toeslag_minimum_payment: Amount,
    /// Basic rent, one person, euro per month.
    pub huurtoeslag_basic_rent_single: Amount,
    /// Basic rent, more persons, euro per month.
    pub huurtoeslag_basic_rent_multi: Amount,
    /// Income above which the rent allowance falls, one person, euro per year.
    pub huurtoeslag_income_single: Amount,
    /// Income above which the rent allowance falls, more persons, euro per year.
    pub huurtoeslag_income_multi: Amount,
    /// Taper of the rent allowance, one person, share of the income above.
    pub huurtoeslag_taper_single: Share,
    /// Taper of the rent allowance, more persons, share of the income above.
    pub huurtoeslag_taper_multi: Share,
    /// Quality discount limit, euro per month.
    pub huurtoeslag_quality_limit: Amount,
    /// Capping limit, 1 or 2 persons, euro per month.
    pub huurtoeslag_capping_limit_small: Amount,
    /// Capping limit, 3 or more persons, euro per month.
    pub huurtoeslag_capping_limit_large: Amount,
    /// Highest rent that counts, euro per month.
    pub huurtoeslag_maximum_rent: Amount,
    /// Share of the rent up to the quality discount limit, share of the rent.
    pub huurtoeslag_share_quality: Share,
    /// Share of the rent up to the capping limit, share of the rent.
    pub huurtoeslag_share_capping: Share,
    /// Share of the rent above the capping limit, share of the rent.
    pub huurtoeslag_share_above: Share,
    /// Asset limit of the rent allowance, per person, euro per person.
    pub huurtoeslag_asset_limit_person: Amount,
    /// Age from which the whole rent counts, years.
    pub huurtoeslag_full_age: Whole,
    /// Child budget per child, euro per child per year.
    pub kindgebonden_budget_child: Amount,
    /// Extra for a parent without a partner, euro per year.
    pub kindgebonden_budget_single_parent: Amount,
    /// Extra for a child of 12 to 15, euro per child per year.
    pub kindgebonden_budget_from_12: Amount,
    /// Extra for a child of 16 or 17, euro per child per year.
    pub kindgebonden_budget_from_16: Amount,
    /// Income above which the child budget falls, without a partner, euro per year.
    pub kindgebonden_budget_income_single: Amount,
    /// Income above which the child budget falls, with a partner, euro per year.
    pub kindgebonden_budget_income_partners: Amount,
    /// Taper of the child budget, share of the income above.
    pub kindgebonden_budget_taper: Share,
    /// Social assistance, single, euro per month.
    pub bijstand_single: Amount,
    /// Social assistance, partners together, euro per month.
    pub bijstand_partners: Amount,
    /// Social assistance from the pension age, single, euro per month.
    pub bijstand_single_pension: Amount,
    /// Social assistance from the pension age, partners together, euro per month.
    pub bijstand_partners_pension: Amount,
    /// Social assistance from 18 to 20, euro per month.
    pub bijstand_18_20: Amount,
    /// Asset limit of social assistance, single, euro.
    pub bijstand_asset_limit_single: Amount,
    /// Asset limit of social assistance, family, euro.
    pub bijstand_asset_limit_family: Amount,
    /// Value in the own home that does not count, euro.
    pub bijstand_home_limit: Amount,
    /// Cost sharing norm: fixed part, share of the norm of partners.
    pub bijstand_sharing_fixed: Share,
    /// Cost sharing norm: part for each adult, share of the norm of partners.
    pub bijstand_sharing_each: Share,
    /// Pension age, years.
    pub pension_age: Whole,
    /// Income below which special assistance may be possible, share of the norm of social assistance.
    pub bijzondere_bijstand_income_share: Share,
    /// Municipal taxes of a tenant, one person, euro per year.
    pub kwijtschelding_tax_single: Amount,
    /// Municipal taxes of a tenant, more persons, euro per year.
    pub kwijtschelding_tax_multi: Amount,
    /// Cost of living, share of social assistance, share of the norm of social assistance.
    pub kwijtschelding_living_share: Share,
    /// Share of the payment capacity that goes to the tax, share of the payment capacity.
    pub kwijtschelding_capacity_share: Share,
    /// Extra money that partners may have, euro.
    pub kwijtschelding_extra_assets: Amount,
    /// Extra money, single, share of what partners may have.
    pub kwijtschelding_extra_share_single: Share,
    /// Extra money, single parent, share of what partners may have.
    pub kwijtschelding_extra_share_single_parent: Share,
    /// Housing cost that people are to pay themselves, euro per month.
    pub kwijtschelding_norm_rent: Amount,
    /// End of the first bracket, euro per year.
    pub tax_first_limit: Amount,
    /// End of the second bracket, euro per year.
    pub tax_second_limit: Amount,
    /// Rate of the first bracket, share of the income.
    pub tax_first_rate: Share,
    /// Rate of the first bracket from the pension age, share of the income.
    pub tax_first_rate_pension: Share,
    /// Rate of the second bracket, share of the income.
    pub tax_second_rate: Share,
    /// Rate of the third bracket, share of the income.
    pub tax_third_rate: Share,
    /// General tax credit, euro per year.
    pub tax_general_credit: Amount,
    /// General tax credit from the pension age, euro per year.
    pub tax_general_credit_pension: Amount,
    /// Income above which the general tax credit falls, euro per year.
    pub tax_general_from: Amount,
    /// Taper of the general tax credit, share of the income above.
    pub tax_general_taper: Share,
    /// Taper of the general tax credit from the pension age, share of the income above.
    pub tax_general_taper_pension: Share,
    /// Work credit: first limit, euro per year.
    pub tax_work_first_limit: Amount,
    /// Work credit: second limit, euro per year.
    pub tax_work_second_limit: Amount,
    /// Work credit: third limit, euro per year.
    pub tax_work_third_limit: Amount,
    /// Work credit: first rise, share of the income from work.
    pub tax_work_first_rate: Share,
    /// Work credit: second rise, share of the income from work.
    pub tax_work_second_rate: Share,
    /// Work credit: third rise, share of the income from work.
    pub tax_work_third_rate: Share,
    /// Work credit: taper, share of the income from work.
    pub tax_work_taper: Share,
    /// Work credit from the pension age, share, share of the credit below the pension age.
    pub tax_work_share_pension: Share,
    /// Combination credit: income where it begins, euro per year.
    pub tax_child_from: Amount,
    /// Combination credit: rise, share of the income from work.
    pub tax_child_rate: Share,
    /// Combination credit: highest amount, euro per year.
    pub tax_child_most: Amount,
    /// Credit for the elderly, euro per year.
    pub tax_elder_credit: Amount,
    /// Income above which the credit for the elderly falls, euro per year.
    pub tax_elder_from: Amount,
    /// Taper of the credit for the elderly, share of the income above.
    pub tax_elder_taper: Share,
    /// Credit for single elderly people, euro per year.
    pub tax_elder_single: Amount,
}
