//! Currencies: how many digits after the point an amount is shown with (ISO 4217).

use rust_decimal::Decimal;

/// Currencies without smaller coins.
const NONE: [&str; 15] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF",
];

/// Currencies whose coins are thousandths.
const THREE: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// The digits after the point in a currency; two in one that is not known.
pub fn digits(currency: &str) -> u32 {
    match currency {
        code if NONE.contains(&code) => 0,
        code if THREE.contains(&code) => 3,
        _ => 2,
    }
}

/// An amount as it is shown: rounded half to even, in groups of three digits.
pub fn shown(amount: Decimal, currency: &str) -> String {
    let digits = digits(currency);
    let rounded = amount.round_dp(digits);
    let text = format!("{:.*}", digits as usize, rounded.abs());
    let (whole, coins) = match text.split_once('.') {
        Some((whole, coins)) => (whole, format!(".{coins}")),
        None => (text.as_str(), String::new()),
    };
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if rounded < Decimal::ZERO { "-" } else { "" };
    format!("{sign}{grouped}{coins}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_half_to_even_in_the_coins_of_their_currency() {
        let shown = |amount: &str, currency| shown(amount.parse().unwrap(), currency);
        assert_eq!(shown("40660.9649", "GBP"), "40,660.96");
        assert_eq!(shown("0.125", "EUR"), "0.12");
        assert_eq!(shown("0.135", ""), "0.14");
        assert_eq!(shown("2083333.5", "JPY"), "2,083,334");
        assert_eq!(shown("1.0005", "KWD"), "1.000");
        assert_eq!(shown("-1234.5", "GBP"), "-1,234.50");
        assert_eq!(shown("-0.001", "GBP"), "0.00");
    }
}
