//! The teller: puts into a story what left, in the words of the plan as it is now.

use super::manuscript::Version;
use super::run::Left;
use super::story::{Cause, Mails, Reader};
use super::whereabouts::Whereabouts;
use crate::calendar::zone::{Instant, Zone};
use crate::ledger::Planned;
use crate::plan::Id;
use crate::plan::former::Named;
use crate::plan::milestone::Milestone;
use std::collections::HashMap;

/// Tells what left at a moment.
pub(super) struct Teller<'t> {
    /// The plan by then.
    pub version: &'t Version,
    /// Which turns have changed which window.
    pub turned: &'t [(Id, String)],
}

impl Teller<'_> {
    /// What left, mails that say the same together.
    pub fn mailed(&self, at: Instant, left: &[Left]) -> Vec<Mails> {
        let mut zones = Whereabouts::of(self.version);
        let mut mailed: Vec<Mails> = Vec::new();
        let mut known: HashMap<(&str, Vec<&str>, Id, &str, String), usize> = HashMap::new();
        for mail in left {
            let planned = &*mail.planned;
            let Some(audience) = self.called(Named::Audience, &planned.audience) else {
                continue;
            };
            let zone = zones.zone(&audience, &planned.recipient);
            let key = (
                &*planned.notice,
                mail.riders.iter().map(|rider| &*rider.notice).collect(),
                audience.clone(),
                &*planned.subject,
                zone.name().to_owned(),
            );
            let index = match known.get(&key) {
                Some(index) => *index,
                None => {
                    let Some(mails) = self.mails(at, mail, (audience, zone)) else {
                        continue;
                    };
                    mailed.push(mails);
                    known.insert(key, mailed.len() - 1);
                    mailed.len() - 1
                }
            };
            mailed[index].readers.push(Reader {
                name: planned.name.clone(),
                address: planned.recipient.clone(),
                message_id: planned.message_id.clone(),
            });
        }
        mailed
    }

    /// What a window or an audience is called now that a delivery names as it was called first.
    fn called(&self, kind: Named, first: &str) -> Option<Id> {
        let now = self.version.plan.now_called(kind, first).cloned();
        now.or_else(|| first.parse().ok())
    }

    fn mails(&self, at: Instant, mail: &Left, (audience, zone): (Id, Zone)) -> Option<Mails> {
        let planned = &mail.planned;
        let milestone = Milestone::from_slug(&planned.milestone)?;
        let window = self.called(Named::Window, &planned.window)?;
        let known = self.version.plan.audience(&audience);
        let with = mail.riders.iter().map(|rider| rider.notice.clone());
        Some(Mails {
            at,
            notice: planned.notice.clone(),
            with: with.collect(),
            revision: planned.revision,
            audience_name: known.map_or_else(|| audience.to_string(), |known| known.name.clone()),
            audience,
            milestone: kind(planned, milestone),
            subject: planned.subject.clone(),
            cause: self.cause(milestone, &window),
            window: window.to_string(),
            zone,
            readers: Vec::new(),
        })
    }

    /// Why a mail leaves.
    fn cause(&self, milestone: Milestone, window: &Id) -> Cause {
        if milestone == Milestone::Holding {
            return Cause::Silence;
        }
        if !milestone.is_of_the_night() && !milestone.corrects() {
            return Cause::Plan;
        }
        let mut turned = self.turned.iter().rev();
        let about = turned.find(|(turned, _)| turned == window);
        let turned = about.or(self.turned.last());
        turned.map_or(Cause::Difference, |(_, words)| Cause::Turn(words.clone()))
    }
}

/// Which notice a mail is, as a timeline calls it: the first one stays that, in whatever words it says all.
fn kind(planned: &Planned, words: Milestone) -> Milestone {
    let rest = planned.notice.strip_prefix(&planned.window);
    let own = rest.and_then(|rest| rest.strip_prefix('-'));
    match own.and_then(Milestone::from_slug) {
        Some(Milestone::First) => Milestone::First,
        _ => words,
    }
}
