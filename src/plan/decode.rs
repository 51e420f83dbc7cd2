//! Nodes → the types of a plan as written, through serde, with every finding and its place.
//!
//! Serde stops at the first value it cannot take. So a refused value is noted and cut out of the
//! tree, and the rest is decoded again, until nothing is refused: all findings of a file at once.

use super::yaml::{Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Findings, Span, Spanned};
use serde::de::{
    self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use std::cell::RefCell;
use std::fmt;

const MAX_REFUSALS: usize = 60;
const SPANNED: &str = "forewarn::Spanned";

/// A field whose value was refused and left out: it is wrong, but not missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The block it stands in.
    pub block: Span,
    /// Its name.
    pub field: String,
}

/// Decodes a whole file. Refused values are left out; the findings say which and why.
pub fn decode<T: de::DeserializeOwned + Default>(root: &Node, findings: &mut Findings) -> T {
    decode_noting(root, findings).0
}

/// Like [`decode`], and says which fields were left out.
pub fn decode_noting<T: de::DeserializeOwned + Default>(
    root: &Node,
    findings: &mut Findings,
) -> (T, Vec<Refused>) {
    let log = RefCell::new(Findings::default());
    let (mut value, mut refused) = (None, Vec::new());
    for round in 0.. {
        *log.borrow_mut() = Findings::default();
        match T::deserialize(Decoder {
            node: root,
            log: &log,
        }) {
            Ok(decoded) => {
                value = Some(decoded);
                break;
            }
            Err(refusal) => {
                let cut = refusal
                    .place
                    .as_ref()
                    .is_some_and(|place| cut_at(root, place, &mut refused));
                findings.push(refusal.finding(root.span));
                if !cut || round >= MAX_REFUSALS {
                    break;
                }
            }
        }
    }
    findings.extend(log.into_inner());
    (value.unwrap_or_default(), refused)
}

/// Marks the innermost list item or field that stands exactly at `place`, and notes the fields
/// that lost it.
fn cut_at(node: &Node, place: &Span, refused: &mut Vec<Refused>) -> bool {
    let hit = |inner: &Node| {
        let here = inner.span == *place && !inner.cut.get();
        if here {
            inner.cut.set(true);
        }
        here
    };
    match &node.kind {
        Kind::Scalar { .. } => false,
        Kind::List(items) => items
            .iter()
            .any(|item| cut_at(item, place, refused) || hit(item)),
        Kind::Fields(fields) => {
            let found = fields
                .iter()
                .find(|(key, value)| cut_at(value, place, refused) || hit(key) || hit(value));
            refused.extend(found.map(|(key, _)| Refused {
                block: node.span,
                field: key.text().unwrap_or_default().to_owned(),
            }));
            found.is_some()
        }
    }
}

/// Why a value was refused.
#[derive(Debug)]
pub struct Refusal {
    code: Code,
    message: String,
    help: Vec<String>,
    place: Option<Span>,
}

impl Refusal {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: Vec::new(),
            place: None,
        }
    }

    fn at(mut self, span: Span) -> Self {
        self.place.get_or_insert(span);
        self
    }

    fn finding(self, otherwise: Span) -> Diagnostic {
        let finding = Diagnostic::new(self.code, self.message);
        let finding = finding.at(self.place.unwrap_or(otherwise), "");
        self.help.into_iter().fold(finding, Diagnostic::help)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    /// The first line is the message, every further line is advice.
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        let mut lines = text.lines().map(str::to_owned);
        let mut refusal = Self::new(Code::WRONG_VALUE, lines.next().unwrap_or_default());
        refusal.help.extend(lines);
        refusal
    }

    fn invalid_type(found: de::Unexpected, expected: &dyn de::Expected) -> Self {
        let found = match found {
            de::Unexpected::Map => "a block of fields".to_owned(),
            de::Unexpected::Seq => "a list".to_owned(),
            de::Unexpected::Unit => "nothing".to_owned(),
            de::Unexpected::Str(text) => format!("`{text}`"),
            other => other.to_string(),
        };
        Self::new(
            Code::WRONG_TYPE,
            format!("expected {expected}, found {found}"),
        )
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let choices: Vec<String> = expected.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`{variant}` is not one of the words that may stand here");
        let mut refusal = Self::new(Code::UNKNOWN_WORD, message);
        refusal
            .help
            .extend(did_you_mean(variant, expected.iter().copied()));
        refusal
            .help
            .push(format!("the words are: {}", choices.join(", ")));
        refusal
    }
}

/// Advice naming the closest of `known` to what was written, if one is close.
pub fn did_you_mean<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    closest(written, known).map(|word| format!("did you mean `{word}`?"))
}

/// The closest of `known` to what was written, if one is close.
pub fn closest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let rate = |word: &str| strsim::jaro_winkler(&written, &word.to_lowercase());
    let best = known
        .map(|word| (rate(word), word))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}

/// A node being decoded.
#[derive(Clone, Copy)]
struct Decoder<'a> {
    node: &'a Node,
    log: &'a RefCell<Findings>,
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
            Kind::List(_) => self.refuse(Err(de::Error::invalid_type(de::Unexpected::Seq, wanted))),
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
            .push(finding.help(format!("put it in quotes: \"{text}\"")));
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
            let advice = if split_text {
                "inside { } a comma begins a new field; put the whole text in quotes".to_owned()
            } else {
                did_you_mean(name, known.iter().copied())
                    .unwrap_or_else(|| format!("the fields here are: {}", known.join(", ")))
            };
            self.log.borrow_mut().push(finding.help(advice));
        }
    }
}

/// What a plain word is to readers of other YAML versions or types, when that is not a text.
fn other_reading(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false"
    ) {
        return Some("it as yes or no");
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = lower.trim_start_matches(['-', '+']);
    if unsigned.contains(':') && unsigned.split(':').all(digits) {
        return Some("it as a number of seconds");
    }
    if digits(unsigned) {
        let padded = unsigned.len() > 1 && unsigned.starts_with('0');
        return padded.then_some("it as another number");
    }
    let prefixed = |mark: &str| unsigned.strip_prefix(mark).is_some_and(digits);
    let grouped = unsigned.contains('_') && digits(&unsigned.replace('_', ""));
    let float = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.parse::<f64>().is_ok();
    (prefixed("0x") || prefixed("0o") || grouped || float).then_some("it as a number")
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
                _ => Err(de::Error::invalid_type(de::Unexpected::Str(text), &"a whole number")),
            })
        }
    )* };
}

/// `deserialize_string` is free text or an id; `deserialize_str` is a word with a grammar of its own,
/// which needs no warning about other readings.
impl<'a> Deserializer<'a> for Decoder<'a> {
    type Error = Refusal;

    as_text! { deserialize_str deserialize_identifier deserialize_char deserialize_bytes deserialize_byte_buf }
    as_number! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_i8
    deserialize_i16 deserialize_i32 deserialize_i64 deserialize_f32 deserialize_f64 }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match &self.node.kind {
            Kind::Scalar { text, .. } => self.refuse(visitor.visit_borrowed_str(text)),
            Kind::List(_) => self.deserialize_seq(visitor),
            Kind::Fields(_) => self.deserialize_map(visitor),
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
        let text = self.text(&visitor)?;
        self.warn_if_ambiguous(text);
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
        self.refuse(visitor.visit_newtype_struct(self))
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let Kind::List(items) = &self.node.kind else {
            self.text(&visitor)?;
            let text = self.node.text().unwrap_or_default();
            let mut refusal: Refusal =
                de::Error::invalid_type(de::Unexpected::Str(text), &"a list");
            refusal
                .help
                .push(format!("write it as a list of one: [{text}]"));
            return self.refuse(Err(refusal));
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
        let Kind::Fields(fields) = &self.node.kind else {
            let found = match &self.node.kind {
                Kind::Scalar { text, .. } => de::Unexpected::Str(text),
                _ => de::Unexpected::Seq,
            };
            return self.refuse(Err(de::Error::invalid_type(found, &"a block of fields")));
        };
        let access = Fields {
            fields: fields.iter(),
            value: None,
            log: self.log,
        };
        self.refuse(visitor.visit_map(access))
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.note_unknown_fields(known);
        self.deserialize_map(visitor)
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

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    log: &'a RefCell<Findings>,
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

struct Fields<'a> {
    fields: std::slice::Iter<'a, (Node, Node)>,
    value: Option<&'a Node>,
    log: &'a RefCell<Findings>,
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

/// Hands a [`Spanned`] its place and its value: file, start, end, value.
struct Placed<'a> {
    decoder: Decoder<'a>,
    step: u8,
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
                let file = crate::diagnostic::FileId::from_index(file);
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
