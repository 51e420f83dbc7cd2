//! What windows cost and the change brings, for people and for programs.

mod benefit;
pub mod json;
pub mod page;
pub mod rests_on;
mod table;

pub use table::words;

use crate::assessment::{Benefit, Cost};
use crate::diagnostic::{Sources, Span};
use crate::plan::Plan;
use crate::plan::window::Window;
use crate::report::place::place;

/// Everything that is shown.
pub struct Assessed<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Where its places are.
    pub sources: &'a Sources,
    /// Each window with what it costs at its date, then at the others that were weighed.
    pub windows: Vec<(&'a Window, Vec<Cost<'a>>)>,
    /// What all windows cost together; nothing when only one of several is asked for.
    pub whole: Option<Whole>,
}

/// What concerns the plan as a whole.
pub struct Whole {
    /// What all windows cost, worked out, while nothing is missing.
    pub worked_out: Option<crate::assessment::ThreePoint>,
    /// What the change brings back.
    pub benefit: Benefit,
}

impl Assessed<'_> {
    /// A place as `plan.yaml:48`.
    fn place(&self, span: Span) -> String {
        place(self.sources, span)
    }
}
