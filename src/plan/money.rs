//! Money and shares: exact decimals, never binary fractions.

use super::word::word;
use rust_decimal::Decimal;
use std::str::FromStr;

/// The largest amount: no product of plausible figures with it overflows a decimal.
const MOST: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);

/// An amount, with its currency when the plan's own is not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// How much.
    pub value: Decimal,
    /// ISO 4217 code, when written.
    pub currency: Option<String>,
}

/// A share of a whole, `0` to `1`; written `60%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(pub Decimal);

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refusal = || {
            format!("`{text}` is not an amount of money\nwrite `12000 EUR`, `12000.50` or `12,000`")
        };
        let (number, currency) = match text.rsplit_once(' ') {
            Some((number, code)) if code.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                (number, Some(currency(code)?))
            }
            _ => (text, None),
        };
        let (whole, cents) = number.split_once('.').unwrap_or((number, ""));
        let groups: Vec<&str> = whole.split([',', '_', ' ']).collect();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let grouped = groups
            .iter()
            .skip(1)
            .all(|group| group.len() == 3 && digits(group));
        let first = groups
            .first()
            .is_some_and(|group| !group.is_empty() && digits(group));
        let plain = groups.len() == 1 || groups[0].len() <= 3;
        if !(first && grouped && plain && digits(cents) && cents.len() <= 6) {
            return Err(refusal());
        }
        let joined = if cents.is_empty() {
            groups.concat()
        } else {
            format!("{}.{cents}", groups.concat())
        };
        let value = Decimal::from_str(&joined).map_err(|_| refusal())?;
        if value > MOST {
            return Err(format!(
                "`{text}` is more money than a plan can be about\nwrite an amount up to a million million"
            ));
        }
        Ok(Self { value, currency })
    }
}

/// Checks the shape of an ISO 4217 code.
pub fn currency(code: &str) -> Result<String, String> {
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(code.to_owned());
    }
    Err(format!(
        "`{code}` is not a currency code\nwrite three capital letters, such as `EUR` or `GBP`"
    ))
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refusal = || format!("`{text}` is not a share\nwrite a percentage from `0%` to `100%`");
        let number = text.strip_suffix('%').ok_or_else(refusal)?.trim();
        let value = Decimal::from_str_exact(number).map_err(|_| refusal())?;
        let hundred = Decimal::ONE_HUNDRED;
        let within = (Decimal::ZERO..=hundred).contains(&value);
        within.then_some(Self(value / hundred)).ok_or_else(refusal)
    }
}

/// An ISO 4217 code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency(pub String);

impl FromStr for Currency {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        currency(text).map(Self)
    }
}

word!(
    Amount,
    "Amount",
    "an amount such as `12000 EUR`",
    r"^\d[\d,_ ]*(\.\d+)?( [A-Z]{3})?$",
    or number
);
word!(Share, "Share", "a share such as `60%`", r"^\d+(\.\d+)?%$");
word!(
    Currency,
    "Currency",
    "a currency code such as `EUR`",
    "^[A-Z]{3}$"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_their_cents_and_refuse_ambiguity() {
        let value = |text: &str| {
            text.parse::<Amount>()
                .map(|amount| amount.value.to_string())
        };
        assert_eq!(value("1000000000000"), Ok("1000000000000".into()));
        assert_eq!(value("12000 EUR"), Ok("12000".into()));
        assert_eq!(value("12,000.50"), Ok("12000.50".into()));
        assert_eq!(value("246,500 GBP"), Ok("246500".into()));
        for text in [
            "12.000,50",
            "12,00",
            "-5",
            "1e3",
            "twelve",
            "1000000000001",
            "99999999999999999999999999999999",
            "12000 euro",
            "",
        ] {
            assert!(value(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_share_stays_within_the_whole() {
        assert_eq!("60%".parse(), Ok(Share(Decimal::new(60, 2))));
        assert!("101%".parse::<Share>().is_err());
        assert!("0.6".parse::<Share>().is_err());
    }
}
