//! Who is told: the people of every audience, merged and checked.
//!
//! What comes in: a plan and the text of the files it names. What goes out: recipients by audience,
//! the places they share, and findings. It never reads a file itself.

mod blemish;
pub mod csv;
mod former;
pub mod group;
mod line;
mod merged;
pub mod place;
pub mod recipient;
pub mod row;
pub mod scope;
mod sheet;
mod turned;
mod unread;

pub use group::Group;
pub use place::Place;
pub use recipient::Recipient;
pub use scope::{awaited, awaits, concerns, groups, is_grave};

use crate::calendar::zone::{Zone, Zones};
use crate::diagnostic::{Code, Diagnostic, FileId, Findings, Level, Sources, Span};
use crate::plan::address::{Address, Mailbox};
use crate::plan::audience::{Audience, CsvSource, Source};
use crate::plan::decode::{closest, did_you_mean};
use crate::plan::person::Person;
use crate::plan::role::Role;
use crate::plan::{Id, Plan};
use blemish::several;
use merged::{Entry, Merged};
use place::Whereabouts;
use std::collections::{BTreeMap, BTreeSet};

/// The files of people a plan names, by the name it uses.
pub type Files = BTreeMap<String, FileId>;

/// The people of every audience.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Places that readers share.
    pub places: Vec<Place>,
    /// Whether a file has departments in a column that nobody reads.
    pub departments_unread: bool,
    audiences: BTreeMap<Id, Vec<Recipient>>,
    profiles: BTreeMap<Id, Vec<Vec<usize>>>,
    former: BTreeSet<Mailbox>,
    /// Where the zones of its people come from.
    zones: Option<Zones>,
}

impl Directory {
    /// The people of an audience, in the order of their sources.
    pub fn recipients(&self, audience: &Id) -> &[Recipient] {
        self.audiences.get(audience).map_or(&[], Vec::as_slice)
    }

    /// Indexes of recipients who differ in nothing but name and address.
    pub fn profiles(&self, audience: &Id) -> &[Vec<usize>] {
        self.profiles.get(audience).map_or(&[], Vec::as_slice)
    }

    /// The mailbox of somebody who is told anything, or else advice on which one is meant.
    pub fn mailbox(&self, person: &str) -> Result<Mailbox, Option<String>> {
        let asked = match person.parse::<Address>() {
            Ok(address) => address.mailbox().to_string(),
            Err(_) => person.to_lowercase(),
        };
        let everyone = self.audiences.values().flatten();
        let known: Vec<Mailbox> = everyone.map(|reader| reader.address.mailbox()).collect();
        let her = known.iter().find(|mailbox| mailbox.as_str() == asked);
        her.cloned().ok_or_else(|| meant(&asked, &known))
    }

    /// The zone of a name.
    pub fn zone(&self, name: &str) -> Option<Zone> {
        self.zones.as_ref()?.get(name)
    }

    /// How many different people there are.
    pub fn people(&self) -> usize {
        let everyone = self.audiences.values().flatten();
        everyone
            .map(|reader| reader.address.mailbox())
            .collect::<std::collections::BTreeSet<_>>()
            .len()
    }
}

/// Advice naming the address that may be meant. Colleagues share a domain, which says nothing of whether
/// their names are alike.
fn meant(asked: &str, known: &[Mailbox]) -> Option<String> {
    let everyone = known.iter().map(Mailbox::as_str);
    let Some((name, domain)) = asked.rsplit_once('@') else {
        return did_you_mean(asked, everyone);
    };
    let parted = everyone.clone().filter_map(|other| other.rsplit_once('@'));
    let colleagues: Vec<&str> = parted
        .filter(|(_, other)| *other == domain)
        .map(|(name, _)| name)
        .collect();
    if colleagues.is_empty() {
        return did_you_mean(asked, everyone);
    }
    let name = closest(name, colleagues.into_iter())?;
    Some(format!("did you mean `{name}@{domain}`?"))
}

/// Gathers the people of every audience.
pub fn gather(
    plan: &Plan,
    zones: &Zones,
    files: &Files,
    sources: &Sources,
    findings: &mut Findings,
) -> Directory {
    let mut gathering = Gathering {
        plan,
        zones,
        files,
        sources,
        findings,
        places: Vec::new(),
        departments_unread: false,
    };
    let mut directory = Directory {
        zones: Some(zones.clone()),
        ..Directory::default()
    };
    for audience in &plan.audiences {
        let recipients = gathering.audience(audience);
        let mut profiles: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, reader) in recipients.iter().enumerate() {
            let Recipient {
                departments,
                leads,
                sites,
                language,
                services,
                place,
                ..
            } = reader;
            profiles
                .entry((departments, leads, sites, language, services, place))
                .or_default()
                .push(index);
        }
        let profiles = profiles.into_values().collect();
        directory.profiles.insert(audience.id.clone(), profiles);
        directory.audiences.insert(audience.id.clone(), recipients);
    }
    directory.places = gathering.places;
    directory.departments_unread = gathering.departments_unread;
    directory
}

struct Gathering<'a> {
    plan: &'a Plan,
    zones: &'a Zones,
    files: &'a Files,
    sources: &'a Sources,
    findings: &'a mut Findings,
    places: Vec<Place>,
    departments_unread: bool,
}

impl Gathering<'_> {
    fn audience(&mut self, audience: &Audience) -> Vec<Recipient> {
        let errors = self.findings.count(Level::Error);
        let recipients = match &audience.people {
            Source::Heads => self.heads(audience),
            Source::Plan => self.people(audience, &self.plan.people),
            Source::List(people) => self.people(audience, people),
            Source::File(source) => self.file(audience, source),
        };
        let unread = self.findings.count(Level::Error) > errors;
        if recipients.is_empty() && !unread {
            let message = format!("the audience “{}” has nobody in it", audience.name);
            let finding =
                Diagnostic::new(Code::NOBODY_TO_TELL, message).at(audience.span, "nobody to tell");
            self.findings
                .push(finding.help("check where its people come from, or remove the audience"));
        }
        recipients
    }

    fn heads(&mut self, audience: &Audience) -> Vec<Recipient> {
        let mut found = Merged::default();
        for department in &self.plan.departments {
            let head = &department.head;
            let Some(address) = &head.email else {
                self.no_address(head, &format!("the head of {}", department.name));
                continue;
            };
            let mut reader = self.recipient(head, address);
            reader.departments = vec![department.id.clone()];
            let entry = self.entry(reader, head.zone.clone(), head.span);
            found.head(entry, self.findings);
        }
        self.settled(audience, found)
    }

    fn people(&mut self, audience: &Audience, people: &[Person]) -> Vec<Recipient> {
        let mut found = Merged::default();
        for person in people {
            let Some(address) = &person.email else {
                self.no_address(person, &person.name);
                continue;
            };
            let reader = self.recipient(person, address);
            let entry = self.entry(reader, person.zone.clone(), person.span);
            found.add(entry, self.findings);
        }
        self.settled(audience, found)
    }

    fn no_address(&mut self, person: &Person, who: &str) {
        let message = format!("{who} has no mail address and cannot be told");
        let finding = Diagnostic::new(Code::NO_ADDRESS, message).at(person.span, "");
        self.findings.push(finding.help("add `email: …`"));
    }

    fn recipient(&self, person: &Person, address: &Address) -> Recipient {
        Recipient {
            name: person.name.clone(),
            address: address.clone(),
            departments: person.department.iter().cloned().collect(),
            leads: false,
            sites: person.site.iter().cloned().collect(),
            language: person
                .language
                .clone()
                .unwrap_or_else(|| self.plan.language.clone()),
            services: person.services.clone(),
            place: 0,
            unplaced: (person.department.is_none() && person.services.is_empty())
                .then_some(person.span),
        }
    }

    /// An entry of a list; whoever has no site works where her department does.
    fn entry(&self, mut reader: Recipient, zone: Option<Zone>, span: Span) -> Entry {
        if reader.sites.is_empty() {
            let department = reader.departments.first();
            let department = department.and_then(|id| self.plan.department(id));
            let site = department.and_then(|department| department.site.clone());
            reader.sites.extend(site);
        }
        Entry { reader, zone, span }
    }

    /// The readers of a list, each at her place: it takes all of her departments to say which
    /// freezes bind her.
    fn settled(&mut self, audience: &Audience, found: Merged) -> Vec<Recipient> {
        let settle = |entry: Entry| {
            let (mut reader, zone) = (entry.reader, entry.zone);
            let whereabouts = Whereabouts {
                audience: &audience.id,
                departments: &reader.departments,
                site: reader.sites.first(),
                zone: zone.as_ref(),
            };
            reader.place = place::place(self.plan, &whereabouts, &mut self.places);
            reader.leads = audience.role == Role::DepartmentHeads && reader.heads(self.plan);
            reader
        };
        found.entries.into_iter().map(settle).collect()
    }

    fn file(&mut self, audience: &Audience, source: &CsvSource) -> Vec<Recipient> {
        let Some(file) = self.files.get(&source.file) else {
            return Vec::new();
        };
        let Some(mut rows) = csv::Rows::open(source, *file, self.sources, self.findings) else {
            return Vec::new();
        };
        if let Some(unread) = unread::find(self.plan, source, &rows) {
            self.departments_unread |= unread.holds_departments;
            self.findings.push(unread.finding);
        }
        let mut found = Merged::default();
        while let Some(row) = rows.next(self.findings) {
            let value = |column: &str| row.values.get(column).map(String::as_str);
            let plan = self.plan;
            let departments = plan
                .departments
                .iter()
                .map(|department| (&department.id, department.name.as_str()));
            let department = self.named(&row, "department", departments);
            let sites = plan.sites.iter().map(|site| (&site.id, site.name.as_str()));
            let site = self.named(&row, "site", sites);
            let services = self.services(&row);
            let zone = value("timezone").and_then(|name| self.zone(&row, name));
            let language = value("language").unwrap_or(&plan.language);
            let reader = Recipient {
                name: value("name").unwrap_or_default().to_owned(),
                address: row.address.clone(),
                departments: department.into_iter().collect(),
                leads: false,
                sites: site.into_iter().collect(),
                language: language.to_owned(),
                services,
                place: 0,
                unplaced: value("department")
                    .or(value("services"))
                    .is_none()
                    .then_some(row.span),
            };
            found.add(self.entry(reader, zone, row.span), self.findings);
        }
        self.settled(audience, found)
    }

    /// The id that a cell names, by id or by name.
    fn named<'p>(
        &mut self,
        row: &csv::Row,
        column: &str,
        known: impl Iterator<Item = (&'p Id, &'p str)> + Clone,
    ) -> Option<Id> {
        let written = row.values.get(column)?;
        let find = |written: &str| {
            let same = |(id, name): &(&Id, &str)| {
                id.as_str().eq_ignore_ascii_case(written)
                    || name.to_lowercase() == written.to_lowercase()
            };
            known.clone().find(same).map(|(id, _)| id.clone())
        };
        let found = find(written);
        if found.is_none() {
            let kind = column.trim_end_matches('s');
            let message =
                format!("there is no {kind} `{written}` in the plan; this person may miss notices");
            let finding = Diagnostic::new(Code::BAD_ROW, message).at(row.place(column), "");
            let advice = several(kind, written, |part| find(part).is_some()).or_else(|| {
                let names = known.clone().flat_map(|(id, name)| [id.as_str(), name]);
                did_you_mean(written, names)
            });
            let ids = || known.clone().map(|(id, _)| id.as_str()).collect::<Vec<_>>();
            let advice = advice.unwrap_or_else(|| format!("the plan knows: {}", ids().join(", ")));
            self.findings.push(finding.help(advice));
        }
        found
    }

    fn services(&mut self, row: &csv::Row) -> Vec<Id> {
        let Some(written) = row.values.get("services") else {
            return Vec::new();
        };
        let mut services = Vec::new();
        for word in written
            .split([';', ',', '|'])
            .map(str::trim)
            .filter(|word| !word.is_empty())
        {
            let mut single = row.clone();
            single.values.insert("services", word.to_owned());
            let plan = self.plan;
            let known = plan
                .services
                .iter()
                .map(|service| (&service.id, service.name.as_str()));
            services.extend(self.named(&single, "services", known));
        }
        services.sort();
        services.dedup();
        services
    }

    fn zone(&mut self, row: &csv::Row, name: &str) -> Option<crate::calendar::zone::Zone> {
        let zone = self.zones.get(name);
        if zone.is_none() {
            let message = format!("there is no time zone `{name}`; the site's is used");
            let finding = Diagnostic::new(Code::BAD_ROW, message).at(row.place("timezone"), "");
            let names = self.zones.names();
            let advice = did_you_mean(name, names.iter().map(String::as_str));
            self.findings
                .push(advice.into_iter().fold(finding, Diagnostic::help));
        }
        zone
    }
}
