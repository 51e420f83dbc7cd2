//! Whether a window can be kept: how long its work takes, until when turning back is safe, and the
//! tightest limits of what it takes away.

use super::pert::{Path, Step};
use crate::calendar::zone::Instant;
use crate::plan::Plan;
use crate::plan::continuity::Duration;
use crate::plan::impact::Impact;
use crate::plan::service::{Objectives, Service};
use crate::plan::window::Window;
use chrono::TimeDelta;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The least margin that a window has, in minutes.
const LEAST_MARGIN: i64 = 15;

/// The share of a window that is its margin.
const MARGIN: Decimal = Decimal::from_parts(15, 0, 0, false, 2);

/// By how much a measured time may exceed the planned one.
const TOLERANCE: Decimal = Decimal::from_parts(120, 0, 0, false, 2);

/// Minutes of a window.
pub fn minutes(window: &Window) -> i64 {
    window.length().num_minutes()
}

/// How long the steps of a window take together, when it has any.
pub fn forward(window: &Window) -> Option<Path> {
    let steps = window.continuity.steps.iter();
    let steps: Vec<Step> = steps.map(|step| three_points(step.lasts)).collect();
    (!steps.is_empty()).then(|| Path::of(&steps))
}

fn three_points(duration: Duration) -> Step {
    Step {
        optimistic: duration.optimistic.into(),
        likely: duration.likely.into(),
        pessimistic: duration.pessimistic.into(),
    }
}

/// The latest safe decision: who turns back then is back, checks included, by the end of the window.
pub fn latest_decision(window: &Window) -> Option<Instant> {
    let way_back = window.way_back?;
    Some(window.end - TimeDelta::minutes(way_back))
}

/// The last instant at which it can still be decided to go back: the latest safe decision and the
/// point of no return, whichever comes first.
pub fn last_chance(window: &Window) -> Option<Instant> {
    let all = [latest_decision(window), window.point_of_no_return];
    all.into_iter().flatten().min()
}

/// The minutes that a window of this length should have left: 15 % of it, at least a quarter of an
/// hour.
pub fn margin(length: i64) -> Decimal {
    (Decimal::from(length) * MARGIN).max(LEAST_MARGIN.into())
}

/// Minutes by which the work may exceed its window in one of twenty nights.
pub fn overrun(window: &Window) -> i64 {
    let late = forward(window).map(|path| path.p95() - Decimal::from(minutes(window)));
    late.map_or(0, |late| whole(late.max(Decimal::ZERO)))
}

/// Minutes from the start until the work that waits for the services is caught up, when all goes as
/// badly as planned for.
pub fn disruption(window: &Window, wrt: i64) -> i64 {
    minutes(window) + overrun(window) + wrt
}

/// Whether a measured time exceeds the planned one by more than a fifth.
pub fn is_longer(measured: i64, planned: Decimal) -> bool {
    Decimal::from(measured) > planned * TOLERANCE
}

/// Minutes as a whole number, begun ones counted.
pub fn whole(minutes: Decimal) -> i64 {
    minutes.ceil().to_i64().unwrap_or(i64::MAX)
}

/// The services that a window takes away, or all that it touches.
pub fn services<'a>(
    plan: &'a Plan,
    window: &'a Window,
    only_off: bool,
) -> impl Iterator<Item = &'a Service> {
    let touched = window.services.iter();
    let counts = move |impact: Impact| !only_off || impact == Impact::Off;
    touched
        .filter(move |(_, impact)| counts(*impact))
        .map(|(id, _)| plan.service(id))
}

/// The service with the smallest of one limit among `services`, and that limit in minutes.
pub fn tightest<'a>(
    services: impl Iterator<Item = &'a Service>,
    limit: fn(&Objectives) -> Option<i64>,
) -> Option<(i64, &'a Service)> {
    let limits = services.filter_map(|service| Some((limit(&service.objectives)?, service)));
    limits.min_by_key(|(limit, _)| *limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;
    use crate::diagnostic::{Sources, Span};
    use crate::plan::continuity;
    use proptest::prelude::*;

    /// The night of the worked example: from 22:00, four hours, going back takes 60 + 15 minutes.
    fn night(way_back: i64) -> Window {
        let zone = Zones::bundled().get("Etc/UTC").unwrap();
        let span = Span::new(Sources::default().add("plan.yaml", ""), 0, 0);
        let start = Instant::default() + TimeDelta::hours(22);
        let dates = (start, start + TimeDelta::minutes(240));
        let mut window = Window::bare("night".parse().unwrap(), dates, zone, span);
        let steps = [(30, 45, 60), (60, 90, 180), (20, 30, 70), (15, 20, 25)];
        let step = |(optimistic, likely, pessimistic)| continuity::Step {
            text: String::new(),
            lasts: Duration {
                optimistic,
                likely,
                pessimistic,
            },
            span,
        };
        window.continuity.steps = steps.map(step).into();
        window.way_back = Some(way_back);
        window.point_of_no_return = Some(start + TimeDelta::minutes(145));
        window
    }

    #[test]
    fn the_night_of_the_worked_example() {
        let window = night(75);
        let path = forward(&window).unwrap();
        let left = Decimal::from(minutes(&window)) - path.p90();
        assert!(path.p95() <= 240.into());
        assert_eq!(left.round_dp(2).to_string(), "11.42");
        assert_eq!(margin(240), 36.into());
        let safe = latest_decision(&window).unwrap() - window.start;
        assert_eq!(safe.num_minutes(), 165);
        let chance = last_chance(&window).unwrap() - window.start;
        assert_eq!(chance.num_minutes(), 145);
        assert_eq!((overrun(&window), disruption(&window, 120)), (0, 360));
        let slow = night(105);
        let safe = latest_decision(&slow).unwrap();
        assert_eq!((safe - slow.start).num_minutes(), 135);
        assert!(safe < slow.point_of_no_return.unwrap());
    }

    #[test]
    fn a_fifth_more_than_planned_is_not_yet_longer() {
        assert!(!is_longer(120, 100.into()));
        assert!(is_longer(121, 100.into()));
    }

    proptest! {
        #[test]
        fn a_margin_is_never_below_a_quarter_of_an_hour_and_grows_with_the_window(
            length in 5_i64..5_000,
        ) {
            prop_assert!(margin(length) >= 15.into());
            prop_assert!(margin(length) <= margin(length + 1));
        }

        #[test]
        fn worse_steps_never_take_less_time(
            three in (1_i64..500, 0_i64..500, 0_i64..500), worse in 0_i64..500,
        ) {
            let (optimistic, more, most) = three;
            let likely = optimistic + more;
            let with = |pessimistic| {
                let path = Path::of(&[three_points(Duration { optimistic, likely, pessimistic })]);
                prop_assert!(path.expected <= path.p90() && path.p90() <= path.p95());
                Ok(path)
            };
            let (one, other) = (with(likely + most)?, with(likely + most + worse)?);
            prop_assert!(one.p95() <= other.p95());
            prop_assert!(one.expected >= optimistic.into());
            prop_assert!(one.expected <= (likely + most).into());
        }
    }
}
