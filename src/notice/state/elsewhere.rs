//! What the readers of a notice hear next of the other windows.

use super::Telling;
use crate::directory::{Group, Recipient, concerns, groups};
use crate::plan::Id;
use crate::timeline::Occurrence;
use std::collections::{BTreeMap, BTreeSet};

impl Telling<'_> {
    /// What all these readers hear next of another window by its dates. None where only some of them
    /// hear it: then no one date is true of all.
    pub(super) fn elsewhere(&self) -> Option<&Occurrence> {
        let all = &self.case.timeline.occurrences;
        let ahead = all.partition_point(|other| !self.ahead(other.moment));
        let ours: BTreeSet<usize> = self.group.members.iter().copied().collect();
        let readers = self.profiles();
        let mut known: BTreeMap<&Id, Vec<Group>> = BTreeMap::new();
        for other in &all[ahead..] {
            let is_ours = other.audience == self.audience.id
                && other.places.contains(&self.group.place)
                && other.window != self.window.id;
            if !is_ours || other.milestone.is_of_the_night() {
                continue;
            }
            let groups = known
                .entry(&other.window)
                .or_insert_with(|| self.concerned(&other.window, &readers));
            let told = groups.iter().filter(|group| other.is_for(group));
            let told = told.flat_map(|group| &group.members);
            let told = told.filter(|member| ours.contains(member)).count();
            if told > 0 {
                return (told == ours.len()).then_some(other);
            }
        }
        None
    }

    /// The readers of this audience whom another window concerns; none when it concerns none of these.
    fn concerned(&self, window: &Id, readers: &[&Recipient]) -> Vec<Group> {
        let (plan, directory) = (self.case.plan, self.case.directory);
        let Some((_, window)) = plan.window(window) else {
            return Vec::new();
        };
        let mut readers = readers.iter();
        if !readers.any(|reader| concerns(plan, self.audience, reader, window)) {
            return Vec::new();
        }
        let mut groups = groups(plan, directory, self.audience, window);
        groups.retain(|group| group.place == self.group.place);
        groups
    }

    /// One for all of these readers who stand in the plan alike.
    fn profiles(&self) -> Vec<&Recipient> {
        let everyone = self.case.directory.recipients(&self.audience.id);
        let mut alike = BTreeSet::new();
        let ours = self.group.members.iter().map(|index| &everyone[*index]);
        ours.filter(|reader| alike.insert((&reader.departments, &reader.sites, &reader.services)))
            .collect()
    }
}
