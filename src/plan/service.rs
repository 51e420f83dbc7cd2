//! Services: what people lose or keep.

use super::contract::{self, Contract};
use super::endpoint::Endpoint;
use super::id::Id;
use super::length::Length;
use super::reading::{Reading, optional, texts};
use super::revenue::{self, Revenue};
use super::written::{Entries, ObjectivesFile, ServiceFile, SeverityFile};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use std::collections::HashMap;

/// How much depends on a service.
pub use super::written::SeverityFile as Severity;

/// The word that stands for every department under `used-by`.
pub const EVERYONE: &str = "everyone";

/// Something people lose or keep.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its id.
    pub id: Id,
    /// Its name, as its users say it.
    pub name: String,
    /// How much depends on it.
    pub severity: Severity,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who uses it.
    pub used_by: Users,
    /// Services it cannot do without.
    pub depends_on: Vec<Id>,
    /// Agreed limits.
    pub objectives: Objectives,
    /// What to do without it.
    pub workaround: Option<String>,
    /// What to do when it stays away longer.
    pub contingency: Option<String>,
    /// What still works while it is off.
    pub still_works: Vec<String>,
    /// What is earned through it.
    pub revenue: Option<Revenue>,
    /// What is given back when it was away too long.
    pub contract: Option<Contract>,
    /// Addresses and hosts that will change.
    pub addresses: Vec<Spanned<Endpoint>>,
    /// Where it is written.
    pub span: Span,
}

/// The services of a plan, found by id at once however many there are.
#[derive(Debug, Clone, Default)]
pub struct Services {
    list: Vec<Service>,
    places: HashMap<Id, usize>,
}

impl Services {
    fn new(list: Vec<Service>) -> Self {
        let places = list.iter().enumerate();
        let places = places.map(|(place, service)| (service.id.clone(), place));
        Self {
            places: places.collect(),
            list,
        }
    }

    /// A service by id.
    pub fn get(&self, id: &Id) -> Option<&Service> {
        self.places.get(id).map(|place| &self.list[*place])
    }

    /// All of them, in the order written.
    pub fn iter(&self) -> std::slice::Iter<'_, Service> {
        self.list.iter()
    }
}

/// Whose people use a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Users {
    /// Everybody's.
    Everyone,
    /// These departments'.
    Departments(Vec<Id>),
}

/// Agreed limits (ISO 22301), in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Objectives {
    /// Longest acceptable time to restore.
    pub rto: Option<i64>,
    /// Largest acceptable loss of data, as time.
    pub rpo: Option<i64>,
    /// Longest disruption of the work that needs it.
    pub mtd: Option<i64>,
    /// Time to check data and clear the backlog.
    pub wrt: Option<i64>,
}

impl Service {
    /// Whether people of a department use it.
    pub fn used_by(&self, department: &Id) -> bool {
        match &self.used_by {
            Users::Everyone => true,
            Users::Departments(departments) => departments.contains(department),
        }
    }
}

/// Reads all services.
pub fn read(reading: &mut Reading, written: &Entries<ServiceFile>) -> Services {
    let services: Vec<_> = written
        .iter()
        .map(|(id, file)| one(reading, id, file))
        .collect();
    let services = Services::new(services);
    if let Some((service, other)) = circle(&services) {
        let message = format!("`{}` depends on itself, by way of `{other}`", service.id);
        let finding = Diagnostic::new(Code::CIRCULAR, message).at(service.span, "");
        reading.report(finding.help("remove one of the two from `depends-on`"));
    }
    services
}

fn one(reading: &mut Reading, id: &Spanned<Id>, file: &Spanned<ServiceFile>) -> Service {
    let written = &file.value;
    let name = reading.line(&written.name, "name", file.span);
    let everyone = written
        .used_by
        .iter()
        .any(|id| id.value.as_str() == EVERYONE);
    let used_by = if everyone {
        Users::Everyone
    } else {
        let known = reading.references(&written.used_by, "department", |known| &known.users);
        Users::Departments(known)
    };
    let depends_on = reading.references(&written.depends_on, "service", |known| &known.services);
    let objectives = written
        .objectives
        .as_ref()
        .map(|limits| objectives(reading, limits));
    let (revenue, contract) = (written.revenue.as_ref(), written.contract.as_ref());
    Service {
        id: id.value.clone(),
        // Windows refer to it also while its name is missing or amiss, which has been said.
        name: name.unwrap_or_else(|| id.value.to_string()),
        severity: written
            .severity
            .as_ref()
            .map_or(SeverityFile::Medium, |severity| severity.value),
        owner: reading.optional_line(&written.owner),
        used_by,
        depends_on,
        objectives: objectives.unwrap_or_default(),
        workaround: optional(&written.workaround),
        contingency: optional(&written.contingency),
        still_works: texts(&written.still_works),
        revenue: revenue.and_then(|file| revenue::read(reading, file)),
        contract: contract.and_then(|file| contract::read(reading, file)),
        addresses: written.addresses.clone(),
        span: id.span,
    }
}

fn objectives(reading: &mut Reading, file: &Spanned<ObjectivesFile>) -> Objectives {
    let written = &file.value;
    let mut minutes = |length: &Option<Spanned<Length>>| {
        let length = length.as_ref()?;
        if length.value.minutes().is_none() {
            let message = "objectives count clock time, not working days";
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(length.span, "");
            reading.report(finding.help("write hours, such as `6h`"));
        }
        length.value.minutes()
    };
    let limits = Objectives {
        rto: minutes(&written.rto),
        rpo: minutes(&written.rpo),
        mtd: minutes(&written.mtd),
        wrt: minutes(&written.wrt),
    };
    if let (Some(rto), Some(mtd)) = (limits.rto, limits.mtd)
        && rto + limits.wrt.unwrap_or(0) > mtd
    {
        let message = "restoring and catching up take longer than the work may be disrupted (rto + wrt > mtd)";
        reading.report(Diagnostic::new(Code::WRONG_VALUE, message).at(file.span, ""));
    }
    limits
}

/// A service that depends on itself, and the one by whose need it does. Every service is walked
/// through once: on the way, or left behind for good.
fn circle(services: &Services) -> Option<(&Service, &Id)> {
    let mut seen: HashMap<&Id, Walk> = HashMap::new();
    for start in services.iter() {
        if seen.contains_key(&start.id) {
            continue;
        }
        seen.insert(&start.id, Walk::OnTheWay);
        let mut path = vec![(start, start.depends_on.iter())];
        while let Some((service, needs)) = path.last_mut() {
            let service = *service;
            let Some(id) = needs.next() else {
                seen.insert(&service.id, Walk::LeftBehind);
                path.pop();
                continue;
            };
            match (seen.get(id), services.get(id)) {
                (Some(Walk::OnTheWay), Some(again)) => return Some((again, &service.id)),
                (None, Some(next)) => {
                    seen.insert(&next.id, Walk::OnTheWay);
                    path.push((next, next.depends_on.iter()));
                }
                _ => {}
            }
        }
    }
    None
}

/// How far a service was walked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Walk {
    OnTheWay,
    LeftBehind,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Services by number, each with what it needs.
    fn services(needs: &[&[usize]]) -> Services {
        let id = |number: usize| -> Id { format!("s-{number}").parse().unwrap() };
        let mut sources = crate::diagnostic::Sources::default();
        let span = Span::new(sources.add("plan.yaml", ""), 0, 0);
        let one = |(number, needs): (usize, &&[usize])| Service {
            id: id(number),
            name: String::new(),
            severity: Severity::Low,
            owner: None,
            used_by: Users::Everyone,
            depends_on: needs.iter().map(|need| id(*need)).collect(),
            objectives: Objectives::default(),
            workaround: None,
            contingency: None,
            still_works: Vec::new(),
            revenue: None,
            contract: None,
            addresses: Vec::new(),
            span,
        };
        Services::new(needs.iter().enumerate().map(one).collect())
    }

    fn found(needs: &[&[usize]]) -> Option<(String, String)> {
        let services = services(needs);
        circle(&services).map(|(service, by)| (service.id.to_string(), by.to_string()))
    }

    #[test]
    fn a_circle_is_found_wherever_it_lies_and_a_diamond_is_none() {
        assert_eq!(found(&[&[1, 2], &[3], &[3], &[]]), None);
        let pair = |one: &str, other: &str| Some((one.to_owned(), other.to_owned()));
        assert_eq!(found(&[&[0]]), pair("s-0", "s-0"));
        assert_eq!(found(&[&[1], &[2], &[1]]), pair("s-1", "s-2"));
        assert_eq!(found(&[&[], &[0, 2], &[3], &[1]]), pair("s-1", "s-3"));
    }

    #[test]
    fn a_chain_of_any_length_is_walked_once() {
        let needs: Vec<Vec<usize>> = (1..20_000).map(|next| vec![next]).collect();
        let mut needs: Vec<&[usize]> = needs.iter().map(Vec::as_slice).collect();
        needs.push(&[]);
        assert_eq!(found(&needs), None);
        *needs.last_mut().unwrap() = &[0];
        assert_eq!(found(&needs).unwrap().0, "s-0");
    }
}
