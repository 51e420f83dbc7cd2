//! forewarn: from one migration plan to every notice, dated, previewed, sent once.
//!
//! This file is the floor plan. Its `mod` lines stand in the order in which a notice walks, and the
//! order is the law: a room uses only the rooms above it. Tests keep it.
//!
//! ```text
//!  path ─ plan/load ─▶ text ─ plan ─▶ Plan, findings
//!       ─ directory ─▶ who is told ─ timeline ─▶ Occurrences, dated
//!       ─ assessment ─▶ whether a window holds, what it risks and costs, what is ready, what the
//!         change brings back ─ rules ─▶ findings
//!       ─ notice ─▶ Facts ─ compose ─▶ Message in words ─ mailing ─▶ one Stencil per group
//!       ─ night ─▶ what happened, and who is to hear of it ─ belief ─▶ who believes what
//!       ─ invite ─▶ windows and briefings as calendars take them, read back before they leave
//!       ─ mailing × reader ─▶ bytes, DeliveryId ─ dispatch: begin ▶ channel ▶ settle ─▶ ledger
//! ```
//!
//! What holds everywhere:
//!
//! - **Everything from outside exists twice**: as written ([`plan::written`]), then as meant
//!   ([`plan::Plan`]). After the second nobody checks again.
//! - **Time is an argument.** Only [`clock`] reads it, and only `cli` asks that; `dispatch`, which needs
//!   it again in a long run, is handed a way to ask. The zone database is an argument, too:
//!   [`calendar::zone::Zones`] is explicit, the machine's own zone is never used. (How long a line
//!   waits for its server is measured by itself.)
//! - **Findings are values, collected** ([`diagnostic`]); errors of the world are enums, one per room
//!   with a door.
//! - **A door is a file that touches the world** (files, network, clock, terminal). Everything else
//!   is pure; lints ban the rest and a test counts the doors.
//! - **The preview and the mail take their bytes from one place** ([`mailing`]), so they cannot
//!   differ but for the `Date`.
//! - **Intent, act, settle**: a message leaves only when its intent is durable in the [`ledger`], and
//!   the answer is written down afterwards. Keys are derived, never random ([`notice::delivery`]).
//!
//! Absent on purpose: asynchronous code, global state, `unsafe`, a second way to do anything. The
//! directory stands before the timeline, because a notice's date depends on its readers' calendar.

pub mod diagnostic;
pub mod calendar;
pub mod plan;
pub mod directory;
pub mod timeline;
pub mod scan;
pub mod assessment;
pub mod rules;
pub mod notice;
pub mod invite;
pub mod ledger;
pub mod night;
pub mod belief;
pub mod compose;
pub mod channel;
pub mod mailing;
pub mod clock;
pub mod dispatch;
pub mod round;
pub mod simulation;
pub mod report;
pub mod cli;
