//! Values with their places: how a [`Spanned`] is decoded, and what its schema is.

use super::node::Decoder;
use super::refusal::Refusal;
use crate::diagnostic::{FileId, Span, Spanned};
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor};
use std::fmt;

/// The name by which a decoder knows that a place is asked for.
pub(super) const SPANNED: &str = "forewarn::Spanned";

/// Hands a [`Spanned`] its place and its value: file, start, end, value.
pub(super) struct Placed<'a> {
    pub(super) decoder: Decoder<'a>,
    pub(super) step: u8,
}

impl<'a> SeqAccess<'a> for Placed<'a> {
    type Error = Refusal;

    fn next_element_seed<S: DeserializeSeed<'a>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refusal> {
        let span = self.decoder.node.span;
        self.step += 1;
        match self.step {
            1 => seed
                .deserialize(span.file.index().into_deserializer())
                .map(Some),
            2 => seed.deserialize(span.start.into_deserializer()).map(Some),
            3 => seed.deserialize(span.end.into_deserializer()).map(Some),
            4 => seed.deserialize(self.decoder).map(Some),
            _ => Ok(None),
        }
    }
}

impl<'de, T: de::Deserialize<'de>> de::Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Place<T>(std::marker::PhantomData<T>);
        impl<'de, T: de::Deserialize<'de>> Visitor<'de> for Place<T> {
            type Value = Spanned<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a value with its place")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Spanned<T>, A::Error> {
                let missing = || de::Error::custom("a place has four parts");
                let file: u32 = parts.next_element()?.ok_or_else(missing)?;
                let start: u32 = parts.next_element()?.ok_or_else(missing)?;
                let end: u32 = parts.next_element()?.ok_or_else(missing)?;
                let value = parts.next_element()?.ok_or_else(missing)?;
                let file = FileId::from_index(file);
                Ok(Spanned::new(value, Span { file, start, end }))
            }
        }
        deserializer.deserialize_newtype_struct(SPANNED, Place(std::marker::PhantomData))
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}
