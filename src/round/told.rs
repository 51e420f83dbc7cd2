//! Told: who a book shows to have heard of the windows that would be overdue had nobody been told.

use crate::invite::Kind;
use crate::ledger::{Book, Error};
use crate::plan::Id;
use crate::plan::former::Named;
use crate::rules::Case;
use crate::rules::hearing::{Timing, hearings};
use crate::rules::stranded_briefing::waiting;
use crate::rules::told::Told;

/// Who was told of the windows in question.
pub fn told(case: Case, book: &dyn Book) -> Result<Told, Error> {
    let mut told = Told::default();
    for (window, audience) in in_question(case) {
        let about = case.timeline.about(window);
        let informing = about.filter(|notice| {
            notice.audience == *audience && notice.milestone.informs() && notice.moment <= case.now
        });
        let mut asked: Vec<String> = informing.map(|notice| notice.notice_id()).collect();
        asked.dedup();
        for notice in asked {
            if let Some(at) =
                book.told(&notice, case.plan.first_called(Named::Audience, audience))?
            {
                told.note(window, audience, at);
            }
        }
    }
    if asks_dates(case) {
        let tracks = book.tracks()?.renamed(case.plan);
        for window in &case.plan.undecided {
            if let Some(track) = tracks.about(Kind::Window, window.id.as_str()) {
                told.note_date(&window.id, track.start);
            }
        }
    }
    Ok(told)
}

/// Whether anything is to be known of what was told.
pub fn is_asked(case: Case) -> bool {
    asks_dates(case) || !in_question(case).is_empty()
}

/// Whether it matters when a window that has no date any more was to start.
fn asks_dates(case: Case) -> bool {
    let mut briefings = case.plan.briefings.iter();
    briefings.any(|briefing| briefing.names_none && waiting(case.plan, briefing).is_some())
}

/// The windows and audiences that would be overdue had nobody been told.
pub fn in_question(case: Case<'_>) -> Vec<(&Id, &Id)> {
    let mut asked = Vec::new();
    for (_, window) in case.plan.windows() {
        if window.start <= case.now {
            continue;
        }
        for audience in &case.plan.audiences {
            let hearings = hearings(case, window, &audience.id);
            let late = |timing| matches!(timing, Timing::Overdue | Timing::ShortNotice(_));
            if hearings.values().any(|hearing| late(hearing.timing)) {
                asked.push((&window.id, &audience.id));
            }
        }
    }
    asked
}
