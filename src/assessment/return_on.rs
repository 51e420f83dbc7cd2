//! What a change brings back: present value, rate of return, payback.
//!
//! Flows arrive at the end of each year; rates are a year's, as shares.

use rust_decimal::{Decimal, MathematicalOps};

/// An investment and what it brings, year by year, for thirty years at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flows {
    /// Paid at the start; positive.
    pub investment: Decimal,
    /// Net benefit at the end of each year.
    pub years: Vec<Decimal>,
}

impl Flows {
    /// Each year's flow as it is worth today.
    pub fn present_values(&self, rate: Decimal) -> Vec<Decimal> {
        let mut worth = Decimal::ONE;
        let discounted = self.years.iter().map(|flow| {
            worth /= Decimal::ONE + rate;
            flow * worth
        });
        discounted.collect()
    }

    /// Net present value.
    pub fn npv(&self, rate: Decimal) -> Decimal {
        self.present_values(rate).iter().sum::<Decimal>() - self.investment
    }

    /// Benefit-cost ratio, also called profitability index. Nothing without an investment.
    pub fn bcr(&self, rate: Decimal) -> Option<Decimal> {
        let benefits: Decimal = self.present_values(rate).iter().sum();
        benefits.checked_div(self.investment)
    }

    /// Return on investment over all years. Nothing without an investment.
    pub fn roi(&self) -> Option<Decimal> {
        let benefits: Decimal = self.years.iter().sum();
        (benefits - self.investment).checked_div(self.investment)
    }

    /// The same return as a yearly rate. Nothing where more than everything is lost.
    pub fn yearly_roi(&self) -> Option<Decimal> {
        let growth = Decimal::ONE + self.roi()?;
        if self.years.is_empty() || growth <= Decimal::ZERO {
            return None;
        }
        let years = Decimal::from(self.years.len());
        let root = growth.checked_powd(Decimal::ONE / years)?;
        Some(root - Decimal::ONE)
    }

    /// Internal rate of return: the rate at which the net present value is nil. Only where the flows
    /// change their sign once; otherwise there is none, or several.
    pub fn irr(&self) -> Option<Decimal> {
        let mut signs = vec![self.investment.is_sign_positive()];
        signs.extend(
            self.years
                .iter()
                .filter(|flow| !flow.is_zero())
                .map(|flow| flow.is_sign_negative()),
        );
        let changes = signs.windows(2).filter(|pair| pair[0] != pair[1]).count();
        if changes != 1 || self.investment <= Decimal::ZERO {
            return None;
        }
        let (mut low, mut high) = (self.lowest_rate(), Decimal::from(10));
        if self.npv(low) < Decimal::ZERO || self.npv(high) > Decimal::ZERO {
            return None;
        }
        let fine = Decimal::new(1, 10);
        while high - low > fine {
            let middle = (low + high) / Decimal::TWO;
            if self.npv(middle) >= Decimal::ZERO {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some((low + high) / Decimal::TWO)
    }

    /// The lowest rate that is tried: over many years a lower one makes more of a flow than any number
    /// holds.
    fn lowest_rate(&self) -> Decimal {
        match self.years.len() {
            0..=5 => Decimal::new(-99, 2),
            6..=12 => Decimal::new(-9, 1),
            _ => Decimal::new(-5, 1),
        }
    }

    /// Years until the flows have paid the investment back, straight inside a year.
    pub fn payback(&self) -> Option<Decimal> {
        paid_back(self.investment, &self.years)
    }

    /// The same with flows as they are worth today.
    pub fn discounted_payback(&self, rate: Decimal) -> Option<Decimal> {
        paid_back(self.investment, &self.present_values(rate))
    }
}

fn paid_back(investment: Decimal, flows: &[Decimal]) -> Option<Decimal> {
    let mut open = investment;
    for (year, flow) in flows.iter().enumerate() {
        if *flow >= open {
            let part = open.checked_div(*flow).unwrap_or_default();
            return Some(Decimal::from(year) + part);
        }
        open -= flow;
    }
    None
}

/// Outages of a year: how often, and for how many hours each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outages {
    /// Times a year.
    pub a_year: Decimal,
    /// Hours each.
    pub hours: Decimal,
}

/// What fewer and shorter outages save in a year, at this cost of an hour.
pub fn avoided(before: Outages, after: Outages, hourly: Decimal) -> Decimal {
    (before.a_year * before.hours - after.a_year * after.hours) * hourly
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn migration() -> Flows {
        Flows {
            investment: number("180000"),
            years: ["40000", "72000", "72000", "72000", "72000"]
                .map(number)
                .to_vec(),
        }
    }

    #[test]
    fn a_migration_pays_back_within_three_years() {
        let (flows, rate) = (migration(), number("0.08"));
        let today: Vec<_> = flows
            .present_values(rate)
            .iter()
            .map(|flow| flow.round_dp(2))
            .collect();
        assert_eq!(
            today,
            ["37037.04", "61728.40", "57155.92", "52922.15", "49001.99"].map(number)
        );
        assert_eq!(flows.npv(rate).round_dp(2), number("77845.49"));
        assert_eq!(flows.bcr(rate).unwrap().round_dp(4), number("1.4325"));
        assert_eq!(
            (flows.irr().unwrap() * number("100")).round_dp(4),
            number("21.9887")
        );
        assert_eq!(flows.payback().unwrap().round_dp(4), number("2.9444"));
        assert_eq!(
            flows.discounted_payback(rate).unwrap().round_dp(4),
            number("3.4550")
        );
        assert_eq!(
            (flows.roi().unwrap() * number("100")).round_dp(2),
            number("82.22")
        );
        assert_eq!(
            (flows.yearly_roi().unwrap() * number("100")).round_dp(2),
            number("12.75")
        );
    }

    #[test]
    fn fewer_outages_save_their_hours() {
        let outages = |a_year: &str, hours: &str| Outages {
            a_year: number(a_year),
            hours: number(hours),
        };
        let saved = avoided(outages("3", "6"), outages("0.5", "2"), number("14500"));
        assert_eq!(saved, number("246500"));
    }

    #[test]
    fn large_flows_over_many_years_overflow_nothing() {
        let most = number("10000000000000000");
        for years in [1, 5, 6, 12, 13, 30] {
            let flows = Flows {
                investment: number("0.000001"),
                years: vec![most; years],
            };
            assert!(flows.npv(Decimal::ZERO) > Decimal::ZERO);
            assert_eq!(flows.irr(), None, "{years}");
            let (roi, yearly) = (flows.roi().unwrap(), flows.yearly_roi().unwrap());
            assert!(yearly <= roi, "{years}");
            let flows = Flows {
                investment: most,
                years: vec![number("0.000001"); years],
            };
            assert_eq!(flows.payback(), None);
            flows.irr();
            flows.yearly_roi();
        }
    }

    #[test]
    fn flows_that_change_their_sign_twice_have_no_rate_of_return() {
        let mut flows = migration();
        flows.years.push(number("-500000"));
        assert_eq!(flows.irr(), None);
        flows.years.clear();
        assert_eq!(
            (flows.irr(), flows.payback(), flows.yearly_roi()),
            (None, None, None)
        );
    }
}
