//! Phases: the parts of the change, each with its windows.

use super::hyper_care;
use super::id::Id;
use super::reading::Reading;
use super::site::Site;
use super::undecided::{self, Undecided};
use super::window::{self, Ground, Window};
use super::written::{PhaseFile, PlanFile};
use crate::calendar::Calendar;
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
    /// Where it is written.
    pub span: Span,
}

impl Phase {
    /// The window with which it begins.
    pub fn first(&self) -> Option<&Window> {
        self.windows.iter().min_by_key(|window| window.start)
    }

    /// The window with which it is over.
    pub fn last(&self) -> Option<&Window> {
        self.windows.iter().max_by_key(|window| window.end)
    }
}

/// Reads the phases of a plan; `head` is where a plan without any is pointed at.
///
/// Extra help that the plan names outside its phases belongs to all phases without help of their
/// own, and follows for each reader the last of their windows that concerns them. Windows without a
/// date are read apart from the others.
pub fn read(
    reading: &mut Reading,
    file: &PlanFile,
    calendar: &Calendar,
    sites: &[Site],
    head: Span,
) -> (Vec<Phase>, Vec<Undecided>) {
    let ground = Ground {
        calendar,
        sites,
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
    if let Some(written) = &file.hyper_care {
        let windows = phases.iter_mut().flat_map(|phase| &mut phase.windows);
        let without = windows.filter(|window| window.hyper_care.is_none());
        let mut without: Vec<&mut Window> = without.collect();
        hyper_care::follow(reading, (written, None), &mut without, &ground);
    }
    (phases, undecided)
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
                undecided.extend(read.map(|window| Undecided {
                    has_phase_help: written.hyper_care.is_some(),
                    ..window
                }));
            }
            None => windows.extend(window::read(reading, file, ground)),
        }
    }
    let id = id?.value.clone();
    if let Some(file) = &written.hyper_care {
        let mut all: Vec<&mut Window> = windows.iter_mut().collect();
        hyper_care::follow(reading, (file, Some(&id)), &mut all, ground);
    }
    Some(Phase {
        id,
        name: name?,
        after,
        windows,
        span: file.span,
    })
}
