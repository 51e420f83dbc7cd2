//! Belief: what people were told, against what is true. The heart of the matter.
//!
//! What comes in: a plan with its people and dates, and a ledger's deliveries. What goes out: what
//! each person believes of each window, and the corrections that make everybody's belief true
//! again. Pure: nothing here asks the time, opens a file or writes anything down.

mod again;
mod arrival;
mod attendance;
pub mod aside;
mod at_night;
pub mod beliefs;
mod begun;
pub mod change;
pub mod claim;
pub mod correction;
mod desk;
mod hearsay;
pub mod heard;
pub mod history;
mod invited;
mod key;
pub mod kind;
mod known;
mod left;
pub mod listed;
mod members;
pub mod pending;
pub mod readdressed;
mod reader;
pub mod reason;
pub mod reconcile;
mod recorded;
pub mod removed;
pub mod rewording;
mod said;
mod spoken;
mod successor;
pub mod told;
pub mod tried;
pub mod truth;
pub mod turn;
pub mod unlisted;

pub use attendance::is_attended;
pub use beliefs::{Beliefs, Manner};
pub use claim::{Claim, When};
pub use correction::Correction;
pub use heard::Heard;
pub use history::History;
pub use kind::Kind;
pub use listed::Listed;
pub use readdressed::Readdressed;
pub use reconcile::{Reconciled, reconcile};
pub use removed::{Removed, Successor};
pub use told::Told;
pub use tried::Tried;
pub use turn::{Order, Turn};
pub use unlisted::Unlisted;
