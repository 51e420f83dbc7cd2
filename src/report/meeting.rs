//! A briefing that is not as people were told, in one line for whoever sends. Pure.

use super::moment::moment;
use crate::calendar::zone::Zone;
use crate::notice::event::Meeting;

/// A briefing as it is, beside what was told of it.
pub(super) fn meeting(new: &Meeting, old: &Meeting, zone: &Zone) -> String {
    let mut words = moment(zone, new.start);
    if new.start != old.start {
        words.push_str(&format!(", not {}", moment(zone, old.start)));
    }
    let [now, then] = [new, old].map(|meeting| (meeting.end - meeting.start).num_minutes());
    if now != then {
        words.push_str(&format!(", {now} minutes, not {then}"));
    }
    let (Some(now), Some(then)) = (&new.ways, &old.ways) else {
        return words;
    };
    for (what, now, then) in [
        ("place", &now.place, &then.place),
        ("link", &now.join, &then.join),
    ] {
        let [is, was] = [now, then].map(|way| way.as_deref().unwrap_or("none"));
        if is != was {
            words.push_str(&format!(", {what} {is}, not {was}"));
        }
    }
    words
}
