//! Nag: what somebody has to say about a window, because nobody else can know it.

use super::course::{Night, Stage};
use super::nights::Nights;
use crate::calendar::zone::Instant;
use crate::plan::window::Window;
use crate::plan::{Id, Plan};
use crate::timeline::Timeline;
use chrono::{Days, NaiveTime, TimeDelta};

/// How long after its end a window is asked about.
const STILL_ASKED: TimeDelta = TimeDelta::days(14);

/// What somebody has to say about a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nag {
    /// It should have ended then, and nobody has said what became of it.
    Unsaid {
        /// The window.
        window: Id,
        /// The end that has passed.
        end: Instant,
        /// Whether notices of extra help are due and wait for that word.
        help_waits: bool,
    },
    /// A word on how it goes is wanted since then.
    Progress {
        /// The window.
        window: Id,
        /// Since when.
        by: Instant,
    },
    /// It came to nothing, and word of a new date is promised for then: for that day, or a day gone by.
    NoDate {
        /// The window.
        window: Id,
        /// When it was promised for.
        by: Instant,
    },
    /// Its date was taken back, and the day by which the plan promises a new one has come without it.
    Undated {
        /// The window.
        window: Id,
        /// When it was promised for.
        by: Instant,
    },
}

impl Nag {
    /// The window it is about.
    pub fn window(&self) -> &Id {
        match self {
            Self::Unsaid { window, .. }
            | Self::Progress { window, .. }
            | Self::NoDate { window, .. }
            | Self::Undated { window, .. } => window,
        }
    }
}

impl Nights {
    /// Whether it can be said of a window that it does not start, or did not: as long as somebody is asked
    /// what becomes of it.
    pub fn may_be_off(&self, window: &Window, now: Instant) -> bool {
        let night = self.of(window.id.as_str());
        let is_open = |night: &Night| matches!(night.stage(), Stage::Ahead | Stage::Go);
        night.is_some_and(is_open) && now < window.end + STILL_ASKED
    }

    /// What has to be said now; `is_known` says of which windows people were told.
    pub fn nags(
        &self,
        (plan, timeline): (&Plan, &Timeline),
        now: Instant,
        is_known: impl Fn(&str) -> bool,
    ) -> Vec<Nag> {
        let undated = plan.undecided.iter().filter(|open| open.waits());
        let undated = undated.filter(|open| is_known(open.id.as_str()));
        let undated = undated.filter_map(|open| {
            open.asked(&plan.calendar).filter(|from| *from <= now)?;
            let by = open.promised()?;
            let window = open.id.clone();
            Some(Nag::Undated { window, by })
        });
        let mut nags: Vec<Nag> = undated.collect();
        for night in self.all() {
            let window = night.window();
            let is_asked =
                || is_known(window.as_str()) && now < asked_until(plan, window, night.end());
            let help_waits = self.keeps_help_back(timeline, window, now);
            if !help_waits && !is_asked() {
                continue;
            }
            let window = window.clone();
            let last = night.events().len().checked_sub(1);
            match night.stage() {
                Stage::Ahead | Stage::Go if night.end() <= now => {
                    let end = night.end();
                    nags.push(Nag::Unsaid {
                        window,
                        end,
                        help_waits,
                    });
                }
                Stage::Running => {
                    let end = night.end();
                    let has_end = !night.is_open_ended_at(night.events().len());
                    let by = last.and_then(|last| night.wanted(last));
                    nags.extend(
                        by.filter(|by| *by <= now)
                            .map(|by| match end <= now && has_end {
                                true => Nag::Unsaid {
                                    window,
                                    end,
                                    help_waits,
                                },
                                false => Nag::Progress { window, by },
                            }),
                    );
                }
                _ if night.came_to_nothing() => {
                    let by = last.and_then(|last| night.news_of_date(plan, last));
                    let by = by.filter(|by| plan.calendar.opened_by(*by) <= now);
                    nags.extend(by.map(|by| Nag::NoDate { window, by }));
                }
                _ => {}
            }
        }
        nags
    }

    /// Whether notices of extra help are due that wait for the word that all is open.
    fn keeps_help_back(&self, timeline: &Timeline, window: &Id, now: Instant) -> bool {
        let night = self.of(window.as_str());
        let can_come = night.is_some_and(|night| !night.came_to_nothing());
        let mut due = timeline.about(window).filter(|notice| {
            notice.milestone.tells_of_help() && notice.moment <= now && !notice.is_over(now)
        });
        can_come && due.any(|notice| self.withholds(notice))
    }
}

/// Until when a window is asked about: as long as extra help with it would last.
fn asked_until(plan: &Plan, window: &Id, end: Instant) -> Instant {
    let help = plan
        .window(window)
        .and_then(|(_, window)| window.hyper_care.as_ref());
    let help = help.and_then(|help| help.until.checked_add_days(Days::new(1)));
    let help = help.map(|day| plan.zone.instant(day.and_time(NaiveTime::MIN)));
    let usual = end + STILL_ASKED;
    help.map_or(usual, |help| help.max(usual))
}
