//! Views of a plan's notices, as bytes: a table, files for machines, a page in a browser.
//!
//! Nothing here writes a file or knows the time; the command line decides where the bytes go.

pub mod advice;
mod apart;
pub mod approval;
pub mod chart;
pub mod cost;
pub mod coverage;
pub mod difference;
pub mod gallery;
pub mod leaving;
mod left_behind;
mod markdown;
pub mod matrix;
mod meeting;
mod moment;
mod news;
mod picture;
mod place;
pub mod preview;
pub mod readiness;
mod rewording;
pub mod row;
pub mod scan;
mod scene;
pub mod sheet;
pub mod story;
pub mod table;
mod unlisted;
pub mod workbook;
