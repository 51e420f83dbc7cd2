//! Assessment: what a plan implies, in numbers: whether its windows can be kept, what may go wrong,
//! what is ready, what its windows cost and when they would cost least, and what the change brings
//! back.
//!
//! What comes in: a checked plan, and for some of it an instant. What goes out: figures and grades,
//! with what they rest on and where that is written; and, by name, what is missing. It never makes
//! a figure up, never reckons money in binary fractions, and never asks what time it is; findings
//! are the rules' business.

pub mod advice;
pub mod benefit;
pub mod continuity;
pub mod cost;
pub mod credit;
pub mod currency;
pub mod figure_words;
pub mod folder;
mod labour;
pub mod line;
mod meter;
pub mod overrun;
pub mod pert;
pub mod readiness;
pub mod return_on;
pub mod revenue;
pub mod risk;
pub mod spread;
pub mod stoppage;
mod takings;
pub mod three_point;
mod working_time;

pub use advice::Advice;
pub use benefit::Benefit;
pub use cost::Cost;
pub use three_point::ThreePoint;
