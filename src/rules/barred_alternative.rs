//! `barred-alternative`: another date that was weighed can be chosen.

use super::Case;
use crate::assessment::advice::obstacle::{Kind, Obstacle};
use crate::assessment::advice::weighed::ruled_out;
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::plan::alternative::Alternative;
use crate::plan::window::{Status, Window};

/// Reports alternatives that the plan itself rules out, of windows still to come.
pub fn check(case: Case, findings: &mut Findings) {
    let windows = case.plan.windows().into_iter().map(|(_, window)| window);
    let ahead =
        windows.filter(|window| window.status != Status::Cancelled && window.start > case.now);
    for window in ahead {
        let own = (window.start, window.end);
        let others = window.alternatives.iter();
        for other in others.filter(|other| (other.start, other.end) != own) {
            let obstacles = ruled_out(case.plan, window, other, case.now);
            if !obstacles.is_empty() {
                findings.push(finding(window, other, &obstacles));
            }
        }
    }
}

fn finding(window: &Window, other: &Alternative, obstacles: &[Obstacle]) -> Diagnostic {
    let why: Vec<&str> = obstacles.iter().map(|one| one.said.as_str()).collect();
    let message = format!(
        "this alternative to `{}` cannot be chosen: {}",
        window.id,
        why.join("; ")
    );
    let finding = Diagnostic::new(Code::BARRED_ALTERNATIVE, message);
    let finding = finding.at(other.span, "no mail offers it");
    let places = obstacles.iter().filter_map(|one| Some((one, one.place?)));
    let finding = places.fold(finding, |finding, (one, place)| {
        finding.at(place, label(one.kind))
    });
    let finding = finding.help("name a date that is possible, or remove this alternative");
    // Days go by of themselves.
    let is_over = obstacles.iter().all(|one| one.kind == Kind::Past);
    Diagnostic {
        level: if is_over { Level::Note } else { finding.level },
        ..finding
    }
}

fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Freeze => "the freeze",
        Kind::Decision => "the decision",
        _ => "the other window",
    }
}
