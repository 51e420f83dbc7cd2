//! Assessment: whether a window can be kept, what may go wrong, and what is ready, in numbers.
//!
//! What comes in: a plan, and for some of it an instant. What goes out: figures and grades, never
//! words; findings are the rules' business.

pub mod continuity;
pub mod pert;
pub mod readiness;
pub mod risk;
