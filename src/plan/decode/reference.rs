//! Reference: what was meant where ids of other parts of a plan belong. Somebody wrote a name, a word
//! of another tool, or one of them without the brackets of its list; the advice is what to write in the
//! end, not what would be refused again.

use super::near::{closest, everybody};
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use crate::plan::id::slug;
use crate::plan::role::Role;
use crate::plan::service::EVERYONE;
use crate::plan::yaml::{Kind, Node};
use std::collections::HashMap;

/// Puts what to write instead into the findings about such values.
pub(super) fn lead_out(root: &Node, findings: &mut Findings) {
    let amiss = |found: &Diagnostic| {
        let code = matches!(found.code, Code::WRONG_TYPE | Code::WRONG_VALUE);
        found
            .labels
            .first()
            .filter(|_| code)
            .map(|label| label.span)
    };
    let wanted: Vec<Span> = findings.iter().filter_map(amiss).collect();
    if wanted.is_empty() {
        return;
    }
    let mut advice: HashMap<Span, Vec<String>> =
        wanted.into_iter().map(|span| (span, Vec::new())).collect();
    walk(root, (root, ""), &mut advice);
    for finding in findings.iter_mut() {
        let better = amiss(finding).and_then(|span| advice.get(&span));
        if let Some(better) = better.filter(|better| !better.is_empty()) {
            finding.help.clone_from(better);
        }
    }
}

/// Looks for the values that were found amiss, from a node on that stands in the field `of`.
fn walk(root: &Node, (node, of): (&Node, &str), advice: &mut HashMap<Span, Vec<String>>) {
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::List(items) => {
            for item in items {
                walk(root, (item, of), advice);
            }
        }
        Kind::Fields(fields) => {
            for (key, value) in fields {
                let name = key.text().unwrap_or_default();
                let is_one = !matches!(value.kind, Kind::List(_));
                let written = match &value.kind {
                    Kind::Scalar { .. } => std::slice::from_ref(value),
                    Kind::List(items) => items.as_slice(),
                    Kind::Fields(_) => &[],
                };
                for item in written {
                    if let (Some(text), Some(lines)) = (item.text(), advice.get_mut(&item.span)) {
                        let field = Field { name, of, is_one };
                        *lines = field.advice(text, root);
                    }
                }
                walk(root, (value, name), advice);
            }
        }
    }
}

/// The field something was found amiss in.
struct Field<'a> {
    name: &'a str,
    /// The one that holds its block, perhaps in a list.
    of: &'a str,
    /// Whether it has one value and no list.
    is_one: bool,
}

/// What a part of the plan is called: by ids, and by people.
type Called<'a> = Vec<(&'a str, &'a str)>;

impl Field<'_> {
    /// Whether several ids may stand in it; nothing when none may.
    fn takes_several(&self) -> Option<bool> {
        let listed = match (self.of, self.name) {
            (_, "used-by" | "applies-to" | "depends-on") => true,
            ("notices", "audiences" | "phases" | "windows") => true,
            ("risks", "windows") | ("waivers", "departments") => true,
            ("windows", "sites") | ("people", "services") => true,
            ("before" | "during" | "after" | "questions", "for") => true,
            ("briefings", "for") | (_, "department") | ("people", "site") => false,
            _ => return None,
        };
        Some(listed)
    }

    /// Whether none is meant where it is left out; elsewhere all are.
    fn is_none_left_out(&self) -> bool {
        matches!(
            (self.of, self.name),
            (_, "depends-on") | ("people", "services")
        )
    }

    /// What it may name.
    fn known<'a>(&self, root: &'a Node) -> Called<'a> {
        let parts: &[&str] = match (self.of, self.name) {
            ("briefings", _) | (_, "audiences") => &["audiences"],
            (_, "applies-to") => &["departments", "audiences"],
            (_, "for") => &["audiences", "departments", "services"],
            (_, "depends-on" | "services") => &["services"],
            (_, "site" | "sites") => &["sites"],
            (_, "phases") => &["phases"],
            (_, "windows") => &["windows"],
            _ => &["departments"],
        };
        let mut known: Called = parts.iter().flat_map(|part| called(root, part)).collect();
        if parts.contains(&"audiences") {
            let people = Role::ALL.into_iter().filter(|role| *role != Role::Machine);
            known.extend(people.map(|role| (role.slug(), role.name())));
        }
        if matches!(self.name, "used-by" | "applies-to") {
            known.push((EVERYONE, EVERYONE));
        }
        known.sort_unstable();
        known.dedup_by_key(|(id, _)| *id);
        known
    }

    /// What to write instead; nothing when the field names no other part of the plan.
    fn advice(&self, text: &str, root: &Node) -> Vec<String> {
        let Some(several) = self.takes_several() else {
            return Vec::new();
        };
        let known = self.known(root);
        let is_bare = several && self.is_one;
        let whole = exact(text, &known).map(|id| vec![id]);
        let is_sure = whole.is_some();
        let parted = || match several {
            true => parts(text).map(|part| meant(part, &known)).collect(),
            false => meant(text, &known).map(|id| vec![id]),
        };
        let has_word_for_all = known.iter().any(|(id, _)| *id == EVERYONE);
        match whole.or_else(parted).as_deref() {
            Some([id]) if is_bare && is_sure => vec![format!("write it as a list of one: [{id}]")],
            Some([id]) if is_bare => vec![
                format!("did you mean `{id}`?"),
                format!("write it as a list of one: [{id}]"),
            ],
            Some([id]) if is_sure => vec![format!("write `{id}`")],
            Some([id]) => vec![format!("did you mean `{id}`?")],
            Some(ids) if is_bare => vec![format!("write them as a list: [{}]", ids.join(", "))],
            Some(ids) => vec![format!("write them one by one: {}", ids.join(", "))],
            None if known.is_empty() => Vec::new(),
            None if several && everybody(text) && self.is_none_left_out() => {
                let known: Vec<&str> = known.iter().map(|(id, _)| *id).collect();
                vec![format!("write them as a list: [{}]", known.join(", "))]
            }
            None if several && everybody(text) && !has_word_for_all => {
                vec![format!("leave `{}` out: then it is for all", self.name)]
            }
            None => {
                let known: Vec<&str> = known.iter().map(|(id, _)| *id).collect();
                let brackets =
                    is_bare.then(|| "write those that are meant as a list: […]".to_owned());
                let known = format!("the plan knows: {}", known.join(", "));
                std::iter::once(known).chain(brackets).collect()
            }
        }
    }
}

/// The ids and names of a part of the plan, wherever it has them.
fn called<'a>(root: &'a Node, part: &str) -> Called<'a> {
    let name = |block: &'a Node| block.field("name").and_then(Node::text);
    match (part, root.field(part).map(|block| &block.kind)) {
        (_, Some(Kind::Fields(fields))) => {
            let ids = fields
                .iter()
                .filter_map(|(key, block)| Some((key.text()?, block)));
            ids.map(|(id, block)| (id, name(block).unwrap_or(id)))
                .collect()
        }
        (_, Some(Kind::List(items))) => {
            let ids = items
                .iter()
                .filter_map(|item| Some((item.field("id")?.text()?, item)));
            ids.map(|(id, block)| (id, name(block).unwrap_or(id)))
                .collect()
        }
        ("windows", None) => {
            let phases = match root.field("phases").map(|phases| &phases.kind) {
                Some(Kind::List(phases)) => phases.as_slice(),
                _ => &[],
            };
            phases
                .iter()
                .flat_map(|phase| called(phase, "windows"))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The texts of one that names several.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([',', ';', '&', '/']);
    let parts = parts
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" und "));
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// The id that was written otherwise, or by its name.
fn exact<'a>(text: &str, known: &Called<'a>) -> Option<&'a str> {
    let (text, slug) = (text.trim().to_lowercase(), slug(text));
    let is_meant = |(id, name): &&(&str, &str)| *id == slug || name.to_lowercase() == text;
    known.iter().find(is_meant).map(|(id, _)| *id)
}

/// The id that was probably meant.
fn meant<'a>(text: &str, known: &Called<'a>) -> Option<&'a str> {
    let ids = || known.iter().map(|(id, _)| *id);
    let by_name = || {
        let name = closest(text, known.iter().map(|(_, name)| *name))?;
        known.iter().find(|(_, other)| *other == name)
    };
    exact(text, known)
        .or_else(|| closest(&slug(text), ids()))
        .or_else(|| by_name().map(|(id, _)| *id))
}
