//! forewarn: from one migration plan to every notice, dated, previewed, sent once.

pub mod diagnostic;
pub mod calendar;
pub mod plan;
pub mod directory;
pub mod timeline;
pub mod rules;
pub mod notice;
pub mod ledger;
pub mod compose;
pub mod channel;
pub mod mailing;
pub mod clock;
pub mod dispatch;
pub mod report;
pub mod cli;
