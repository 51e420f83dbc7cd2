//! The vocabulary of telling: a notice and its facts, a delivery and its receipt.

pub mod date;
pub mod delivery;
pub mod event;
pub mod facts;
pub mod receipt;
pub mod state;

pub use delivery::DeliveryId;
pub use event::{Change, Deadline, EventFacts, HourlyCost};
pub use facts::{Facts, Notice, Role};
pub use receipt::{Against, Receipt};
pub use state::state;
