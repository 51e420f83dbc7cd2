//! Why an event cannot be recorded, in words.

use crate::calendar::zone::Instant;
use crate::cli::failure::Failure;
use crate::night::{Night, Refusal, Stage};
use crate::plan::Id;
use crate::plan::window::Window;

/// Why it cannot be recorded, and what can.
pub(super) fn refused(window: &Window, night: &Night, why: &Refusal) -> Failure {
    let (what, hint) = words(window, why);
    let known = night.review();
    let known = known.map(|review| format!("; on record: {}", review.stage.slug()));
    let known = known.unwrap_or_default();
    Failure::usage(format!("{what}{known}. Nothing was recorded"), hint)
}

/// What stands in the way, and what can be done.
pub(in crate::cli) fn words(window: &Window, why: &Refusal) -> (String, String) {
    let at = |instant: Instant| {
        let civil = window.zone.civil(instant);
        civil.format("%A %-d %B %Y, %H:%M").to_string()
    };
    let id = &window.id;
    match why {
        Refusal::TooEarly(from) => (
            format!(
                "`{id}` starts on {}: nothing can have happened yet",
                at(window.start)
            ),
            format!(
                "it can be recorded from {} on; `--now` tries things out",
                at(*from)
            ),
        ),
        Refusal::Backwards(last) => (
            format!("something later is on record for `{id}`: {}", at(*last)),
            "name a later moment with `--at`, or check the clock of this machine".to_owned(),
        ),
        Refusal::NotStarted => (
            format!("`{id}` has not started"),
            format!(
                "record `{id} started` first, or wait for its start on {}",
                at(window.start)
            ),
        ),
        Refusal::Running => (
            format!("`{id}` has started already"),
            "record `progress`, `extended`, `completed` or `rolled-back`".to_owned(),
        ),
        Refusal::CalledOff => (
            format!("it was decided that `{id}` does not start"),
            "record `go` first if that was decided otherwise".to_owned(),
        ),
        Refusal::Over(Stage::RolledBack) => (
            format!("`{id}` is over: you went back to the old system"),
            "if it is closed again, record `reopened`; another night is another date in the plan"
                .to_owned(),
        ),
        Refusal::Over(_) => (
            format!("`{id}` is over: it was recorded as completed"),
            "if it is closed again, record `reopened`".to_owned(),
        ),
        Refusal::NotOver => (
            format!("`{id}` is not open again, so it cannot be closed again"),
            "record `extended` when it takes longer".to_owned(),
        ),
        Refusal::Decided(decided, since, by) => {
            let by = by
                .as_ref()
                .map_or_else(String::new, |by| format!(" by {by}"));
            (
                format!("`{}` is on record for `{id}` since {}{by}", decided.slug(), at(*since)),
                "everybody hears it once; record what happened since, or what was decided otherwise"
                    .to_owned(),
            )
        }
        about => about_end(id, about, at),
    }
}

/// The same of the end of a window, or of one that is proposed.
fn about_end(id: &Id, why: &Refusal, at: impl Fn(Instant) -> String) -> (String, String) {
    match why {
        Refusal::NotLater(end) => (
            format!("`{id}` is to end on {} as it is", at(*end)),
            "name another end, or say with `progress --late` that this one is not certain any more; one before the planned end needs no notice: record `completed` when it is done"
                .to_owned(),
        ),
        Refusal::Passed(end) => (
            format!(
                "`{id}` was to be over on {}: whether it starts is no question any more",
                at(*end)
            ),
            "say with `--at` when it was decided, or record what became of it: `completed`, `rolled-back` or `no-go`"
                .to_owned(),
        ),
        Refusal::Behind(end) => (
            format!(
                "`{id}` was to be over on {}: it is not on time any more",
                at(*end)
            ),
            "record `progress --late`, or until when it takes with `extended --until`; if it is done, record `completed` or `rolled-back`; say with `--at` if it was on time before that"
                .to_owned(),
        ),
        _ => (
            "that end has passed already".to_owned(),
            "name an end that lies ahead".to_owned(),
        ),
    }
}
