//! Desk: one window, while the people who were told of it are gone through, one by one.

use super::again::again;
use super::change::rewordings;
use super::claim::{Claim, When};
use super::correction::{Correction, URGENT};
use super::heard::Heard;
use super::history::History;
use super::key::Key;
use super::kind::Kind;
use super::members::Members;
use super::pending::Pending;
use super::reader::Reader;
use super::reason::reason;
use super::reconcile::Reconciled;
use super::recorded::is_recorded;
use super::rewording::Reworded;
use super::spoken::spoken_of;
use super::told::Told;
use super::truth::{Concern, Truth, telling};
use crate::directory::Group;
use crate::night::Night;
use crate::plan::address::Mailbox;
use crate::plan::former::Named;
use crate::plan::phase::Phase;
use crate::plan::window::Window;
use crate::rules::Case;
use chrono::TimeDelta;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// How long after a window it still helps to hear what it was not.
const STILL_USEFUL: TimeDelta = TimeDelta::days(14);

/// One window, while the people who were told of it are gone through.
pub(super) struct Desk<'a> {
    pub(super) case: Case<'a>,
    pub(super) history: &'a History,
    pub(super) truth: Truth<'a>,
    /// The audience in which somebody surely heard of the window last, of those in which it does not concern
    /// her any more, or not with a date.
    left: HashMap<&'a Mailbox, &'a str>,
    members: &'a Members<'a>,
    corrections: HashMap<Key, Correction>,
    refused: BTreeSet<Mailbox>,
    reworded: BTreeSet<Reworded>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(members: &'a Members<'a>, history: &'a History, truth: Truth<'a>) -> Self {
        let mut last: HashMap<&Mailbox, (&str, (bool, Option<&Told>))> = HashMap::new();
        for (audience, mailbox, heard) in history.about(truth.id.as_str()) {
            let mut concerns = truth.concerns(mailbox);
            if concerns.any(|concern| concern.audience.as_str() == audience) {
                continue;
            }
            // Where nothing surely reached her, nobody knows that she heard anything.
            let told = (audience, (heard.certain.is_some(), heard.told.last()));
            let known = last.entry(mailbox).or_insert(told);
            if (told.1, audience) > (known.1, known.0) {
                *known = told;
            }
        }
        let left = last.into_iter();
        Self {
            case: members.case,
            history,
            truth,
            left: left
                .map(|(mailbox, (audience, _))| (mailbox, audience))
                .collect(),
            members,
            corrections: HashMap::new(),
            refused: BTreeSet::new(),
            reworded: BTreeSet::new(),
        }
    }

    /// The corrections, who refused hers, and the steps in other words that nobody is told.
    pub(super) fn work(mut self) -> Reconciled {
        let history = self.history;
        let id = self.truth.id.clone();
        for (audience, mailbox, heard) in history.about(id.as_str()) {
            if let Some(reader) = self.reader((audience, mailbox), heard) {
                let heard = self.with_left(&reader, (audience, mailbox), heard);
                let heard = history.with_adrift(heard, (id.as_str(), audience, mailbox));
                self.compare_words(&reader, &heard);
                self.judge(reader, (audience, mailbox), &heard);
            }
        }
        let mut corrections: Vec<_> = self.corrections.into_values().collect();
        for correction in &mut corrections {
            correction.group.members.sort_unstable();
        }
        corrections.sort_by(|one, other| one.order().cmp(&other.order()));
        let refused = self.refused.into_iter();
        Reconciled {
            corrections,
            removed: Vec::new(),
            beyond_reach: refused.map(|mailbox| (id.to_string(), mailbox)).collect(),
            reworded: self.reworded,
        }
    }

    /// Notes the steps that ask a reader for the same as before in other words.
    fn compare_words(&mut self, reader: &Reader, heard: &Heard) {
        let truth = reader.claim.when.span();
        let told = heard.certain.iter();
        for told in told.filter(|told| truth.is_some() && told.when.span().is_some()) {
            let anew = rewordings(told, &reader.claim, self.case.now);
            let id = &self.truth.id;
            self.reworded.extend(anew.map(|(told, now)| Reworded {
                window: id.to_string(),
                told: told.to_owned(),
                now: now.to_owned(),
            }));
        }
    }

    /// As whom somebody is corrected, if she is to be judged by what she heard in this audience.
    fn reader(&self, (audience, mailbox): (&str, &Mailbox), heard: &Heard) -> Option<Reader> {
        let mut concerns = self.truth.concerns(mailbox);
        if let Some(own) = concerns.find(|concern| concern.audience.as_str() == audience) {
            return self.counts(audience, mailbox).then(|| own.into());
        }
        // She left the audience that was told: what she heard last counts for where she is now.
        let left = self.left.get(mailbox);
        if left.is_some_and(|left| *left != audience) {
            return None;
        }
        let mut concerns = self.truth.concerns(mailbox).peekable();
        if concerns.peek().is_none() {
            let when = self.truth.without_date(mailbox);
            let reader = self.members.reader((audience, mailbox), heard, when);
            let invited = || (mailbox, self.history.briefings(heard, mailbox));
            return reader.map(|reader| self.truth.without(self.truth.awaited(reader), invited()));
        }
        // Where she was told herself she is judged by that.
        let is_told = |concern: &Concern| self.counts(concern.audience.as_str(), mailbox);
        concerns.find(|concern| !is_told(concern)).map(Reader::from)
    }

    /// Whether somebody is judged by what she was told in an audience. As long as nothing surely reached
    /// her there, what she surely heard in one that she left counts, and with it what she may have
    /// heard here.
    fn counts(&self, audience: &str, mailbox: &Mailbox) -> bool {
        let heard = self.heard(audience, mailbox);
        heard.is_some_and(|heard| {
            heard.was_told() && (heard.certain.is_some() || !self.knows_by_left(mailbox))
        })
    }

    /// Whether somebody surely heard in an audience which she left that the window concerns her.
    fn knows_by_left(&self, mailbox: &Mailbox) -> bool {
        let left = self.left.get(mailbox);
        let heard = left.and_then(|left| self.heard(left, mailbox));
        let certain = heard.and_then(|heard| heard.certain.as_ref());
        certain.is_some_and(|told| told.when != When::Elsewhere)
    }

    fn heard(&self, audience: &str, mailbox: &Mailbox) -> Option<&'a Heard> {
        let id = self.truth.id.as_str();
        self.history.heard(id, audience, mailbox)
    }

    /// What somebody heard in an audience, with the briefings of which she was told in the one she
    /// left, when nothing else is judged by that.
    fn with_left<'h>(
        &self,
        reader: &Reader,
        (audience, mailbox): (&str, &Mailbox),
        heard: &'h Heard,
    ) -> Cow<'h, Heard> {
        let left = self.left.get(mailbox).filter(|left| **left != audience);
        let left = left.and_then(|left| self.heard(left, mailbox));
        let is_told = |concern: &Concern| self.counts(concern.audience.as_str(), mailbox);
        let mut concerns = self.truth.concerns(mailbox);
        let is_first = |concern: Concern| *concern.audience == reader.audience;
        match left {
            Some(left)
                if concerns.next().is_some_and(is_first)
                    && self
                        .truth
                        .concerns(mailbox)
                        .all(|concern| is_told(&concern)) =>
            {
                heard.with_left(left)
            }
            _ => Cow::Borrowed(heard),
        }
    }

    fn judge(&mut self, reader: Reader, (told_as, mailbox): (&str, &Mailbox), heard: &Heard) {
        let now = self.case.now;
        let unlike = heard
            .beliefs()
            .filter_map(|told| self.unlike(told, &reader, heard));
        let kinds = unlike.filter(|_| !self.is_told_otherwise(&reader, heard));
        // A message in doubt that says what is true is sent again, or not, as the policy has it.
        let kind = kinds.max();
        let again = again(self.case, &self.truth.id, &reader, heard);
        let again = again.filter(|_| kind.is_none() && !self.is_told_otherwise(&reader, heard));
        let Some(kind) = kind
            .or(again)
            .filter(|_| self.is_worth_it(&reader.claim, heard))
            .map(|kind| reader.as_listed(kind))
        else {
            return;
        };
        let own = self.heard(reader.audience.as_str(), mailbox);
        let own = own.unwrap_or(heard);
        if self
            .under_way(kind, &reader.claim, own)
            .is_some_and(|pending| pending.is_refused)
        {
            self.refused.insert(mailbox.clone());
            return;
        }
        let (notice, revision) = self.telling(kind, &reader.claim, own);
        let is_again = again.is_some();
        let (told, is_sure) = spoken_of(heard, &reader.claim, is_again);
        let itself = |last: &&Told| *last.notice == *notice && last.revision == revision;
        let replaces = heard.told.iter().rev().find(|last| !itself(last));
        let replaces = replaces.or(heard.named.as_ref());
        let night = self.history.nights.of(self.truth.id.as_str());
        let key = Key {
            audience: reader.audience,
            kind,
            place: reader.group.place,
            language: reader.group.language.clone(),
            services: reader.group.services.clone(),
            departments: reader.group.departments.clone(),
            leads: reader.group.leads,
            help_after: reader.group.help_after.clone(),
            invited: reader.group.invited.clone(),
            truth: Arc::clone(&reader.claim),
            told,
            is_sure,
            revision,
            replaces: replaces.map(|last| (last.notice.to_string(), last.revision)),
            told_as: told_as.to_owned(),
            reason: self.reason(heard),
            is_recorded: !is_again
                && night.is_some_and(|night| is_recorded(night, &reader.claim, heard, now)),
        };
        if let Some(known) = self.corrections.get_mut(&key) {
            known.group.members.push(reader.member);
            return;
        }
        let mut correction = self.correction(&key, (reader.group, reader.claim));
        correction.group.members = vec![reader.member];
        self.corrections.insert(key, correction);
    }

    /// Why the window is not as somebody was told.
    fn reason(&self, heard: &Heard) -> Option<String> {
        let id = &self.truth.id;
        let told = self.history.reasons(id.as_str());
        reason(self.case.plan, (id, self.truth.when()), heard, told)
    }

    /// What has to be told because of one thing that somebody believes. Whoever was surely told that
    /// it concerns her, and then perhaps that it does not, waits for no first notice.
    fn unlike(&self, told: &Arc<Claim>, reader: &Reader, heard: &Heard) -> Option<Kind> {
        if told.when == When::Elsewhere {
            let certain = heard.certain.as_ref();
            let was_told = certain.is_some_and(|told| told.when != When::Elsewhere);
            match reader.claim.when {
                When::Dated { .. } if was_told => return Some(Kind::Changed),
                When::Undecided { .. } if was_told => return Some(Kind::Postponed),
                _ => {}
            }
        }
        Kind::of(
            &self.as_known(told, reader, heard),
            &reader.claim,
            self.case.now,
        )
    }

    /// Whether the window still lies ahead, as told or as it is.
    fn is_worth_it(&self, truth: &Claim, heard: &Heard) -> bool {
        let now = self.case.now;
        match truth.when {
            When::Dated { end, .. } => {
                end > now && !self.history.nights.is_over(self.truth.id.as_str())
            }
            When::Undecided { .. } => true,
            When::Cancelled => self.history.counts_with(self.truth.id.as_str(), heard, now),
            When::Elsewhere => heard.beliefs().any(|told| told.when.lies_ahead(now)),
        }
    }

    /// The same correction, when it was planned before and did not surely arrive.
    fn under_way<'h>(&self, kind: Kind, truth: &Claim, heard: &'h Heard) -> Option<&'h Pending> {
        let notice = self.notice(kind);
        heard.pending.as_ref().filter(|pending| {
            pending.notice == notice && Kind::of(&pending.claim, truth, self.case.now).is_none()
        })
    }

    fn notice(&self, kind: Kind) -> String {
        let first = self.case.plan.first_called(Named::Window, &self.truth.id);
        format!("{first}-{}", kind.milestone().slug())
    }

    /// The notice that corrects, and the number of its telling: that of the same correction when it
    /// is under way.
    fn telling(&self, kind: Kind, truth: &Claim, heard: &Heard) -> (String, u32) {
        let under_way = self.under_way(kind, truth, heard);
        let revision = under_way.map_or(heard.corrections + 1, |pending| pending.revision);
        (self.notice(kind), revision)
    }

    fn correction(&self, key: &Key, (group, truth): (Group, Arc<Claim>)) -> Correction {
        let now = self.case.now;
        let spans = key.told.iter().filter_map(|told| told.when.span());
        let spans: Vec<_> = spans.chain(truth.when.span()).collect();
        let ahead = spans
            .iter()
            .filter(|(_, end)| *end > now)
            .map(|(start, _)| *start);
        let is_urgent = ahead.min().is_some_and(|start| start - now <= URGENT);
        let calendar = &self.case.directory.places[group.place].calendar;
        // What is wrong is said in a freeze too.
        let opens = calendar.without_freezes().opens(now).filter(|_| !is_urgent);
        let about = (&self.truth.id, &key.audience);
        let mut occurrence = telling(self.case, about, (key.kind.milestone(), now), &group);
        let last = spans
            .iter()
            .map(|(_, end)| *end)
            .max()
            .unwrap_or(now)
            .max(now);
        occurrence.latest_useful = last + STILL_USEFUL;
        let nights = &self.history.nights;
        let mut dates = key.told.iter().filter_map(|told| told.when.span());
        let went_back =
            dates.find_map(|(start, _)| nights.went_back(self.truth.id.as_str(), start));
        let (phase, window) = self.as_told(&key.told, &truth);
        Correction {
            kind: key.kind,
            occurrence,
            phase,
            window,
            group,
            told: key.told.clone(),
            is_sure: key.is_sure,
            truth,
            revision: key.revision,
            replaces: key.replaces.clone(),
            told_as: key.told_as.clone(),
            is_recorded: key.is_recorded,
            reason: key.reason.clone(),
            opens,
            is_urgent,
            went_back,
            begun: nights
                .of(self.truth.id.as_str())
                .and_then(Night::began_early),
            no_go: nights.no_go(self.truth.id.as_str(), self.case.plan),
            now,
        }
    }

    /// The window to speak of: as it is when it has a date, as it was told when it has none.
    fn as_told(&self, told: &[Arc<Claim>], truth: &Claim) -> (Phase, Window) {
        let plan = self.case.plan;
        let here = plan.phases[0].span;
        let phase = self.truth.phase.cloned().unwrap_or_else(|| Phase {
            id: self.truth.id.clone(),
            name: plan.title.clone(),
            after: Vec::new(),
            windows: Vec::new(),
            span: here,
        });
        let told = told.iter().find_map(|told| told.named());
        let mut window = self.truth.window.cloned();
        let known = window.get_or_insert_with(|| {
            // Its words name no date to readers who never heard of any.
            let span = told.unwrap_or((self.case.now, self.case.now));
            Window::bare(self.truth.id.clone(), span, plan.zone.clone(), here)
        });
        if let Some(undecided) = self.truth.undecided {
            known.actions.clone_from(&undecided.actions);
            known.zone.clone_from(&undecided.zone);
        }
        if let (None, Some(told)) = (truth.when.span(), told) {
            (known.start, known.end) = told;
        }
        (phase, known.clone())
    }
}
