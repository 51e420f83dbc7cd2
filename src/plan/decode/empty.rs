//! Fields whose name stands there without a value.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::yaml::{Kind, Node};

/// A field without a value: nothing stands after its colon, or only `null` or `~`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyField {
    /// The block it stands in.
    pub block: Span,
    /// Its name.
    pub field: String,
    /// Where its name stands.
    pub at: Span,
    /// Where its value would stand.
    pub value: Span,
}

/// Every field of a file without a value, but for those that were refused for it.
pub fn empty_fields(root: &Node) -> Vec<EmptyField> {
    let mut found = Vec::new();
    collect(root, &mut found);
    found
}

fn collect(node: &Node, found: &mut Vec<EmptyField>) {
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::List(items) => items.iter().for_each(|item| collect(item, found)),
        Kind::Fields(fields) => {
            for (key, value) in fields {
                collect(value, found);
                if value.is_nothing() && !value.cut.get() {
                    found.push(EmptyField {
                        block: node.span,
                        field: key.text().unwrap_or_default().to_owned(),
                        at: key.span,
                        value: value.span,
                    });
                }
            }
        }
    }
}

/// The finding about a field that needs a value and has none.
pub fn without_value(field: &str, at: Span) -> Diagnostic {
    let message = format!("the field `{field}` has no value");
    let finding = Diagnostic::new(Code::EMPTY_FIELD, message).at(at, "nothing is written for it");
    finding.help(format!("write it after the colon: `{field}: …`"))
}
