//! `no-department`: end users of whom nothing says what concerns them.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::{Recipient, concerns};
use crate::plan::audience::{Audience, Source};
use crate::plan::role::Role;

/// Reports end users without a department and without services whom no window concerns.
pub fn check(case: Case, findings: &mut Findings) {
    let audiences = case.plan.audiences.iter();
    for audience in audiences.filter(|audience| audience.role == Role::EndUsers) {
        let unplaced = unplaced(case, audience);
        if let Some(first) = unplaced.first() {
            findings.push(finding(case, audience, (unplaced.len(), first)));
        }
    }
}

fn unplaced<'a>(case: Case<'a>, audience: &Audience) -> Vec<&'a Recipient> {
    let readers = case.directory.recipients(&audience.id);
    let windows = case.plan.windows();
    let profiles = case.directory.profiles(&audience.id).iter();
    let mut unplaced: Vec<usize> = profiles
        .filter(|profile| {
            let reader = &readers[profile[0]];
            let concerns = |reader| {
                let mut windows = windows.iter();
                windows.any(|(_, window)| concerns(case.plan, audience, reader, window))
            };
            reader.departments.is_empty() && reader.services.is_empty() && !concerns(reader)
        })
        .flatten()
        .copied()
        .collect();
    unplaced.sort_unstable();
    unplaced.into_iter().map(|index| &readers[index]).collect()
}

fn finding(case: Case, audience: &Audience, (number, first): (usize, &Recipient)) -> Diagnostic {
    let all = case.directory.recipients(&audience.id).len();
    let people = if number == 1 { "person" } else { "people" };
    let verb = if number == 1 { "is" } else { "are" };
    let message = format!(
        "{number} of {all} {people} in `{}` {verb} told nothing: no department says what concerns them",
        audience.id
    );
    let finding = Diagnostic::new(Code::NO_DEPARTMENT, message).at(audience.span, "its people");
    let finding = finding.help(format!("the first is {} <{}>", first.name, first.address));
    finding.help(match &audience.people {
        Source::File(source) if !source.columns.contains_key("department") => format!(
            "say which column of {} holds the department: `columns: {{department: …}}`",
            source.file
        ),
        _ => "give each a `department`, or name the `services` they use".to_owned(),
    })
}
