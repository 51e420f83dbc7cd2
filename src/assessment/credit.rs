//! Credits that a contract grants when a service was away too long in a month.

use rust_decimal::Decimal;

/// The share of the fee that is given back below an availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// Availability in percent below which it applies.
    pub below: Decimal,
    /// The share of the fee, 0 to 1.
    pub share: Decimal,
}

/// The availability of a month, in percent. Nothing for a month without minutes.
pub fn availability(month: Decimal, down: Decimal) -> Option<Decimal> {
    ((month - down) * Decimal::ONE_HUNDRED).checked_div(month)
}

/// What is given back of a fee: the share of the lowest tier that the availability falls below.
pub fn credit(fee: Decimal, tiers: &[Tier], availability: Decimal) -> Decimal {
    let reached = tiers.iter().filter(|tier| availability < tier.below);
    let lowest = reached.min_by_key(|tier| tier.below);
    lowest.map_or(Decimal::ZERO, |tier| fee * tier.share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_below_its_promise_gives_back_a_part_of_the_fee() {
        let number = |text: &str| -> Decimal { text.parse().unwrap() };
        let tier = |(below, share)| Tier {
            below: number(below),
            share: number(share),
        };
        let tiers = [("99.9", "0.10"), ("99.0", "0.25"), ("95", "1.00")].map(tier);
        let month = number("43200");
        for (down, percent, back) in [
            ("420", "99.0278", "4200.00"),
            ("180", "99.5833", "4200.00"),
            ("0", "100", "0"),
            ("43.2", "99.9", "0"),
            ("2161", "94.9977", "42000.00"),
        ] {
            let reached = availability(month, number(down)).unwrap();
            assert_eq!(reached.round_dp(4), number(percent), "{down}");
            let back_then = credit(number("42000"), &tiers, reached);
            assert_eq!(back_then, number(back), "{down}");
        }
        assert_eq!(availability(Decimal::ZERO, Decimal::ONE), None);
    }
}
