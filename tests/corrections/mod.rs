//! The laws of corrections, tried on random histories of edits, sends and failures.
//!
//! What is true and who believes what is reckoned here once more, from the made-up plan and from the
//! facts of the messages that really arrived; the program is not asked about its own opinion.

mod post;
mod sketch;

use crate::checked::{Checked, check};
use chrono::{DateTime, TimeDelta, Utc};
use forewarn::belief::{Beliefs, History};
use forewarn::compose::templates::Templates;
use forewarn::diagnostic::Sources;
use forewarn::dispatch::{Dispatch, Doubt, Kind, Order, Tally};
use forewarn::ledger::{Book, Event, Happened, Ledger, MemoryLedger, Planned};
use forewarn::mailing::{Letterhead, Office};
use forewarn::night::Nights;
use forewarn::plan::impact::Impact;
use forewarn::plan::milestone::Milestone;
use forewarn::round::{Gate, Round};
use forewarn::rules::Case;
use forewarn::timeline::agenda;
use post::{Luck, Post};
use proptest::prelude::*;
use serde_json::Value;
use sketch::{Downtime, Edit, Fate, Sketch, beginning, edit};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

static WORDS: LazyLock<Templates> = LazyLock::new(|| templates(&[]));

/// Words that cost nothing, for the many histories in which only facts matter.
static BLANK: LazyLock<Templates> = LazyLock::new(|| {
    let folders = ["department-heads", "end-users", "any"];
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
    let (templates, findings) = Templates::new(own, &mut Sources::default());
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
    Undecided,
    Cancelled,
    Nothing,
}

impl Belief {
    /// What the facts of a message say.
    fn said(planned: &Planned) -> Self {
        let facts: Value = serde_json::from_str(planned.facts.json()).unwrap();
        match planned.milestone.as_str() {
            "cancelled" => return Self::Cancelled,
            "released" => return Self::Nothing,
            "rescheduled" if facts["event"]["has_new_date"] == false => return Self::Undecided,
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

    fn end(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Dated { end, .. } => Some(*end),
            _ => None,
        }
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
}

/// A plan, its ledger and its people, over time.
struct World {
    sketch: Sketch,
    now: DateTime<Utc>,
    ledger: MemoryLedger,
    post: Post,
    minds: BTreeMap<(String, String), Mind>,
    folder: tempfile::TempDir,
    templates: &'static Templates,
    run: u32,
}

/// One message that was handed over.
#[derive(Debug)]
struct Sent {
    /// The mail it was handed over in.
    mail: String,
    planned: Planned,
    luck: Luck,
}

impl World {
    fn new(templates: &'static Templates) -> Self {
        Self {
            sketch: Sketch::default(),
            now: beginning(),
            ledger: MemoryLedger::new(),
            post: Post::default(),
            minds: BTreeMap::new(),
            folder: tempfile::tempdir().unwrap(),
            templates,
            run: 0,
        }
    }

    fn truth(&self, mailbox: &str, window: &str) -> Belief {
        let window = self.sketch.windows.iter().find(|each| each.id == window);
        let window = window.unwrap();
        let services = self.sketch.touched(window, mailbox);
        match window.fate {
            Fate::Cancelled => Belief::Cancelled,
            Fate::Undecided => Belief::Undecided,
            Fate::Dated if services.is_empty() => Belief::Nothing,
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

    /// When a window is to end, by the plan or by what was recorded since it was last changed.
    fn end(&self, window: &Downtime) -> DateTime<Utc> {
        let planned = (window.start, window.end());
        let events = self.ledger.events().unwrap();
        let mut extended = events.iter().rev().filter_map(|event| match event.what {
            Happened::Extended { until, .. } => {
                (event.window == window.id && event.planned == planned).then_some(until)
            }
            _ => None,
        });
        extended.next().unwrap_or(planned.1)
    }

    /// Somebody records something of a window, if that can have happened.
    fn record(&mut self, at: usize, what: &Happening) {
        let Some((plan, ..)) = self.checked().dated else {
            return;
        };
        let window = &self.sketch.windows[at];
        let nights = Nights::read(self.ledger.events().unwrap(), &plan);
        let Some(night) = nights.of(window.id) else {
            return;
        };
        let reason = || "Copying takes longer".to_owned();
        let what = match what {
            Happening::Started => Happened::Started,
            Happening::Extended(hours) => Happened::Extended {
                until: night.end() + TimeDelta::hours(*hours),
                is_certain: true,
                reason: reason(),
            },
            Happening::Completed => Happened::Completed { data_kept: None },
        };
        // The night comes when somebody speaks of it.
        self.now = self.now.max(window.start + TimeDelta::hours(1));
        if night.allows(&what, self.now).is_ok() {
            let event = Event {
                window: window.id.to_owned(),
                at: self.now,
                planned: (window.start, window.end()),
                what,
            };
            self.ledger.note(&event).unwrap();
        }
    }

    /// One run of `send`: what was handed over, and how many orders were left waiting.
    fn send(&mut self, luck: &[Luck]) -> (Vec<Sent>, Tally) {
        let checked = self.checked();
        let Some((mut plan, mut directory, mut timeline)) = checked.dated else {
            panic!("{:?}", checked.findings.iter().collect::<Vec<_>>());
        };
        let mut history = History::read(&self.ledger, &plan).unwrap();
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
            letterhead: &Letterhead::of(&plan),
        };
        let agenda = agenda(&timeline, &directory, self.now);
        let book = self.ledger.clone();
        let round = Round::plan(office, &agenda, (&book, &Gate::open()), &|_| true).unwrap();
        assert!(
            round.waiting.is_empty(),
            "everybody can be written to at any hour"
        );
        let orders: Vec<Order> = round.orders().collect();
        let known: HashMap<String, Vec<Planned>> = orders.iter().filter_map(told).collect();
        self.post.expect(luck);
        let now = self.now;
        self.run += 1;
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
        let tally = dispatch.carry_out(orders.into_iter(), &mut self.ledger, &self.post);
        assert!(tally.stopped.is_none(), "{:?}", tally.stopped);
        let handled = self.post.empty().into_iter();
        let sent = handled.flat_map(|(key, luck)| {
            let told = known[&key].clone().into_iter();
            told.map(move |planned| Sent {
                mail: key.clone(),
                planned,
                luck,
            })
        });
        (sent.collect(), tally)
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
            });
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

    /// Whether a window that somebody heard of is not over, as she believes or as it is.
    fn matters(&self, believed: &Belief, truth: &Belief) -> bool {
        match truth {
            Belief::Dated { end, .. } => *end > self.now,
            Belief::Undecided => true,
            Belief::Cancelled | Belief::Nothing => believed.end().is_none_or(|end| end > self.now),
        }
    }

    /// The laws that hold for every send, whatever becomes of its messages.
    fn judge(&self, sent: &[Sent]) {
        let mut corrected = BTreeSet::new();
        for Sent { planned, .. } in sent {
            let said = Belief::said(planned);
            let (mailbox, window) = (&planned.recipient, &planned.window);
            let truth = self.truth(mailbox, window);
            assert_eq!(said, truth, "{} says what is not so", planned.notice);
            let corrects = ["rescheduled", "cancelled", "changed", "released"];
            if !corrects.contains(&planned.milestone.as_str()) {
                continue;
            }
            assert!(
                corrected.insert((mailbox, window, &planned.audience)),
                "{mailbox} is corrected twice about {window}"
            );
            let mind = &self.minds[&(mailbox.clone(), window.clone())];
            let mut beliefs = std::iter::once(&mind.sure).chain(&mind.maybe);
            assert!(
                beliefs.any(|belief| *belief != truth),
                "{mailbox} is corrected, but believes what is true: {mind:?}"
            );
            names_every_date(planned, mind, &truth);
        }
    }

    /// After a send of which everything arrived, nobody believes what is not so.
    fn believe_the_truth(&self) {
        for ((mailbox, window), mind) in &self.minds {
            let truth = self.truth(mailbox, window);
            if !self.matters(&mind.real, &truth) {
                continue;
            }
            let same = match (&mind.real, &truth) {
                // Whoever it does not concern needs not hear that it is off.
                (Belief::Nothing, Belief::Cancelled | Belief::Undecided) => true,
                (Belief::Cancelled, Belief::Nothing) => true,
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
    if planned.milestone == "changed" || planned.milestone == "released" {
        return;
    }
    let facts: Value = serde_json::from_str(planned.facts.json()).unwrap();
    let event = &facts["event"];
    let instant = |value: &Value| -> Option<DateTime<Utc>> { value.as_str()?.parse().ok() };
    let others = event["doubtful"].as_array().unwrap().iter();
    let mut named: BTreeSet<_> = others.filter_map(|span| instant(&span[0])).collect();
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

/// What somebody records on a night.
#[derive(Debug, Clone)]
enum Happening {
    Started,
    Extended(i64),
    Completed,
}

#[derive(Debug, Clone)]
enum Step {
    Edit(Edit),
    Wait(i64),
    Record(usize, Happening),
    Send(Vec<Luck>),
}

fn step() -> impl Strategy<Value = Step> {
    let luck = prop_oneof![
        5 => Just(Luck::Taken),
        2 => Just(Luck::PutOff),
        1 => Just(Luck::ArrivesUnseen),
        1 => Just(Luck::Lost),
    ];
    let happening = prop_oneof![
        Just(Happening::Started),
        (1..6_i64).prop_map(Happening::Extended),
        Just(Happening::Completed),
    ];
    prop_oneof![
        5 => edit().prop_map(Step::Edit),
        1 => (0..2_usize, happening).prop_map(|(at, what)| Step::Record(at, what)),
        3 => (1..700_i64).prop_map(Step::Wait),
        2 => prop::collection::vec(luck, 0..8).prop_map(Step::Send),
        2 => Just(Step::Send(Vec::new())),
    ]
}

/// Lives a history through and holds every law against it.
fn live(steps: &[Step], templates: &'static Templates) {
    let mut world = World::new(templates);
    for step in steps {
        match step {
            Step::Edit(edit) => world.sketch.edit(edit),
            Step::Record(at, what) => world.record(*at, what),
            Step::Wait(hours) => world.now += TimeDelta::hours(*hours),
            Step::Send(luck) => {
                let (sent, _) = world.send(luck);
                world.judge(&sent);
                world.learn(&sent);
            }
        }
    }
    // What is put off or in doubt is tried again within days; then everything has arrived.
    for _ in 0..3 {
        world.now += TimeDelta::days(2);
        let (sent, _) = world.send(&[]);
        world.judge(&sent);
        world.learn(&sent);
    }
    world.believe_the_truth();
    let (again, tally) = world.send(&[]);
    assert!(again.is_empty(), "the second send sends {again:?}");
    assert_eq!(tally.number(Kind::Accepted), 0);
}

fn histories() -> u32 {
    let asked = std::env::var("HISTORIES").ok();
    asked
        .and_then(|number| number.parse().ok())
        .unwrap_or(2_000)
}

fn laws(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(laws(histories()))]

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
    let (told, _) = world.send(&[]);
    world.learn(&told);
    for (window, days) in [(0, -3), (1, 3)] {
        world.sketch.edit(&Edit::Move(window, days, 0));
    }
    let (sent, tally) = world.send(&[]);
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
            one.subject.contains("2 planned downtimes"),
            "{}",
            one.subject
        );
        assert_ne!(one.window, other.window);
    }
}

#[test]
fn everybody_a_history_could_tell_is_known_by_name() {
    assert_eq!(Sketch::everybody().len(), 6);
}
