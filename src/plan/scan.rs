//! Scans: where hard-coded addresses are looked for, whose files they stand in, and what was found.

use super::endpoint::Endpoint;
use super::id::Id;
use super::path_pattern::PathPattern;
use super::readiness::{self, Owner};
use super::reading::Reading;
use super::service::Services;
use super::written::{FileOwnerFile, PlanFile};
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What a plan says of scans, and what is on record of them.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// Folders that have to be free of what will change, relative to the plan.
    pub folders: Vec<String>,
    /// Whose files are whose; the first whose pattern fits counts.
    pub owners: Vec<FileOwner>,
    /// Every scan on record, in order; empty until the ledger was asked.
    pub recorded: Vec<Scanned>,
}

/// Whose files these are.
#[derive(Debug, Clone)]
pub struct FileOwner {
    /// Which files.
    pub paths: Vec<PathPattern>,
    /// Whose.
    pub who: Whose,
}

/// Who sees to a file.
#[derive(Debug, Clone)]
pub enum Whose {
    /// A person.
    Person(Owner),
    /// A department.
    Department(Id),
}

/// One scan of one folder, as it was put on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Scanned {
    /// The folder, as the plan names it.
    pub folder: String,
    /// When.
    pub at: Instant,
    /// What was looked for, as the plan had it then.
    pub sought: Vec<String>,
    /// How many files were read.
    pub files: usize,
    /// How many of them have such an address in them.
    pub hit: usize,
    /// How many places were found.
    pub places: usize,
    /// How many files and folders should have been read and could not be.
    pub unread: usize,
}

impl Scan {
    /// The last scan of a folder.
    pub fn last(&self, folder: &str) -> Option<&Scanned> {
        let mut latest = self.recorded.iter().rev();
        latest.find(|scanned| scanned.folder == folder)
    }

    /// Who sees to a file.
    pub fn owner(&self, path: &Path) -> Option<&Whose> {
        let fits = |owner: &&FileOwner| owner.paths.iter().any(|pattern| pattern.is_match(path));
        self.owners.iter().find(fits).map(|owner| &owner.who)
    }
}

/// Reads what a plan says of scans.
pub fn read(reading: &mut Reading, file: &PlanFile, services: &Services) -> Scan {
    overlaps(reading, services);
    let Some(written) = &file.scan else {
        return Scan::default();
    };
    let mut folders: Vec<String> = Vec::new();
    for folder in &written.value.folders {
        if folders.contains(&folder.value.0) {
            let message = format!("the folder `{}` is named twice", folder.value.0);
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(folder.span, "");
            reading.report(finding.help("remove one of the two"));
            continue;
        }
        folders.push(folder.value.0.clone());
    }
    let owners = written.value.owners.iter();
    let owners = owners.filter_map(|file| owner(reading, file)).collect();
    Scan {
        folders,
        owners,
        recorded: Vec::new(),
    }
}

fn owner(reading: &mut Reading, file: &Spanned<FileOwnerFile>) -> Option<FileOwner> {
    let written = &file.value;
    let amiss = ["paths", "owner", "department"];
    let amiss = amiss
        .into_iter()
        .any(|field| reading.was_refused(field, file.span) || reading.is_empty(field, file.span));
    if written.paths.is_empty() && !amiss {
        let message = "the field `paths` is missing";
        let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(file.span, "in this block");
        reading.report(
            finding.help("add `paths: [letters]` with the folders and files that are meant"),
        );
    }
    let who = match (&written.owner, &written.department) {
        (Some(owner), None) => Whose::Person(readiness::owner(reading, owner)?),
        (None, Some(id)) => {
            let is_known = reading.refers(id, "department", |known| &known.departments);
            is_known.then(|| Whose::Department(id.value.clone()))?
        }
        (Some(_), Some(id)) => {
            let message = "files have an owner or a department, not both";
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(id.span, "");
            reading
                .report(finding.help("keep one of the two; a department is seen to by its head"));
            return None;
        }
        (None, None) => {
            if !amiss {
                let message = "nothing says whose files these are";
                let finding = Diagnostic::new(Code::MISSING_FIELD, message);
                let finding = finding.at(file.span, "in this block");
                reading.report(finding.help("add `owner: …` or `department: …`"));
            }
            return None;
        }
    };
    let paths = written.paths.iter();
    Some(FileOwner {
        paths: paths.map(|pattern| pattern.value.clone()).collect(),
        who,
    })
}

/// Notes addresses that are named twice, or lie within others.
fn overlaps(reading: &mut Reading, services: &Services) {
    let named = services.iter();
    let named = named.flat_map(|service| service.addresses.iter().map(move |each| (service, each)));
    let named: Vec<_> = named.collect();
    for (place, (service, inner)) in named.iter().enumerate() {
        let holds = |other: usize, outer: &Endpoint| {
            let is_same = *outer == inner.value;
            other != place && outer.holds(&inner.value) && (!is_same || other < place)
        };
        let outer = named.iter().enumerate();
        let outer = outer.filter(|(other, (_, outer))| holds(*other, &outer.value));
        let Some((_, (other, outer))) = outer.map(|found| (found.0, found.1)).next() else {
            continue;
        };
        let message = match outer.value == inner.value {
            true => format!("`{}` is named twice", inner.value),
            false => format!("`{}` lies within `{}`", inner.value, outer.value),
        };
        let of = format!("an address of {}", service.name);
        let finding = Diagnostic::new(Code::OVERLAPPING_ADDRESSES, message)
            .at(inner.span, of)
            .at(outer.span, format!("one of {}", other.name));
        reading.report(finding.help(
            "name each address once; what is found is counted for the narrower of the two, or the first",
        ));
    }
}

/// Notes an item that waits for scans of folders that nothing names, or for addresses.
pub fn lacking(reading: &mut Reading, file: &PlanFile, test: Span) {
    let folders = file.scan.iter().flat_map(|scan| &scan.value.folders);
    let services = file.services.iter();
    let addresses = services.flat_map(|(_, service)| &service.value.addresses);
    let (message, advice) = match (folders.count(), addresses.count()) {
        (0, _) => (
            "nothing says which folders are scanned",
            "add `scan: {folders: […]}` to the plan, with paths relative to it",
        ),
        (_, 0) => (
            "nothing says which addresses will change",
            "add `addresses: […]` to the services that move",
        ),
        _ => return,
    };
    let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(test, "");
    reading.report(finding.help(advice));
}
