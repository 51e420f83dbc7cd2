//! Former ids: what windows, briefings, services, departments and audiences were called before.

use super::change::Plan;
use super::id::Id;
use super::reading::Reading;
use super::written::{Ids, PlanFile};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A window.
    Window,
    /// A briefing.
    Briefing,
    /// A service.
    Service,
    /// A department.
    Department,
    /// An audience.
    Audience,
}

impl Named {
    /// The kind in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Briefing => "briefing",
            Self::Service => "service",
            Self::Department => "department",
            Self::Audience => "audience",
        }
    }
}

/// The ids things had before, and the ids they have now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormerIds {
    now: Names,
    first: Names,
}

/// For each kind of thing, ids by another id of theirs.
type Names = BTreeMap<Named, BTreeMap<String, Id>>;

impl FormerIds {
    /// What the thing with this former id is called now.
    pub fn now_called(&self, kind: Named, former: &str) -> Option<&Id> {
        self.now.get(&kind)?.get(former)
    }

    /// Takes what windows, briefings and audiences were called when people were first told of them,
    /// oldest first: of all ids something says it has or had, that one is the first, whatever stands
    /// first in the plan. So an id that is taken back is nothing new to anybody.
    pub fn settle(&mut self, told: &[(Named, String)]) {
        let mut settled = BTreeSet::new();
        for (kind, name) in told {
            let now = self.now_called(*kind, name).map(Id::to_string);
            let own = now.unwrap_or_else(|| name.clone());
            let first = self.first.get_mut(kind);
            if let (Some(first), Ok(name)) = (first.and_then(|ids| ids.get_mut(&own)), name.parse())
                && settled.insert((*kind, own))
            {
                *first = name;
            }
        }
    }

    /// Whether anything had another id.
    pub fn is_empty(&self) -> bool {
        self.now.is_empty()
    }

    /// What the thing with this id was called first: the first of its former ids, as written, or that
    /// under which people were first told of it.
    pub fn first_called<'a>(&'a self, kind: Named, id: &'a str) -> &'a str {
        let first = self.first.get(&kind);
        first.and_then(|ids| ids.get(id)).map_or(id, Id::as_str)
    }
}

/// What the window, the briefing and the audience of a notice were called first. Whatever has to stay
/// the same for life is made of these names, so that another id in the plan is nothing new to anybody:
/// keys of deliveries and approvals, Message-IDs, what the ledger keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FirstNames {
    /// The window.
    pub window: String,
    /// The briefing, when it is an invitation.
    pub briefing: Option<String>,
    /// The audience.
    pub audience: String,
}

impl Plan {
    /// The first names of what a notice is about and for.
    pub fn first_names(&self, window: &Id, briefing: Option<&Id>, audience: &Id) -> FirstNames {
        let first = |kind, id: &Id| self.first_called(kind, id).to_owned();
        FirstNames {
            window: first(Named::Window, window),
            briefing: briefing.map(|id| first(Named::Briefing, id)),
            audience: first(Named::Audience, audience),
        }
    }
}

/// A thing with the ids it says it had.
type Renamed<'a> = (&'a Spanned<Id>, &'a Option<Spanned<Ids>>);

/// A thing whose id can be read.
fn named<'a>(
    (id, former): (Option<&'a Spanned<Id>>, &'a Option<Spanned<Ids>>),
) -> Option<Renamed<'a>> {
    Some((id?, former))
}

/// Reads every former id of a plan.
pub fn read(reading: &mut Reading, file: &PlanFile) -> FormerIds {
    let windows = file.phases.iter().flat_map(|phase| &phase.value.windows);
    let windows = windows.map(|file| (file.value.id.as_ref(), &file.value.renamed_from));
    let briefings = file.briefings.iter();
    let briefings = briefings.map(|file| (file.value.id.as_ref(), &file.value.renamed_from));
    let windows: Vec<Renamed> = windows.filter_map(named).collect();
    let briefings: Vec<Renamed> = briefings.filter_map(named).collect();
    let services = file.services.iter();
    let services: Vec<Renamed> = services
        .map(|(id, file)| (id, &file.value.renamed_from))
        .collect();
    let departments = file.departments.iter();
    let departments: Vec<Renamed> = departments
        .map(|(id, file)| (id, &file.value.renamed_from))
        .collect();
    let audiences = file.audiences.iter();
    let audiences: Vec<Renamed> = audiences
        .map(|(id, file)| (id, &file.value.renamed_from))
        .collect();
    let all = [
        (Named::Window, windows),
        (Named::Briefing, briefings),
        (Named::Service, services),
        (Named::Department, departments),
        (Named::Audience, audiences),
    ];
    let mut known = FormerIds::default();
    for (kind, things) in all {
        one_kind(reading, kind, &things, &mut known);
    }
    known
}

fn one_kind(reading: &mut Reading, kind: Named, things: &[Renamed], known: &mut FormerIds) {
    let used: BTreeMap<&Id, Span> = things.iter().map(|(id, _)| (&id.value, id.span)).collect();
    let mut claims: BTreeMap<&Id, (&Id, Span)> = BTreeMap::new();
    for (own, former) in things {
        let Some(written) = former else { continue };
        for id in &written.value.0 {
            if *id == own.value {
                reading.report(still_called(kind, id, written.span));
            } else if let Some(place) = used.get(id) {
                reading.report(still_used(kind, id, [written.span, *place]));
            } else if let Some((other, place)) = claims.get(id) {
                if **other != own.value {
                    reading.report(claimed_twice(kind, id, [written.span, *place]));
                }
            } else {
                claims.insert(id, (&own.value, written.span));
                let now = known.now.entry(kind).or_default();
                now.insert(id.to_string(), own.value.clone());
                let first = known.first.entry(kind).or_default();
                let first = first.entry(own.value.to_string());
                first.or_insert_with(|| id.clone());
            }
        }
    }
}

fn still_called(kind: Named, id: &Id, place: Span) -> Diagnostic {
    let message = format!(
        "`{id}` is what this {} is called now, not before",
        kind.word()
    );
    let finding = Diagnostic::new(Code::FORMER_ID, message).at(place, "");
    finding.help("write the id it had before, or remove `renamed-from`")
}

fn still_used(kind: Named, id: &Id, [place, user]: [Span; 2]) -> Diagnostic {
    let word = kind.word();
    let message = format!("`{id}` is no former id: another {word} has it");
    let finding = Diagnostic::new(Code::FORMER_ID, message)
        .at(place, "said to be a former id")
        .at(user, "in use here");
    finding.help(format!("give the other {word} an id that was never used"))
}

fn claimed_twice(kind: Named, id: &Id, [place, first]: [Span; 2]) -> Diagnostic {
    let message = format!("two {}s say that they were called `{id}`", kind.word());
    let finding = Diagnostic::new(Code::FORMER_ID, message)
        .at(place, "said again here")
        .at(first, "said first here");
    finding.help("keep it where people were told of it under that id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;
    use crate::diagnostic::{Findings, Sources};
    use crate::plan::file;

    fn read(windows: &str, rest: &str) -> (Option<Plan>, Vec<Code>) {
        let text = format!(
            "plan: records-move
title: Patient records move
organisation: St Brannock Hospitals
timezone: Europe/London
contact: {{team: IT Change Team, email: change@stbrannock.example}}
phases: [{{id: main, name: Main, windows: [{windows}]}}]
{rest}"
        );
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let id = file::text("plan.yaml", text.as_bytes(), &mut sources, &mut findings);
        let written = file::read(id, &sources, &mut findings).unwrap();
        let plan = written.mean(&Zones::bundled(), &Default::default(), &mut findings);
        let codes = findings.iter().map(|finding| finding.code).collect();
        (plan, codes)
    }

    fn window(id: &str, day: u32, former: &str) -> String {
        format!(
            "{{id: {id}, start: 2027-03-{day:02} 22:00, length: 3h, services: {{records: off}}, renamed-from: {former}}}"
        )
    }

    const SERVICES: &str = "services: {records: {name: Records, used-by: [everyone]}}";

    #[test]
    fn everything_with_an_id_remembers_what_it_was_called() {
        let rest = "
services: {records: {name: Records, used-by: [ward], renamed-from: files}}
departments: {ward: {name: Wards, head: {name: Aisha Khan, email: a@b.example}, renamed-from: nursing}}
audiences: {bosses: {like: department-heads, people: departments, renamed-from: [heads, chiefs]}}
briefings: [{id: talk, for: bosses, start: 2027-03-01 10:00, renamed-from: meeting}]";
        let (plan, codes) = read(&window("cutover", 13, "main-night"), rest);
        assert_eq!(codes, []);
        let plan = plan.unwrap();
        let now = |kind, former| plan.now_called(kind, former).map(Id::as_str);
        assert_eq!(now(Named::Window, "main-night"), Some("cutover"));
        assert_eq!(now(Named::Service, "files"), Some("records"));
        assert_eq!(now(Named::Department, "nursing"), Some("ward"));
        assert_eq!(now(Named::Audience, "chiefs"), Some("bosses"));
        assert_eq!(now(Named::Briefing, "meeting"), Some("talk"));
        assert_eq!(now(Named::Service, "main-night"), None);
        let first = |kind, id| plan.former_ids.first_called(kind, id).to_owned();
        assert_eq!(first(Named::Window, "cutover"), "main-night");
        assert_eq!(first(Named::Audience, "bosses"), "heads");
        assert_eq!(first(Named::Service, "cutover"), "cutover");
    }

    #[test]
    fn the_id_under_which_people_were_told_is_the_first_whatever_stands_first() {
        let told = |former: &str, told: &[&str]| {
            let mut plan = read(&window("cutover", 13, former), SERVICES).0.unwrap();
            let told = told.iter().map(|id| (Named::Window, (*id).to_owned()));
            plan.former_ids.settle(&told.collect::<Vec<_>>());
            let first = plan.former_ids.first_called(Named::Window, "cutover");
            first.to_owned()
        };
        assert_eq!(told("main-night", &[]), "main-night");
        assert_eq!(told("main-night", &["other"]), "main-night");
        assert_eq!(told("main-night", &["cutover"]), "cutover");
        assert_eq!(told("main-night", &["main-night", "cutover"]), "main-night");
        assert_eq!(told("[eve, main-night]", &["main-night"]), "main-night");
    }

    #[test]
    fn a_former_id_belongs_to_one_thing_that_no_longer_has_it() {
        let own = window("cutover", 13, "cutover");
        let used = [window("cutover", 13, "pilot"), window("pilot", 6, "[]")].join(", ");
        let twice = [window("cutover", 13, "night"), window("pilot", 6, "night")].join(", ");
        for windows in [own, used, twice] {
            assert_eq!(read(&windows, SERVICES).1, [Code::FORMER_ID], "{windows}");
        }
    }
}
