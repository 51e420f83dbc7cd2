//! Named entries in the order written: `wards: {…}`, `finance: {…}`.

use crate::diagnostic::Spanned;
use crate::plan::id::Id;
use std::fmt;
use std::marker::PhantomData;

/// Values under ids, in the order their author wrote them.
#[derive(Debug, Clone)]
pub struct Entries<T>(Vec<(Spanned<Id>, Spanned<T>)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    /// Each id with its value.
    pub fn iter(&self) -> std::slice::Iter<'_, (Spanned<Id>, Spanned<T>)> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Entries<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Named<T>(PhantomData<T>);
        impl<'de, T: serde::Deserialize<'de>> serde::de::Visitor<'de> for Named<T> {
            type Value = Entries<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a block of named entries")
            }

            fn visit_none<E>(self) -> Result<Entries<T>, E> {
                Ok(Entries::default())
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(key) = map.next_key::<Spanned<Id>>()? {
                    entries.push((key, map.next_value::<Spanned<T>>()?));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Named(PhantomData))
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Entries<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("EntriesOf{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<T>();
        schemars::json_schema!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z0-9-]{2,40}$" },
            "additionalProperties": value,
        })
    }
}
