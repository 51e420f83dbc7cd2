//! Every integration test, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test owns its world and may fail loudly"
)]

mod advice;
mod amended;
mod approval;
mod beginning;
mod book;
mod briefing_elsewhere;
mod calendars;
mod calendars_at_night;
mod called_off;
mod checked;
mod continuity;
mod corrected;
mod corrections;
mod coverage;
mod cron;
mod difference;
mod dispatch;
mod elastic;
mod elsewhere;
mod executives;
mod fault;
mod feeds;
mod folding;
mod harness;
mod heard_at_night;
mod house;
mod hostile;
mod identities;
mod invitations;
mod language;
mod lead;
mod letters;
mod ledger;
mod ledger_file;
mod missed;
mod money;
mod named;
mod next_message;
mod night;
mod older;
mod onlooker;
mod order;
mod outlook;
mod owner;
mod pictures;
mod plans;
mod reach;
mod readiness;
mod reading;
mod readme;
mod recorder;
mod refusal;
mod render;
mod roles;
mod rules;
mod said;
mod scheduling;
mod sending;
mod simulation;
mod smtp;
mod sound;
mod subjects;
mod templates;
mod threads;
mod timeline;
mod too_late;
mod undated;
mod untold;
mod vectors;
mod wording;
mod written;
