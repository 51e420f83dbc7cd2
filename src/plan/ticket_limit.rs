//! The most tickets a day that still count as quiet: `10`, or `125% of 8`.

use super::money::Share;
use super::word::word;
use rust_decimal::Decimal;
use std::str::FromStr;

/// A number of tickets a day, or a multiple of the usual number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketLimit {
    /// The limit itself.
    pub limit: Decimal,
    /// What is usual, when the limit is a multiple of it.
    pub usual: Option<Decimal>,
}

impl FromStr for TicketLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refusal = || {
            format!(
                "`{text}` is not a number of tickets a day\nwrite a number such as `10`, or `125% of 8` where 8 a day are usual"
            )
        };
        let number = |part: &str| Decimal::from_str_exact(part.trim()).map_err(|_| refusal());
        let Some((percent, usual)) = text.split_once("% of ") else {
            return Ok(Self {
                limit: number(text)?,
                usual: None,
            });
        };
        let (percent, usual) = (number(percent)?, number(usual)?);
        let limit = percent.checked_mul(usual).ok_or_else(refusal)?;
        Ok(Self {
            limit: limit / Decimal::ONE_HUNDRED,
            usual: Some(usual),
        })
    }
}

impl std::fmt::Display for TicketLimit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tickets = match self.limit == Decimal::ONE {
            true => "ticket",
            false => "tickets",
        };
        write!(formatter, "{} {tickets} a day", self.limit.normalize())?;
        self.usual.map_or(Ok(()), |usual| {
            let are = if usual == Decimal::ONE { "is" } else { "are" };
            write!(formatter, "; {} {are} usual", usual.normalize())
        })
    }
}

/// A share as people read it: `70%`.
pub fn percent(share: Share) -> String {
    format!("{}%", (share.0 * Decimal::ONE_HUNDRED).normalize())
}

word!(
    TicketLimit,
    "TicketLimit",
    "tickets a day, such as `10` or `125% of 8`",
    r"^\d+(\.\d+)?(% of \d+(\.\d+)?)?$",
    or number
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multiple_of_what_is_usual_is_worked_out() {
        assert_eq!(
            "125% of 8".parse::<TicketLimit>().unwrap().to_string(),
            "10 tickets a day; 8 are usual"
        );
        let one = "1".parse::<TicketLimit>().unwrap();
        assert_eq!(one.to_string(), "1 ticket a day");
        assert!("few".parse::<TicketLimit>().is_err());
    }

    #[test]
    fn a_multiple_beyond_all_numbers_is_refused() {
        let most = Decimal::MAX;
        let refusal = format!("{most}% of {most}").parse::<TicketLimit>();
        assert!(refusal.unwrap_err().contains("is not a number of tickets"));
    }
}
