//! Nodes → the types of a plan as written, through serde, with every finding and its place.
//!
//! Serde stops at the first value it cannot take. So a refused value is noted and cut out of the
//! tree, and the rest is decoded again, until nothing is refused: all findings of a file at once.

mod ambiguous;
mod empty;
mod in_clear;
mod near;
mod node;
mod parts;
mod place;
mod reference;
mod refusal;
mod somebody;

pub use empty::{EmptyField, empty_fields, without_value};
pub use near::{closest, did_you_mean, is_nearly};

use super::yaml::{Kind, Node};
use crate::diagnostic::{Findings, Span};
use node::Decoder;
use serde::de;
use std::cell::RefCell;

/// After so many wrong values reading stops: each costs one more reading of the whole file.
const MAX_REFUSALS: usize = 60;
const STOPPED: &str = "reading stopped here, after sixty wrong values: mend these first";

/// A field whose value was refused and left out: it is wrong, but not missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The block it stands in.
    pub block: Span,
    /// The field that holds the block, perhaps in a list; empty for the whole file.
    pub of: String,
    /// Its name.
    pub field: String,
    /// Where its name stands.
    pub at: Span,
}

/// What a decoding notes on its way.
#[derive(Debug, Default)]
struct Log {
    findings: Findings,
    /// Fields that stand there under a name that is only near theirs: they are wrong, but not missing.
    meant: Vec<Refused>,
}

/// Decodes a whole file. Refused values are left out; the findings say which and why. Nothing when
/// so much was refused that reading it came to no end.
pub fn decode<T: de::DeserializeOwned>(root: &Node, findings: &mut Findings) -> Option<T> {
    Some(decode_noting(root, findings)?.0)
}

/// Like [`decode`], and says which fields were left out.
pub fn decode_noting<T: de::DeserializeOwned>(
    root: &Node,
    findings: &mut Findings,
) -> Option<(T, Vec<Refused>)> {
    let log = RefCell::new(Log::default());
    let (mut value, mut refused) = (None, Vec::new());
    let mut found = Findings::default();
    for round in 0.. {
        *log.borrow_mut() = Log::default();
        match T::deserialize(Decoder {
            node: root,
            log: &log,
        }) {
            Ok(decoded) => {
                value = Some(decoded);
                break;
            }
            Err(mut refusal) => {
                let before = refused.clone();
                let empty = refusal.found_nothing.then(|| empty_fields(root));
                let empty = empty.into_iter().flatten();
                let empty = empty
                    .into_iter()
                    .find(|field| Some(field.value) == refusal.place);
                let cut = refusal
                    .place
                    .as_ref()
                    .is_some_and(|place| cut_at((root, ""), place, &mut refused));
                // The innermost field comes first.
                if let Some(field) = refused.get(before.len()) {
                    refusal.name_instead_of_id(field);
                }
                let is_last = round + 1 >= MAX_REFUSALS;
                // What was refused before is wrong, but not missing.
                if !refusal.misses_one_of(&before) {
                    let finding = match empty {
                        Some(field) => without_value(&field.field, field.at),
                        None => refusal.finding(root.span),
                    };
                    found.push(match is_last {
                        true => finding.help(STOPPED),
                        false => finding,
                    });
                }
                if !cut || is_last {
                    break;
                }
            }
        }
    }
    let log = log.into_inner();
    found.extend(log.findings);
    refused.extend(log.meant);
    reference::lead_out(root, &mut found);
    findings.extend(found);
    in_clear::note_links(root, findings);
    Some((value?, refused))
}

/// Marks the innermost list item or field that stands exactly at `place`, and notes the fields
/// that lost it.
fn cut_at((node, of): (&Node, &str), place: &Span, refused: &mut Vec<Refused>) -> bool {
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
            .any(|item| cut_at((item, of), place, refused) || hit(item)),
        Kind::Fields(fields) => {
            let found = fields.iter().find(|(key, value)| {
                let name = key.text().unwrap_or_default();
                cut_at((value, name), place, refused) || hit(key) || hit(value)
            });
            refused.extend(found.map(|(key, _)| Refused {
                block: node.span,
                of: of.to_owned(),
                at: key.span,
                field: key.text().unwrap_or_default().to_owned(),
            }));
            found.is_some()
        }
    }
}
