//! Money as a notice states it: estimates, never a sum of its own.

use rust_decimal::Decimal;
use serde::Serialize;

/// Money, in the plan's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoneyFacts {
    /// The currency: `GBP`; may be empty.
    pub currency: String,
    /// What the windows cost.
    pub cost_of_windows: Option<Amounts>,
    /// What not doing it costs in a year.
    pub cost_of_waiting: Option<Amounts>,
    /// What it brings in a year.
    pub benefit: Option<Amounts>,
}

/// An estimate: from so much to so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Amounts {
    /// At least.
    pub low: Decimal,
    /// At most; the same when it is known exactly.
    pub high: Decimal,
}

/// What an hour more costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HourlyCost {
    /// ISO 4217 code; empty when the plan names none.
    pub currency: String,
    /// How much.
    pub amounts: Amounts,
}
