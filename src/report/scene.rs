//! A scene of a simulation, for programs.

use crate::simulation::story::Turned;
use crate::simulation::{Cause, Scene};
use serde_json::{Value, json};

/// One thing that happened, with all that is known of it.
pub(super) fn scene(scene: &Scene) -> Value {
    match scene {
        Scene::Turned(turned) => turn(turned),
        Scene::Mailed(mails) => json!({
            "at": mails.at,
            "what": "mail",
            "notice": mails.notice,
            "with": mails.with,
            "revision": mails.revision,
            "window": mails.window,
            "audience": mails.audience.as_str(),
            "milestone": mails.milestone.slug(),
            "subject": mails.subject,
            "timezone": mails.zone.name(),
            "cause": match &mails.cause {
                Cause::Plan => json!({"kind": "plan"}),
                Cause::Turn(words) => json!({"kind": "event", "event": words}),
                Cause::Silence => json!({"kind": "silence"}),
                Cause::Difference => json!({"kind": "difference"}),
            },
            "people": mails.readers.iter().map(|reader| json!({
                "name": reader.name, "address": reader.address, "message-id": reader.message_id,
            })).collect::<Vec<_>>(),
        }),
    }
}

/// A turn, and how its window and the briefings that went with it stand since.
fn turn(turned: &Turned) -> Value {
    let window = turned.window.as_ref();
    let dates = window.and_then(|window| window.dates);
    let briefings = turned.briefings.iter().map(|briefing| {
        json!({
            "briefing": briefing.id.as_str(),
            "start": briefing.dates.map(|(start, _)| start),
            "end": briefing.dates.map(|(_, end)| end),
            "cancelled": briefing.dates.is_none(),
        })
    });
    json!({
        "at": turned.at,
        "what": "event",
        "event": turned.words,
        "window": window.map(|window| window.id.as_str()),
        "start": dates.map(|(start, _)| start),
        "end": dates.map(|(_, end)| end),
        "cancelled": window.map(|window| window.is_cancelled),
        "night": window.map(|window| window.stage.slug()),
        "briefings": briefings.collect::<Vec<_>>(),
        "warnings": turned.warnings,
    })
}
