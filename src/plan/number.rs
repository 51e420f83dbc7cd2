//! Numbers with bounds: people, hours, multiples; exact decimals that no product can overflow.

use super::word::word;
use rust_decimal::Decimal;
use std::str::FromStr;

/// The most digits after the point.
const DIGITS: usize = 6;

/// A number from 0 to `most`, or what to write instead.
pub(super) fn bounded(text: &str, most: u64, advice: &str) -> Result<Decimal, String> {
    let refusal = || format!("`{text}` is not a number that can be meant here\nwrite {advice}");
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > DIGITS || whole.len() > 15 {
        return Err(refusal());
    }
    let value = Decimal::from_str(text).map_err(|_| refusal())?;
    let within = value <= Decimal::from(most);
    within.then_some(value).ok_or_else(refusal)
}

macro_rules! number {
    ($(#[$doc:meta])* $type:ident, $name:literal, $most:literal, $advice:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $type(pub Decimal);

        impl FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                bounded(text, $most, $advice).map(Self)
            }
        }

        word!($type, $name, $advice, r"^\d+(\.\d{1,6})?$", or number);
    };
}

number!(
    /// How many people; a half stands for half of one's time.
    People,
    "People",
    10_000_000_000,
    "a number of people such as `120`, at most ten thousand million"
);

number!(
    /// Hours by the clock, at most those of a year.
    Hours,
    "Hours",
    8_784,
    "a number of hours such as `12`, at most the 8784 of a year"
);

number!(
    /// A multiple: `1.5` for half as much again.
    Multiple,
    "Multiple",
    10,
    "a multiple from `0` to `10`, such as `1.5` for half as much again"
);

number!(
    /// How often something happens in a year.
    Times,
    "Times",
    10_000,
    "how often in a year, such as `3` or `0.5`, at most `10000`"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_never_negative_endless_or_in_words() {
        assert_eq!("0.5".parse(), Ok(Times(Decimal::new(5, 1))));
        assert_eq!("120".parse(), Ok(People(Decimal::from(120))));
        for text in [
            "-1",
            "1e3",
            "10.1",
            "",
            ".",
            "1.",
            ".5",
            "1.0000001",
            "many",
            "1,5",
        ] {
            assert!(text.parse::<Multiple>().is_err(), "{text}");
        }
        let refusal = "9000".parse::<Hours>().unwrap_err();
        assert!(refusal.ends_with("at most the 8784 of a year"), "{refusal}");
    }
}
