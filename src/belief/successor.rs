//! Successor: who leads now what somebody led who is let go.

use super::correction::Correction;
use super::readdressed::known_by;
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
        let readers = readers.map(|reader| (reader.address.mailbox(), known_by(&reader.name)));
        let (mailboxes, names): (Vec<_>, Vec<_>) = readers.unzip();
        // Somebody of the same name may have another address by now.
        let is_another = |head: &Person| {
            let mailbox = head.email.as_ref().map(|email| email.mailbox());
            !mailbox.is_some_and(|mailbox| mailboxes.contains(&mailbox))
                && !names.contains(&known_by(&head.name))
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
