//! How long steps take together, from three figures each (PERT).

use rust_decimal::{Decimal, MathematicalOps};

/// One step, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// When all goes well.
    pub optimistic: Decimal,
    /// Most likely.
    pub likely: Decimal,
    /// When all goes badly.
    pub pessimistic: Decimal,
}

/// Steps one after the other, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Path {
    /// Expected length.
    pub expected: Decimal,
    /// Standard deviation.
    pub deviation: Decimal,
}

impl Step {
    /// Expected length.
    pub fn expected(&self) -> Decimal {
        (self.optimistic + Decimal::from(4) * self.likely + self.pessimistic) / Decimal::from(6)
    }

    /// Variance of its length.
    pub fn variance(&self) -> Decimal {
        let deviation = (self.pessimistic - self.optimistic) / Decimal::from(6);
        deviation * deviation
    }
}

impl Path {
    /// Adds up steps of which each waits for the one before.
    pub fn of(steps: &[Step]) -> Self {
        let variance: Decimal = steps.iter().map(Step::variance).sum();
        Self {
            expected: steps.iter().map(Step::expected).sum(),
            deviation: variance.sqrt().unwrap_or_default(),
        }
    }

    /// The length that nine of ten attempts keep.
    pub fn p90(&self) -> Decimal {
        self.expected + Decimal::new(12816, 4) * self.deviation
    }

    /// The length that nineteen of twenty attempts keep.
    pub fn p95(&self) -> Decimal {
        self.expected + Decimal::new(16449, 4) * self.deviation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn four_steps_of_a_night() {
        let steps = [(30, 45, 60), (60, 90, 180), (20, 30, 70), (15, 20, 25)];
        let steps = steps.map(|(optimistic, likely, pessimistic)| Step {
            optimistic: optimistic.into(),
            likely: likely.into(),
            pessimistic: pessimistic.into(),
        });
        assert_eq!(
            steps.map(|step| step.expected()),
            [45, 100, 35, 20].map(Decimal::from)
        );
        let variances = steps.map(|step| step.variance().round_dp(4));
        assert_eq!(variances, ["25", "400", "69.4444", "2.7778"].map(number));
        let path = Path::of(&steps);
        assert_eq!(path.expected, Decimal::from(200));
        assert_eq!(path.deviation.round_dp(4), number("22.2985"));
        assert_eq!(path.p90().round_dp(2), number("228.58"));
        assert_eq!(path.p95().round_dp(2), number("236.68"));
    }
}
