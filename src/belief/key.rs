//! Key: what readers have in common who are corrected by one message.

use super::claim::Claim;
use super::kind::Kind;
use crate::plan::Id;
use std::sync::Arc;

/// What readers have in common who are corrected by one message.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) audience: Id,
    pub(super) kind: Kind,
    pub(super) place: usize,
    pub(super) language: String,
    pub(super) services: Vec<Id>,
    pub(super) departments: Vec<Id>,
    pub(super) leads: bool,
    pub(super) help_after: Option<Id>,
    pub(super) invited: Vec<Id>,
    pub(super) truth: Arc<Claim>,
    pub(super) told: Vec<Arc<Claim>>,
    pub(super) is_sure: bool,
    pub(super) revision: u32,
    pub(super) replaces: Option<(String, u32)>,
    pub(super) told_as: String,
    pub(super) is_recorded: bool,
    pub(super) reason: Option<String>,
}
