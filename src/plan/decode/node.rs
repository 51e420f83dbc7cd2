//! A node of the tree, offered to serde as whatever the type at hand asks for.

use super::ambiguous::other_reading;
use super::near::{closest, did_you_mean};
use super::parts::{Fields, Items};
use super::place::{Placed, SPANNED};
use super::refusal::Refusal;
use super::somebody;
use super::{Log, Refused};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::Id;
use crate::plan::comment::lost;
use crate::plan::id::ID;
use crate::plan::misread::{ORDINARY, braced, false_space_at, in_a_list, quoted};
use crate::plan::yaml::{Kind, Node};
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};
use std::cell::RefCell;

/// A node being decoded.
#[derive(Clone, Copy)]
pub(super) struct Decoder<'a> {
    pub(super) node: &'a Node,
    pub(super) log: &'a RefCell<Log>,
}

impl<'a> Decoder<'a> {
    fn refuse<V>(&self, result: Result<V, Refusal>) -> Result<V, Refusal> {
        result.map_err(|refusal| refusal.at(self.node.span))
    }

    fn text(&self, wanted: &dyn de::Expected) -> Result<&'a str, Refusal> {
        match &self.node.kind {
            Kind::Scalar { .. } if self.node.is_nothing() => {
                self.refuse(Err(de::Error::invalid_type(de::Unexpected::Unit, wanted)))
            }
            Kind::Scalar { text, .. } => Ok(text),
            Kind::List(items) => {
                let mut refusal: Refusal = de::Error::invalid_type(de::Unexpected::Seq, wanted);
                let one = match items.as_slice() {
                    [one] => one
                        .text()
                        .map(|text| format!("write it without brackets: {text}")),
                    _ => Some("only one can stand here".to_owned()),
                };
                refusal.help.extend(one);
                self.refuse(Err(refusal))
            }
            Kind::Fields(_) => {
                self.refuse(Err(de::Error::invalid_type(de::Unexpected::Map, wanted)))
            }
        }
    }

    /// Other YAML readers see something else than text in some plain words; say so.
    fn warn_if_ambiguous(&self, text: &str) {
        let Kind::Scalar { plain: true, .. } = &self.node.kind else {
            return;
        };
        let Some(reading) = other_reading(text) else {
            return;
        };
        let message = format!("`{text}` is taken as text here, but many programs read {reading}");
        let finding = Diagnostic::new(Code::QUOTE_THIS, message).at(self.node.span, "");
        self.log
            .borrow_mut()
            .findings
            .push(finding.help(format!("put it in quotes: {}", quoted(text))));
    }

    /// Words for people may go on behind a `#`, where YAML sees a comment; say so.
    fn warn_if_lost(&self) {
        let found = self.node.comment.map(lost);
        found
            .into_iter()
            .for_each(|finding| self.log.borrow_mut().findings.push(finding));
    }

    /// How to write as a block of fields what looks like one without its braces.
    fn as_block(&self) -> Option<String> {
        match &self.node.kind {
            Kind::Scalar { text, .. } => {
                let braced = braced(text)?;
                Some(format!("write it in braces and without quotes: {braced}"))
            }
            Kind::List(items) => {
                let fields: Option<Vec<String>> = items.iter().map(entry).collect();
                let fields = fields.filter(|fields| !fields.is_empty())?;
                Some(format!("write it in braces: {{{}}}", fields.join(", ")))
            }
            Kind::Fields(_) => None,
        }
    }

    /// How to write as a block of fields a person who is only named.
    fn as_person(&self, known: &[&str]) -> Option<String> {
        match &self.node.kind {
            Kind::Scalar { text, .. } if !self.node.is_nothing() && braced(text).is_none() => {
                somebody::called_by(known).map(|field| somebody::advice(text, field))
            }
            _ => None,
        }
    }

    /// A value where a list belongs, read as a list of one: what else is wrong with it is found in
    /// the same reading.
    fn list_of_one<V: Visitor<'a>>(&self, visitor: V) -> Result<V::Value, Refusal> {
        if let Kind::Fields(_) = self.node.kind {
            let mut refusal: Refusal = de::Error::invalid_type(de::Unexpected::Map, &"a list");
            refusal.help.push(A_BLOCK_ALONE.to_owned());
            return self.refuse(Err(refusal));
        }
        let text = self.text(&visitor)?;
        let mut refusal: Refusal = de::Error::invalid_type(de::Unexpected::Str(text), &"a list");
        refusal
            .help
            .push(format!("write it as a list of one: [{}]", in_a_list(text)));
        let items = std::slice::from_ref(self.node).iter();
        let one = Items {
            items,
            log: self.log,
        };
        match visitor.visit_seq(one) {
            Ok(list) => {
                let finding = refusal.at(self.node.span).finding(self.node.span);
                self.log.borrow_mut().findings.push(finding);
                Ok(list)
            }
            Err(inner) => {
                if inner.is_of_its_kind() {
                    refusal.help = vec!["write it as a list of one: [{…}]".to_owned()];
                    refusal.help.extend(inner.help);
                }
                self.refuse(Err(refusal))
            }
        }
    }

    /// The fields of a block.
    fn block<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let Kind::Fields(fields) = &self.node.kind else {
            let found = match &self.node.kind {
                _ if self.node.is_nothing() => de::Unexpected::Unit,
                Kind::Scalar { text, .. } => de::Unexpected::Str(text),
                _ => de::Unexpected::Seq,
            };
            let mut refusal: Refusal = de::Error::invalid_type(found, &"a block of fields");
            refusal.help.extend(self.as_block());
            return self.refuse(Err(refusal));
        };
        let access = Fields {
            fields: fields.iter(),
            value: None,
            log: self.log,
        };
        self.refuse(visitor.visit_map(access))
    }

    fn note_unknown_fields(&self, known: &'static [&'static str]) {
        let Kind::Fields(fields) = &self.node.kind else {
            return;
        };
        for (key, value) in fields.iter().filter(|(key, _)| !key.cut.get()) {
            let name = key.text().unwrap_or_default();
            if known.contains(&name) {
                continue;
            }
            let finding = Diagnostic::new(
                Code::UNKNOWN_FIELD,
                format!("there is no field `{name}` here"),
            );
            let finding = finding.at(key.span, "");
            let split_text = value.is_nothing() && name.contains(' ');
            let advice = if let Some(place) = false_space_at(name) {
                format!("a no-break space (U+00A0) stands {place}: {ORDINARY}")
            } else if split_text {
                "inside { } a comma begins a new field; put the whole text in quotes".to_owned()
            } else {
                let meant = closest(name, known.iter().copied());
                self.log
                    .borrow_mut()
                    .meant
                    .extend(meant.map(|field| Refused {
                        block: self.node.span,
                        of: String::new(),
                        field: field.to_owned(),
                        at: key.span,
                    }));
                did_you_mean(name, known.iter().copied())
                    .unwrap_or_else(|| format!("the fields here are: {}", known.join(", ")))
            };
            self.log.borrow_mut().findings.push(finding.help(advice));
        }
    }
}

/// What to do about a block where a list of them belongs.
const A_BLOCK_ALONE: &str = "put it in square brackets, `[{…}]`; or write a dash and a blank before its first field, and move the others in as far";

/// How a number is written.
const DIGITS_ALONE: &str =
    "write digits alone, such as `12`: no sign, point, comma, unit or leading nought";

/// An item of a list as a field of a block: what is only named there waits for its value.
fn entry(item: &Node) -> Option<String> {
    match &item.kind {
        Kind::Scalar { text, .. } => Some(format!("{text}: …")),
        Kind::Fields(fields) => match fields.as_slice() {
            [(key, value)] => Some(format!("{}: {}", key.text()?, value.text()?)),
            _ => None,
        },
        Kind::List(_) => None,
    }
}

macro_rules! as_text {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
            let text = self.text(&visitor)?;
            self.refuse(visitor.visit_borrowed_str(text))
        }
    )* };
}

macro_rules! as_number {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
            let text = self.text(&visitor)?;
            let clean = text == "0" || !text.starts_with('0');
            self.refuse(match text.parse::<u64>() {
                Ok(number) if clean => visitor.visit_u64(number),
                _ => {
                    let found = de::Unexpected::Str(text);
                    let mut refusal: Refusal = de::Error::invalid_type(found, &"a whole number");
                    refusal.help.push(DIGITS_ALONE.to_owned());
                    Err(refusal)
                }
            })
        }
    )* };
}

/// `deserialize_string` is free text, or what stands in place of it; `deserialize_str` is a word with a
/// grammar of its own, which needs no warning about other readings.
impl<'a> Deserializer<'a> for Decoder<'a> {
    type Error = Refusal;

    as_text! { deserialize_str deserialize_identifier deserialize_char deserialize_bytes deserialize_byte_buf }
    as_number! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_i8
    deserialize_i16 deserialize_i32 deserialize_i64 deserialize_f32 deserialize_f64 }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match &self.node.kind {
            Kind::Scalar { text, .. } => self.refuse(visitor.visit_borrowed_str(text)),
            Kind::List(_) => self.deserialize_seq(visitor),
            // Whoever takes a block in place of a word asks for it again, as the block it is: only
            // so the fields it knows are known here.
            Kind::Fields(_) => self.refuse(visitor.visit_newtype_struct(self)),
        }
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.text(&visitor)? {
            "true" | "yes" => visitor.visit_bool(true),
            "false" | "no" => visitor.visit_bool(false),
            other => {
                let wanted = &"`yes` or `no`";
                self.refuse(Err(de::Error::invalid_type(
                    de::Unexpected::Str(other),
                    wanted,
                )))
            }
        }
    }

    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if let Kind::Fields(_) = self.node.kind {
            return self.deserialize_any(visitor);
        }
        let text = self.text(&visitor)?;
        self.warn_if_ambiguous(text);
        self.warn_if_lost();
        self.refuse(visitor.visit_borrowed_str(text))
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.node.is_nothing() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        if name == SPANNED {
            return self.refuse(visitor.visit_seq(Placed {
                decoder: self,
                step: 0,
            }));
        }
        if name == ID {
            let text = self.text(&visitor)?;
            self.warn_if_ambiguous(text);
            return self.refuse(visitor.visit_borrowed_str(text));
        }
        self.refuse(visitor.visit_newtype_struct(self))
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let Kind::List(items) = &self.node.kind else {
            return self.list_of_one(visitor);
        };
        self.refuse(visitor.visit_seq(Items {
            items: items.iter(),
            log: self.log,
        }))
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        // What has names of its own in it may have been named alone.
        let alone = self.node.text().and_then(|text| text.parse::<Id>().ok());
        self.block(visitor).map_err(|mut refusal| {
            let alone = alone.filter(|_| refusal.place == Some(self.node.span));
            let advice = alone.map(|name| format!("write it in braces: {{{name}: …}}"));
            refusal.help.extend(advice);
            refusal
        })
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.note_unknown_fields(known);
        let advice = self.as_person(known);
        self.block(visitor).map_err(|mut refusal| {
            refusal.help.extend(advice);
            if refusal.help.is_empty() && refusal.place == Some(self.node.span) {
                let known = format!("the fields here are: {}", known.join(", "));
                refusal.help.push(known);
            }
            refusal
        })
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let text = self.text(&"a word")?;
        self.refuse(visitor.visit_enum(IntoDeserializer::<Refusal>::into_deserializer(text)))
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }
}
