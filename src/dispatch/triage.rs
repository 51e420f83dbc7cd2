//! What to do with one delivery, given where it stands: go, leave it, or write something down. Of what
//! leaves in one mail, [`message`](super::message) makes one answer.

use crate::calendar::zone::Instant;
use crate::dispatch::tally::Kind;
use crate::dispatch::{Doubt, retry};
use crate::ledger::{Planned, Standing, State, Step};
use std::sync::Arc;

/// What to do with an order.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Send it, for the `tries`th time.
    Go {
        /// This try's number, from 1.
        tries: u32,
    },
    /// Nothing; it is counted so, with this remark.
    Leave(Kind, String),
    /// Send nothing, write this down.
    Write(Step),
}

/// The circumstances of a judgement.
pub struct Circumstances<'a> {
    /// The present.
    pub now: Instant,
    /// The policy.
    pub doubt: Doubt,
    /// How many tries of this delivery have left it in doubt.
    pub doubts: u32,
    /// Looks whether the message arrived, where the channel can look.
    pub find: &'a dyn Fn() -> Option<bool>,
}

/// Judges an order to deliver.
pub(super) fn judge(
    planned: &Arc<Planned>,
    state: Option<&State>,
    circumstances: &Circumstances<'_>,
) -> Verdict {
    let late = planned.is_over(circumstances.now);
    let Some(state) = state else {
        if late {
            return expired(
                planned,
                "its moment had passed before it could first be tried",
            );
        }
        return Verdict::Go { tries: 1 };
    };
    let go = Verdict::Go {
        tries: state.tries + 1,
    };
    let comes_back = state
        .judged()
        .comes_back(planned.latest_useful, circumstances.now);
    match state.standing {
        _ if comes_back => go,
        Standing::Accepted | Standing::Refused | Standing::Expired | Standing::Skipped => {
            Verdict::Leave(Kind::Already, state.answer.clone())
        }
        Standing::Deferred if late => untaken(planned, state),
        Standing::Deferred if retry::is_due(state.next_try, circumstances.now) => go,
        Standing::Deferred => Verdict::Leave(Kind::Waiting, state.answer.clone()),
        Standing::Begun | Standing::InDoubt | Standing::Held => match (circumstances.find)() {
            Some(true) => Verdict::Write(Step::Accepted {
                answer: "found where it was to arrive".to_owned(),
            }),
            Some(false) if late => expired(planned, "it did not arrive, and its moment has passed"),
            Some(false) => go,
            None if late => hold(state, PAST_DOUBT),
            None if circumstances.doubt == Doubt::Hold => hold(
                state,
                "it may have arrived, and what is in doubt is not to be sent again",
            ),
            None if circumstances.doubts >= MOST_DOUBTS => hold(
                state,
                &format!(
                    "{} tries ended without an answer, so it may have arrived; it is not sent again",
                    circumstances.doubts
                ),
            ),
            None if rests(planned, state, circumstances) => {
                Verdict::Leave(Kind::Waiting, state.answer.clone())
            }
            None => go,
        },
    }
}

/// A delivery that was left in doubt so often is not sent again, whatever the policy: every try may
/// have been one more copy.
pub const MOST_DOUBTS: u32 = 3;

/// Whether a delivery in doubt still waits for its next try.
fn rests(planned: &Planned, state: &State, circumstances: &Circumstances<'_>) -> bool {
    // What an earlier policy held has waited long enough when the policy lets it go.
    state.standing != Standing::Held
        && !retry::is_due(
            retry::next_try(planned, circumstances.doubts.max(1), state.at),
            circumstances.now,
        )
}

const PAST_DOUBT: &str = "it may have arrived, and its moment has passed";

/// Judges an order not to deliver.
pub fn judge_skip(planned: &Arc<Planned>, state: Option<&State>, because: &str) -> Verdict {
    let Some(state) = state else {
        return Verdict::Write(Step::Skipped {
            planned: Arc::clone(planned),
            because: because.to_owned(),
        });
    };
    match state.standing {
        Standing::Deferred => Verdict::Write(Step::Skipped {
            planned: Arc::clone(planned),
            because: because.to_owned(),
        }),
        // Said once: nothing can be done about it any more, and cron would say it for ever.
        Standing::Begun | Standing::InDoubt => {
            hold(state, &format!("it may have arrived, and {because}"))
        }
        _ => Verdict::Leave(Kind::Already, because.to_owned()),
    }
}

/// It was tried, and the channel kept asking for later until it was too late.
fn untaken(planned: &Arc<Planned>, state: &State) -> Verdict {
    let because = format!("not taken in time, the last answer was: {}", state.answer);
    expired(planned, &because)
}

fn expired(planned: &Arc<Planned>, because: &str) -> Verdict {
    Verdict::Write(Step::Expired {
        planned: Arc::clone(planned),
        because: because.to_owned(),
    })
}

fn hold(state: &State, because: &str) -> Verdict {
    if state.standing == Standing::Held {
        // Said when it was written down; cron would say it for ever.
        return Verdict::Leave(Kind::Already, state.answer.clone());
    }
    Verdict::Write(Step::Held {
        because: because.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::order::tests::planned;
    use chrono::TimeDelta;

    #[test]
    fn what_is_not_to_be_told_any_more_says_why_wherever_it_stands() {
        let planned = Arc::new(planned("a@example.org"));
        let skipped = |standing: Option<Standing>| {
            let state = standing.map(|standing| State {
                standing,
                tries: 1,
                at: planned.moment,
                next_try: None,
                answer: "451 later".into(),
                latest_useful: planned.latest_useful,
            });
            judge_skip(&planned, state.as_ref(), "it left the plan")
        };
        for standing in [None, Some(Standing::Deferred)] {
            let Verdict::Write(Step::Skipped { because, .. }) = skipped(standing) else {
                panic!("{standing:?}");
            };
            assert_eq!(because, "it left the plan");
        }
        for standing in [Standing::Begun, Standing::InDoubt] {
            let Verdict::Write(Step::Held { because }) = skipped(Some(standing)) else {
                panic!("{standing:?}");
            };
            assert_eq!(because, "it may have arrived, and it left the plan");
        }
    }

    const ALL: [Option<bool>; 3] = [None, Some(true), Some(false)];

    fn verdict(standing: Standing, doubt: Doubt, found: Option<bool>, late: bool) -> Verdict {
        let planned = Arc::new(planned("a@example.org"));
        let state = State {
            standing,
            tries: 1,
            at: planned.moment,
            next_try: None,
            answer: "as told".into(),
            latest_useful: planned.latest_useful,
        };
        let hours = if late { 48 } else { 1 };
        let circumstances = Circumstances {
            now: planned.moment + TimeDelta::hours(hours),
            doubt,
            doubts: 1,
            find: &|| found,
        };
        judge(&planned, Some(&state), &circumstances)
    }

    #[test]
    fn what_is_settled_for_good_is_left_alone() {
        use Standing::{Accepted, Expired, Refused, Skipped};
        for standing in [Accepted, Refused, Expired, Skipped] {
            for (doubt, late) in [(Doubt::Resend, false), (Doubt::Hold, true)] {
                let verdict = verdict(standing, doubt, Some(false), late);
                assert!(matches!(verdict, Verdict::Leave(Kind::Already, _)));
            }
        }
    }

    #[test]
    fn a_doubt_is_sent_again_or_held_as_the_policy_says() {
        for standing in [Standing::Begun, Standing::InDoubt] {
            let resend = verdict(standing, Doubt::Resend, None, false);
            assert_eq!(resend, Verdict::Go { tries: 2 });
            let hold = verdict(standing, Doubt::Hold, None, false);
            assert!(matches!(hold, Verdict::Write(Step::Held { .. })));
        }
        let held = verdict(Standing::Held, Doubt::Hold, None, false);
        assert_eq!(held, Verdict::Leave(Kind::Already, "as told".into()));
        let released = verdict(Standing::Held, Doubt::Resend, None, false);
        assert_eq!(released, Verdict::Go { tries: 2 });
    }

    #[test]
    fn a_doubt_waits_longer_every_time_and_is_held_after_the_third() {
        let planned = Arc::new(planned("a@example.org"));
        let after = |standing, doubts, seconds| {
            let state = State {
                standing,
                tries: doubts,
                at: planned.moment,
                next_try: None,
                answer: "no answer".into(),
                latest_useful: planned.latest_useful,
            };
            let circumstances = Circumstances {
                now: planned.moment + TimeDelta::seconds(seconds),
                doubt: Doubt::Resend,
                doubts,
                find: &|| None,
            };
            judge(&planned, Some(&state), &circumstances)
        };
        for standing in [Standing::Begun, Standing::InDoubt] {
            let waits = |verdict| matches!(verdict, Verdict::Leave(Kind::Waiting, _));
            assert!(waits(after(standing, 1, 290)));
            assert_eq!(after(standing, 1, 380), Verdict::Go { tries: 2 });
            assert!(waits(after(standing, 2, 380)));
            assert_eq!(after(standing, 2, 760), Verdict::Go { tries: 3 });
            for seconds in [30, 100_000] {
                let held = after(standing, 3, seconds);
                assert!(matches!(held, Verdict::Write(Step::Held { .. })));
            }
        }
    }

    #[test]
    fn a_channel_that_can_look_back_ends_the_doubt() {
        let found = verdict(Standing::Begun, Doubt::Hold, Some(true), true);
        assert!(matches!(found, Verdict::Write(Step::Accepted { .. })));
        let not = verdict(Standing::Begun, Doubt::Hold, Some(false), false);
        assert_eq!(not, Verdict::Go { tries: 2 });
    }

    #[test]
    fn a_clock_that_ran_ahead_for_a_while_loses_nothing() {
        let planned = Arc::new(planned("a@example.org"));
        let state = |standing, at| State {
            standing,
            tries: 0,
            at,
            next_try: None,
            answer: "too late".into(),
            latest_useful: planned.latest_useful,
        };
        let circumstances = Circumstances {
            now: planned.moment,
            doubt: Doubt::Hold,
            doubts: 0,
            find: &|| None,
        };
        for standing in [Standing::Expired, Standing::Skipped] {
            let ahead = state(standing, planned.moment + TimeDelta::days(365));
            let verdict = judge(&planned, Some(&ahead), &circumstances);
            assert_eq!(verdict, Verdict::Go { tries: 1 });
            let rightly = state(standing, planned.moment);
            let verdict = judge(&planned, Some(&rightly), &circumstances);
            assert!(matches!(verdict, Verdict::Leave(Kind::Already, _)));
        }
    }

    #[test]
    fn what_was_written_off_for_an_earlier_date_is_told_by_the_later_one() {
        let before = planned("a@example.org");
        for standing in [Standing::Expired, Standing::Skipped] {
            let state = State {
                standing,
                tries: 0,
                at: before.moment,
                next_try: None,
                answer: "its moment had passed".into(),
                latest_useful: before.latest_useful,
            };
            let judged = |days: i64, at: i64| {
                let moved = Arc::new(Planned {
                    latest_useful: before.latest_useful + TimeDelta::days(days),
                    ..before.clone()
                });
                let circumstances = Circumstances {
                    now: before.moment + TimeDelta::days(at),
                    doubt: Doubt::Resend,
                    doubts: 0,
                    find: &|| None,
                };
                judge(&moved, Some(&state), &circumstances)
            };
            assert_eq!(judged(60, 2), Verdict::Go { tries: 1 });
            for (days, at) in [(60, 90), (0, 0), (-1, 0)] {
                let left = judged(days, at);
                assert!(matches!(left, Verdict::Leave(Kind::Already, _)), "{left:?}");
            }
        }
    }

    #[test]
    fn nothing_leaves_after_its_latest_useful_moment() {
        for standing in Standing::ALL {
            for found in ALL {
                let verdict = verdict(standing, Doubt::Resend, found, true);
                assert!(!matches!(verdict, Verdict::Go { .. }), "{standing:?}");
            }
        }
    }
}
