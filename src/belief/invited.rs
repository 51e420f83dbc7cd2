//! Invited: to which briefings people were invited, whatever window they hear of them with.

use super::arrival::Arrival;
use super::claim::Claim;
use super::heard::Heard;
use super::history::History;
use crate::notice::event::Meeting;
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// To which briefings people were invited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Invited {
    /// The windows with which somebody was told that a briefing does not take place, by briefing.
    lost: BTreeMap<String, BTreeSet<String>>,
    /// The briefings to which a mailbox was invited and comes by all that it was told, as told last.
    held: HashMap<Mailbox, BTreeMap<String, Meeting>>,
}

impl Invited {
    /// Takes in what a notice told a mailbox of briefings.
    pub(super) fn hear(
        &mut self,
        mailbox: &Mailbox,
        (arrival, milestone): (Arrival, Milestone),
        claim: &Claim,
    ) {
        for (id, session) in &claim.briefings {
            let held = self.held.get_mut(mailbox);
            let Some(session) = session else {
                // Whoever may have heard that is invited anew.
                held.and_then(|held| held.remove(id));
                continue;
            };
            if arrival != Arrival::Sure {
                continue;
            }
            if milestone == Milestone::Briefing {
                let held = self.held.entry(mailbox.clone()).or_default();
                held.insert(id.clone(), session.clone());
            } else if let Some(known) = held.and_then(|held| held.get_mut(id))
                && milestone.corrects()
            {
                let ways = session.ways.clone().or(known.ways.take());
                *known = session.clone();
                known.ways = ways;
            }
        }
    }

    /// Notes with which window somebody was told that briefings do not take place.
    pub(super) fn lose(&mut self, briefings: Vec<String>, window: &str) {
        for briefing in briefings {
            let windows = self.lost.entry(briefing).or_default();
            windows.insert(window.to_owned());
        }
    }

    fn lost_with(&self, briefing: &str) -> impl Iterator<Item = &String> {
        self.lost.get(briefing).into_iter().flatten()
    }

    /// The briefings to which a mailbox was invited and comes by all that it was told.
    pub(super) fn of(&self, mailbox: &Mailbox) -> impl Iterator<Item = (&String, &Meeting)> {
        self.held.get(mailbox).into_iter().flatten()
    }
}

impl History {
    /// How often a mailbox was told, as a member of an audience, that a briefing does not take
    /// place, or not with the window of which she was told.
    pub fn called_off(&self, briefing: &str, audience: &str, mailbox: &Mailbox) -> u32 {
        let windows = self.invited.lost_with(briefing);
        let heard = windows.filter_map(|window| self.heard(window, audience, mailbox));
        let lost = heard.filter_map(|heard| heard.called_off.get(briefing));
        lost.sum()
    }

    /// Whether a mailbox, as a member of an audience, may still have a briefing in its calendar that was
    /// called off: nobody can say whether that arrived, and nothing that surely did says so.
    pub fn may_count_with(&self, briefing: &str, audience: &str, mailbox: &Mailbox) -> bool {
        let windows = self.invited.lost_with(briefing);
        let heard = windows.filter_map(|window| self.heard(window, audience, mailbox));
        let mut heard = heard
            .filter(|heard| heard.called_off.contains_key(briefing))
            .peekable();
        let counts = |claim: &Arc<Claim>| {
            let session = claim.briefings.get(briefing);
            claim.when.span().is_some() && matches!(session, Some(Some(_)))
        };
        heard.peek().is_some() && heard.all(|heard| heard.certain.as_ref().is_some_and(counts))
    }

    /// Whether a mailbox, as a member of an audience, was invited to a briefing, comes by all that it
    /// was told since, and knows of a window: about that it need not be invited anew.
    pub fn is_invited(
        &self,
        briefing: &str,
        (window, audience): (&str, &str),
        mailbox: &Mailbox,
    ) -> bool {
        let heard = self.heard(window, audience, mailbox);
        let knows = heard.is_some_and(|heard| heard.beliefs().next().is_some());
        knows && self.invited.of(mailbox).any(|(id, _)| id == briefing)
    }

    /// The briefings with which a mailbox may count by what it heard of a window and was invited to.
    pub(super) fn briefings<'h>(
        &'h self,
        heard: &'h Heard,
        mailbox: &Mailbox,
    ) -> impl Iterator<Item = &'h String> {
        let told = heard.beliefs().flat_map(|claim| claim.briefings.keys());
        told.chain(self.invited.of(mailbox).map(|(id, _)| id))
    }

    /// What somebody heard of a window, with the briefings to which she was invited with windows that
    /// have no date for her any more: she comes because of others, and hears with the first of these
    /// what becomes of them.
    pub(super) fn with_adrift<'h>(
        &self,
        heard: Cow<'h, Heard>,
        (window, audience, mailbox): (&str, &str, &Mailbox),
    ) -> Cow<'h, Heard> {
        let held = self.invited.of(mailbox);
        let adrift = held.filter(|(id, _)| self.is_adrift(id, (window, audience, mailbox)));
        let adrift = adrift.map(|(id, session)| (id.clone(), Some(session.clone())));
        let adrift: BTreeMap<String, Option<Meeting>> = adrift.collect();
        let Some(certain) = heard.certain.as_ref().filter(|_| !adrift.is_empty()) else {
            return heard;
        };
        let mut known = Claim::clone(certain);
        known.briefings.extend(adrift);
        let mut heard = heard.into_owned();
        heard.certain = Some(Arc::new(known));
        Cow::Owned(heard)
    }

    /// Whether what becomes of a briefing is told to somebody with this window, and she was invited
    /// with others that have no date for her any more.
    fn is_adrift(
        &self,
        briefing: &str,
        (window, audience, mailbox): (&str, &str, &Mailbox),
    ) -> bool {
        let mut lost = self.invited.lost_with(briefing).peekable();
        if lost.peek().is_none() {
            return false;
        }
        let certain = |window| {
            let heard = self.heard(window, audience, mailbox)?;
            heard.certain.as_ref()
        };
        let comes = |claim: &Arc<Claim>| matches!(claim.briefings.get(briefing), Some(Some(_)));
        let mut lost = lost.filter_map(|window| certain(window));
        if !lost.any(|claim| claim.when.span().is_none() && comes(claim)) {
            return false;
        }
        let dated = self.windows().filter_map(|window| {
            let claim = certain(window)?;
            let (start, _) = claim.when.span()?;
            Some((start, window, claim))
        });
        let dated: Vec<_> = dated.collect();
        let first = dated.iter().min_by_key(|(start, id, _)| (*start, *id));
        !dated.iter().any(|(.., claim)| comes(claim))
            && first.is_some_and(|(_, first, _)| *first == window)
    }
}
