//! Phases: the parts of the change, each with its windows.

use super::hyper_care::{self, HyperCare};
use super::id::Id;
use super::reading::Reading;
use super::undecided::{self, Undecided};
use super::window::{self, Ground, Status, Window};
use super::written::{PhaseFile, PlanFile};
use crate::calendar::Calendar;
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};

/// A part of the change.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Phases that must be over before.
    pub after: Vec<Id>,
    /// Its windows that have a date.
    pub windows: Vec<Window>,
    /// Extra help after its last window.
    pub hyper_care: Option<HyperCare>,
    /// Where it is written.
    pub span: Span,
}

/// Reads the phases of a plan; `head` is where a plan without any is pointed at.
///
/// Extra help that the plan names outside its phases follows the phase that ends last. While a
/// window that may come later has no date, nobody knows when that is.
pub fn read(
    reading: &mut Reading,
    file: &PlanFile,
    calendar: &Calendar,
    head: Span,
) -> (Vec<Phase>, Vec<Undecided>) {
    let ground = Ground {
        calendar,
        status: window::status(&file.status),
    };
    let (mut phases, mut undecided) = (Vec::new(), Vec::new());
    for file in &file.phases {
        phases.extend(read_phase(reading, file, &ground, &mut undecided));
    }
    if file.phases.is_empty() && !reading.was_refused("phases", head) {
        let message = "the plan has no phases: nothing happens in it";
        let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(head, "");
        reading.report(finding.help("add `phases:` with at least one phase and window"));
    }
    let last = (0..phases.len()).max_by_key(|index| end(&phases[*index].windows));
    let last = last.filter(|last| {
        let open = |phase: &Phase| waits(&undecided, &phase.id);
        !phases[*last..].iter().any(open)
    });
    if let (Some(written), Some(last)) = (&file.hyper_care, last) {
        let last = &mut phases[last];
        let end = end(&last.windows);
        let help = end.and_then(|end| hyper_care::read(reading, written, end, calendar));
        last.hyper_care = last.hyper_care.take().or(help);
    }
    (phases, undecided)
}

/// Whether a window of a phase is still to get a date.
fn waits(undecided: &[Undecided], phase: &Id) -> bool {
    let mut windows = undecided.iter().filter(|window| window.phase == *phase);
    windows.any(Undecided::waits)
}

fn read_phase(
    reading: &mut Reading,
    file: &Spanned<PhaseFile>,
    ground: &Ground,
    undecided: &mut Vec<Undecided>,
) -> Option<Phase> {
    let written = &file.value;
    let id = reading.required(&written.id, "id", file.span);
    let name = reading.line(&written.name, "name", file.span);
    let after = written.after.iter().flat_map(|ids| {
        let placed = |id: &Id| Spanned::new(id.clone(), ids.span);
        ids.value.0.iter().map(placed)
    });
    let after: Vec<_> = after.collect();
    let after = reading.references(&after, "phase", |known| &known.phases);
    if written.windows.is_empty() && !reading.was_refused("windows", file.span) {
        let message = "a phase without windows: nothing happens in it";
        let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(file.span, "");
        reading.report(finding.help("add `windows:` with at least one window"));
    }
    let named = id.map(|id| id.value.clone()).zip(name.clone());
    let mut windows = Vec::new();
    for file in &written.windows {
        match undecided::said(&file.value) {
            Some(start) => {
                let read = undecided::read(reading, file, start, ground, named.clone());
                undecided.extend(read);
            }
            None => windows.extend(window::read(reading, file, ground)),
        }
    }
    let open = id.is_some_and(|id| waits(undecided, &id.value));
    let help = written.hyper_care.as_ref().zip(end(&windows));
    let help = help.filter(|_| !open);
    let hyper_care =
        help.and_then(|(file, end)| hyper_care::read(reading, file, end, ground.calendar));
    Some(Phase {
        id: id?.value.clone(),
        name: name?,
        after,
        windows,
        hyper_care,
        span: file.span,
    })
}

/// When the last window that takes place ends.
fn end(windows: &[Window]) -> Option<Instant> {
    let held = windows
        .iter()
        .filter(|window| window.status != Status::Cancelled);
    held.map(|window| window.end).max()
}
