//! Members: everybody who is in an audience now, for those whom a window does not concern any more, or
//! not with a date.

use super::claim::{Claim, When};
use super::heard::Heard;
use super::reader::Reader;
use crate::directory::{Group, Recipient};
use crate::plan::Id;
use crate::plan::address::Mailbox;
use crate::plan::role::Role;
use crate::rules::Case;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Everybody who is in an audience now.
pub(super) struct Members<'a> {
    /// Of what plan and moment.
    pub(super) case: Case<'a>,
    /// Everybody's place among the people of each audience.
    places: OnceCell<HashMap<&'a Id, HashMap<Mailbox, usize>>>,
}

impl<'a> Members<'a> {
    pub(super) fn of(case: Case<'a>) -> Self {
        Self {
            case,
            places: OnceCell::new(),
        }
    }

    /// As whom somebody is corrected who was told as one of an audience, when this is true for her.
    pub(super) fn reader(
        &self,
        (audience, mailbox): (&str, &Mailbox),
        heard: &Heard,
        when: When,
    ) -> Option<Reader> {
        let Case {
            plan, directory, ..
        } = self.case;
        let told_as = plan
            .audiences
            .iter()
            .filter(|other| other.id.as_str() == audience);
        let audiences = told_as.chain(&plan.audiences);
        let (audience, member) = audiences.into_iter().find_map(|audience| {
            let member = *self.places().get(&audience.id)?.get(mailbox)?;
            Some((audience, member))
        })?;
        let reader: &Recipient = &directory.recipients(&audience.id)[member];
        let surest = heard.beliefs().next()?;
        let known = |id: &String| {
            plan.services
                .iter()
                .find(|service| service.id.as_str() == id)
        };
        let services = surest.services.keys().filter_map(known);
        let departments = match audience.role {
            Role::DepartmentHeads => reader.departments.clone(),
            _ => Vec::new(),
        };
        Some(Reader {
            audience: audience.id.clone(),
            group: Group {
                place: reader.place,
                language: reader.language.clone(),
                services: services.map(|service| service.id.clone()).collect(),
                departments,
                leads: reader.leads,
                help_after: None,
                at_home: true,
                help_away: Vec::new(),
                invited: Vec::new(),
                briefed: BTreeMap::new(),
                members: Vec::new(),
            },
            member,
            claim: Arc::new(Claim::undated(when)),
            // A machine knows no list: what is not sent to it any more does not concern it.
            is_former: audience.role != Role::Machine && directory.is_former(mailbox),
        })
    }

    fn places(&self) -> &HashMap<&'a Id, HashMap<Mailbox, usize>> {
        self.places.get_or_init(|| {
            let audiences = self.case.plan.audiences.iter();
            let people = audiences.map(|audience| {
                let readers = self.case.directory.recipients(&audience.id).iter();
                let places = readers.enumerate();
                let places = places.map(|(place, reader)| (reader.address.mailbox(), place));
                (&audience.id, places.collect())
            });
            people.collect()
        })
    }
}
