//! The laws of corrections, tried on random histories of edits, sends and failures.
//!
//! What is true and who believes what is reckoned here once more, from the made-up plan and from the
//! facts of the messages that really arrived; the program is not asked about its own opinion.

mod book;
mod deadline;
mod post;
mod sketch;
mod step;
mod worded;

use crate::checked::{Checked, check};
use book::Mortal;
use chrono::{DateTime, TimeDelta, Utc};
use forewarn::belief::{Beliefs, History};
use forewarn::compose::templates::Templates;
use forewarn::diagnostic::Sources;
use forewarn::dispatch::{Dispatch, Doubt, Kind, Order, Tally};
use forewarn::invite::{Tracks, downtime};
use forewarn::ledger::{
    Approval, Approvals, Event, Happened, Ledger, Planned, Record, Standing, Wanted,
};
use forewarn::mailing::{Letterhead, Office};
use forewarn::night::{Nights, Stage};
use forewarn::plan::Plan;
use forewarn::plan::impact::Impact;
use forewarn::plan::milestone::Milestone;
use forewarn::round::following::Corrected;
use forewarn::round::{Gate, Round, Rule};
use forewarn::rules::Case;
use forewarn::timeline::agenda;
use post::{Luck, Post};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;
use sketch::{CHIEFS, Downtime, Edit, Fate, Sketch, beginning, promised};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use step::{Happening, Step, step};

static WORDS: LazyLock<Templates> = LazyLock::new(|| templates(&[]));

/// Words that cost nothing, for the many histories in which only facts matter.
static BLANK: LazyLock<Templates> = LazyLock::new(|| {
    let folders = ["executives", "department-heads", "end-users", "any"];
    let drafts = folders.iter().flat_map(|folder| {
        let draft = |milestone: Milestone| {
            let path = format!("en/{folder}/{}.txt", milestone.slug());
            (
                path,
                "Subject: Patient records\nPreheader: A change.\n\n# Hello\n".to_owned(),
            )
        };
        Milestone::ALL.map(draft)
    });
    templates(&drafts.collect::<Vec<_>>())
});

fn templates(own: &[(String, String)]) -> Templates {
    let (templates, findings) = Templates::new("".as_ref(), own, &mut Sources::default());
    assert!(
        !findings.has_errors(),
        "{:?}",
        findings.iter().collect::<Vec<_>>()
    );
    templates
}

/// What somebody believes of a window, or what is true of it for her.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Belief {
    Dated {
        start: DateTime<Utc>,
        end: DateTime<Utc>,
        provisional: bool,
        services: BTreeMap<String, Impact>,
    },
    /// With the day by which a date is promised.
    Undecided(Option<DateTime<Utc>>),
    Cancelled,
    Nothing,
}

impl Belief {
    /// What the facts of a message say.
    fn said(planned: &Planned) -> Self {
        let facts: Value = serde_json::from_str(planned.facts.json()).unwrap();
        match planned.milestone.as_str() {
            "cancelled" => return Self::Cancelled,
            "released" | "unlisted" => return Self::Nothing,
            "rescheduled" if facts["event"]["has_new_date"] == false => {
                let promised = facts["event"]["new_date_by"].as_str();
                return Self::Undecided(promised.map(|day| day.parse().unwrap()));
            }
            "go-no-go" if facts["event"]["state"] == "no-go" => return Self::Undecided(None),
            _ => {}
        }
        let window = &facts["window"];
        let instant = |name: &str| window[name].as_str().unwrap().parse().unwrap();
        let services = window["services"].as_array().unwrap().iter();
        Self::Dated {
            start: instant("start"),
            end: instant("end"),
            provisional: window["provisional"].as_bool().unwrap(),
            services: services
                .map(|service| {
                    let impact = serde_json::from_value(service["impact"].clone()).unwrap();
                    (service["id"].as_str().unwrap().to_owned(), impact)
                })
                .collect(),
        }
    }

    /// The same as far as it does not hang on the audience in which somebody is told.
    fn of_everybody(&self) -> Self {
        let mut belief = self.clone();
        if let Self::Dated { services, .. } = &mut belief {
            services.clear();
        }
        belief
    }

    fn span(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        match self {
            Self::Dated { start, end, .. } => Some((*start, *end)),
            _ => None,
        }
    }

    fn end(&self) -> Option<DateTime<Utc>> {
        self.span().map(|(_, end)| end)
    }
}

/// What one mailbox may believe of one window: what surely arrived last, and what may have arrived
/// since.
#[derive(Debug, Clone)]
struct Mind {
    sure: Belief,
    maybe: Vec<Belief>,
    /// What she really believes.
    real: Belief,
    /// Whether the last that may have reached her was that it does not concern her.
    was_let_go: bool,
}

impl Mind {
    /// The same as far as it does not hang on the audience in which somebody is told.
    fn of_everybody(&self) -> Self {
        Self {
            sure: self.sure.of_everybody(),
            maybe: self.maybe.iter().map(Belief::of_everybody).collect(),
            real: self.real.of_everybody(),
            was_let_go: self.was_let_go,
        }
    }
}

/// A plan, its ledger and its people, over time.
struct World {
    sketch: Sketch,
    now: DateTime<Utc>,
    ledger: Mortal,
    post: Post,
    minds: BTreeMap<(String, String), Mind>,
    folder: tempfile::TempDir,
    templates: &'static Templates,
    run: u32,
    /// Whether a run died already.
    has_died: bool,
}

/// One message that was handed over.
#[derive(Debug)]
struct Sent {
    /// The mail it was handed over in.
    mail: String,
    planned: Planned,
    luck: Luck,
    /// What it says, in one line.
    text: String,
}

impl World {
    fn new(templates: &'static Templates) -> Self {
        Self {
            sketch: Sketch::default(),
            now: beginning(),
            ledger: Mortal::default(),
            post: Post::default(),
            minds: BTreeMap::new(),
            folder: tempfile::tempdir().unwrap(),
            templates,
            run: 0,
            has_died: false,
        }
    }

    fn truth(&self, mailbox: &str, window: &str) -> Belief {
        let window = self.sketch.windows.iter().find(|each| each.id == window);
        let window = window.unwrap();
        let services = self.sketch.touched(window, mailbox);
        match window.fate {
            Fate::Cancelled => Belief::Cancelled,
            _ if services.is_empty() && !self.sketch.is_chief(mailbox) => Belief::Nothing,
            Fate::Undecided => Belief::Undecided(Some(promised())),
            Fate::Dated if self.stage(window) == Stage::NoGo => Belief::Undecided(None),
            Fate::Dated => Belief::Dated {
                start: window.start,
                end: self.end(window),
                provisional: window.provisional,
                services,
            },
        }
    }

    /// The plan as it is written now.
    fn checked(&self) -> Checked {
        let path = self.folder.path().join("plan.yaml");
        std::fs::write(&path, self.sketch.written().to_string()).unwrap();
        check(&path, self.now)
    }

    /// What was recorded of the night that a window has now.
    fn events(&self, window: &Downtime) -> Vec<Event> {
        let mut events = self.ledger.book().events().unwrap();
        events.retain(|event| event.window == window.id && event.planned.0 == window.start);
        events
    }

    /// When a window is to end, by the plan or by what was recorded since it was last changed.
    fn end(&self, window: &Downtime) -> DateTime<Utc> {
        let planned = (window.start, window.end());
        let events = self.events(window).into_iter().rev();
        let mut extended = events
            .filter(|event| event.planned == planned)
            .filter_map(|event| match event.what {
                Happened::Extended { until, .. } => Some(until),
                Happened::Reopened { until, .. } => until,
                _ => None,
            });
        extended.next().unwrap_or(planned.1)
    }

    /// Where the night of a window stands.
    fn stage(&self, window: &Downtime) -> Stage {
        match self.events(window).pop().map(|event| event.what) {
            None => Stage::Ahead,
            Some(Happened::Go { .. }) => Stage::Go,
            Some(Happened::NoGo { .. }) => Stage::NoGo,
            Some(Happened::Completed { .. }) => Stage::Completed,
            Some(Happened::RolledBack { .. }) => Stage::RolledBack,
            Some(_) => Stage::Running,
        }
    }

    /// Somebody records something of a window, if that can have happened; some minutes after the
    /// last that was said of it.
    fn record(&mut self, at: usize, minutes: i64, what: &Happening) {
        let Some((plan, ..)) = self.checked().dated else {
            return;
        };
        let window = &self.sketch.windows[at];
        let nights = Nights::read(self.ledger.book().events().unwrap(), &plan);
        let Some(night) = nights.of(&window.called()) else {
            return;
        };
        // The night comes when somebody speaks of it.
        let first = match what {
            Happening::Go | Happening::NoGo => window.start - TimeDelta::hours(3),
            _ => window.start + TimeDelta::minutes(5),
        };
        let now = self.now.max(first) + TimeDelta::minutes(minutes);
        let what = what.happened(night.end().max(now));
        if night.allows(&what, now).is_ok() {
            self.now = now;
            let event = Event {
                window: window.id.to_owned(),
                at: now,
                planned: (window.start, window.end()),
                what,
            };
            self.ledger.note(&event).unwrap();
        }
    }

    /// Shows what there is to do now.
    fn look<R>(&self, gate: &Gate, see: impl FnOnce(&Round, Office) -> R) -> R {
        let checked = self.checked();
        let Some((mut plan, mut directory, mut timeline)) = checked.dated else {
            panic!("{:?}", checked.findings.iter().collect::<Vec<_>>());
        };
        let mut history = History::read(self.ledger.book(), &plan).unwrap();
        let mut letterhead = Letterhead::of(&plan, self.now);
        letterhead.tracks = self.tracks(&plan);
        history.admit_former(&plan, &mut directory);
        history
            .nights
            .enter(&mut plan, &mut timeline, &directory, self.now);
        let case = Case {
            plan: &plan,
            directory: &directory,
            timeline: &timeline,
            now: self.now,
            told: &forewarn::rules::told::Told::default(),
        };
        let beliefs = Beliefs::of(case, history, false);
        assert!(beliefs.removed.is_empty());
        let office = Office {
            case,
            beliefs: &beliefs,
            templates: self.templates,
            letterhead: &letterhead,
        };
        let agenda = agenda(&timeline, &directory, self.now);
        let round = Round::plan(office, &agenda, (self.ledger.book(), gate), &|_| true).unwrap();
        see(&round, office)
    }

    /// What calendars were told, and the windows as they are now.
    fn tracks(&self, plan: &Plan) -> Tracks {
        let mut tracks = self.ledger.book().tracks().unwrap().renamed(plan);
        let windows = downtime::windows(plan, &tracks, false);
        tracks.follow(&windows, self.now);
        tracks
    }

    /// One run of `send`: what was handed over, and how it went; in turns, as each is seen by its readers.
    fn send(&mut self, luck: &[Luck]) -> (Vec<Vec<Sent>>, Tally) {
        self.post.expect(luck);
        self.run += 1;
        let (sent, tally, corrected) = self.deliver(None);
        let corrected = corrected.heard(self.ledger.book()).unwrap();
        if corrected.is_nobody() || tally.stopped.is_some() {
            return (vec![sent], tally);
        }
        let (followed, later, _) = self.deliver(Some(&corrected));
        (vec![sent, followed], tally.and(later))
    }

    /// What there is to do is done; after another time, what could not be done before it.
    fn deliver(&mut self, before: Option<&Corrected>) -> (Vec<Sent>, Tally, Corrected) {
        let mut ledger = self.ledger.clone();
        let (known, tally, corrected) = self.look(&Gate::open(), |round, office| {
            assert!(
                round.waiting.is_empty(),
                "everybody can be written to at any hour"
            );
            let stored = ledger.book().tracks().unwrap();
            let mut tracks = office.letterhead.tracks.clone();
            for mailing in &round.due {
                mailing.remember(&mut tracks);
            }
            ledger.keep(&tracks.since(&stored)).unwrap();
            ledger.mark(&round.settled).unwrap();
            let orders: Vec<Order> = match before {
                None => round.orders().collect(),
                Some(corrected) => round.following(corrected).collect(),
            };
            let known: HashMap<String, Vec<Planned>> = orders.iter().filter_map(told).collect();
            let now = self.now;
            let dispatch = Dispatch {
                run: &self.run.to_string(),
                doubt: Doubt::Resend,
                per_minute: None,
                limit: None,
                now: &|| now,
                sleep: &|_| {},
                stop: &AtomicBool::new(false),
                progress: &|_| {},
            };
            let tally = dispatch.carry_out(orders.into_iter(), &mut ledger, &self.post);
            (known, tally, round.corrected())
        });
        let died = ledger.left.take().is_some_and(|left| left == 0);
        assert!(died || tally.stopped.is_none(), "{:?}", tally.stopped);
        self.ledger = ledger;
        let handled = self.post.empty().into_iter();
        let sent = handled.flat_map(|(key, luck, message)| {
            let told = known[&key].clone().into_iter();
            let text = worded::text(&message);
            told.map(move |planned| Sent {
                mail: key.clone(),
                planned,
                luck,
                text: text.clone(),
            })
        });
        let mut sent: Vec<Sent> = sent.collect();
        for Sent { planned, luck, .. } in &mut sent {
            // It arrived, and nobody was there any more to write that down.
            let state = self.ledger.book().state(&planned.id).unwrap().unwrap();
            if state.standing == Standing::Begun && *luck == Luck::Taken {
                *luck = Luck::ArrivesUnseen;
            }
        }
        (sent, tally, corrected)
    }

    /// Everything that is due, held, written off or waits, as far as anybody could notice.
    fn outlook(&self, gate: &Gate) -> Vec<String> {
        self.look(gate, |round, _| {
            let mut seen = Vec::new();
            for mailing in &round.due {
                for (place, reader) in mailing.readers().enumerate() {
                    let mut told = mailing.riding(place);
                    told.push(mailing.planned(reader));
                    for planned in &mut told {
                        planned.facts =
                            forewarn::ledger::Stated::of(&"what it says stands in the mail");
                    }
                    let mail = mailing.mail(reader, self.now).unwrap();
                    let mail = String::from_utf8_lossy(&mail).into_owned();
                    seen.push(format!("{told:?} {:?} {mail}", mailing.envelope(reader)));
                }
            }
            seen.extend(round.held.iter().map(|held| format!("{held:?}")));
            for item in round.missed.iter().chain(&round.late) {
                let notice = item.occurrence.notice_id();
                seen.push(format!(
                    "{notice} {:?} {:?}",
                    item.manner, item.group.members
                ));
            }
            seen.extend(round.lost.iter().map(|stray| format!("{stray:?}")));
            seen.extend(round.settled.iter().map(|mark| format!("{mark:?}")));
            seen.push(format!("{} {}", round.strays, round.withheld.number));
            seen.sort();
            seen
        })
    }

    /// Something gets another id: nobody can notice.
    fn rename(&mut self, what: usize) {
        let mut approved = Approvals::default();
        let held = Gate {
            rule: Rule::Required,
            approvals: Approvals::default(),
        };
        let sheets = self.look(&held, |round, _| {
            round.held.iter().map(|held| held.sheet.clone()).collect()
        });
        approved.add(&Approval {
            by: "Maria Osei".to_owned(),
            at: self.now,
            until: None,
            sheets,
        });
        let gates = [approved, Approvals::default()].map(|approvals| Gate {
            rule: Rule::Required,
            approvals,
        });
        let before = gates.each_ref().map(|gate| self.outlook(gate));
        self.sketch.rename(what);
        let after = gates.each_ref().map(|gate| self.outlook(gate));
        assert_eq!(before, after);
    }

    /// Takes in what arrived.
    fn learn(&mut self, sent: &[Sent]) {
        for Sent { planned, luck, .. } in sent {
            let said = Belief::said(planned);
            let key = (planned.recipient.clone(), planned.window.clone());
            let mind = self.minds.entry(key).or_insert_with(|| Mind {
                sure: Belief::Nothing,
                maybe: Vec::new(),
                real: Belief::Nothing,
                was_let_go: false,
            });
            mind.was_let_go = said == Belief::Nothing;
            match luck {
                Luck::Taken => {
                    mind.sure = said.clone();
                    mind.real = said;
                    mind.maybe.clear();
                }
                Luck::ArrivesUnseen => {
                    mind.real = said.clone();
                    mind.maybe.push(said);
                }
                Luck::Lost => mind.maybe.push(said),
                Luck::PutOff => unreachable!("what is put off is not handed over"),
            }
        }
    }

    /// Whether a window that somebody heard of is not over, as she believes or as it is. After the
    /// all-clear nobody cares when it was to end.
    fn matters(&self, window: &str, believed: &Belief, truth: &Belief) -> bool {
        let mut windows = self.sketch.windows.iter();
        let window = windows.find(|each| each.id == window).unwrap();
        let is_over = matches!(self.stage(window), Stage::Completed | Stage::RolledBack);
        match truth {
            Belief::Dated { .. } if is_over => false,
            Belief::Dated { end, .. } => *end > self.now,
            Belief::Undecided(_) => true,
            Belief::Cancelled | Belief::Nothing => believed.end().is_none_or(|end| end > self.now),
        }
    }

    /// The laws that hold for every send, whatever becomes of its messages.
    fn judge(&self, sent: &[Sent]) {
        let mut corrected = BTreeSet::new();
        for told in sent {
            let planned = &told.planned;
            let (mailbox, window) = (&planned.recipient, &planned.window);
            let truth = self.truth(mailbox, window);
            let said = self.said(planned, &truth);
            let (said, truth) = match self.may_be_chief(mailbox) {
                true => (said.of_everybody(), truth.of_everybody()),
                false => (said, truth),
            };
            assert_eq!(said, truth, "{} says what is not so", planned.notice);
            let corrects = [
                "rescheduled",
                "cancelled",
                "changed",
                "released",
                "unlisted",
            ];
            if !corrects.contains(&planned.milestone.as_str()) {
                continue;
            }
            // That it does not concern her is not known of whoever left the lists.
            let is_unlisted = planned.milestone == "unlisted";
            assert!(
                said != Belief::Nothing || is_unlisted != self.sketch.lists(mailbox),
                "{mailbox} is told {}",
                planned.milestone
            );
            assert!(
                corrected.insert((mailbox, window, &planned.audience)),
                "{mailbox} is corrected twice about {window}"
            );
            let mind = &self.minds[&(mailbox.clone(), window.clone())];
            let mut beliefs = std::iter::once(&mind.sure).chain(&mind.maybe);
            let is_chief = self.may_be_chief(mailbox);
            let differs = |belief: &Belief| match is_chief {
                true => belief.of_everybody() != truth,
                false => *belief != truth,
            };
            assert!(
                beliefs.any(differs) || is_chief && planned.milestone == "changed",
                "{mailbox} is corrected, but believes what is true: {mind:?}"
            );
            names_every_date(planned, mind, &truth);
            if std::ptr::eq(self.templates, &*WORDS) {
                let mind = match is_chief {
                    true => mind.of_everybody(),
                    false => mind.clone(),
                };
                worded::says_what_is_so(told, &mind, &truth);
            }
        }
        self.welcome(sent);
    }

    /// Whether somebody is told of other services as one of one audience than of another.
    fn may_be_chief(&self, mailbox: &str) -> bool {
        CHIEFS.contains(&mailbox) || self.sketch.is_chief(mailbox)
    }

    /// What a message says. One that an end does not hold names the end that its reader may have
    /// been told of this date, and says nothing of the one that does.
    fn said(&self, planned: &Planned, truth: &Belief) -> Belief {
        let said = Belief::said(planned);
        let facts: Value = serde_json::from_str(planned.facts.json()).unwrap();
        let key = (planned.recipient.clone(), planned.window.clone());
        let mind = self
            .minds
            .get(&key)
            .filter(|_| facts["milestone"] == "holding");
        let Some(mind) = mind else {
            return said;
        };
        let told = said.span();
        let mut beliefs = std::iter::once(&mind.sure).chain(&mind.maybe);
        let is_hers = beliefs.any(|belief| belief.span() == told);
        match (said, truth.end()) {
            (
                Belief::Dated {
                    start,
                    provisional,
                    services,
                    ..
                },
                Some(end),
            ) if is_hers => Belief::Dated {
                start,
                end,
                provisional,
                services,
            },
            (said, _) => said,
        }
    }

    /// Whoever was let go hears that it concerns her again from the first notice that says so, and
    /// nobody else does.
    fn welcome(&self, sent: &[Sent]) {
        let mut told: BTreeMap<_, Vec<(Milestone, bool)>> = BTreeMap::new();
        for Sent { planned, .. } in sent {
            let facts: Value = serde_json::from_str(planned.facts.json()).unwrap();
            let milestone = Milestone::from_slug(&planned.milestone).unwrap();
            let key = (planned.recipient.clone(), planned.window.clone());
            let told = told.entry(key).or_default();
            told.push((milestone, facts["again"] == true));
        }
        for (key, told) in told {
            let was_let_go = self.minds.get(&key).is_some_and(|mind| mind.was_let_go);
            let says_again = told.iter().any(|(_, again)| *again);
            let informs = told.iter().any(|(milestone, _)| milestone.informs());
            assert!(was_let_go || !says_again, "{key:?} hears {told:?}");
            assert!(
                !was_let_go || !informs || says_again,
                "{key:?} hears {told:?}"
            );
        }
    }

    /// Whether something was told to a mailbox of which nobody will ever know whether it arrived.
    fn is_held(&self, mailbox: &str, window: &str) -> bool {
        let mut held = false;
        let wanted = Wanted::Recipient(crate::ledger::mailbox(mailbox));
        let see = &mut |record: Record| {
            held |= record.planned.window == window && record.state.standing == Standing::Held;
        };
        self.ledger.book().records(&wanted, see).unwrap();
        held
    }

    /// After a send of which everything arrived, nobody believes what is not so.
    fn believe_the_truth(&self) {
        for ((mailbox, window), mind) in &self.minds {
            let truth = self.truth(mailbox, window);
            if !self.matters(window, &mind.real, &truth) {
                continue;
            }
            let (real, truth) = match self.may_be_chief(mailbox) {
                true => (mind.real.of_everybody(), truth.of_everybody()),
                false => (mind.real.clone(), truth),
            };
            let same = match (&real, &truth) {
                // Whoever it does not concern needs not hear that it is off.
                (Belief::Nothing, Belief::Cancelled) => true,
                // Whoever was let go hears that it is to concern her; whoever heard nothing waits.
                (Belief::Nothing, Belief::Undecided(promised)) => {
                    promised.is_none() || !mind.was_let_go
                }
                (Belief::Cancelled, Belief::Nothing) => true,
                // A decision not to start takes no promise back.
                (Belief::Undecided(_), Belief::Undecided(None)) => true,
                // Nobody can say whether her first notice arrived; its moment has passed meanwhile,
                // and the next one tells her.
                (Belief::Nothing, truth) if mind.maybe.contains(truth) => {
                    self.is_held(mailbox, window)
                }
                (real, truth) => real == truth,
            };
            assert!(
                same,
                "{mailbox} believes of {window} {:?}, not {truth:?}",
                mind.real
            );
        }
    }
}

/// What an order tells, by the key of its mail.
fn told(order: &Order) -> Option<(String, Vec<Planned>)> {
    let Order::Deliver(outgoing) = order else {
        return None;
    };
    let told = std::iter::once(&outgoing.planned).chain(&outgoing.riders);
    let told = told.map(|planned| Planned::clone(planned)).collect();
    Some((outgoing.envelope.key.clone(), told))
}

/// A correction names every date that its reader may have been told and that is not so.
fn names_every_date(planned: &Planned, mind: &Mind, truth: &Belief) {
    if ["changed", "released", "unlisted"].contains(&planned.milestone.as_str()) {
        return;
    }
    let facts: Value = serde_json::from_str(planned.facts.json()).unwrap();
    let event = &facts["event"];
    let instant = |value: &Value| -> Option<DateTime<Utc>> { value.as_str()?.parse().ok() };
    let others = event["hearsay"].as_array().unwrap().iter();
    let mut named: BTreeSet<_> = others
        .filter_map(|other| instant(&other["start"]))
        .collect();
    named.extend(instant(&event["old_start"]));
    let start = |belief: &Belief| match belief {
        Belief::Dated { start, .. } => Some(*start),
        _ => None,
    };
    for belief in std::iter::once(&mind.sure).chain(&mind.maybe) {
        let told = start(belief).filter(|told| Some(*told) != start(truth));
        if let Some(told) = told {
            assert!(named.contains(&told), "{told} is not named: {event}");
        }
    }
}

impl World {
    /// A second run has nothing to send when all of the first was taken.
    fn rest(&mut self) {
        let (again, tally) = self.send(&[]);
        let again: Vec<Sent> = again.into_iter().flatten().collect();
        assert!(again.is_empty(), "the second send sends {again:?}");
        assert_eq!(tally.number(Kind::Accepted), 0);
    }

    /// One run, held against the laws.
    fn turn(&mut self, luck: &[Luck]) -> Vec<Sent> {
        let (turns, _) = self.send(luck);
        for sent in &turns {
            self.judge(sent);
            self.learn(sent);
        }
        turns.into_iter().flatten().collect()
    }
}

/// Lives a history through and holds every law against it.
fn live(steps: &[Step], templates: &'static Templates) {
    let mut world = World::new(templates);
    for step in steps {
        match step {
            Step::Edit(edit) => world.sketch.edit(edit),
            Step::Rename(what) => world.rename(*what),
            Step::Night(at, hours) => {
                for (minutes, what, luck) in hours {
                    world.record(*at, *minutes, what);
                    if let Some(luck) = luck {
                        world.turn(luck);
                    }
                }
            }
            Step::Wait(hours) => world.now += TimeDelta::hours(*hours),
            Step::Send(luck) => {
                world.turn(luck);
                if luck.is_empty() {
                    world.rest();
                }
            }
            // Three runs that died with one message would leave it in doubt for good.
            Step::Die(_) if world.has_died => {}
            Step::Die(after) => {
                world.has_died = true;
                world.ledger.left = Some(*after);
                world.turn(&[]);
            }
        }
    }
    // What is put off or in doubt is tried again within days; then everything has arrived.
    for _ in 0..3 {
        world.now += TimeDelta::days(2);
        world.turn(&[]);
        world.rest();
    }
    world.believe_the_truth();
}

/// How many histories a long run was asked for.
fn asked() -> Option<u32> {
    std::env::var("HISTORIES").ok()?.parse().ok()
}

/// The same histories every time, so that a law that fails was broken by the change at hand; a long
/// run, which looks for what nobody has found yet, makes up others.
fn laws(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 400,
        rng_seed: match asked() {
            Some(_) => RngSeed::Random,
            None => RngSeed::Fixed(20_270_327),
        },
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(laws(asked().unwrap_or(2_000)))]

    #[test]
    fn nobody_is_left_believing_what_is_not_so(steps in prop::collection::vec(step(), 1..14)) {
        live(&steps, &BLANK);
    }
}

proptest! {
    #![proptest_config(laws(60))]

    #[test]
    fn whatever_happens_there_are_words_for_it(steps in prop::collection::vec(step(), 1..14)) {
        live(&steps, &WORDS);
    }
}

#[test]
fn corrections_of_two_windows_are_one_mail() {
    let mut world = World::new(&WORDS);
    for (window, days) in [(0, 30), (1, -30)] {
        world
            .sketch
            .edit(&Edit::Touch(window, 0, Some(Impact::Off)));
        world.sketch.edit(&Edit::Move(window, days, 0));
    }
    world.now += TimeDelta::days(50);
    world.turn(&[]);
    for (window, days) in [(0, -3), (1, 3)] {
        world.sketch.edit(&Edit::Move(window, days, 0));
    }
    let (turns, tally) = world.send(&[]);
    let sent: Vec<Sent> = turns.into_iter().flatten().collect();
    let corrects = |sent: &&Sent| sent.planned.milestone == "rescheduled";
    let mut mails: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
    for sent in sent.iter().filter(corrects) {
        let mailbox = sent.planned.recipient.as_str();
        mails.entry(mailbox).or_default().push(sent);
    }
    let both: Vec<_> = mails.values().filter(|sent| sent.len() == 2).collect();
    assert!(!both.is_empty(), "{tally:?}");
    for sent in both {
        assert_eq!(sent[0].mail, sent[1].mail, "one mail");
        let [one, other] = [0, 1].map(|at| &sent[at].planned);
        assert_eq!(one.message_id, other.message_id);
        assert_eq!(one.subject, other.subject);
        assert!(
            one.subject.starts_with("New date") || one.subject.starts_with("Update: "),
            "{}",
            one.subject
        );
        assert_ne!(one.window, other.window);
    }
}

#[test]
fn everybody_a_history_could_tell_is_known_by_name() {
    assert_eq!(Sketch::everybody().len(), 7);
}

/// The first notice may have arrived, is then put off until its moment has passed, and the run that
/// writes it off dies before the next notice.
#[test]
fn a_first_notice_that_was_written_off_in_doubt_stands_in_no_way_of_the_next() {
    for after in 0..5 {
        let steps = [
            Step::Send(vec![Luck::Lost; 4]),
            Step::Wait(3),
            Step::Send(vec![Luck::PutOff; 8]),
            Step::Wait(41 * 24),
            Step::Die(after),
        ];
        live(&steps, &BLANK);
    }
}

#[test]
fn what_was_put_off_is_told_after_all_when_an_edit_is_undone() {
    let steps = [
        Step::Send(vec![Luck::Lost; 4]),
        Step::Wait(3),
        Step::Send(vec![Luck::PutOff; 8]),
        Step::Wait(3),
        Step::Edit(Edit::Move(0, 3, 0)),
        Step::Send(vec![Luck::PutOff; 8]),
        Step::Edit(Edit::Move(0, -3, 0)),
    ];
    live(&steps, &BLANK);
}

/// The window moves on to days later, and nobody was told that its first night takes longer.
#[test]
fn a_date_that_moved_has_none_of_the_ends_of_the_one_before() {
    let night = vec![
        (172, Happening::Extended(1), None),
        (63, Happening::Progress(false), None),
    ];
    let steps = [
        Step::Send(vec![]),
        Step::Night(0, night),
        Step::Edit(Edit::Move(0, 2, 0)),
    ];
    live(&steps, &BLANK);
}

#[test]
fn that_nobody_knows_the_end_is_not_told_any_more_when_somebody_does() {
    let open = vec![(0, Happening::Completed, None)];
    let closed = vec![
        (0, Happening::Reopened(None), Some(vec![Luck::PutOff])),
        (6, Happening::Extended(1), None),
    ];
    let steps = [
        Step::Send(vec![]),
        Step::Night(0, open),
        Step::Night(0, closed),
        Step::Send(vec![]),
    ];
    live(&steps, &BLANK);
}

/// Whoever was told as an executive is one no more, and nobody knows whether what she is told as a
/// head of department arrived.
#[test]
fn what_may_have_reached_her_as_somebody_else_leaves_nobody_believing_what_she_surely_heard() {
    let steps = [
        Step::Night(0, vec![(0, Happening::Extended(1), Some(vec![]))]),
        Step::Edit(Edit::Raise(0, false)),
        Step::Night(0, vec![(0, Happening::Go, Some(vec![Luck::Lost]))]),
    ];
    live(&steps, &BLANK);
}

/// She is told as one thing of her new date, and what tells her so as another is put off.
#[test]
fn whoever_heard_the_new_date_as_something_else_is_not_corrected_any_more() {
    let steps = [
        Step::Send(vec![]),
        Step::Edit(Edit::Raise(1, true)),
        Step::Edit(Edit::Move(0, 0, -1)),
        Step::Send(vec![Luck::Taken, Luck::PutOff]),
    ];
    live(&steps, &BLANK);
}

/// She is told twice that it is called off, as one thing and as another, and nobody saw the second arrive.
#[test]
fn what_is_called_off_is_told_once_to_whoever_surely_heard_it() {
    let lucks = vec![Luck::Taken, Luck::Taken, Luck::ArrivesUnseen];
    let steps = [
        Step::Send(vec![Luck::Taken; 3]),
        Step::Edit(Edit::Meet(0, Fate::Cancelled)),
        Step::Send(lucks),
        Step::Send(vec![]),
    ];
    live(&steps, &BLANK);
}

/// Nobody ran `send` while a decision was worth telling.
#[test]
fn a_decision_that_was_missed_is_put_right_in_the_same_run() {
    let steps = [
        Step::Wait(384 + 513 + 542),
        Step::Send(vec![]),
        Step::Night(1, vec![(0, Happening::NoGo, None)]),
        Step::Wait(24),
    ];
    live(&steps, &BLANK);
}

/// She knows as one thing that it was closed again, and it is written off for her as another.
#[test]
fn what_she_surely_heard_is_not_undone_by_what_nobody_knows_the_fate_of() {
    let lucks = vec![Luck::Taken, Luck::ArrivesUnseen];
    let night = vec![
        (43, Happening::Completed, Some(vec![])),
        (192, Happening::Reopened(None), Some(lucks)),
    ];
    live(&[Step::Send(vec![]), Step::Night(0, night)], &BLANK);
}

#[test]
fn whoever_first_hears_of_a_window_after_a_decision_does_not_hear_of_that_as_well() {
    let steps = [
        Step::Night(0, vec![(0, Happening::Go, None)]),
        Step::Send(vec![]),
    ];
    live(&steps, &BLANK);
}

/// She hears as one thing that it takes longer, and as another only that nobody knows the end.
#[test]
fn an_end_she_heard_of_as_something_else_is_hers() {
    let night = vec![
        (0, Happening::Started, Some(vec![Luck::Taken; 4])),
        (
            1,
            Happening::Extended(1),
            Some(vec![Luck::Taken, Luck::PutOff]),
        ),
        (0, Happening::Completed, None),
        (0, Happening::Reopened(None), None),
    ];
    live(&[Step::Night(0, night), Step::Send(vec![])], &BLANK);
}

/// She surely heard it as one thing, and nobody ever knows whether she did as another.
#[test]
fn whoever_heard_as_something_else_that_it_does_not_start_is_not_told_so_again() {
    let lucks = vec![Luck::Taken, Luck::Taken, Luck::Taken, Luck::ArrivesUnseen];
    let steps = [
        Step::Send(vec![]),
        Step::Night(0, vec![(0, Happening::NoGo, Some(lucks))]),
        Step::Night(1, vec![(0, Happening::Go, None)]),
    ];
    live(&steps, &BLANK);
}

/// She surely heard the first date as an executive; as a head of department alone she may have heard
/// another, of which nobody knows whether it arrived.
#[test]
fn whoever_is_an_executive_no_more_is_put_right_of_what_she_may_have_heard_since() {
    let steps = [
        Step::Edit(Edit::Move(0, 6, 0)),
        Step::Send(vec![]),
        Step::Edit(Edit::Raise(0, false)),
        Step::Edit(Edit::Move(0, 1, 0)),
        Step::Send(vec![Luck::Lost]),
    ];
    live(&steps, &BLANK);
}

/// Nobody knows whether it arrived that the old system came back, after midnight; then the window
/// moves to that day.
#[test]
fn whoever_hears_of_a_new_date_on_the_day_of_the_way_back_reads_which_one_does_not_hold() {
    for fate in [Fate::Dated, Fate::Cancelled] {
        let night = vec![
            (0, Happening::Go, None),
            (190, Happening::RolledBack, Some(vec![Luck::Lost; 8])),
        ];
        let steps = [
            Step::Send(vec![]),
            Step::Night(0, night),
            Step::Edit(Edit::Move(0, 1, 0)),
            Step::Edit(Edit::Meet(0, fate)),
            Step::Send(vec![]),
        ];
        live(&steps, &WORDS);
    }
}
