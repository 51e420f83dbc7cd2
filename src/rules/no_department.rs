//! `no-department`: end users of whom nothing says what concerns them.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::{Recipient, concerns};
use crate::plan::audience::{Audience, Source};
use crate::plan::role::Role;
use crate::plan::window::Window;

/// Up to so many people are pointed at one by one.
const FEW: usize = 12;

/// What somebody without a department and without services hears of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hears {
    Nothing,
    OfSome,
    OfAll,
}

/// Reports end users without a department and without services whom no window concerns, and those whom
/// only some concern while others of their list have a department.
pub fn check(case: Case, findings: &mut Findings) {
    let audiences = case.plan.audiences.iter();
    for audience in audiences.filter(|audience| audience.role == Role::EndUsers) {
        let all = case.directory.recipients(&audience.id);
        let placed = all.iter().filter(|reader| !reader.departments.is_empty());
        let most_are_placed = 2 * placed.count() >= all.len();
        for hears in [Hears::Nothing, Hears::OfSome] {
            let unplaced = unplaced(case, audience, hears);
            if most_are_placed && unplaced.len() <= FEW {
                unplaced
                    .iter()
                    .filter_map(|reader| alone(reader, hears))
                    .for_each(|finding| findings.push(finding));
            } else if !unplaced.is_empty() && (most_are_placed || hears == Hears::Nothing) {
                findings.push(together(case, audience, (&unplaced, hears)));
            }
        }
    }
}

fn unplaced<'a>(case: Case<'a>, audience: &Audience, hears: Hears) -> Vec<&'a Recipient> {
    let readers = case.directory.recipients(&audience.id);
    let profiles = case.directory.profiles(&audience.id).iter();
    let mut unplaced: Vec<usize> = profiles
        .filter(|profile| {
            let reader = &readers[profile[0]];
            reader.departments.is_empty()
                && reader.services.is_empty()
                && Hears::of(case, audience, reader) == hears
        })
        .flatten()
        .copied()
        .collect();
    unplaced.sort_unstable();
    unplaced.into_iter().map(|index| &readers[index]).collect()
}

impl Hears {
    /// What a reader hears of, of the windows that are not at other sites.
    fn of(case: Case, audience: &Audience, reader: &Recipient) -> Self {
        let is_here = |window: &&Window| {
            let mut sites = window.sites.iter();
            window.sites.is_empty()
                || reader.sites.is_empty()
                || sites.any(|site| reader.sites.contains(site))
        };
        let windows = case.plan.windows().into_iter().map(|(_, window)| window);
        let windows: Vec<&Window> = windows.filter(is_here).collect();
        let heard = windows.iter();
        let heard = heard.filter(|window| concerns(case.plan, audience, reader, window));
        match heard.count() {
            0 => Self::Nothing,
            heard if heard < windows.len() => Self::OfSome,
            _ => Self::OfAll,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Nothing => "told nothing: no department says what concerns them",
            Self::OfSome => {
                "told only what concerns everybody: no department says what else concerns them"
            }
            Self::OfAll => "told everything",
        }
    }
}

/// The finding at somebody's own entry; one whose department is not known was pointed at when it was read.
fn alone(reader: &Recipient, hears: Hears) -> Option<Diagnostic> {
    let place = reader.unplaced?;
    let who = match reader.name.as_str() {
        "" => reader.address.to_string(),
        name => name.to_owned(),
    };
    let message = format!("{who} is {}", hears.words());
    let finding = Diagnostic::new(Code::NO_DEPARTMENT, message).at(place, "no department");
    Some(finding.help("name the department, or the services this person uses"))
}

/// One finding for many of an audience.
fn together(
    case: Case,
    audience: &Audience,
    (unplaced, hears): (&[&Recipient], Hears),
) -> Diagnostic {
    let (number, all) = (
        unplaced.len(),
        case.directory.recipients(&audience.id).len(),
    );
    let people = if number == 1 { "person" } else { "people" };
    let verb = if number == 1 { "is" } else { "are" };
    let message = format!(
        "{number} of {all} {people} in `{}` {verb} {}",
        audience.id,
        hears.words()
    );
    let finding = Diagnostic::new(Code::NO_DEPARTMENT, message).at(audience.span, "its people");
    let first = unplaced.first();
    let finding = first.into_iter().fold(finding, |finding, first| {
        finding.help(format!("the first is {} <{}>", first.name, first.address))
    });
    // A value that stands there and says nothing to us was read in a column that we know.
    let is_read = |reader: &Recipient| {
        !reader.departments.is_empty() || (reader.unplaced.is_none() && reader.services.is_empty())
    };
    let mut readers = case.directory.recipients(&audience.id).iter();
    finding.help(match &audience.people {
        Source::File(source) if readers.any(is_read) => format!(
            "their rows in {} name no department of the plan; it knows: {}",
            source.file,
            departments(case)
        ),
        Source::File(source) if !source.columns.contains_key("department") => format!(
            "say which column of {} holds the department: `columns: {{department: …}}`",
            source.file
        ),
        _ => "give each a `department`, or name the `services` they use".to_owned(),
    })
}

/// The departments of a plan, by id.
fn departments(case: Case) -> String {
    let departments = case.plan.departments.iter();
    let ids: Vec<&str> = departments.map(|one| one.id.as_str()).collect();
    ids.join(", ")
}
