//! News: what is no longer as it was told, each in a line for whoever sends.

use super::meeting::meeting;
use super::moment::moment;
use crate::belief::Correction;
use crate::calendar::zone::{Instant, Zone};
use crate::notice::event::{Change, Deadline};
use crate::plan::Plan;
use crate::plan::impact::Impact;

/// One thing that is no longer as it was told, in one line.
pub(super) fn change(change: &Change, zone: &Zone, now: Instant) -> String {
    let at = |instant: &Instant| moment(zone, *instant);
    match change {
        Change::Start { old, new } => format!("start: {}, not {}", at(new), at(old)),
        Change::End { old, new } => format!("end: {}, not {}", at(new), at(old)),
        Change::Firmness { provisional: true } => "the date may move again".to_owned(),
        Change::Firmness { provisional: false } => "the date is confirmed".to_owned(),
        Change::Service { name, old, new } => {
            format!("{name}: {}, not {}", impact(*new), impact(*old))
        }
        Change::Deadline { of, old, new } => {
            let what = match of {
                Deadline::Action(text) => text.as_str(),
                Deadline::Objection => "last day to ask for another date",
                Deadline::Decision => "decision",
            };
            match (old, new) {
                (Some(old), Some(new)) if *new <= now => {
                    format!("{what}: at once, not by {}; {} is over", at(old), at(new))
                }
                (Some(old), Some(new)) => format!("{what}: by {}, not {}", at(new), at(old)),
                (Some(old), None) => format!("{what}: no longer, was by {}", at(old)),
                (None, Some(new)) => format!("new: {what}, by {}", at(new)),
                (None, None) => format!("{what}: nothing to do"),
            }
        }
        Change::Briefing { id, old, new } => match new {
            Some(new) => format!("briefing {id}: {}", meeting(new, old, zone)),
            None => format!("briefing {id} on {}: called off", at(&old.start)),
        },
        Change::Uninvited { id, old } => {
            format!("briefing {id} on {}: takes place without them", at(old))
        }
    }
}

/// That no reason is given for a correction, when the plan has one for an earlier change only.
pub(super) fn unexplained(plan: &Plan, correction: &Correction) -> Option<String> {
    let reason = correction.unexplained(plan)?;
    let day = reason.on.format("%a %-d %b %Y");
    Some(format!(
        "(no reason is given: the last under `changes`, of {day}, is of an earlier change)"
    ))
}

fn impact(impact: Option<Impact>) -> &'static str {
    impact.map_or("as usual", Impact::slug)
}
