//! Turn: how a notice stands, when it is told, to the others that say all of its window to the same
//! readers. Whoever was told none of these hears by it what they would have said.

use crate::plan::milestone::Milestone;
use crate::rules::Case;
use crate::timeline::Occurrence;

/// How a notice stands when it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// How it stands to the others that say all of its window to the same readers.
    pub order: Order,
    /// Whether the one of these that says what to do came before it, and is not told any more.
    pub is_past_details: bool,
}

/// How a notice stands to the others that say all of its window to the same readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// None before it was missed.
    InOrder,
    /// All before it were missed.
    Missed,
    /// Its window is about to start, and the start is told: whoever was told nothing of it hears of
    /// it by that alone.
    Starts,
}

impl Turn {
    /// That of a notice before which none was missed.
    pub const IN_ORDER: Self = Self {
        order: Order::InOrder,
        is_past_details: false,
    };

    /// How a notice stands at the moment of a case.
    pub fn of(case: Case, occurrence: &Occurrence) -> Self {
        let others = case.timeline.about(&occurrence.window);
        let others: Vec<&Occurrence> = others
            .filter(|other| other.shares_readers(occurrence))
            .collect();
        let is_due = |other: &Occurrence| other.moment <= case.now && !other.is_over(case.now);
        let earlier = others
            .iter()
            .filter(|other| other.milestone.informs() && other.moment < occurrence.moment);
        let mut details = earlier
            .clone()
            .filter(|other| other.words == Milestone::Detail);
        let is_past_details = details.any(|details| details.is_over(case.now));
        let useful = earlier.map(|other| other.latest_useful).max();
        let starts = match occurrence.milestone {
            Milestone::Start => useful.is_some(),
            milestone => {
                let mut others = others.iter();
                milestone.informs()
                    && others.any(|other| other.milestone == Milestone::Start && is_due(other))
            }
        };
        let order = match useful {
            _ if starts && is_due(occurrence) => Order::Starts,
            Some(useful) if useful <= case.now => Order::Missed,
            _ => return Self::IN_ORDER,
        };
        Self {
            order,
            is_past_details,
        }
    }
}
