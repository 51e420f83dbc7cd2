//! Truth: what the plan says now of a window that people were told of, reader by reader.

use super::attendance::{Briefings, Expected, comes};
use super::claim::{Claim, When};
use super::reader::Reader;
use crate::calendar::zone::Instant;
use crate::directory::{Group, Recipient, awaited, awaits, concerns, groups};
use crate::night::Nights;
use crate::notice::state::{Subject, state_about};
use crate::plan::Id;
use crate::plan::address::Mailbox;
use crate::plan::audience::Audience;
use crate::plan::milestone::Milestone;
use crate::plan::phase::Phase;
use crate::plan::undecided::Undecided;
use crate::plan::window::{Status, Window};
use crate::rules::Case;
use crate::timeline::Occurrence;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What the plan says now of a window that people were told of.
pub struct Truth<'a> {
    case: Case<'a>,
    /// Its id.
    pub id: Id,
    /// Its phase, when the plan still has it.
    pub phase: Option<&'a Phase>,
    /// The window, when the plan still dates it.
    pub window: Option<&'a Window>,
    /// The window, when the plan leaves its date open.
    pub undecided: Option<&'a Undecided>,
    /// What is true for everybody whom it concerns, when it has no date.
    undated: Option<When>,
    readers: Readers,
    expected: OnceCell<Expected<'a>>,
    /// The mailboxes of those whom it concerns while they wait for a date.
    waiting: HashSet<Mailbox>,
}

/// Whom a dated window concerns.
#[derive(Default)]
struct Readers {
    /// The groups, each with its audience and what is true for it.
    groups: Vec<(Id, Group, Arc<Claim>)>,
    /// In which of them a mailbox is, and as which member of the audience.
    places: HashMap<Mailbox, Vec<(usize, usize)>>,
}

/// What is true for one reader.
pub struct Concern<'t> {
    /// The audience.
    pub audience: &'t Id,
    /// Her group.
    pub group: &'t Group,
    /// Her index among the audience's recipients.
    pub member: usize,
    /// What is true for her.
    pub claim: &'t Arc<Claim>,
}

impl<'a> Truth<'a> {
    /// What is true of the window `id`; nothing when the plan does not know it any more. With
    /// `assume_cancelled` such a window counts as called off.
    pub fn of(case: Case<'a>, nights: &Nights, id: &str, assume_cancelled: bool) -> Option<Self> {
        let is_off = nights.is_off(id);
        let id: Id = id.parse().ok()?;
        let (phase, window) = case.plan.window(&id).unzip();
        let undecided = case.plan.undecided.iter().find(|window| window.id == id);
        let undated = match (window, undecided) {
            (Some(window), _) if window.status == Status::Cancelled => Some(When::Cancelled),
            (Some(_), _) => is_off.then_some(When::Undecided { promised: None }),
            (None, Some(undecided)) => Some(without_date(undecided)),
            (None, None) => Some(assume_cancelled.then_some(When::Cancelled)?),
        };
        let phase = phase.or_else(|| {
            let mut phases = case.plan.phases.iter();
            phases.find(|phase| undecided.is_some_and(|window| window.phase == phase.id))
        });
        let mut truth = Self {
            case,
            id,
            phase,
            window,
            undecided,
            undated,
            readers: Readers::default(),
            expected: OnceCell::new(),
            waiting: HashSet::new(),
        };
        match undated {
            None => truth.gather(),
            Some(When::Undecided { .. }) => truth.waiting = truth.wait(),
            Some(_) => {}
        }
        Some(truth)
    }

    /// When it is, for whomever it concerns.
    pub fn when(&self) -> When {
        let dated = |window: &Window| When::Dated {
            start: window.start,
            end: window.end,
            provisional: window.status == Status::Provisional,
        };
        let when = self.undated.or(self.window.map(dated));
        when.unwrap_or(When::Elsewhere)
    }

    /// What is true for a mailbox whom the window does not concern with a date.
    pub fn without_date(&self, mailbox: &Mailbox) -> When {
        match self.undated {
            Some(When::Undecided { .. }) if !self.waiting.contains(mailbox) => When::Elsewhere,
            undated => undated.unwrap_or(When::Elsewhere),
        }
    }

    /// Whom the window concerns although it has no date.
    fn wait(&self) -> HashSet<Mailbox> {
        let Case {
            plan, directory, ..
        } = self.case;
        let concerns = |audience: &Audience, reader: &Recipient| match (self.window, self.undecided)
        {
            (Some(window), _) => concerns(plan, audience, reader, window),
            (None, Some(open)) => awaits(plan, audience, reader, open),
            (None, None) => false,
        };
        let mut waiting = HashSet::new();
        for audience in &plan.audiences {
            let readers = directory.recipients(&audience.id);
            // Whoever is in no audience any more has no profile.
            let profiles = directory.profiles(&audience.id).iter();
            let ours = profiles.filter(|profile| concerns(audience, &readers[profile[0]]));
            let ours = ours
                .flatten()
                .map(|index| readers[*index].address.mailbox());
            waiting.extend(ours);
        }
        waiting
    }

    /// A reader of a window without a date, with the services that will concern her, when what she
    /// was told names none.
    pub(super) fn awaited(&self, mut reader: Reader) -> Reader {
        let Case {
            plan, directory, ..
        } = self.case;
        let audience = plan.audience(&reader.audience);
        if let (true, Some((audience, open))) = (
            reader.group.services.is_empty(),
            audience.zip(self.undecided),
        ) {
            let her = &directory.recipients(&audience.id)[reader.member];
            let services = awaited(plan, audience, her, open).into_iter();
            reader.group.services = services.cloned().collect();
        }
        reader
    }

    /// Where the window concerns a mailbox; nowhere when it has no date.
    pub fn concerns(&self, mailbox: &Mailbox) -> impl Iterator<Item = Concern<'_>> {
        let places = self.readers.places.get(mailbox).into_iter().flatten();
        places.map(|(group, member)| {
            let (audience, group, claim) = &self.readers.groups[*group];
            Concern {
                audience,
                group,
                member: *member,
                claim,
            }
        })
    }

    fn gather(&mut self) {
        let Some((phase, window)) = self.phase.zip(self.window) else {
            return;
        };
        let Case {
            plan, directory, ..
        } = self.case;
        let mut gathered = Readers::default();
        for audience in &plan.audiences {
            let recipients = directory.recipients(&audience.id);
            let briefings = Briefings::of((plan, self.expected()), audience, window);
            for group in groups(plan, directory, audience, window) {
                let claim = self.claim((phase, window), &audience.id, &group);
                for (sessions, members) in briefings.split(recipients, &group.members) {
                    let number = gathered.groups.len();
                    for member in &members {
                        let mailbox = recipients[*member].address.mailbox();
                        let places = gathered.places.entry(mailbox).or_default();
                        places.push((number, *member));
                    }
                    let group = Group {
                        members,
                        ..group.clone()
                    };
                    let others = plan
                        .briefings
                        .iter()
                        .map(|briefing| briefing.id.to_string());
                    let without =
                        others.filter(|id| !sessions.contains_key(id) && self.is_attended(id));
                    let without = without.collect();
                    let claim = Arc::new(Claim {
                        briefings: sessions,
                        without,
                        ..claim.clone()
                    });
                    let id = audience.id.clone();
                    gathered.groups.push((id, group, claim));
                }
            }
        }
        self.readers = gathered;
    }

    /// A reader of a window without a date for her, with those of some briefings that take place without
    /// her.
    pub(super) fn without<'b>(
        &self,
        mut reader: Reader,
        (mailbox, invited): (&Mailbox, impl Iterator<Item = &'b String>),
    ) -> Reader {
        let comes = |id: &str| {
            let mut expected = self.expected().iter();
            expected.any(|(other, people)| other.as_str() == id && people.contains(mailbox))
        };
        let held = invited.filter(|id| self.is_attended(id));
        let without = held.filter(|id| !comes(id)).cloned();
        let without: BTreeSet<String> = without.collect();
        if !without.is_empty() {
            let claim = Claim::clone(&reader.claim);
            reader.claim = Arc::new(Claim { without, ..claim });
        }
        reader
    }

    /// Whether anybody is expected at a briefing; one without is off, whatever the plan says of it.
    fn is_attended(&self, id: &str) -> bool {
        let mut expected = self.expected().iter();
        expected.any(|(other, people)| other.as_str() == id && !people.is_empty())
    }

    /// Who is expected at each briefing that takes place.
    fn expected(&self) -> &Expected<'a> {
        self.expected.get_or_init(|| self.expect())
    }

    fn expect(&self) -> Expected<'a> {
        let Case {
            plan, directory, ..
        } = self.case;
        let expected = plan.briefings.iter().filter_map(|briefing| {
            let audience = plan.audience(&briefing.audience)?;
            let readers = directory.recipients(&audience.id).iter();
            let ours = readers.filter(|reader| comes(plan, audience, reader, briefing));
            let ours = ours.map(|reader| reader.address.mailbox());
            Some((&briefing.id, ours.collect()))
        });
        expected.collect()
    }

    /// What would be true of a notice that stated everything now, but for the briefings.
    fn claim(&self, (phase, window): (&Phase, &Window), audience: &Id, group: &Group) -> Claim {
        let now = self.case.now;
        let occurrence = telling(
            self.case,
            (&self.id, audience),
            (Milestone::Changed, now),
            group,
        );
        let subject = Subject {
            phase,
            window,
            revision: 1,
        };
        let notice = state_about(self.case, subject, &occurrence, group);
        let mut claim = Claim::of(&notice.facts);
        let steps = window.actions[0].iter();
        let ours = steps.filter(|step| group.is_meant(audience, &step.meant_for));
        claim.keep(ours.filter_map(|step| Some((step.text.as_str(), step.by?))));
        claim
    }
}

/// What is true of a window whose date is left open.
fn without_date(window: &Undecided) -> When {
    if !window.waits() {
        return When::Cancelled;
    }
    When::Undecided {
        promised: window.promised(),
    }
}

/// A notice that is told because of what people believe, not because a date has come.
pub(super) fn telling(
    case: Case,
    (window, audience): (&Id, &Id),
    (milestone, moment): (Milestone, Instant),
    group: &Group,
) -> Occurrence {
    let zone = &case.directory.places[group.place].calendar.zone;
    Occurrence {
        first: case.plan.first_names(window, None, audience),
        window: window.clone(),
        milestone,
        ordinal: 1,
        of: 1,
        briefing: None,
        audience: audience.clone(),
        places: vec![group.place],
        rule: "because the plan changed".to_owned(),
        nominal: zone.civil(moment),
        moment,
        latest_useful: moment,
        moved: Vec::new(),
        merged: Vec::new(),
        words: milestone,
        opens: false,
    }
}
