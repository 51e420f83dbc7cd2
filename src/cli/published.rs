//! Published: what of the calendars people subscribe to may be seen, because a named person approved
//! it, window by window, or because nobody has to.

use super::workspace::Workspace;
use crate::calendar::zone::Instant;
use crate::invite::event::Event;
use crate::invite::{Feed, Tracks};
use crate::ledger::{Approvals, Sheet, Stated};
use crate::night::Nights;
use crate::plan::Id;
use crate::plan::audience::Audience;
use crate::plan::former::Named;
use crate::round::Rule;

/// What of the nights has to be approved before calendars to subscribe to may show it: nothing, unless
/// everything has to be.
pub fn nights(workspace: &Workspace, nights: &Nights) -> Nights {
    match workspace.settings.approval() {
        Rule::Required => nights.clone(),
        Rule::Corrections | Rule::None => Nights::default(),
    }
}

/// What every audience's calendar says of every window, as it can be approved. Nobody is a reader of
/// it by name.
pub fn sheets(workspace: &Workspace, tracks: &Tracks) -> Vec<Sheet> {
    let audiences = workspace.plan.audiences.iter();
    let sheets = audiences.flat_map(|audience| of_audience(workspace, (audience, tracks)));
    sheets.collect()
}

/// The windows of an audience's calendar that say something else than what was approved.
pub fn waiting(
    workspace: &Workspace,
    of: (&Audience, &Tracks),
    approvals: &Approvals,
) -> Vec<String> {
    if workspace.settings.approval() == Rule::None {
        return Vec::new();
    }
    let is_approved = |sheet: &Sheet| {
        let contents = approvals.of(&sheet.notice, &sheet.audience);
        contents.is_some_and(|contents| contents.contains(&sheet.content))
    };
    let sheets = of_audience(workspace, of).into_iter();
    let waiting = sheets.filter(|sheet| !is_approved(sheet));
    waiting.map(|sheet| sheet.window).collect()
}

fn of_audience(workspace: &Workspace, (audience, tracks): (&Audience, &Tracks)) -> Vec<Sheet> {
    let plan = &workspace.plan;
    let organizer = workspace.letterhead.organizer();
    let feed = Feed::of(workspace.case(), audience, tracks, &organizer);
    let about = (&feed.name, &feed.description, &feed.link);
    let sheet = |event: &Event| {
        let window: Id = tracks.get(&event.uid)?.key.parse().ok()?;
        let words = bare(event);
        Some(Sheet {
            notice: format!("calendar-{}", event.uid),
            audience: plan.first_called(Named::Audience, &audience.id).to_owned(),
            window: plan.first_called(Named::Window, &window).to_owned(),
            content: Stated::of(&(about, &words)).digest().to_owned(),
            subject: event.summary.clone(),
            words,
            readers: Vec::new(),
        })
    };
    feed.events.iter().filter_map(sheet).collect()
}

/// An event without its numbers, which follow from what it says.
fn bare(event: &Event) -> String {
    let mut text = String::new();
    let event = Event {
        stamp: Instant::default(),
        created: None,
        sequence: 0,
        ..event.clone()
    };
    event.write(&mut text);
    text
}
