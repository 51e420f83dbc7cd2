//! `unrehearsed`: steps were tried out and measured, and took as long as planned.

use super::{Hours, words};
use crate::assessment::continuity::{forward, is_longer, whole};
use crate::diagnostic::{Code, Findings};
use crate::plan::continuity::Rehearsal;

/// Reports steps without a rehearsal, a rehearsal without its measured times, and measured times that
/// exceed the planned ones by more than a fifth.
pub fn check(hours: Hours, findings: &mut Findings) {
    let window = hours.window;
    let continuity = &window.continuity;
    let Some(rehearsal) = &continuity.rehearsal else {
        if let Some(first) = continuity.steps.first() {
            let message = format!("the steps of `{}` are rehearsed nowhere", window.id);
            let finding = hours.finding(Code::UNREHEARSED, message, first.span);
            findings.push(finding.help(
                "rehearse them, and write `rehearsal: {date: …, took: …, way-back-took: …}`; a date ahead will do until then",
            ));
        }
        return;
    };
    let Some(date) = rehearsal.date else {
        let message = format!("nothing says when `{}` was rehearsed", window.id);
        let finding = hours.finding(Code::UNREHEARSED, message, rehearsal.span);
        findings.push(finding.help("add `date: …`"));
        return;
    };
    let way_back = window.way_back;
    let wanted = [
        ("took", rehearsal.took.is_none()),
        (
            "way-back-took",
            way_back.is_some() && rehearsal.way_back_took.is_none(),
        ),
    ];
    let mut missing = wanted.iter().filter(|(_, is_missing)| *is_missing);
    if let Some((field, _)) = missing.next().filter(|_| date < hours.today) {
        let message = format!(
            "`{}` was rehearsed on {date}, and nothing says how long it took",
            window.id
        );
        let finding = hours.finding(Code::UNREHEARSED, message, rehearsal.span);
        findings.push(finding.help(format!("add `{field}: …`, as it was measured")));
        return;
    }
    compare(hours, rehearsal, findings);
}

/// Reports measured times that exceed the planned ones by more than a fifth.
fn compare(hours: Hours, rehearsal: &Rehearsal, findings: &mut Findings) {
    let window = hours.window;
    let measured = [
        (
            "the work",
            rehearsal.took,
            forward(window).map(|path| path.expected),
        ),
        (
            "the way back",
            rehearsal.way_back_took,
            window.way_back.map(Into::into),
        ),
    ];
    for (what, took, planned) in measured {
        let Some((took, planned)) = took.zip(planned) else {
            continue;
        };
        if is_longer(took, planned) {
            let message = format!(
                "in the rehearsal of `{}` {what} took {}; {} are planned",
                window.id,
                words(took),
                words(whole(planned))
            );
            let finding = hours.finding(Code::UNREHEARSED, message, rehearsal.span);
            findings.push(finding.help("plan with what was measured, or rehearse again"));
        }
    }
}
