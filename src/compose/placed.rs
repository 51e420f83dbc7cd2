//! Placed: a subject that names the sites of a window, where they fit. Nothing but the hour at its end
//! gives way to them.

use crate::compose::draft::SUBJECT;
use crate::compose::view::What;
use crate::compose::words::spoken;

/// A subject with the sites behind the services, as headlines have them, unless it gets too long.
///
/// They do not stand behind the hour: there they would read as the clock it goes by.
pub(super) fn placed(subject: &str, what: &What) -> String {
    let Some(sites) = &what.sites else {
        return subject.to_owned();
    };
    let [label, sites] = [&what.label, sites].map(|words| spoken(words.as_str()));
    if label.is_empty() || subject.contains(&sites) {
        return subject.to_owned();
    }
    let placed = subject.replacen(&label, &format!("{label} ({sites})"), 1);
    let fits = |text: &str| text.chars().count() <= SUBJECT;
    match placed.rsplit_once(", ") {
        _ if fits(&placed) => placed,
        Some((front, hour)) if fits(front) && is_hour(hour) => front.to_owned(),
        _ => subject.to_owned(),
    }
}

/// Whether the last words of a subject are an hour, as in `Sat 13 Mar, 3:30pm`.
fn is_hour(words: &str) -> bool {
    words.starts_with(|sign: char| sign.is_ascii_digit()) && !words.contains(' ')
}
