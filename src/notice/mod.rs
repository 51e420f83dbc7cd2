//! The vocabulary of telling: a notice and its facts, a delivery and its receipt.

mod anew;
pub mod briefing;
pub mod contact;
pub mod date;
pub mod decision;
pub mod delivery;
pub mod event;
pub mod facts;
pub mod money;
pub mod receipt;
pub mod state;

pub use delivery::{DeliveryId, Telling};
pub use event::{Change, Deadline, EventFacts, EventState};
pub use facts::{Facts, Notice, Role};
pub use money::HourlyCost;
pub use receipt::{Against, Receipt};
pub use state::state;
