//! Where a delivery stands, and the law of how it may move. Pure.

use crate::calendar::useful;
use crate::calendar::zone::Instant;
use crate::ledger::entry::{Entry, Step};
use crate::notice::Receipt;

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The intent is durable. Found by a later run, it is in doubt.
    Begun,
    /// Taken over by the channel. Final.
    Accepted,
    /// To be tried again.
    Deferred,
    /// Refused by the channel.
    Refused,
    /// Not sent, its moment is over. Final, unless the clock that said so was wrong or its notice is
    /// given a later date.
    Expired,
    /// Not sent, by decision. Final, unless the clock by which that was decided was wrong or its notice
    /// is given a later date.
    Skipped,
    /// The final dot was written and no answer was read.
    InDoubt,
    /// In doubt, and not to be sent again unless the policy changes.
    Held,
}

impl Standing {
    /// Every one.
    pub const ALL: [Standing; 8] = [
        Self::Begun,
        Self::Accepted,
        Self::Deferred,
        Self::Refused,
        Self::Expired,
        Self::Skipped,
        Self::InDoubt,
        Self::Held,
    ];

    /// Where an answer leads.
    pub fn of(receipt: &Receipt) -> Self {
        match receipt {
            Receipt::Accepted { .. } => Self::Accepted,
            Receipt::Deferred { .. } => Self::Deferred,
            Receipt::Refused { .. } => Self::Refused,
            Receipt::InDoubt { .. } => Self::InDoubt,
        }
    }

    /// Its name in the ledger and in machine-readable output.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Skipped => "skipped",
            Self::InDoubt => "in-doubt",
            Self::Held => "held",
        }
    }

    /// The standing of that name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.slug() == slug)
    }

    /// Whether something is still to be done or decided.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Begun | Self::Deferred | Self::InDoubt | Self::Held
        )
    }

    /// Whether nobody can say if it arrived. Only true of `Begun` when its run is over.
    pub fn is_doubtful(self) -> bool {
        matches!(self, Self::Begun | Self::InDoubt | Self::Held)
    }

    /// Whether it was not sent because there was no use in it any more: it surely did not arrive.
    pub fn is_written_off(self) -> bool {
        matches!(self, Self::Expired | Self::Skipped)
    }

    /// Whether a delivery that stands here, or was never heard of, may step to `next`.
    fn may_become(from: Option<Self>, next: Self) -> bool {
        use Standing::{Accepted, Begun, Deferred, Expired, Held, InDoubt, Refused, Skipped};
        match next {
            Begun => matches!(
                from,
                None | Some(Begun | Deferred | InDoubt | Held | Expired | Skipped)
            ),
            Accepted => matches!(from, Some(Begun | InDoubt | Held)),
            Deferred | InDoubt => from == Some(Begun),
            // It was put off until it was clear that only this reader is refused.
            Refused => matches!(from, Some(Begun | Deferred)),
            // What was given a later date may miss that one too.
            Expired => matches!(
                from,
                None | Some(Begun | Deferred | InDoubt | Held | Expired | Skipped)
            ),
            Skipped => matches!(from, None | Some(Deferred)),
            Held => matches!(from, Some(Begun | InDoubt)),
        }
    }
}

/// Where a delivery stands, since when, and by which last useful moment that was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// The standing.
    pub standing: Standing,
    /// When it came to stand there.
    pub at: Instant,
    /// From when on telling it would be useless or wrong, as it was planned then.
    pub latest_useful: Instant,
}

impl Judged {
    /// Whether it was written off and is open again at `now`, when it is worth telling until
    /// `latest_useful`: its notice has a later date by now, or the clock that wrote it off ran ahead
    /// and has been put right in time.
    pub fn comes_back(&self, latest_useful: Instant, now: Instant) -> bool {
        let has_more_time = self.latest_useful < latest_useful;
        self.standing.is_written_off()
            && !useful::is_over(latest_useful, now)
            && (has_more_time || now < self.at)
    }
}

/// Where a delivery stands, since when, and after how many tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The standing.
    pub standing: Standing,
    /// How often it was begun.
    pub tries: u32,
    /// When it came to stand there.
    pub at: Instant,
    /// For `Deferred`: not before this instant again.
    pub next_try: Option<Instant>,
    /// The channel's words, or the reason.
    pub answer: String,
    /// From when on telling it would be useless or wrong, as it was planned when that was last
    /// written down.
    pub latest_useful: Instant,
}

impl State {
    /// What it takes to judge it anew.
    pub fn judged(&self) -> Judged {
        Judged {
            standing: self.standing,
            at: self.at,
            latest_useful: self.latest_useful,
        }
    }

    /// The state after `entry`, or why that cannot be.
    pub fn after(before: Option<&State>, entry: &Entry) -> Result<State, Unlawful> {
        let from = before.map(|state| state.standing);
        let next = entry.step.standing();
        if !Standing::may_become(from, next) {
            return Err(Unlawful { from, next });
        }
        let tries = before.map_or(0, |state| state.tries);
        let planned = entry.step.planned().map(|planned| planned.latest_useful);
        let known = before.map(|state| state.latest_useful);
        Ok(State {
            standing: next,
            tries: tries + u32::from(next == Standing::Begun),
            at: entry.at,
            next_try: match entry.step {
                Step::Deferred { next_try, .. } => Some(next_try),
                _ => None,
            },
            answer: entry.step.answer().to_owned(),
            latest_useful: planned
                .or(known)
                .expect("the law of states lets only a step with its plan come first"),
        })
    }
}

/// A step the law forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a delivery that is {} cannot become {}", .from.map_or("unknown", Standing::slug), .next.slug())]
pub struct Unlawful {
    /// Where the delivery stands; nothing when it was never heard of.
    pub from: Option<Standing>,
    /// Where the step would lead.
    pub next: Standing,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn what_was_accepted_never_moves_again() {
        for next in Standing::ALL {
            assert!(!Standing::may_become(Some(Standing::Accepted), next));
        }
    }

    #[test]
    fn nothing_is_accepted_or_refused_that_was_not_begun() {
        for next in [Standing::Accepted, Standing::Refused, Standing::Deferred] {
            assert!(!Standing::may_become(None, next));
        }
    }

    #[test]
    fn what_was_written_off_can_only_be_begun_or_miss_its_later_date_too() {
        for over in [Standing::Skipped, Standing::Expired] {
            for next in Standing::ALL {
                let may = Standing::may_become(Some(over), next);
                assert_eq!(may, matches!(next, Standing::Begun | Standing::Expired));
            }
        }
    }

    #[test]
    fn what_was_written_off_comes_back_by_a_later_date_or_a_clock_put_right_as_long_as_it_helps() {
        let day = |day: i64| DateTime::from_timestamp(1_800_000_000 + 86_400 * day, 0).unwrap();
        for standing in Standing::ALL {
            let comes_back = |at, useful, now| {
                let judged = Judged {
                    standing,
                    at: day(at),
                    latest_useful: day(5),
                };
                judged.comes_back(day(useful), day(now))
            };
            let is_off = matches!(standing, Standing::Expired | Standing::Skipped);
            assert_eq!(comes_back(300, 5, 4), is_off, "the clock ran ahead");
            assert_eq!(comes_back(6, 9, 7), is_off, "there is a later date");
            for (at, useful, now) in [(300, 5, 5), (6, 9, 9), (4, 5, 4), (3, 5, 4), (6, 3, 7)] {
                assert!(!comes_back(at, useful, now), "{at}, {useful}, {now}");
            }
        }
    }

    #[test]
    fn a_doubt_may_be_sent_again_held_or_found_accepted() {
        for doubt in [Standing::Begun, Standing::InDoubt] {
            for next in [Standing::Begun, Standing::Held, Standing::Accepted] {
                assert!(Standing::may_become(Some(doubt), next));
            }
        }
    }

    #[test]
    fn slugs_are_unique_and_read_back() {
        for standing in Standing::ALL {
            assert_eq!(Standing::from_slug(standing.slug()), Some(standing));
        }
    }
}
