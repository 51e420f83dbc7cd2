//! Money as written: the plan's own sums, wages, revenue, contracts, and what a window takes.

use super::YesNo;
use crate::diagnostic::Spanned;
use crate::plan::demand::Demand;
use crate::plan::estimate::Estimate;
use crate::plan::length::Length;
use crate::plan::money::Share;
use crate::plan::number::{Hours, Multiple, People, Times};
use crate::plan::text::Text;
use schemars::JsonSchema;
use serde::Deserialize;

/// What downtime costs and the change brings.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct MoneyFile {
    /// What all windows together cost; worked out from the figures of departments, services and
    /// windows when left out.
    pub cost_of_windows: Option<Spanned<Estimate>>,
    /// What waiting costs, per year.
    pub cost_of_waiting: Option<Spanned<Estimate>>,
    /// What the change brings, per year; or give `years`.
    pub benefit_per_year: Option<Spanned<Estimate>>,
    /// What the change brings, year by year; or give `benefit-per-year`.
    pub years: Vec<Spanned<YearFile>>,
    /// What the change itself costs, besides its windows.
    pub investment: Option<Spanned<Estimate>>,
    /// What an hour beyond the planned end costs; worked out when left out.
    pub overrun_per_hour: Option<Spanned<Estimate>>,
    /// The rate at which later money is discounted.
    pub discount_rate: Option<Spanned<Share>>,
    /// Over how many years the change is judged, at most 30.
    pub horizon_years: Option<Spanned<u32>>,
    /// The share of the lost work that is done later, where a department does not say it.
    pub catches_up: Option<Spanned<Estimate<Share>>>,
    /// What an hour of catching up costs, where a department does not say it: `1.5` for half as much
    /// again, `1` in normal hours at the expense of other work, `0` where there is slack.
    pub overtime: Option<Spanned<Estimate<Multiple>>>,
}

/// What the change brings in one year; what is left out is nothing.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct YearFile {
    /// What is no longer spent.
    pub savings: Option<Spanned<Estimate>>,
    /// What outages cost less; or give `outages-before`, `outages-after` and `outage-per-hour`.
    pub avoided_outage: Option<Spanned<Estimate>>,
    /// Outages of a year as it is.
    pub outages_before: Option<Spanned<OutagesFile>>,
    /// Outages of a year after the change.
    pub outages_after: Option<Spanned<OutagesFile>>,
    /// What an hour of an outage costs.
    pub outage_per_hour: Option<Spanned<Estimate>>,
    /// Margin that is new.
    pub new_margin: Option<Spanned<Estimate>>,
    /// What running the new costs.
    pub run_cost: Option<Spanned<Estimate>>,
}

/// Outages of a year.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct OutagesFile {
    /// How often in a year.
    #[schemars(required)]
    pub per_year: Option<Spanned<Times>>,
    /// Hours of each.
    #[schemars(required)]
    pub hours: Option<Spanned<Hours>>,
}

/// What somebody earns, instead of what an hour costs.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct SalaryFile {
    /// A year's salary.
    #[schemars(required)]
    pub per_year: Option<Spanned<Estimate>>,
    /// What the employer pays on top, as a share of it.
    #[schemars(required)]
    pub on_cost: Option<Spanned<Share>>,
    /// Hours worked in a year.
    #[schemars(required)]
    pub hours: Option<Spanned<Hours>>,
}

/// What is earned through a service.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct RevenueFile {
    /// A year's revenue.
    #[schemars(required)]
    pub per_year: Option<Spanned<Estimate>>,
    /// Hours of a year in which it arises: 8760 where it never stops.
    #[schemars(required)]
    pub hours_per_year: Option<Spanned<Hours>>,
    /// The share of it that depends on the service.
    #[schemars(required)]
    pub depends: Option<Spanned<Estimate<Share>>>,
    /// The share that comes later all the same, such as orders placed again; none when left out.
    pub recovered: Option<Spanned<Estimate<Share>>>,
    /// What is left of it after costs.
    #[schemars(required)]
    pub margin: Option<Spanned<Estimate<Share>>>,
    /// How busy each hour is: 24 or 168 multiples of the average hour.
    pub demand: Option<Spanned<Demand>>,
}

/// A contract that gives back a part of its fee when a service was away too long.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ContractFile {
    /// The fee of a month.
    #[schemars(required)]
    pub fee: Option<Spanned<Estimate>>,
    /// Whether announced downtime counts against the availability.
    #[schemars(with = "Option<YesNo>", required)]
    pub counts_planned: Option<Spanned<bool>>,
    /// What is given back below which availability of a month.
    #[schemars(required)]
    pub credits: Vec<Spanned<CreditFile>>,
}

/// What is given back below an availability.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct CreditFile {
    /// The availability of a month, such as `99.9%`.
    #[schemars(required)]
    pub below: Option<Spanned<Share>>,
    /// The share of the fee.
    #[schemars(required)]
    pub credit: Option<Spanned<Share>>,
}

/// People who carry a window out, or work because of it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct CrewFile {
    /// Who.
    #[schemars(required)]
    pub who: Option<Spanned<Text>>,
    /// How many.
    #[schemars(required)]
    pub people: Option<Spanned<Estimate<People>>>,
    /// Hours of each.
    #[schemars(required)]
    pub hours: Option<Spanned<Estimate<Hours>>>,
    /// What an hour of one of them costs.
    #[schemars(required)]
    pub cost_per_hour: Option<Spanned<Estimate>>,
}

/// Something bought for a window.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct PurchaseFile {
    /// What.
    #[schemars(required)]
    pub what: Option<Spanned<Text>>,
    /// What it costs.
    #[schemars(required)]
    pub cost: Option<Spanned<Estimate>>,
}

/// How likely a window lasts longer, and by how much then.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct OverrunFile {
    /// How likely.
    #[schemars(required)]
    pub chance: Option<Spanned<Share>>,
    /// By how much then.
    #[schemars(required)]
    pub length: Option<Spanned<Length>>,
}

/// Something that is lost and not for sale, such as trust: an amount that stands for it, or a score.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct IntangibleFile {
    /// What.
    #[schemars(required)]
    pub what: Option<Spanned<Text>>,
    /// The amount that stands for it; or give `score`.
    pub cost: Option<Spanned<Estimate>>,
    /// How much it weighs, from 1 to 5; or give `cost`.
    pub score: Option<Spanned<u32>>,
}

impl MoneyFile {
    /// Every amount in it.
    pub fn amounts(&self) -> impl Iterator<Item = &Spanned<Estimate>> {
        let sums = [
            &self.cost_of_windows,
            &self.cost_of_waiting,
            &self.benefit_per_year,
            &self.investment,
            &self.overrun_per_hour,
        ];
        let years = self.years.iter().flat_map(|year| {
            let year = &year.value;
            [
                &year.savings,
                &year.avoided_outage,
                &year.outage_per_hour,
                &year.new_margin,
                &year.run_cost,
            ]
        });
        sums.into_iter().chain(years).flatten()
    }
}
