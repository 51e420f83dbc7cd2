//! The night: what of a round cannot wait until a person has looked at the rest.

use super::Round;
use super::gate::tells_the_night;
use crate::mailing::Mailing;

impl Round<'_> {
    /// Leaves of all there is to do only what was recorded of a night: nothing else is sent, and
    /// nothing is written off.
    pub fn keep_the_night(&mut self) {
        let is_of_it = |mailing: &Mailing| {
            tells_the_night(mailing) || mailing.riders.iter().any(tells_the_night)
        };
        self.due.retain(is_of_it);
        self.missed.clear();
        self.late.clear();
        self.lost.clear();
    }
}
