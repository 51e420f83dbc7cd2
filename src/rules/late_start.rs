//! `late-start` and `past-window`: a word about what lies in the past already.

use super::Case;
use super::coverage::{Coverage, Verdict};
use super::hearing::{Timing, begins};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::Id;
use crate::plan::window::{Status, Window};
use std::collections::BTreeMap;

/// How many notices must have passed before one of them tells for others.
const SEVERAL: usize = 2;

/// Notes windows that are over, and those that several notices about them come too late for.
pub fn check(case: Case, coverage: &Coverage, findings: &mut Findings) {
    for (_, window) in case.plan.windows() {
        if window.status == Status::Cancelled {
            continue;
        }
        if window.end <= case.now {
            findings.push(over(window));
        } else if window.start > case.now && !overdue(window, coverage) {
            findings.extend(late(case, window));
        }
    }
}

fn over(window: &Window) -> Diagnostic {
    let last = window.zone.civil(window.end).format("%-d %B %Y");
    let message = format!(
        "`{}` was over on {last}: it is not announced any more",
        window.id
    );
    let finding = Diagnostic::new(Code::PAST_WINDOW, message).at(window.start_span, "");
    finding.help("if it is still to come, mend its date")
}

/// Whether people should have been told, which is an error of its own.
fn overdue(window: &Window, coverage: &Coverage) -> bool {
    let mut cells = coverage
        .cells
        .iter()
        .filter(|cell| cell.window.id == window.id);
    cells.any(
        |cell| matches!(cell.verdict, Verdict::Hears(hearing) if hearing.timing == Timing::Overdue),
    )
}

fn late(case: Case, window: &Window) -> Findings {
    let mut findings = Findings::default();
    let mut told: BTreeMap<(&Id, &[usize]), (usize, usize)> = BTreeMap::new();
    let before = case.timeline.about(&window.id);
    let before = before.filter(|told| told.moment < window.start);
    for occurrence in before.filter(|told| case.told.of(&window.id, &told.audience).is_none()) {
        let readers = (&occurrence.audience, occurrence.places.as_slice());
        let (past, all) = told.entry(readers).or_default();
        *past += usize::from(occurrence.moment <= case.now);
        *all += 1;
    }
    let worst = told.into_values().max_by_key(|(past, _)| *past);
    let Some((past, all)) = worst.filter(|(past, _)| *past >= SEVERAL) else {
        return findings;
    };
    let message = format!(
        "`{}` begins {}; {past} of the {all} notices before it lie in the past",
        window.id,
        begins(case, window)
    );
    let finding = Diagnostic::new(Code::LATE_START, message).at(window.start_span, "");
    let advice = "of those that have not been sent, `send` tells only the latest";
    findings.push(finding.help(advice));
    findings
}
