//! Whether the folders that have to be free of addresses that will change are free of them, by the last
//! scan of each that is on record.

use super::readiness::Because;
use crate::plan::Plan;
use crate::plan::scan::Scanned;

/// A folder, and the last scan of it.
#[derive(Debug, Clone)]
pub struct Folder<'a> {
    /// As the plan names it.
    pub name: &'a str,
    /// What was found last, if it was ever scanned.
    pub last: Option<&'a Scanned>,
    /// Something that the plan looks for now and that scan did not.
    pub unsought: Option<String>,
}

impl Folder<'_> {
    /// Whether the last scan of it says nothing of what is looked for now.
    fn is_unknown(&self) -> bool {
        self.last.is_none() || self.unsought.is_some()
    }
}

/// Every folder of a plan, in the order written.
pub fn folders(plan: &Plan) -> Vec<Folder<'_>> {
    let services = plan.services.iter();
    let sought = services.flat_map(|service| &service.addresses);
    let sought: Vec<String> = sought.map(|each| each.value.to_string()).collect();
    let folders = plan.scan.folders.iter().map(|name| {
        let last = plan.scan.last(name);
        let is_new = |each: &&String| last.is_some_and(|last| !last.sought.contains(each));
        Folder {
            name,
            last,
            unsought: sought.iter().find(is_new).cloned(),
        }
    });
    folders.collect()
}

/// What the last scans say together; nothing while a folder is still to be scanned.
pub(super) fn because(folders: &[Folder]) -> Option<Because> {
    let mut last = folders.iter().filter_map(|folder| folder.last);
    if last.clone().any(|last| last.places > 0) {
        return Some(Because::Found);
    }
    if folders.is_empty() || folders.iter().any(Folder::is_unknown) {
        return None;
    }
    let has_gaps = last.any(|last| last.unread > 0 || last.files == 0);
    Some(if has_gaps {
        Because::Unproven
    } else {
        Because::Done
    })
}
