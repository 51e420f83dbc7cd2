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

impl Amounts {
    /// An estimate that was worked out, with so many digits after the point when it is one figure: those
    /// of a range say nothing.
    pub fn worked_out([low, high]: [Decimal; 2], digits: u32) -> Self {
        let is_exact = low == high || high < Decimal::ONE_HUNDRED;
        let digits = if is_exact { digits } else { 0 };
        let [low, high] = [low, high].map(|figure| figure.round_dp(digits));
        Self { low, high }
    }
}

/// What an hour more costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HourlyCost {
    /// ISO 4217 code; empty when the plan names none.
    pub currency: String,
    /// How much.
    pub amounts: Amounts,
}

/// Work that the reader's own department loses; never anybody else's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostWork {
    /// Hours, of all its people together.
    pub hours: Amounts,
    /// What they cost.
    pub cost: Amounts,
    /// In this currency; may be empty.
    pub currency: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_that_was_worked_out_has_no_cents_and_one_figure_keeps_them() {
        let worked_out = |low: &str, high: &str| {
            let figures = [low, high].map(|figure| figure.parse().unwrap());
            let Amounts { low, high } = Amounts::worked_out(figures, 2);
            (low.to_string(), high.to_string())
        };
        let said = |low: &str, high: &str| (low.to_owned(), high.to_owned());
        assert_eq!(worked_out("3116.964", "4472.16"), said("3117", "4472"));
        assert_eq!(
            worked_out("3116.964", "3116.964"),
            said("3116.96", "3116.96")
        );
        assert_eq!(worked_out("1.5", "2.251"), said("1.5", "2.25"));
    }
}
