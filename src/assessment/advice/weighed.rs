//! Weighed dates: what rules out the alternatives that a plan has for a window.

use super::obstacle::{self, Asked, Kind, Obstacle};
use crate::calendar::zone::Instant;
use crate::plan::Plan;
use crate::plan::alternative::Alternative;
use crate::plan::interval::Interval;
use crate::plan::window::Window;

/// What rules out an alternative, as the plan stands; nothing when it can be chosen.
///
/// How early people must hear is no such thing: that is for whoever chooses. Nor is another window that
/// has alternatives itself: both may be moved.
pub fn ruled_out<'a>(
    plan: &'a Plan,
    window: &'a Window,
    other: &Alternative,
    now: Instant,
) -> Vec<Obstacle<'a>> {
    let (start, end) = (other.start, other.end);
    let (date, length) = (Interval { start, end }, end - start);
    let asked = Asked {
        plan,
        window,
        length,
        now,
    };
    let mut obstacles = obstacle::all(asked, date);
    obstacles
        .retain(|obstacle| obstacle.forbids && rules_out(plan, obstacle) && obstacle.holds(date));
    obstacles
}

fn rules_out(plan: &Plan, obstacle: &Obstacle) -> bool {
    match obstacle.kind {
        Kind::Past | Kind::Decision | Kind::Freeze => true,
        Kind::Order | Kind::Overlap => {
            let windows = plan.windows().into_iter().map(|(_, window)| window);
            let mut in_the_way = windows.filter(|window| Some(window.start_span) == obstacle.place);
            in_the_way.all(|window| window.alternatives.is_empty())
        }
        Kind::LeadTime | Kind::Busy | Kind::Clocks | Kind::DayOff | Kind::Briefing => false,
    }
}
