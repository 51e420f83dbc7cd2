//! Office: what every mailing of a run is made with.

use super::docket::Item;
use super::{Fault, Letterhead, Mailing};
use crate::belief::{Beliefs, Correction};
use crate::compose::templates::Templates;
use crate::rules::Case;

/// What every mailing of a run is made with.
#[derive(Clone, Copy)]
pub struct Office<'a> {
    /// The dated plan.
    pub case: Case<'a>,
    /// What everybody was told before.
    pub beliefs: &'a Beliefs,
    /// The words.
    pub templates: &'a Templates,
    /// Who the mails are from.
    pub letterhead: &'a Letterhead,
}

impl<'a> Office<'a> {
    /// Words a notice for its readers and cuts its mail.
    pub fn mailing(self, item: Item<'a>) -> Result<Mailing<'a>, Fault> {
        Mailing::make(self, item)
    }

    /// Words a correction and cuts its mail.
    pub fn correction(self, correction: &'a Correction) -> Result<Mailing<'a>, Fault> {
        Mailing::correct(self, correction)
    }
}
