//! Why nobody hears of an event that was recorded, in words.

use crate::belief::{Beliefs, Heard};
use crate::cli::workspace::Workspace;
use crate::ledger::Event;
use crate::night::Stage;
use crate::night::course::{concerns, milestone};
use crate::plan::Id;
use crate::plan::former::Named;
use crate::plan::role::Role;

/// Whether everybody whom it concerns was told of the very end that was recorded.
fn is_known_end(beliefs: &Beliefs, window: &str, event: &Event) -> bool {
    let Some(until) = event.what.until() else {
        return false;
    };
    let heard = beliefs.history.about(window).map(|(.., heard)| heard);
    let mut concerned = heard.filter(|heard| heard.is_concerned()).peekable();
    let knows = |heard: &Heard| {
        let mut ends = heard.beliefs().map(|told| told.when.span());
        ends.all(|span| span.is_some_and(|(_, end)| end == until))
    };
    concerned.peek().is_some() && concerned.all(knows)
}

/// Why nobody hears of it.
pub(super) fn unheard(workspace: &Workspace, beliefs: &Beliefs, event: &Event) -> String {
    let kind = milestone(&event.what);
    let notices = workspace.timeline.occurrences.iter();
    let mut notices = notices.filter(|notice| {
        notice.first.window == event.window && notice.milestone == kind && notice.moment == event.at
    });
    let window = workspace.plan.now_called(Named::Window, &event.window);
    let window = window.map_or(event.window.as_str(), Id::as_str);
    let is_known = beliefs.history.is_known(window);
    let night = beliefs.history.nights.of(window);
    let goes_on =
        night.is_some_and(|night| night.stage() == Stage::Running && night.goes_on(workspace.now));
    let because = if !is_known {
        "nobody was told of this window before"
    } else if notices.clone().next().is_some()
        && notices.all(|notice| notice.is_over(workspace.now))
    {
        match goes_on {
            true => {
                let record = workspace.command("record");
                return format!(
                    "it happened too long ago to be news; `{record} {window} progress` tells how it goes now"
                );
            }
            false => "it happened too long ago to be news",
        }
    } else if !concerns(kind, Role::EndUsers) {
        "only executives and department heads hear of this, and none of them was told of this window before"
    } else if is_known_end(beliefs, window, event) {
        "everybody who counts with this window was told of that end already"
    } else {
        "this window does not concern any more whoever was told of it"
    };
    because.to_owned()
}
