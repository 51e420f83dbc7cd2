//! Services: what people lose or keep.

use super::id::Id;
use super::length::Length;
use super::reading::{Reading, optional, texts};
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
    /// Network addresses that will change, as written.
    pub addresses: Vec<String>,
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
        .filter_map(|(id, file)| one(reading, id, file))
        .collect();
    for service in &services {
        if let Some(other) = circle(&services, service) {
            let message = format!("`{}` depends on itself, by way of `{other}`", service.id);
            let finding = Diagnostic::new(Code::CIRCULAR, message).at(service.span, "");
            reading.report(finding.help("remove one of the two from `depends-on`"));
            break;
        }
    }
    Services::new(services)
}

fn one(reading: &mut Reading, id: &Spanned<Id>, file: &Spanned<ServiceFile>) -> Option<Service> {
    let written = &file.value;
    let name = reading.line(&written.name, "name", file.span);
    let everyone = written
        .used_by
        .iter()
        .any(|id| id.value.as_str() == EVERYONE);
    let used_by = if everyone {
        Users::Everyone
    } else {
        let known = reading.references(&written.used_by, "department", |known| &known.departments);
        Users::Departments(known)
    };
    let depends_on = reading.references(&written.depends_on, "service", |known| &known.services);
    let objectives = written
        .objectives
        .as_ref()
        .map(|limits| objectives(reading, limits));
    Some(Service {
        id: id.value.clone(),
        name: name?,
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
        addresses: written
            .addresses
            .iter()
            .map(|name| name.value.0.clone())
            .collect(),
        span: id.span,
    })
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

fn circle<'a>(services: &'a [Service], from: &Service) -> Option<&'a Id> {
    let mut open: Vec<&Id> = Vec::new();
    let direct = services.iter().find(|service| service.id == from.id)?;
    open.extend(&direct.depends_on);
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = open.pop() {
        let service = services.iter().find(|service| service.id == *id);
        let Some(service) = service.filter(|_| seen.insert(id)) else {
            continue;
        };
        if service.depends_on.contains(&from.id) {
            return Some(&service.id);
        }
        open.extend(&service.depends_on);
    }
    None
}
