//! `lead-time` and `overdue`: everybody concerned hears as early as the policy asks, unless a named
//! person waived it.

use super::Case;
use super::coverage::{Cell, Coverage, Verdict, names};
use super::hearing::{Hearing, Timing, begins};
use crate::calendar::freeze::way_out;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::policy::{NoticeRule, RuleChange};

/// What to do about people who may not be written to at all: neither date nor waiver helps.
const KEPT_BACK: &str = "they are kept back by `allowed-domains` in the settings, so no notice reaches them: add their domain there, or take the audience out of the plan until then";

/// In which way people fall short of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lack {
    /// The plan tells them too late.
    Late,
    /// They should have been told by now.
    Overdue,
    /// No notice that informs is planned for them.
    Untold,
}

impl Lack {
    fn of(cell: &Cell) -> Option<Self> {
        match cell.verdict {
            Verdict::Untold => Some(Self::Untold),
            Verdict::Hears(hearing) => match hearing.timing {
                Timing::TooLate => Some(Self::Late),
                Timing::Overdue => Some(Self::Overdue),
                Timing::InTime | Timing::ToldLate | Timing::ShortNotice(_) => None,
            },
            _ => None,
        }
    }
}

/// The people of one audience who fall short of the policy in the same way.
struct Cause<'c, 'a> {
    lack: Lack,
    cells: Vec<&'c Cell<'a>>,
}

/// Reports every shortfall that nobody waived: one finding for each window, audience and cause.
pub fn check(case: Case, coverage: &Coverage, findings: &mut Findings) {
    for cells in coverage.windows() {
        let mut causes: Vec<Cause> = Vec::new();
        for cell in cells {
            let Some(lack) = Lack::of(cell) else {
                continue;
            };
            let audience = &cell.audience.id;
            let same =
                |cause: &&mut Cause| cause.lack == lack && cause.cells[0].audience.id == *audience;
            match causes.iter_mut().find(same) {
                Some(cause) => cause.cells.push(cell),
                None => causes.push(Cause {
                    lack,
                    cells: vec![cell],
                }),
            }
        }
        for cause in causes {
            findings.push(cause.finding(case));
        }
    }
}

impl Cause<'_, '_> {
    fn finding(&self, case: Case) -> Diagnostic {
        let cell = self.cells[0];
        let (who, window) = (&cell.audience.name, &cell.window.id);
        let wanted = cell.wanted;
        let place = cell.window.start_span;
        let Some(worst) = self.worst() else {
            let message = format!("no notice tells {who} of `{window}` before it starts");
            let finding = Diagnostic::new(Code::LEAD_TIME, message).at(place, "");
            return finding.help(names(&self.cells)).help(untold(case, cell));
        };
        let waiver = format!(
            "`policy: {{waivers: [{{window: {window}, rule: lead-time, by: …, because: …}}]}}`"
        );
        if self.lack == Lack::Late {
            let message = format!(
                "{who} first hear of `{window}` on {}, later than the policy's {wanted} before the start",
                worst.day
            );
            let by = format!("they should hear by {}", worst.by);
            let finding = Diagnostic::new(Code::LEAD_TIME, message).at(place, by);
            let finding = match rule(case, cell) {
                Some(rule) => finding.at(rule.change_span, "the plan itself gives them this day"),
                None => finding,
            };
            return finding.help(names(&self.cells)).help(format!(
                "move the window or the notice, or let a named person waive it: {waiver}"
            ));
        }
        let begins = begins(case, cell.window);
        let message = format!(
            "{who} have not heard of `{window}`, and the policy's {wanted} before the start are over"
        );
        let by = format!("begins {begins}; they should have heard by {}", worst.by);
        let finding = Diagnostic::new(Code::OVERDUE, message).at(place, by);
        if case.told.kept_back.contains(&cell.audience.id) {
            return finding.help(names(&self.cells)).help(KEPT_BACK);
        }
        finding.help(names(&self.cells)).help(format!(
            "move the window, or let a named person allow the short notice, which the mails then own up to: {waiver}"
        ))
    }

    fn worst(&self) -> Option<Hearing<'_>> {
        let hearings = self.cells.iter().filter_map(|cell| match cell.verdict {
            Verdict::Hears(hearing) => Some(hearing),
            _ => None,
        });
        hearings.max_by_key(Hearing::weight)
    }
}

/// What to do about people whom no notice tells: it was left out, or no day is left for it.
fn untold(case: Case, cell: &Cell) -> String {
    let audience = &cell.audience.id;
    let skips = |rule: &&NoticeRule| {
        let Some((phase, window)) = case.plan.window(&cell.window.id) else {
            return false;
        };
        rule.change == RuleChange::Skip
            && rule.covers(rule.milestone, audience, [&phase.id, &window.id])
    };
    if case.plan.rules.iter().any(|rule| skips(&rule)) {
        return "take back the `skip` under `notices`, or leave them out of the audiences"
            .to_owned();
    }
    let readers = case.directory.recipients(audience).iter();
    let places = readers.map(|reader| &case.directory.places[reader.place].calendar);
    way_out(places.flat_map(|calendar| {
        let start = calendar.zone.civil(cell.window.start);
        calendar.frozen_before(start)
    }))
}

/// The rule of the plan that dates the first notice which tells somebody of a window, if one does.
fn rule<'a>(case: Case<'a>, cell: &Cell) -> Option<&'a NoticeRule> {
    let (phase, window) = case.plan.window(&cell.window.id)?;
    let audience = &cell.audience.id;
    let mut about = case.timeline.about(&window.id);
    let first = about.find(|told| told.audience == *audience && told.milestone.informs())?;
    let here = [&phase.id, &window.id];
    let rule = case.plan.rule(first.milestone, audience, here);
    rule.filter(|rule| rule.at().is_some())
}
