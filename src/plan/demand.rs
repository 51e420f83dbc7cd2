//! Demand: how busy each hour of a day or of a week is, as a multiple of the average hour.

use super::number::bounded;
use super::word::word;
use chrono::{Datelike, NaiveDateTime, Timelike};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;
use std::str::FromStr;

const DAY: usize = 24;
const WEEK: usize = 7 * DAY;

/// How busy each hour is: 24 of a day from midnight, or 168 of a week from Monday, midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand(Vec<Decimal>);

impl Demand {
    /// How busy the hour of a civil time is; 1 is average.
    pub fn at(&self, civil: NaiveDateTime) -> Decimal {
        let day = civil.weekday().num_days_from_monday() as usize;
        let hour = civil.hour() as usize;
        match self.0.len() {
            DAY => self.0[hour],
            _ => self.0[day * DAY + hour],
        }
    }
}

/// One hour's number.
struct Weight(Decimal);

impl FromStr for Weight {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let advice = "multiples of the average hour, such as `0.3` at night and `1.6` at the peak";
        bounded(text, 100, advice).map(Self)
    }
}

word!(
    Weight,
    "Weight",
    "a multiple of the average hour such as `1.6`",
    r"^\d+(\.\d{1,6})?$",
    or number
);

impl<'de> Deserialize<'de> for Demand {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let weights: Vec<Weight> = Deserialize::deserialize(deserializer)?;
        if ![DAY, WEEK].contains(&weights.len()) {
            let message = format!(
                "a demand curve of {} numbers fits neither a day nor a week\nwrite 24 numbers, from midnight, or 168, from Monday at midnight",
                weights.len()
            );
            return Err(serde::de::Error::custom(message));
        }
        Ok(Self(weights.into_iter().map(|weight| weight.0).collect()))
    }
}

impl JsonSchema for Demand {
    fn schema_name() -> Cow<'static, str> {
        "Demand".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let weight = generator.subschema_for::<Weight>();
        let of = |hours: usize| schemars::json_schema!({ "minItems": hours, "maxItems": hours });
        schemars::json_schema!({
            "description": "multiples of the average hour: 24 of a day, or 168 of a week",
            "type": "array",
            "items": weight,
            "anyOf": [of(DAY), of(WEEK)],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_repeats_and_a_week_begins_on_monday() {
        let hours = |number: usize| Demand((0..number).map(Decimal::from).collect());
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        // A Monday and the Sunday after it.
        for (civil, day, week) in [
            ("2027-03-22T00:59:00", 0, 0),
            ("2027-03-28T23:00:00", 23, 167),
        ] {
            assert_eq!(hours(DAY).at(at(civil)), Decimal::from(day));
            assert_eq!(hours(WEEK).at(at(civil)), Decimal::from(week));
        }
    }
}
