//! When to try again: (receipt, tries, now, latest useful moment) → the step to write. Pure.

use crate::calendar::zone::Instant;
use crate::ledger::{Planned, Step};
use crate::notice::{DeliveryId, Receipt};
use chrono::TimeDelta;
use std::sync::Arc;

/// The wait after the first try: longer than it takes the next run to come by.
pub const FIRST_WAIT: TimeDelta = TimeDelta::minutes(5);

/// The longest wait.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::hours(2);

/// So long before it is too late the last try is made: a run comes by every few minutes.
pub const LAST_CALL: TimeDelta = TimeDelta::minutes(5);

/// What to write down about the `tries`th try, which ended `now` with `receipt`.
pub fn settle(receipt: Receipt, planned: &Arc<Planned>, tries: u32, now: Instant) -> Step {
    match receipt {
        Receipt::Accepted { answer } => Step::Accepted { answer },
        Receipt::Refused { answer, .. } => Step::Refused { answer },
        Receipt::InDoubt { answer } => Step::InDoubt { answer },
        Receipt::Deferred { answer } => {
            if let Some(next_try) = next_try(planned, tries, now) {
                return Step::Deferred { answer, next_try };
            }
            Step::Expired {
                planned: Arc::clone(planned),
                because: format!("not taken in time, the last answer of {tries} was: {answer}"),
            }
        }
    }
}

/// What to write down about a delivery that rode with another, of which `lead` is written down: the
/// same, unless its own moment ends before the next try.
pub fn settle_rider(lead: &Step, planned: &Arc<Planned>, now: Instant) -> Step {
    let because = |answer: &str| Step::Expired {
        planned: Arc::clone(planned),
        because: format!("not taken in time, the last answer was: {answer}"),
    };
    match lead {
        Step::Deferred { answer, next_try } if planned.is_over(*next_try) => because(answer),
        Step::Expired { because: why, .. } if planned.latest_useful - LAST_CALL > now => {
            // It is told alone.
            Step::Deferred {
                answer: why.clone(),
                next_try: now + FIRST_WAIT,
            }
        }
        Step::Expired { because: why, .. } => because(why),
        same => same.clone(),
    }
}

/// When to try again after the `tries`th try, which ended `now`: after its wait, but once more
/// before it is too late; nothing when that moment is over.
pub fn next_try(planned: &Planned, tries: u32, now: Instant) -> Option<Instant> {
    let last_call = planned.latest_useful - LAST_CALL;
    Some((now + wait(&planned.id, tries)).min(last_call)).filter(|next| *next > now)
}

/// How long to wait after the `tries`th try: doubled from five minutes up to two hours, and up to
/// a quarter more, by the delivery, so that not everybody comes back at once.
pub fn wait(id: &DeliveryId, tries: u32) -> TimeDelta {
    let doublings = tries.saturating_sub(1).min(10);
    let base = FIRST_WAIT * (1 << doublings);
    let quarter = base.num_milliseconds() / 4;
    let share = i64::from(seed(id, tries));
    let jitter = TimeDelta::milliseconds(quarter * share / i64::from(u16::MAX));
    (base + jitter).min(LONGEST_WAIT)
}

/// Whether a deferred delivery may be tried `now`.
///
/// A next try further away than any wait was written by a clock that has been put back since.
pub fn is_due(next_try: Option<Instant>, now: Instant) -> bool {
    next_try.is_none_or(|next| next <= now || next - now > LONGEST_WAIT)
}

/// FNV-1a over the delivery and the try, folded to sixteen bits.
fn seed(id: &DeliveryId, tries: u32) -> u16 {
    let tries = tries.to_le_bytes();
    let bytes = id.as_str().bytes().chain(tries);
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    ((hash >> 16) ^ (hash & 0xffff)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::order::tests::planned;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn now() -> Instant {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn deferred(tries: u32, useful_for: TimeDelta) -> Step {
        let planned = Arc::new(Planned {
            latest_useful: now() + useful_for,
            ..planned("a@example.org")
        });
        let answer = "451 4.3.0 later".to_owned();
        settle(Receipt::Deferred { answer }, &planned, tries, now())
    }

    #[test]
    fn a_deferred_notice_that_still_helps_is_tried_again() {
        let Step::Deferred { next_try, answer } = deferred(1, TimeDelta::days(1)) else {
            panic!("should be deferred");
        };
        assert!(next_try >= now() + FIRST_WAIT);
        assert_eq!(answer, "451 4.3.0 later");
    }

    #[test]
    fn a_deferred_notice_that_would_come_too_late_expires_with_its_last_answer() {
        let step = deferred(3, TimeDelta::seconds(30));
        assert!(step.answer().contains("451 4.3.0 later"), "{step:?}");
        assert!(matches!(step, Step::Expired { .. }));
    }

    #[test]
    fn a_clock_that_was_put_back_does_not_keep_a_notice_waiting() {
        assert!(!is_due(Some(now() + TimeDelta::hours(2)), now()));
        assert!(is_due(Some(now() + TimeDelta::days(1)), now()));
        assert!(is_due(Some(now()), now()));
    }

    proptest! {
        #[test]
        fn waits_stay_between_five_minutes_and_two_hours(id in "[0-9a-f]{20}", tries in any::<u32>()) {
            let wait = wait(&DeliveryId::from_stored(id), tries);
            prop_assert!(wait >= FIRST_WAIT && wait <= LONGEST_WAIT);
        }

        #[test]
        fn a_later_try_never_waits_less(id in "[0-9a-f]{20}", tries in 1_u32..40) {
            let id = DeliveryId::from_stored(id);
            prop_assert!(wait(&id, tries + 1) >= wait(&id, tries));
        }

        #[test]
        fn waiting_is_derived_never_random(id in "\\PC{0,30}", tries in any::<u32>()) {
            let id = DeliveryId::from_stored(id);
            prop_assert_eq!(wait(&id, tries), wait(&id, tries));
        }

        #[test]
        fn only_what_has_no_time_left_for_another_try_expires(
            tries in 1_u32..40,
            minutes in -100_i64..300,
        ) {
            let last_call = now() + TimeDelta::minutes(minutes) - LAST_CALL;
            match deferred(tries, TimeDelta::minutes(minutes)) {
                Step::Deferred { next_try, .. } => {
                    prop_assert!(next_try > now() && next_try <= last_call);
                }
                Step::Expired { .. } => prop_assert!(last_call <= now()),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
