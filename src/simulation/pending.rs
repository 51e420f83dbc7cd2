//! What is still to happen in a simulation, and when: a turn of the night that names no time happens
//! at its usual moment of that night, when that is on its day.

use super::happening;
use super::manuscript::Version;
use super::turn::{Turn, WhatIf, When, morning};
use crate::calendar::zone::Instant;
use crate::night::Nights;

/// The turns that are still to happen, in the order in which they were written.
pub(super) struct Pending(pub Vec<Turn>);

/// A turn whose moment is known.
pub(super) struct Timed {
    pub turn: Turn,
    pub at: Instant,
    /// Whether it names no time, and no usual one is on its day.
    pub is_untimed: bool,
}

impl Pending {
    /// When the next one happens, as things stand.
    pub fn next(&self, version: &Version, nights: &Nights) -> Option<Instant> {
        let moments = self.0.iter().map(|turn| moment(turn, version, nights).0);
        moments.min()
    }

    /// Takes the next one that happens by now.
    pub fn take(&mut self, now: Instant, (version, nights): (&Version, &Nights)) -> Option<Timed> {
        let moments = self.0.iter().map(|turn| moment(turn, version, nights));
        let numbered = moments.enumerate().filter(|(_, (at, _))| *at <= now);
        let (index, (_, is_untimed)) = numbered.min_by_key(|(index, (at, _))| (*at, *index))?;
        Some(Timed {
            turn: self.0.remove(index),
            at: now,
            is_untimed,
        })
    }
}

fn moment(turn: &Turn, version: &Version, nights: &Nights) -> (Instant, bool) {
    let day = match turn.when {
        When::At(at) => return (at, false),
        When::On(day) => day,
    };
    let window = version.plan.window(&turn.subject).map(|(_, window)| window);
    let night = nights.of(turn.subject.as_str());
    // A night has the dates of the clocks where the work is done.
    let usual = match (&turn.what, window.zip(night)) {
        (WhatIf::Night(what), Some((window, night))) => {
            let at = happening::usual_moment(what, window, night);
            (window.zone.civil(at).date() == day).then_some(at)
        }
        _ => None,
    };
    let zone = window.map_or(&version.plan.zone, |window| &window.zone);
    (usual.unwrap_or_else(|| morning(day, zone)), usual.is_none())
}
