//! A channel that remembers and answers as told, and a run with the clock held.

use crate::ledger::{nine, planned};
use chrono::{DateTime, TimeDelta, Utc};
use forewarn::channel::{Channel, Envelope, Line, Unreachable};
use forewarn::dispatch::{Dispatch, Doubt, Order, Outgoing, Tally};
use forewarn::ledger::{Ledger, Planned};
use forewarn::notice::Receipt;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A channel that remembers what arrived and answers as it is told.
pub struct Recorder {
    pub arrived: Mutex<Vec<String>>,
    pub offers: AtomicUsize,
    pub connects: AtomicUsize,
    pub width: usize,
    pub at_offer: fn(usize, &str) -> Option<Receipt>,
    pub at_dot: fn(usize, &str) -> Option<Receipt>,
    pub connect: fn(usize) -> bool,
    pub find: bool,
}

impl Recorder {
    pub fn new(width: usize) -> Arc<Self> {
        Arc::new(Self::willing(width))
    }

    pub fn willing(width: usize) -> Self {
        Self {
            arrived: Mutex::default(),
            offers: AtomicUsize::new(0),
            connects: AtomicUsize::new(0),
            width,
            at_offer: |_, _| None,
            at_dot: |_, _| None,
            connect: |_| true,
            find: false,
        }
    }

    pub fn copies(&self) -> HashMap<String, usize> {
        let mut copies = HashMap::new();
        for recipient in self.arrived.lock().unwrap().iter() {
            *copies.entry(recipient.clone()).or_default() += 1;
        }
        copies
    }

    pub fn offers(&self) -> usize {
        self.offers.load(Ordering::SeqCst)
    }
}

/// The same recorder, lent to a run.
pub struct Handle(pub Arc<Recorder>);

impl Channel for Handle {
    fn connect(&self) -> Result<Box<dyn Line>, Unreachable> {
        let number = self.0.connects.fetch_add(1, Ordering::SeqCst);
        if !(self.0.connect)(number) {
            return Err(Unreachable {
                what: "mail.example.org does not answer".into(),
                hint: "ask the network team".into(),
                passing: true,
            });
        }
        Ok(Box::new(RecorderLine {
            channel: Arc::clone(&self.0),
            offered: None,
        }))
    }

    fn width(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.0.width).expect("lines are there")
    }

    fn find(&self, key: &str) -> Option<bool> {
        let arrived = self.0.arrived.lock().unwrap();
        self.0.find.then(|| arrived.iter().any(|each| each == key))
    }
}

struct RecorderLine {
    channel: Arc<Recorder>,
    offered: Option<(usize, String)>,
}

impl Line for RecorderLine {
    fn offer(&mut self, envelope: &Envelope, _: usize) -> Result<(), Receipt> {
        assert!(self.offered.is_none(), "offered while a message is awaited");
        let number = self.channel.offers.fetch_add(1, Ordering::SeqCst);
        match (self.channel.at_offer)(number, &envelope.recipient) {
            Some(receipt) => Err(receipt),
            None => {
                self.offered = Some((number, envelope.recipient.clone()));
                Ok(())
            }
        }
    }

    fn deliver(&mut self, message: &[u8]) -> Receipt {
        let (number, recipient) = self.offered.take().expect("offered before");
        assert!(!message.is_empty());
        let answer = (self.channel.at_dot)(number, &recipient);
        if matches!(answer, None | Some(Receipt::InDoubt { .. })) {
            self.channel.arrived.lock().unwrap().push(recipient);
        }
        answer.unwrap_or(Receipt::Accepted {
            answer: "250 ok".into(),
        })
    }

    fn close(&mut self) {
        assert!(self.offered.is_none(), "said goodbye inside a message");
    }
}

/// The order to deliver this.
pub fn order(planned: Planned) -> Order<'static> {
    Order::Deliver(Outgoing {
        riders: Vec::new(),
        envelope: Envelope {
            sender: "notices@example.org".into(),
            recipient: planned.recipient.clone(),
            key: planned.recipient.clone(),
        },
        planned: Arc::new(planned),
        message: Box::new(|date| Ok(format!("Date: {date}\r\n\r\nHello.\r\n").into_bytes())),
    })
}

/// The first announcement to so many readers.
pub fn orders(readers: usize) -> impl Iterator<Item = Order<'static>> {
    (0..readers).map(|number| order(planned("first", number)))
}

/// One run of the dispatch, with the clock held.
pub struct Run {
    pub at: DateTime<Utc>,
    pub doubt: Doubt,
    pub stop: AtomicBool,
}

impl Run {
    pub fn at(minute: i64) -> Self {
        Self {
            at: nine() + TimeDelta::minutes(minute),
            doubt: Doubt::Resend,
            stop: AtomicBool::new(false),
        }
    }

    pub fn of<'o>(
        &self,
        orders: impl Iterator<Item = Order<'o>>,
        ledger: &mut dyn Ledger,
        channel: &Arc<Recorder>,
    ) -> Tally {
        let dispatch = Dispatch {
            run: "a-run",
            doubt: self.doubt,
            per_minute: None,
            limit: None,
            now: &|| self.at,
            sleep: &|_| {},
            stop: &self.stop,
            progress: &|_| {},
        };
        dispatch.carry_out(orders, ledger, &Handle(Arc::clone(channel)))
    }
}
