//! The plan: as written, then as meant.
//!
//! What comes in: the text of a plan file, the zones, and the files it names. What goes out: a
//! [`Plan`] in which every invariant holds, and findings. It never asks what time it is, and only
//! `load` reads files.

pub mod action;
pub mod address;
pub mod address_range;
pub mod alternative;
pub mod audience;
pub mod briefing;
pub mod budget;
pub mod case;
pub mod change;
pub mod checkpoint;
mod comment;
mod conflict;
pub mod content;
pub mod continuity;
pub mod contract;
pub mod decode;
pub mod demand;
pub mod department;
pub mod endpoint;
pub mod estimate;
pub mod expense;
pub mod file;
pub mod former;
pub mod heading;
pub mod host_name;
pub mod hyper_care;
pub mod id;
pub mod impact;
pub mod interval;
pub mod isolate;
pub mod length;
pub mod load;
pub mod milestone;
mod misread;
pub mod moment;
pub mod money;
pub mod number;
pub mod path_pattern;
pub mod person;
pub mod phase;
pub mod policy;
pub mod rate;
pub mod readiness;
pub mod reading;
pub mod reason;
pub mod revenue;
pub mod risk;
pub mod role;
pub mod scan;
pub mod service;
pub mod site;
pub mod text;
pub mod ticket_limit;
mod torn;
pub mod undecided;
pub mod window;
mod word;
pub mod written;
pub mod yaml;

pub use change::Plan;
pub use id::Id;
