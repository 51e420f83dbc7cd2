//! How a language writes sums of money: data from a locale file, never a word of its own.

use crate::compose::pattern::fill;
use crate::notice::money::Amounts;
use rust_decimal::Decimal;
use serde::Deserialize;

/// The part of a locale file that is about money.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sums {
    amount: String,
    range: String,
    a_year: String,
    thousands: String,
    decimal: String,
}

impl Sums {
    /// `12,000 to 16,000 GBP`, or one figure when low and high are the same.
    pub fn amount(&self, amounts: Amounts, currency: &str) -> String {
        let [low, high] = [amounts.low, amounts.high].map(|value| self.grouped(value));
        let range = if low == high {
            low
        } else {
            fill(&self.range, &[("low", &low), ("high", &high)])
        };
        let amount = fill(&self.amount, &[("amount", &range), ("currency", currency)]);
        amount.trim().to_owned()
    }

    /// `12,000 to 16,000 GBP a year`.
    pub fn a_year(&self, amounts: Amounts, currency: &str) -> String {
        let amount = self.amount(amounts, currency);
        fill(&self.a_year, &[("amount", &amount)])
    }

    /// `1,650`, of people and other things that are counted.
    pub fn count(&self, number: u64) -> String {
        self.grouped(Decimal::from(number))
    }

    fn grouped(&self, value: Decimal) -> String {
        let text = value.round_dp(2).normalize().to_string();
        let (whole, cents) = match text.split_once('.') {
            Some((whole, cents)) => (whole, Some(cents)),
            None => (text.as_str(), None),
        };
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push_str(&self.thousands);
            }
            grouped.push(digit);
        }
        match cents {
            Some(cents) => format!("{grouped}{}{cents:0<2}", self.decimal),
            None => grouped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::locale::Locale;

    #[test]
    fn figures_are_grouped_and_a_range_of_one_figure_is_one_figure() {
        let english = Locale::read(include_str!("../../templates/en/locale.yaml")).unwrap();
        let money = |low: &str, high: &str| Amounts {
            low: low.parse().unwrap(),
            high: high.parse().unwrap(),
        };
        let said = english.money.amount(money("12000", "1600000.5"), "GBP");
        assert_eq!(said, "12,000 to 1,600,000.50 GBP");
        let said = english.money.a_year(money("900", "900.00"), "");
        assert_eq!(said, "900 a year");
        let said = [120, 1650].map(|people| english.money.count(people));
        assert_eq!(said, ["120", "1,650"]);
    }
}
