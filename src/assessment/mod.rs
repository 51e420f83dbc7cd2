//! The numbers that a plan implies: what its windows cost, and what the change brings back.
//!
//! What comes in: a checked plan. What goes out: figures, each low, likely and high, with what they
//! rest on and where that is written; and, by name, what is missing. It never makes a figure up,
//! never reckons in binary fractions, and never asks what time it is.

pub mod benefit;
pub mod cost;
pub mod credit;
pub mod currency;
pub mod figure_words;
mod labour;
pub mod line;
pub mod overrun;
pub mod return_on;
pub mod revenue;
pub mod spread;
pub mod stoppage;
mod takings;
pub mod three_point;
mod working_time;

pub use benefit::Benefit;
pub use cost::Cost;
pub use three_point::ThreePoint;
