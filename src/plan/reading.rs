//! From written to meant: what every part of the reading needs, and the findings it makes.

use super::decode::{EmptyField, Refused, did_you_mean, without_value};
use super::id::Id;
use super::moment::{MomentFault, WrittenDate, WrittenMoment};
use super::role::Role;
use super::service::EVERYONE;
use super::text::{Name, Text, overlong};
use super::written::PlanFile;
use crate::calendar::zone::{Instant, Zone, Zones};
use crate::diagnostic::{Code, Diagnostic, Findings, Span, Spanned};
use chrono::{NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Files a plan names, by the name it uses; what could not be read is absent.
pub type Attachments = BTreeMap<String, String>;

/// The surroundings of a reading, and what it has found so far.
pub struct Reading<'a> {
    /// Every zone there is.
    pub zones: &'a Zones,
    /// The files the plan names.
    pub files: &'a Attachments,
    /// Ids written anywhere in the plan, by what they name.
    pub known: Known,
    /// Fields that are there, but could not be read.
    pub refused: &'a [Refused],
    /// Fields that are there without a value.
    pub empty: &'a [EmptyField],
    /// What was found.
    pub findings: Findings,
}

/// The ids a plan defines.
#[derive(Debug, Default)]
pub struct Known {
    /// Departments.
    pub departments: BTreeSet<String>,
    /// The same, and the word for all of them.
    pub users: BTreeSet<String>,
    /// Services.
    pub services: BTreeSet<String>,
    /// Sites.
    pub sites: BTreeSet<String>,
    /// Audiences, those built in for people among them.
    pub audiences: BTreeSet<String>,
    /// Phases.
    pub phases: BTreeSet<String>,
    /// Windows.
    pub windows: BTreeSet<String>,
    /// How many windows are written, with an id or without one.
    pub written_windows: usize,
    /// The three built-in audiences.
    pub roles: BTreeSet<String>,
    /// Whatever readers can be named by: audiences, departments, services.
    pub readers: BTreeSet<String>,
}

impl Known {
    /// The ids that a plan as written defines.
    pub fn of(file: &PlanFile) -> Self {
        let names = |id: &Spanned<Id>| id.value.to_string();
        let phases = || file.phases.iter().map(|phase| &phase.value);
        let windows = phases().flat_map(|phase| &phase.windows);
        let people = Role::ALL.into_iter().filter(|role| *role != Role::Machine);
        let roles: BTreeSet<_> = people.map(|role| role.slug().to_owned()).collect();
        let audiences = file.audiences.iter().map(|(id, _)| names(id));
        let departments: BTreeSet<_> = file.departments.iter().map(|(id, _)| names(id)).collect();
        let services: BTreeSet<_> = file.services.iter().map(|(id, _)| names(id)).collect();
        let audiences: BTreeSet<_> = audiences.chain(roles.iter().cloned()).collect();
        let readers = audiences.iter().chain(&departments).chain(&services);
        Self {
            readers: readers.cloned().collect(),
            users: departments
                .iter()
                .cloned()
                .chain([EVERYONE.to_owned()])
                .collect(),
            written_windows: windows.clone().count(),
            sites: file.sites.iter().map(|(id, _)| names(id)).collect(),
            phases: phases()
                .filter_map(|phase| phase.id.as_ref())
                .map(names)
                .collect(),
            windows: windows
                .filter_map(|window| window.value.id.as_ref())
                .map(names)
                .collect(),
            audiences,
            departments,
            services,
            roles,
        }
    }
}

impl Reading<'_> {
    /// Notes a finding.
    pub fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Whether a field, or something in it, was refused already: then it is not missing.
    ///
    /// Blocks are known by where they begin.
    pub fn was_refused(&self, field: &str, inside: Span) -> bool {
        let here = |refused: &&Refused| {
            let begins = (refused.block.file, refused.block.start);
            begins == (inside.file, inside.start) && refused.field == field
        };
        self.refused.iter().any(|refused| here(&refused))
    }

    /// Reports a field of a block that is there without a value, and says whether it is.
    pub fn is_empty(&mut self, field: &str, inside: Span) -> bool {
        let here = |empty: &&EmptyField| {
            let begins = (empty.block.file, empty.block.start);
            begins == (inside.file, inside.start) && empty.field == field
        };
        let found = self.empty.iter().find(here);
        let finding = found.map(|empty| without_value(field, empty.at));
        let is_empty = finding.is_some();
        if let Some(finding) = finding {
            self.report(finding);
        }
        is_empty
    }

    /// A field that has to be there; `inside` is the block it is missing from.
    pub fn required<'v, T>(
        &mut self,
        value: &'v Option<Spanned<T>>,
        field: &str,
        inside: Span,
    ) -> Option<&'v Spanned<T>> {
        let has_finding = |reading: &mut Self| {
            reading.was_refused(field, inside) || reading.is_empty(field, inside)
        };
        if value.is_none() && !has_finding(self) {
            let message = format!("the field `{field}` is missing");
            let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(inside, "in this block");
            self.report(finding.help(format!("add a line `{field}: …`")));
        }
        value.as_ref()
    }

    /// A required text.
    pub fn text(
        &mut self,
        value: &Option<Spanned<Text>>,
        field: &str,
        inside: Span,
    ) -> Option<String> {
        self.required(value, field, inside)
            .map(|text| text.value.0.clone())
    }

    /// A required text that has to fit on one line, such as a name.
    pub fn line(
        &mut self,
        value: &Option<Spanned<Text>>,
        field: &str,
        inside: Span,
    ) -> Option<String> {
        self.required(value, field, inside)
            .map(|text| self.on_one_line(text))
    }

    /// The same for the name of a person or a team.
    pub fn name(
        &mut self,
        value: &Option<Spanned<Text>>,
        field: &str,
        inside: Span,
    ) -> Option<String> {
        let name = self.line(value, field, inside)?;
        if let (Some(message), Some(written)) = (overlong(&name), value) {
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(written.span, "");
            self.report(finding.help("shorten it; what they do goes under `role`"));
        }
        Some(name)
    }

    /// The same for a text that may be left out.
    pub fn optional_line(&mut self, value: &Option<Spanned<Text>>) -> Option<String> {
        value.as_ref().map(|text| self.on_one_line(text))
    }

    fn on_one_line(&mut self, text: &Spanned<Text>) -> String {
        let written = &text.value.0;
        let found = match written {
            text if text.contains('\n') => Some(("a line break", "this text has several lines")),
            text if text.contains('\t') => Some(("a tab", "this text has a tab in it")),
            _ => None,
        };
        if let Some((what, label)) = found {
            let message = format!("{what} where one line of words belongs");
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(text.span, label);
            let help = "write it on one line, with spaces; longer texts go under `why`";
            self.report(finding.help(help));
        }
        written.clone()
    }

    /// The instant a written moment means.
    pub fn instant(&mut self, written: &Spanned<WrittenMoment>, zone: &Zone) -> Option<Instant> {
        match written.value.instant(zone) {
            Ok(instant) => Some(instant),
            Err(fault) => {
                self.report(moment_finding(&fault, written.span, zone.name()));
                None
            }
        }
    }

    /// The date a written date means.
    pub fn date(&mut self, written: &Spanned<WrittenDate>) -> NaiveDate {
        if let Some(fault) = written.value.fault() {
            self.report(moment_finding(&fault, written.span, ""));
        }
        written.value.date
    }

    /// The zone of a name.
    pub fn zone(&mut self, name: &Spanned<Name>) -> Option<Zone> {
        let found = self.zones.get(&name.value.0);
        if found.is_none() {
            let message = format!("there is no time zone `{}`", name.value.0);
            let finding = Diagnostic::new(Code::UNKNOWN_ZONE, message).at(name.span, "");
            let names = self.zones.names();
            let advice = did_you_mean(&name.value.0, names.iter().map(String::as_str))
                .unwrap_or_else(|| "write continent and city, such as `Europe/London`".to_owned());
            self.report(finding.help(advice));
        } else if !names_a_place(&name.value.0) {
            let message = format!(
                "`{}` names no place: it leaves out when clocks change",
                name.value.0
            );
            let finding = Diagnostic::new(Code::NO_PLACE_ZONE, message).at(name.span, "");
            self.report(finding.help("write the continent and the city whose clocks are meant, such as `America/New_York`"));
        }
        found
    }

    /// Whether an id refers to one of `among`; a finding says so when it does not.
    pub fn refers(
        &mut self,
        id: &Spanned<Id>,
        what: &str,
        among: fn(&Known) -> &BTreeSet<String>,
    ) -> bool {
        let known = among(&self.known);
        let found = known.contains(id.value.as_str());
        if !found {
            let message = format!("there is no {what} `{}`", id.value);
            let advice = did_you_mean(id.value.as_str(), known.iter().map(String::as_str));
            let listed = known.iter().cloned().collect::<Vec<_>>().join(", ");
            let advice = advice.unwrap_or_else(|| match listed.as_str() {
                "" => format!("the plan names no {what} yet"),
                _ => format!("the plan knows: {listed}"),
            });
            self.report(
                Diagnostic::new(Code::UNKNOWN_ID, message)
                    .at(id.span, "")
                    .help(advice),
            );
        }
        found
    }

    /// The ids among `written` that refer to something.
    pub fn references(
        &mut self,
        written: &[Spanned<Id>],
        what: &str,
        among: fn(&Known) -> &BTreeSet<String>,
    ) -> Vec<Id> {
        let good = written.iter().filter(|id| self.refers(id, what, among));
        good.map(|id| id.value.clone()).collect()
    }

    /// Reports ids that are given twice.
    pub fn unique<'v>(&mut self, what: &str, ids: impl Iterator<Item = &'v Spanned<Id>>) {
        let mut first: BTreeMap<&Id, Span> = BTreeMap::new();
        for id in ids {
            if let Some(place) = first.get(&id.value) {
                let message = format!("two {what}s have the id `{}`", id.value);
                let finding = Diagnostic::new(Code::DUPLICATE_ID, message)
                    .at(id.span, "given again here")
                    .at(*place, "first given here");
                self.report(finding.help("give one of them another id"));
            } else {
                first.insert(&id.value, id.span);
            }
        }
    }
}

/// What a thing may be meant for.
pub const MEANT: &str = "audience, department or service";

/// The texts of a list.
pub fn texts(written: &[Spanned<Text>]) -> Vec<String> {
    written.iter().map(|text| text.value.0.clone()).collect()
}

/// The text of an optional field.
pub fn optional(written: &Option<Spanned<Text>>) -> Option<String> {
    written.as_ref().map(|text| text.value.0.clone())
}

/// What is wrong with a written moment.
pub fn in_words(fault: &MomentFault, zone: &str) -> String {
    match fault {
        MomentFault::Weekday { claimed, is } => {
            format!("this date is a {}, not a {}", day(*is), day(*claimed))
        }
        MomentFault::Gap { before, after } => {
            let (from, to) = (before.format("%H:%M"), after.format("%H:%M"));
            format!("this time does not exist: the clocks in {zone} jump from {from} to {to}")
        }
        MomentFault::Twice(_) => {
            format!("this time comes twice: the clocks in {zone} go back that night")
        }
    }
}

fn moment_finding(fault: &MomentFault, span: Span, zone: &str) -> Diagnostic {
    let message = in_words(fault, zone);
    match fault {
        MomentFault::Weekday { is, .. } => Diagnostic::new(Code::WRONG_WEEKDAY, message)
            .at(span, format!("a {}", day(*is)))
            .help("mend the date or the weekday, whichever is wrong"),
        MomentFault::Gap { before, after } => {
            let (from, to) = (before.format("%H:%M"), after.format("%H:%M"));
            Diagnostic::new(Code::CLOCK_GAP, message)
                .at(span, "no clock shows this")
                .help(format!("write a time before {from} or from {to} on"))
        }
        MomentFault::Twice([first, second]) => Diagnostic::new(Code::CLOCK_TWICE, message)
            .at(span, "which of the two?")
            .help(format!("write `{first}` for the first"))
            .help(format!("or `{second}` for the second")),
    }
}

/// Whether a zone is that of a place, or UTC on purpose.
fn names_a_place(zone: &str) -> bool {
    matches!(zone, "UTC" | "Etc/UTC") || zone.contains('/') && !zone.starts_with("Etc/")
}

fn day(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
