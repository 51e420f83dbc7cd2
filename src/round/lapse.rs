//! Lapse: what was missed because nobody approved it in time.

use super::gate::Gate;
use crate::mailing::docket::Item;
use crate::mailing::{Fault, Office};
use crate::notice::DeliveryId;
use std::collections::HashSet;

/// The deliveries of a missed notice that waited for an approval until their moment had passed; or why
/// no words can be made of it.
pub(super) fn lapsed(office: Office, gate: &Gate, item: &Item) -> Result<Vec<DeliveryId>, Fault> {
    let mut mailing = office.mailing(item.clone())?;
    // What had passed before somebody approved the rest was not what she was asked about.
    let last = gate.approvals.last.as_ref();
    if last.is_some_and(|(_, at)| item.occurrence.is_over(*at)) {
        return Ok(Vec::new());
    }
    let all = mailing.group.members.clone();
    if gate.pass(office, &mut mailing)?.is_none() {
        return Ok(Vec::new());
    }
    let free: HashSet<usize> = mailing.group.members.drain(..).collect();
    let held = all.into_iter().filter(|member| !free.contains(member));
    mailing.group.members = held.collect();
    let deliveries = mailing.readers().map(|reader| mailing.delivery(reader));
    Ok(deliveries.collect())
}
