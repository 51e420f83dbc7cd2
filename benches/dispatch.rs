//! How fast deliveries are begun and settled in a ledger on disk, through a channel that takes
//! everything at once; and how long a run with nothing to do takes on a large ledger.
//!
//! `cargo bench --bench dispatch -- [deliveries] [lines] [folder]`
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a measurement reads the clock and says what it saw"
)]

use chrono::{DateTime, TimeDelta, Utc};
use forewarn::channel::{Channel, Envelope, Line, Unreachable};
use forewarn::dispatch::{Dispatch, Doubt, Kind, Order, Outgoing, Tally};
use forewarn::ledger::{
    Attempt, HeldBy, Ledger, Lock, MemoryLedger, Planned, SqliteLedger, Stated, Step,
};
use forewarn::notice::{DeliveryId, Receipt, Telling};
use forewarn::plan::address::Address;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

const SIZE: usize = 20_000;

struct Void(usize);

impl Channel for Void {
    fn connect(&self) -> Result<Box<dyn Line>, Unreachable> {
        Ok(Box::new(VoidLine))
    }

    fn width(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.0).expect("lines are there")
    }

    fn find(&self, _: &str) -> Option<bool> {
        None
    }
}

struct VoidLine;

impl Line for VoidLine {
    fn offer(&mut self, _: &Envelope, _: usize) -> Result<(), Receipt> {
        Ok(())
    }

    fn deliver(&mut self, _: &[u8]) -> Receipt {
        let answer = "250 2.0.0 Ok: queued as 4F1A22B3C".to_owned();
        Receipt::Accepted { answer }
    }

    fn close(&mut self) {}
}

fn planned(number: usize, facts: &Stated) -> Planned {
    let recipient = format!("firstname.lastname{number}@wards.example.org");
    let notice = format!("cutover-reminder-{}", number % 12);
    let told = Telling {
        notice: &notice,
        audience: "end-users",
        revision: 1,
    };
    let address: Address = recipient.parse().expect("an address");
    let id = DeliveryId::of("ehr-2027", told, &address.mailbox());
    let moment = DateTime::from_timestamp(1_803_891_600, 0).expect("a valid instant");
    Planned {
        message_id: format!("<ehr-2027.{notice}.r1.{id}@notices.example.org>"),
        id,
        plan: "ehr-2027".into(),
        notice,
        window: "cutover".into(),
        milestone: "reminder-7".into(),
        audience: "end-users".into(),
        recipient,
        name: format!("Firstname Lastname{number}"),
        revision: 1,
        subject: "Patient records are off on Saturday 27 March from 22:00".into(),
        moment,
        latest_useful: moment + TimeDelta::days(3),
        facts: facts.clone(),
    }
}

fn orders(deliveries: usize) -> impl Iterator<Item = Order<'static>> {
    let facts = Stated::of(&serde_json::json!({ "text": "x".repeat(4000) }));
    let body: Arc<[u8]> = vec![b'x'; SIZE].into();
    (0..deliveries).map(move |number| {
        let planned = planned(number, &facts);
        let body = Arc::clone(&body);
        Order::Deliver(Outgoing {
            riders: Vec::new(),
            envelope: Envelope {
                sender: "notices@example.org".into(),
                recipient: planned.recipient.clone(),
                key: planned.id.to_string(),
            },
            planned: Arc::new(planned),
            message: Box::new(move |date: DateTime<Utc>| {
                let mut bytes = format!("Date: {}\r\n\r\n", date.to_rfc2822()).into_bytes();
                bytes.extend_from_slice(&body);
                Ok(bytes)
            }),
        })
    })
}

fn carry_out(deliveries: usize, lines: usize, ledger: &mut dyn Ledger) -> (Tally, Duration) {
    let at = DateTime::from_timestamp(1_803_891_600, 0).expect("a valid instant");
    let dispatch = Dispatch {
        run: "bench",
        doubt: Doubt::Resend,
        per_minute: None,
        limit: None,
        now: &|| at,
        sleep: &std::thread::sleep,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
    };
    let start = Instant::now();
    let tally = dispatch.carry_out(orders(deliveries), ledger, &Void(lines));
    (tally, start.elapsed())
}

fn lock(path: &Path) -> Lock {
    let holder = HeldBy {
        pid: std::process::id(),
        since: Some(Utc::now()),
    };
    Lock::take(path, &holder).expect("nobody else holds it")
}

fn report(what: &str, deliveries: usize, time: Duration) {
    let rate = deliveries as f64 / time.as_secs_f64();
    println!("{what:<40} {time:>10.3?}  {rate:>9.0} /s");
}

fn tick_on_a_large_ledger(path: &Path, deliveries: usize) {
    let facts = Stated::of(&serde_json::json!({}));
    let at = Utc::now();
    let run = Arc::from("bench");
    let start = Instant::now();
    let mut ledger = SqliteLedger::open_or_create(lock(path), "ehr-2027").expect("a fresh folder");
    for chunk in (0..deliveries).collect::<Vec<_>>().chunks(5000) {
        let mut batch = Vec::new();
        for number in chunk {
            let planned = Arc::new(planned(*number, &facts));
            let (begun, attempt) = Attempt::begin(planned, "b0d1".repeat(16), at, &run);
            let answer = "250 2.0.0 Ok: queued as 4F1A22B3C".to_owned();
            batch.push(begun);
            batch.push(attempt.settle(Step::Accepted { answer }, at));
        }
        ledger.write(&batch).expect("room on the disk");
    }
    drop(ledger);
    report("filling, in groups of 5,000", deliveries, start.elapsed());
    for asked in [0, deliveries.min(1000)] {
        let start = Instant::now();
        let mut ledger = SqliteLedger::open(lock(path), "ehr-2027").expect("a good ledger");
        let (tally, _) = carry_out(asked, 4, &mut ledger);
        drop(ledger);
        assert_eq!(tally.number(Kind::Already), asked as u64);
        println!("open, ask for {asked}, close: {:?}", start.elapsed());
    }
}

fn main() {
    let given: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let number = |place: usize, usual| {
        let text = given.get(place);
        text.map_or(usual, |text| text.parse().expect("a number"))
    };
    let (deliveries, lines) = (number(0, 10_000), number(1, 4));
    let folder = match given.get(2) {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.expect("a folder for the ledgers");
    // A ledger in memory grows: few, so that the memory of the whole stays worth looking at.
    let few = deliveries.min(10_000);
    let (tally, time) = carry_out(few, lines, &mut MemoryLedger::new());
    assert_eq!(tally.number(Kind::Accepted), few as u64);
    report("in memory", few, time);
    for round in 0..3 {
        let path = folder.path().join(format!("{round}.ledger"));
        let mut ledger =
            SqliteLedger::open_or_create(lock(&path), "ehr-2027").expect("a fresh folder");
        let (tally, time) = carry_out(deliveries, lines, &mut ledger);
        assert_eq!(tally.number(Kind::Accepted), deliveries as u64);
        report("on disk, durable", deliveries, time);
    }
    tick_on_a_large_ledger(&folder.path().join("large.ledger"), number(3, 100_000));
}
