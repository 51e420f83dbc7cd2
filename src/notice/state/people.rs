//! What is stated of people: the reader's department, whom to ask, and who waived the lead time.

use super::Telling;
use crate::assessment::{ThreePoint, cost, currency};
use crate::notice::facts::{ContactFacts, DepartmentFacts, PersonContact, Waiver};
use crate::notice::money::{Amounts, LostWork};
use crate::plan::department::Department;
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
        let names = departments.iter();
        let names = names.map(|department| department.name.clone()).collect();
        let id = first.id.to_string();
        if !self.group.leads {
            return Some(DepartmentFacts {
                id,
                names,
                led_by_another: true,
                people: None,
                concerns: Vec::new(),
                lost: None,
            });
        }
        let known = departments
            .iter()
            .filter_map(|department| department.headcount());
        Some(DepartmentFacts {
            id,
            names,
            led_by_another: false,
            people: (known.clone().count() == departments.len()).then(|| known.sum()),
            concerns: departments
                .iter()
                .flat_map(|department| department.concerns.clone())
                .collect(),
            lost: self.lost_work(&departments),
        })
    }

    /// What the reader's own departments lose, when that is known of each of them.
    fn lost_work(&self, departments: &[&Department]) -> Option<LostWork> {
        let plan = self.case.plan;
        let each = departments.iter();
        let each = each.map(|department| cost::of_department(plan, self.window, department));
        let each: Option<Vec<[ThreePoint; 2]>> = each.collect();
        let each = each?;
        let sum = |place: usize| each.iter().map(|one| one[place]).sum::<ThreePoint>();
        let [hours, cost] = [sum(0), sum(1)];
        let currency = &plan.case.money.currency;
        let digits = currency::digits(currency);
        let rounded = |figures: ThreePoint, digits| {
            Amounts::worked_out([figures.low(), figures.high()], digits)
        };
        (!hours.high().is_zero()).then(|| LostWork {
            hours: rounded(hours, 0),
            cost: rounded(cost, digits),
            currency: currency.clone(),
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
            zone: Some(plan.contact.zone.as_ref().unwrap_or(&plan.zone).clone()),
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
