//! Lost margin: what the business does not earn while a service is away.

use super::three_point::ThreePoint;
use rust_decimal::Decimal;

/// What is earned through a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revenue {
    /// A year's revenue through it.
    pub per_year: ThreePoint,
    /// Hours of a year in which it arises.
    pub hours_per_year: Decimal,
    /// The share that depends on it, 0 to 1.
    pub depends: ThreePoint,
    /// The share that comes later all the same, 0 to 1.
    pub recovered: ThreePoint,
    /// What is left of it after costs, 0 to 1; 1 reports revenue, not margin.
    pub margin: ThreePoint,
}

impl Revenue {
    /// What an average hour earns. Nothing where no hours are named.
    pub fn hourly(&self) -> Option<ThreePoint> {
        let hours = self.hours_per_year;
        (!hours.is_zero()).then(|| self.per_year.map(|year| year / hours))
    }

    /// What is not earned in these hours for now. They are hours of average demand: four hours that
    /// are half as busy again count as six.
    pub fn at_risk(&self, hours: Decimal) -> Option<ThreePoint> {
        let year = self.hours_per_year;
        // Dividing last keeps thirds exact for as long as possible.
        let weight = self.per_year * self.depends * hours;
        (!year.is_zero()).then(|| weight.map(|figure| figure / year))
    }

    /// What is never earned.
    pub fn not_recovered(&self, hours: Decimal) -> Option<ThreePoint> {
        Some(self.at_risk(hours)? * self.recovered.rest_of_one())
    }

    /// What is never earned, after the costs it would have caused.
    pub fn lost_margin(&self, hours: Decimal) -> Option<ThreePoint> {
        Some(self.not_recovered(hours)? * self.margin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_shop_loses_the_margin_of_what_nobody_orders_later() {
        let exactly = |text| ThreePoint::exactly(number(text));
        let mut shop = Revenue {
            per_year: exactly("18250000"),
            hours_per_year: number("8760"),
            depends: exactly("0.45"),
            recovered: exactly("0.70"),
            margin: exactly("0.40"),
        };
        let hours = number("4") * number("1.6");
        let likely = |sum: Option<ThreePoint>| sum.unwrap().likely().round_dp(4);
        assert_eq!(likely(shop.hourly()), number("2083.3333"));
        assert_eq!(likely(shop.at_risk(hours)), number("6000"));
        assert_eq!(likely(shop.not_recovered(hours)), number("1800"));
        assert_eq!(likely(shop.lost_margin(hours)), number("720"));
        shop.hours_per_year = Decimal::ZERO;
        assert_eq!((shop.hourly(), shop.lost_margin(hours)), (None, None));
    }
}
