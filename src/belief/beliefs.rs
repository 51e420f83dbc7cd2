//! Beliefs: what everybody was told and what has to be put right, asked person by person.

use super::correction::Correction;
use super::heard::Heard;
use super::history::History;
use super::readdressed::{self, Readdressed};
use super::reconcile::reconcile;
use super::removed::Removed;
use super::rewording::Reworded;
use super::told::Told;
use super::turn::{Order, Turn};
use super::unlisted::{self, Unlisted};
use crate::calendar::zone::Instant;
use crate::notice::state::FIRST_REVISION;
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use crate::rules::Case;
use crate::timeline::Occurrence;
use crate::timeline::fold::Folds;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// What everybody was told, and what has to be put right.
#[derive(Debug, Clone, Default)]
pub struct Beliefs {
    /// What everybody was told.
    pub history: History,
    /// What has to be told because it is not so.
    pub corrections: Vec<Correction>,
    /// What people know of and the plan does not.
    pub removed: Vec<Removed>,
    /// Who may have another address now.
    pub readdressed: Vec<Readdressed>,
    /// Who was told of what lies ahead and is in no list any more.
    pub unlisted: Vec<Unlisted>,
    /// Who refused a correction and may believe what is not so: window and mailbox.
    pub beyond_reach: Vec<(String, Mailbox)>,
    /// The steps that ask for the same as before in other words: nobody is told.
    pub reworded: BTreeSet<Reworded>,
    /// The correction, by its notice and revision, that somebody hears before anything else about a
    /// window; by window and audience, and then by mailbox.
    awaited: HashMap<(String, String), HashMap<Mailbox, (String, u32)>>,
    /// Made when somebody asks.
    folds: OnceLock<Folds>,
    now: Option<Instant>,
}

/// How a dated notice is told to one person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Manner {
    /// The number of this telling.
    pub revision: u32,
    /// The number it has as long as nothing is put right before it.
    pub uncorrected: u32,
    /// The milestone whose words are used.
    pub words: Milestone,
    /// Whether all it says was said to her later than it was due.
    pub is_covered: bool,
    /// Whether she has to be corrected first, or it must not be told by what happened on the night.
    pub is_withheld: bool,
    /// Whether she hears of the window for the first time by it, although it is not the first notice.
    pub is_first_word: bool,
    /// Whether it says what the details would have, which she missed, although it is the last call.
    pub is_in_full: bool,
    /// Whether it is the first that she hears since she was told that it does not concern her.
    pub is_again: bool,
    /// Whether the last that she was told is that she is no longer on the list.
    pub is_relisted: bool,
    /// The other ends she may believe in, the surest first, when it speaks of one.
    pub ends: Vec<Instant>,
    /// Since when the work goes on, when it tells of the start as one that was.
    pub begun: Option<Instant>,
    /// Whether she counted with another start, or with none.
    pub is_unexpected: bool,
    /// Whether it tells that the work came to nothing to whoever heard that it was finished.
    pub takes_back: bool,
    /// What was said of how a night goes and did not reach her, before and after what this tells.
    pub notes: [Vec<String>; 2],
}

impl Manner {
    /// How it is told to people who were told nothing else.
    pub fn first(occurrence: &Occurrence) -> Self {
        Self {
            revision: FIRST_REVISION,
            uncorrected: FIRST_REVISION,
            words: occurrence.words,
            is_covered: false,
            is_withheld: false,
            is_first_word: tells_first(occurrence),
            is_in_full: false,
            is_again: false,
            is_relisted: false,
            ends: Vec::new(),
            begun: None,
            is_unexpected: false,
            takes_back: false,
            notes: Default::default(),
        }
    }
}

/// The words of a notice for whoever was told of its window before, and perhaps not what to do, or never.
fn told_in(
    occurrence: &Occurrence,
    turn: Turn,
    (informed, lacks_details): (bool, bool),
) -> Milestone {
    match occurrence.milestone {
        milestone if lacks_details && milestone.reminds() => Milestone::Detail,
        milestone if !milestone.informs() || turn.order == Order::InOrder || informed => {
            occurrence.words
        }
        Milestone::First => occurrence.words,
        _ => Milestone::Detail,
    }
}

/// Whether a notice tells for the first one, which fell on the same day.
fn tells_first(occurrence: &Occurrence) -> bool {
    let is_detail = occurrence.milestone == Milestone::Detail;
    is_detail && occurrence.merged.contains(&Milestone::First)
}

impl Beliefs {
    /// What everybody believes, compared with what is true now.
    pub fn of(case: Case, history: History, assume_cancelled: bool) -> Self {
        let found = reconcile(case, &history, assume_cancelled);
        let mut awaited: HashMap<_, HashMap<_, _>> = HashMap::new();
        for correction in &found.corrections {
            let occurrence = &correction.occurrence;
            let told = (occurrence.notice_id(), correction.revision);
            let recipients = case.directory.recipients(&occurrence.audience);
            let place = (
                occurrence.window.to_string(),
                occurrence.audience.to_string(),
            );
            let awaited = awaited.entry(place).or_default();
            for index in &correction.group.members {
                let mailbox = recipients[*index].address.mailbox();
                awaited.insert(mailbox, told.clone());
            }
        }
        Self {
            readdressed: readdressed::find(case, &history, &found.corrections),
            unlisted: unlisted::find(case, &found.corrections),
            history,
            corrections: found.corrections,
            removed: found.removed,
            beyond_reach: found.beyond_reach,
            reworded: found.reworded,
            awaited,
            folds: OnceLock::new(),
            now: Some(case.now),
        }
    }

    /// How a dated notice is told to a mailbox.
    ///
    /// Whoever never heard of the window is told as one hears it first, whatever rung of the ladder
    /// it is, unless no rung before it was missed; and when the window starts by that alone. Whoever heard
    /// of it and missed what to do about it is told that in place of a reminder, or by the last call. Whoever has to
    /// be corrected is taken for corrected, and the notice for withheld. Whoever read when it starts is told
    /// anew when that was well before its time.
    pub fn manner(&self, occurrence: &Occurrence, mailbox: &Mailbox, turn: Turn) -> Manner {
        let (window, audience) = (occurrence.window.as_str(), occurrence.audience.as_str());
        if occurrence.milestone.is_of_the_night() {
            // It says how things stand, whatever she was told before; and it is never said twice.
            return self.at_night(occurrence, mailbox);
        }
        let is_corrected = self.correction((window, audience), mailbox).is_some();
        let heard = self.history.heard(window, audience, mailbox);
        let informed = heard.and_then(|heard| heard.informed);
        let informed = self.now.filter(|_| is_corrected).or(informed);
        let (milestone, informs) = (occurrence.milestone, occurrence.milestone.informs());
        let has_details = heard.is_some_and(|heard| heard.detailed.is_some());
        let lacks_details = informed.is_some() && turn.is_past_details && !has_details;
        let words = match milestone {
            // Whoever refused the correction learns from this what is so.
            _ if informs && self.is_beyond_reach(heard) => Milestone::Detail,
            _ => told_in(occurrence, turn, (informed.is_some(), lacks_details)),
        };
        let last = self.history.heard_last(window, mailbox);
        let was_let_go = last.is_some_and(Heard::was_let_go) && informed.is_none();
        let is_late = words == Milestone::Detail && turn.order != Order::InOrder;
        let is_called = self.is_called(window, heard, turn);
        let starts = is_called && informed.is_none();
        let told = heard.filter(|heard| !heard.told.is_empty()).or(last);
        let beginning = self.beginning(occurrence, mailbox, told);
        let is_first_word = is_late || starts || tells_first(occurrence) || beginning.joins;
        let invites = milestone == Milestone::Briefing;
        let uncorrected = beginning.retold()
            + match heard {
                _ if invites => FIRST_REVISION + self.lost_windows(occurrence, mailbox),
                Some(heard) => heard.revision(),
                None => FIRST_REVISION,
            };
        let telling = (&*occurrence.notice_id(), uncorrected);
        let is_aside = heard.is_some_and(|heard| heard.named.is_some());
        let is_unexpected = beginning.is_unexpected();
        Manner {
            revision: uncorrected
                + u32::from(is_corrected && heard.is_some() && !invites)
                + u32::from(is_unexpected && !is_corrected),
            uncorrected,
            words,
            // That a window comes is told once; however it moves, whoever knows of it is corrected.
            is_covered: self.knows_start(&beginning, heard, telling)
                || (uncorrected > FIRST_REVISION && self.is_invited(occurrence, mailbox))
                || (informs && starts)
                // The last call says all that a reminder does.
                || (is_called && milestone.reminds())
                || (informs
                    && informed.is_some_and(|at| {
                        at >= occurrence.moment || (milestone == Milestone::First && !is_aside)
                    })),
            is_withheld: is_corrected || self.keeps_back(&beginning, occurrence),
            is_first_word: is_first_word && (last.is_none() || was_let_go),
            is_in_full: lacks_details && milestone == Milestone::Start,
            is_again: was_let_go
                && (is_first_word || occurrence.opens || milestone == Milestone::First),
            is_relisted: last.is_some_and(Heard::was_unlisted),
            begun: beginning.begun(),
            is_unexpected,
            ..Manner::first(occurrence)
        }
    }

    /// Whether this is the last call, which says all to whoever was told nothing.
    fn is_called(&self, window: &str, heard: Option<&Heard>, turn: Turn) -> bool {
        turn.order == Order::Starts
            && !self.history.nights.is_off(window)
            && !self.is_beyond_reach(heard)
    }

    /// Whether somebody's correction was refused, so that she may believe what is not so.
    fn is_beyond_reach(&self, heard: Option<&Heard>) -> bool {
        let pending = heard.and_then(|heard| heard.pending.as_ref());
        pending.is_some_and(|pending| pending.is_refused)
    }

    /// Whether a notice is for a mailbox at all: those of the night are for people who were told of
    /// the window before, or hear by them that it goes on.
    pub fn concerns(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> bool {
        !occurrence.milestone.is_of_the_night()
            || self.history.concerns(occurrence, mailbox)
            || self.joins_late(occurrence, mailbox)
    }

    /// How often a mailbox was told that the briefing of an invitation does not take place, or not
    /// with its window. She is invited anew when it comes back; the number never falls.
    fn lost_windows(&self, invitation: &Occurrence, mailbox: &Mailbox) -> u32 {
        let Some(briefing) = &invitation.briefing else {
            return 0;
        };
        let (briefing, audience) = (briefing.as_str(), invitation.audience.as_str());
        self.history.called_off(briefing, audience, mailbox)
    }

    /// Whether a mailbox has the invitation of a notice, and knows of the window with which it would
    /// come once more.
    fn is_invited(&self, invitation: &Occurrence, mailbox: &Mailbox) -> bool {
        let about = (invitation.window.as_str(), invitation.audience.as_str());
        let briefing = invitation.briefing.as_ref();
        briefing.is_some_and(|id| self.history.is_invited(id.as_str(), about, mailbox))
    }

    /// The correction, by its notice and revision, that a mailbox hears before anything else about a
    /// window as one of an audience.
    pub fn correction(
        &self,
        (window, audience): (&str, &str),
        mailbox: &Mailbox,
    ) -> Option<&(String, u32)> {
        if self.awaited.is_empty() {
            return None;
        }
        let place = (window.to_owned(), audience.to_owned());
        self.awaited.get(&place)?.get(mailbox)
    }

    /// The moment at which they are so.
    pub fn now(&self) -> Option<Instant> {
        self.now
    }

    /// What is told in one mail with what, of the plan that these are about.
    pub fn folds(&self, case: Case) -> &Folds {
        let folds = || Folds::of(case.plan, case.directory, case.timeline);
        self.folds.get_or_init(folds)
    }

    /// The same with folds that were made of the same plan and dates before.
    pub fn with_folds(self, folds: Option<Folds>) -> Self {
        let folds = folds.map_or_else(OnceLock::new, OnceLock::from);
        Self { folds, ..self }
    }

    /// What is worth keeping of them until the next moment: what everybody was told, and the folds if
    /// somebody asked for them.
    pub fn into_parts(self) -> (History, Option<Folds>) {
        (self.history, self.folds.into_inner())
    }

    /// The latest notices a mailbox was told about a window, oldest first.
    pub fn told(&self, window: &str, audience: &str, mailbox: &Mailbox) -> &[Told] {
        let heard = self.history.heard(window, audience, mailbox);
        heard.map_or(&[], |heard| &heard.told)
    }
}
