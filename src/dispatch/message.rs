//! What to do with a message, given where all the deliveries stand that it tells. A run, a dry run and
//! a simulation ask the same question and get the same answer.

use super::tally::Kind;
use super::triage::{Circumstances, Verdict, judge};
use crate::ledger::{Book, Error, Planned, State};
use std::sync::Arc;

/// What to do with each delivery of a message, given where they stand, the one that leads first. The
/// doubts of the circumstances are looked up.
pub fn foresee(
    deliveries: (&Arc<Planned>, &[Arc<Planned>]),
    states: &[Option<State>],
    book: &dyn Book,
    circumstances: &Circumstances<'_>,
) -> Result<Vec<Verdict>, Error> {
    let state = states.first().and_then(Option::as_ref);
    let circumstances = Circumstances {
        doubts: match state.is_some_and(|state| state.standing.is_doubtful()) {
            true => book.doubtful_tries(&deliveries.0.id)?,
            false => 0,
        },
        ..*circumstances
    };
    Ok(judge_message(deliveries, states, &circumstances))
}

/// Judges a message, given where the deliveries stand that it tells, the one that leads first. All of
/// them go, or none does: then what could go waits for the next run.
fn judge_message(
    (lead, riders): (&Arc<Planned>, &[Arc<Planned>]),
    states: &[Option<State>],
    circumstances: &Circumstances<'_>,
) -> Vec<Verdict> {
    let goes = |verdict: &Verdict| matches!(verdict, Verdict::Go { .. });
    let state = |at: usize| states.get(at).and_then(Option::as_ref);
    let mut verdicts = vec![judge(lead, state(0), circumstances)];
    for (rider, at) in riders.iter().zip(1..) {
        let lead = Lead {
            verdict: &verdicts[0],
            state: state(0),
        };
        verdicts.push(judge_rider(lead, (rider, state(at)), circumstances));
    }
    if !verdicts.iter().all(goes) {
        for verdict in verdicts.iter_mut().filter(|verdict| goes(verdict)) {
            *verdict = Verdict::Leave(Kind::Waiting, REGROUPED.to_owned());
        }
    }
    verdicts
}

/// The delivery that leads a message: what to do with it, and where it stands.
struct Lead<'m> {
    verdict: &'m Verdict,
    state: Option<&'m State>,
}

/// Judges a delivery that rides with another, by the verdict on that one: both go, or neither.
fn judge_rider(
    lead: Lead<'_>,
    (planned, state): (&Arc<Planned>, Option<&State>),
    circumstances: &Circumstances<'_>,
) -> Verdict {
    let late = planned.is_over(circumstances.now);
    let verdict = judge(planned, state, circumstances);
    let goes = |verdict: &Verdict| matches!(verdict, Verdict::Go { .. });
    let left_open = state.is_some_and(|state| state.standing.is_open());
    let fits = if left_open && !late {
        // They were tried together, and are tried again together.
        let standing = |state: Option<&State>| state.map(|state| state.standing);
        standing(state) == standing(lead.state)
    } else {
        goes(&verdict) && !lead.state.is_some_and(|state| state.standing.is_open())
    };
    match verdict {
        _ if goes(lead.verdict) && fits => Verdict::Go {
            tries: state.map_or(1, |state| state.tries + 1),
        },
        Verdict::Go { .. } => Verdict::Leave(Kind::Waiting, REGROUPED.to_owned()),
        verdict => verdict,
    }
}

/// Why a delivery waits for the next run, which words it anew.
pub const REGROUPED: &str =
    "what was to be told with it is over; the next run tells it without that";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::Doubt;
    use crate::dispatch::order::tests::planned;
    use crate::ledger::{Standing, Step};
    use chrono::TimeDelta;

    /// Judges a message whose rider may be told for an hour only.
    fn verdicts(states: [Option<Standing>; 2], hours: i64) -> Vec<Verdict> {
        let lead = planned("a@example.org");
        let rider = Planned {
            latest_useful: lead.moment + TimeDelta::hours(1),
            ..lead.clone()
        };
        let (lead, rider) = (Arc::new(lead), Arc::new(rider));
        let state = |standing, planned: &Planned| State {
            standing,
            tries: 1,
            at: planned.moment,
            next_try: None,
            answer: "451 later".into(),
            latest_useful: planned.latest_useful,
        };
        let [leads, theirs] = states;
        let states = [
            leads.map(|standing| state(standing, &lead)),
            theirs.map(|standing| state(standing, &rider)),
        ];
        let circumstances = Circumstances {
            now: lead.moment + TimeDelta::hours(hours),
            doubt: Doubt::Resend,
            doubts: 0,
            find: &|| None,
        };
        judge_message((&lead, &[rider]), &states, &circumstances)
    }

    #[test]
    fn a_message_goes_when_all_it_tells_does() {
        let go = |tries| Verdict::Go { tries };
        assert_eq!(verdicts([None, None], 0), [go(1), go(1)]);
        let deferred = Some(Standing::Deferred);
        assert_eq!(verdicts([deferred, deferred], 0), [go(2), go(2)]);
    }

    #[test]
    fn what_rides_and_is_over_ends_as_itself_and_keeps_the_message_back() {
        for standing in [None, Some(Standing::Deferred)] {
            let verdicts = verdicts([standing; 2], 2);
            assert!(matches!(
                verdicts[0],
                Verdict::Leave(Kind::Waiting, ref why) if why == REGROUPED
            ));
            let Verdict::Write(Step::Expired { planned, .. }) = &verdicts[1] else {
                panic!("{verdicts:?}");
            };
            assert_eq!(planned.latest_useful, planned.moment + TimeDelta::hours(1));
        }
    }

    #[test]
    fn what_was_told_already_does_not_go_again_with_another() {
        let verdicts = verdicts([None, Some(Standing::Accepted)], 0);
        assert!(matches!(verdicts[0], Verdict::Leave(Kind::Waiting, _)));
        assert!(matches!(verdicts[1], Verdict::Leave(Kind::Already, _)));
    }
}
