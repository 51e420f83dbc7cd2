//! `late-checkpoint`: the last go/no-go decision comes while going back is safe, and somebody can take
//! it.

use super::Hours;
use crate::assessment::continuity::last_chance;
use crate::diagnostic::{Code, Findings};
use crate::plan::checkpoint::Checkpoint;

/// Reports a last decision that comes too late, that nobody takes, that goes by nothing, or that
/// comes before what it goes by is known.
pub fn check(hours: Hours, findings: &mut Findings) {
    let window = hours.window;
    let Some(last) = window.checkpoints.last() else {
        return;
    };
    for checkpoint in &window.checkpoints {
        if let Some(known) = checkpoint.known_by.filter(|known| *known > checkpoint.at) {
            let message = format!(
                "what the decision at {} goes by is known only at {}",
                hours.clock(checkpoint.at),
                hours.clock(known)
            );
            let finding = hours.finding(Code::LATE_CHECKPOINT, message, checkpoint.span);
            findings.push(finding.help("decide later, or see that it is known earlier"));
        }
    }
    if let Some(safe) = last_chance(window) {
        too_late(hours, last, safe, findings);
    }
}

fn too_late(
    hours: Hours,
    last: &Checkpoint,
    safe: crate::calendar::zone::Instant,
    findings: &mut Findings,
) {
    let at = hours.clock(last.at);
    // Whether going back fits in at all is said elsewhere.
    let is_late = last.at > safe && safe >= hours.window.start;
    let (message, advice) = if is_late {
        let message = format!(
            "the last go/no-go decision is taken at {at}; turning back is safe until {}",
            hours.clock(safe)
        );
        (message, format!("decide by {}", hours.clock(safe)))
    } else if hours.window.continuity.is_told() && last.owner.is_none() {
        let message = format!("nobody takes the last go/no-go decision, at {at}");
        (message, "add `owner: …`, a person".to_owned())
    } else if hours.window.continuity.is_told() && last.criteria.is_empty() {
        let message = format!("the last go/no-go decision, at {at}, goes by nothing");
        let advice = "add `criteria: […]`, each of which can be seen to hold or not";
        (message, advice.to_owned())
    } else {
        return;
    };
    let finding = hours.finding(Code::LATE_CHECKPOINT, message, last.span);
    findings.push(finding.help(advice));
}
