//! `colliding-names`: no two notices to one audience have the same name, by which deliveries are
//! remembered.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use crate::plan::Id;
use crate::plan::milestone::Milestone;
use crate::timeline::Occurrence;
use std::collections::{BTreeSet, HashMap};

/// Reports notices that could not be told apart.
pub fn check(case: Case, findings: &mut Findings) {
    let mut seen: HashMap<(&Id, String), &Occurrence> = HashMap::new();
    let mut told = BTreeSet::new();
    for window in alike(case) {
        for occurrence in case.timeline.about(window) {
            let name = occurrence.notice_id();
            let first = *seen
                .entry((&occurrence.audience, name.clone()))
                .or_insert(occurrence);
            if !same(first, occurrence) && told.insert(name.clone()) {
                let message = format!("two notices would have the same name, `{name}`");
                let finding = Diagnostic::new(Code::COLLIDING_NAMES, message)
                    .at(place(case, occurrence), "a notice about this")
                    .at(place(case, first), "and one about this");
                findings.push(finding.help("give one of the two another id"));
            }
        }
    }
}

/// Windows whose id begins with that of another or with the word that begins the name of an
/// invitation, and these others: only their notices can collide, for all other names begin with the
/// window's id and a hyphen.
fn alike(case: Case<'_>) -> BTreeSet<&Id> {
    let windows = case.plan.windows();
    let ids: HashMap<&str, &Id> = windows
        .iter()
        .map(|(_, window)| (window.id.as_str(), &window.id))
        .collect();
    let mut alike = BTreeSet::new();
    for (text, id) in &ids {
        for (hyphen, _) in text.match_indices('-') {
            if let Some(shorter) = ids.get(&text[..hyphen]) {
                alike.extend([*shorter, *id]);
            }
        }
    }
    let invitation = Milestone::Briefing.slug();
    let like_invitations = |id: &&&Id| {
        let rest = id.as_str().strip_prefix(invitation);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let all = ids.values().copied();
    let like: Vec<&Id> = ids.values().filter(like_invitations).copied().collect();
    if !like.is_empty() {
        let briefed = |id: &&Id| {
            case.plan
                .briefings
                .iter()
                .any(|briefing| briefing.is_about(id))
        };
        alike.extend(all.filter(briefed));
        alike.extend(like);
    }
    alike
}

/// Whether two occurrences are one notice, perhaps at several places.
fn same(one: &Occurrence, other: &Occurrence) -> bool {
    let key = |told: &Occurrence| (told.milestone, told.ordinal);
    let about = |told: &Occurrence| told.briefing.is_none().then(|| told.window.clone());
    about(one) == about(other) && key(one) == key(other) && one.briefing == other.briefing
}

/// Where what a notice is named after is written.
fn place(case: Case, told: &Occurrence) -> Span {
    let mut briefings = case.plan.briefings.iter();
    let briefing = briefings.find(|briefing| told.briefing.as_ref() == Some(&briefing.id));
    let window = case.plan.window(&told.window);
    let window = window.map(|(_, window)| window.span);
    let phases = case.plan.phases.first().map(|phase| phase.span);
    let found = briefing.map(|briefing| briefing.span).or(window).or(phases);
    found.expect("what is told is about a window of the plan")
}
