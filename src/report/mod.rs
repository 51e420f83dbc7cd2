//! report

pub mod gallery;
