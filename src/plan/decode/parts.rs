//! Lists and blocks of fields, handed to serde part by part; what was cut out is passed over.

use super::Log;
use super::node::Decoder;
use super::refusal::Refusal;
use crate::plan::yaml::Node;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};
use std::cell::RefCell;

/// The items of a list.
pub(super) struct Items<'a> {
    pub(super) items: std::slice::Iter<'a, Node>,
    pub(super) log: &'a RefCell<Log>,
}

impl<'a> SeqAccess<'a> for Items<'a> {
    type Error = Refusal;

    fn next_element_seed<S: DeserializeSeed<'a>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refusal> {
        let next = self.items.find(|item| !item.cut.get());
        next.map(|node| {
            seed.deserialize(Decoder {
                node,
                log: self.log,
            })
        })
        .transpose()
    }
}

/// The fields of a block, and the value that follows the key just read.
pub(super) struct Fields<'a> {
    pub(super) fields: std::slice::Iter<'a, (Node, Node)>,
    pub(super) value: Option<&'a Node>,
    pub(super) log: &'a RefCell<Log>,
}

impl<'a> MapAccess<'a> for Fields<'a> {
    type Error = Refusal;

    fn next_key_seed<S: DeserializeSeed<'a>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refusal> {
        let next = self
            .fields
            .find(|(key, value)| !key.cut.get() && !value.cut.get());
        let Some((key, value)) = next else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(Decoder {
            node: key,
            log: self.log,
        })
        .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value, Refusal> {
        let node = self
            .value
            .take()
            .expect("serde asks for a value after its key");
        seed.deserialize(Decoder {
            node,
            log: self.log,
        })
    }
}
