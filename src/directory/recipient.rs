//! One member of an audience, with one address.

use crate::plan::Id;
use crate::plan::address::Address;

/// A person who is told things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Name; empty when the source has none.
    pub name: String,
    /// Address.
    pub address: Address,
    /// Departments: the one they work in, or those they lead.
    pub departments: Vec<Id>,
    /// Site.
    pub site: Option<Id>,
    /// Language of their own.
    pub language: String,
    /// Services they use beyond their department's.
    pub services: Vec<Id>,
    /// Their place among the [`Place`](super::Place)s of the directory.
    pub place: usize,
}
