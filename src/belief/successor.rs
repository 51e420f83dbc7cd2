//! Successor: who leads now what somebody led who is let go.

use super::correction::Correction;
use crate::notice::event::Successor;
use crate::plan::person::Person;
use crate::rules::Case;

impl Correction {
    /// Who leads now the departments that these people led when they were told; of people who are let
    /// go, and only where it is somebody else.
    pub(super) fn successors(&self, case: Case) -> Vec<Successor> {
        if !self.kind.milestone().lets_go() {
            return Vec::new();
        }
        let readers = case.directory.recipients(&self.occurrence.audience);
        let readers = self.group.members.iter().map(|index| &readers[*index]);
        let readers: Vec<_> = readers.map(|reader| reader.address.mailbox()).collect();
        let is_another = |head: &Person| {
            let mailbox = head.email.as_ref().map(|email| email.mailbox());
            mailbox.is_none_or(|mailbox| !readers.contains(&mailbox))
        };
        let is_led = |name: &str| self.told.iter().any(|told| told.leads.contains(name));
        let departments = case.plan.departments.iter();
        let led = departments.filter(|department| {
            (is_led(department.id.as_str()) || is_led(&department.name))
                && is_another(&department.head)
        });
        let led = led.map(|department| Successor {
            department: department.name.clone(),
            name: department.head.name.clone(),
        });
        led.collect()
    }
}
