//! Former: people who were told of the plan and are in no audience any more.

use super::place::{self, Whereabouts};
use super::{Directory, Recipient};
use crate::plan::address::{Address, Mailbox};
use crate::plan::{Id, Plan};

impl Directory {
    /// Takes in somebody who was told of the plan and is in no audience any more, so that she can be
    /// told that nobody writes to her about it any more. No window concerns her.
    pub fn admit(&mut self, plan: &Plan, audience: &Id, (name, address): (&str, Address)) {
        let whereabouts = Whereabouts {
            audience,
            departments: &[],
            site: None,
            zone: None,
        };
        let reader = Recipient {
            name: name.to_owned(),
            address,
            departments: Vec::new(),
            leads: false,
            sites: Vec::new(),
            language: plan.language.clone(),
            services: Vec::new(),
            place: place::place(plan, &whereabouts, &mut self.places),
            unplaced: None,
        };
        self.former.insert(reader.address.mailbox());
        let people = self.audiences.entry(audience.clone()).or_default();
        people.push(reader);
    }

    /// Whether a mailbox was taken in only because it was told of the plan.
    pub fn is_former(&self, mailbox: &Mailbox) -> bool {
        self.former.contains(mailbox)
    }
}
