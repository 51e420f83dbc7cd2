//! A warning of people who may not be written to, because they lie outside `allowed-domains`.

use super::settings::Settings;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::Directory;
use crate::plan::address::Mailbox;
use crate::plan::{Id, Plan};
use std::collections::BTreeSet;

/// So many of those who are kept back are named.
const NAMED: usize = 3;

/// Audiences of which nobody may be written to.
pub fn audiences(settings: &Settings, (plan, directory): (&Plan, &Directory)) -> BTreeSet<Id> {
    if settings.allowed_domains().is_none() {
        return BTreeSet::new();
    }
    let ids = plan.audiences.iter().map(|audience| &audience.id);
    let is_kept_back = |id: &&Id| {
        let readers = directory.recipients(id);
        let mut allowed = readers
            .iter()
            .filter(|reader| settings.allows(&reader.address));
        !readers.is_empty() && allowed.next().is_none()
    };
    ids.filter(is_kept_back).cloned().collect()
}

/// Warns of people who may not be written to.
pub fn warn(settings: &Settings, (plan, directory): (&Plan, &Directory), found: &mut Findings) {
    let Some(place) = settings.allowed_domains() else {
        return;
    };
    let audiences = plan.audiences.iter();
    let readers = audiences.flat_map(|audience| directory.recipients(&audience.id));
    let outside = readers.filter(|reader| !settings.allows(&reader.address));
    let outside: BTreeSet<Mailbox> = outside.map(|reader| reader.address.mailbox()).collect();
    if outside.is_empty() {
        return;
    }
    let who = match outside.len() {
        1 => "1 person of the plan lies".to_owned(),
        number => format!("{number} people of the plan lie"),
    };
    let message = format!("{who} outside `allowed-domains`, and nothing is sent there");
    let finding = Diagnostic::new(Code::OUTSIDE_DOMAINS, message).at(place, "");
    let named: Vec<&str> = outside.iter().take(NAMED).map(Mailbox::as_str).collect();
    let more = if outside.len() > NAMED { " …" } else { "" };
    let finding = finding.help(format!("among them: {}{more}", named.join(", ")));
    found.push(finding.help("add their domains, or take the line out when the plan is in earnest"));
}
