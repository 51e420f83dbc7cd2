//! Estimates: low, likely, high; a single figure is all three.

use super::money::{Amount, Share};
use super::number::{Hours, Multiple, People};
use rust_decimal::Decimal;
use std::marker::PhantomData;
use std::str::FromStr;

/// An estimate: low, likely, high. A single figure is all three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate<T = Amount> {
    /// At least.
    pub low: T,
    /// Most likely.
    pub likely: T,
    /// At most.
    pub high: T,
}

/// Something that can be estimated.
pub trait Figure: Clone + FromStr<Err = String> {
    /// One of them in words, for who wrote something else.
    const EXAMPLE: &'static str;

    /// Its number.
    fn number(&self) -> Decimal;
}

impl Figure for Amount {
    const EXAMPLE: &'static str = "an amount such as `12000 EUR`";

    fn number(&self) -> Decimal {
        self.value
    }
}

macro_rules! figure {
    ($($type:ty, $example:literal;)*) => { $(
        impl Figure for $type {
            const EXAMPLE: &'static str = $example;

            fn number(&self) -> Decimal {
                self.0
            }
        }
    )* };
}

figure! {
    Share, "a share such as `60%`";
    People, "a number of people such as `120`";
    Hours, "a number of hours such as `12`";
    Multiple, "a multiple such as `1.5`";
}

impl<T: Figure> Estimate<T> {
    /// Its three numbers, in order.
    pub fn numbers(&self) -> [Decimal; 3] {
        [&self.low, &self.likely, &self.high].map(Figure::number)
    }
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
struct EstimateFields<T> {
    /// At least.
    low: T,
    /// Most likely.
    likely: T,
    /// At most.
    high: T,
}

impl<'de, T: Figure + serde::Deserialize<'de>> serde::Deserialize<'de> for Estimate<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrThree(PhantomData))
    }
}

struct OneOrThree<T>(PhantomData<T>);

impl<'de, T: Figure + serde::Deserialize<'de>> serde::de::Visitor<'de> for OneOrThree<T> {
    type Value = Estimate<T>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(
            formatter,
            "{}, or {{low: …, likely: …, high: …}}",
            T::EXAMPLE
        )
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Estimate<T>, E> {
        let figure: T = text.trim().parse().map_err(E::custom)?;
        Ok(Estimate {
            low: figure.clone(),
            likely: figure.clone(),
            high: figure,
        })
    }

    fn visit_newtype_struct<D: serde::Deserializer<'de>>(
        self,
        block: D,
    ) -> Result<Estimate<T>, D::Error> {
        let EstimateFields { low, likely, high } = serde::Deserialize::deserialize(block)?;
        let estimate = Estimate { low, likely, high };
        if !estimate.numbers().is_sorted() {
            let message =
                "the three figures are out of order\nlow must not exceed likely, nor likely high";
            return Err(serde::de::Error::custom(message));
        }
        Ok(estimate)
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Estimate<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("EstimateOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let figure = generator.subschema_for::<T>();
        let three = generator.subschema_for::<EstimateFields<T>>();
        schemars::json_schema!({ "anyOf": [figure, three] })
    }
}
