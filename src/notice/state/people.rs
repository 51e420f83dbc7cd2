//! What is stated of people: the reader's department, whom to ask, and who waived the lead time.

use super::Telling;
use crate::notice::facts::{ContactFacts, DepartmentFacts, PersonContact, Waiver};
use crate::plan::person::Person;
use crate::plan::policy::Waivable;
use crate::plan::role::Role;
use crate::rules::hearing::is_late;

impl Telling<'_> {
    pub(super) fn department(&self) -> Option<DepartmentFacts> {
        if self.audience.role != Role::DepartmentHeads {
            return None;
        }
        let plan = self.case.plan;
        let departments: Vec<_> = self
            .group
            .departments
            .iter()
            .filter_map(|id| plan.department(id))
            .collect();
        let first = departments.first()?;
        let known = departments
            .iter()
            .filter_map(|department| department.headcount());
        Some(DepartmentFacts {
            id: first.id.to_string(),
            names: departments
                .iter()
                .map(|department| department.name.clone())
                .collect(),
            people: (known.clone().count() == departments.len()).then(|| known.sum()),
            concerns: departments
                .iter()
                .flat_map(|department| department.concerns.clone())
                .collect(),
        })
    }

    pub(super) fn contact(&self) -> ContactFacts {
        let plan = self.case.plan;
        let named = |person: &Option<Person>| {
            let person = person
                .as_ref()
                .filter(|_| self.audience.role != Role::EndUsers)?;
            Some(PersonContact {
                name: person.name.clone(),
                email: person.email.as_ref().map(ToString::to_string),
                phone: person.phone.clone(),
            })
        };
        ContactFacts {
            team: plan.contact.team.clone(),
            email: Some(plan.contact.email.to_string()),
            phone: plan.contact.phone.clone(),
            hours: plan.contact.hours.clone(),
            person: named(&plan.owner),
            deputy: named(&plan.deputy),
        }
    }

    pub(super) fn short_notice(&self) -> Option<Waiver> {
        let Telling { case, window, .. } = *self;
        let policy = &case.plan.policy;
        let waiver = policy.waiver(Waivable::LeadTime, &window.id, None);
        let before = self.occurrence.moment < window.start;
        let waiver = waiver.filter(|_| before && is_late(case, window, &self.audience.id))?;
        Some(Waiver {
            by: waiver.by.clone(),
            because: waiver.because.clone(),
        })
    }
}
