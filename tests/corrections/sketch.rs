//! A plan that lives: windows that move and come to nothing, people who come, go and change places.

use chrono::{DateTime, TimeDelta, Utc};
use forewarn::plan::impact::Impact;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub const DEPARTMENTS: [&str; 2] = ["wards", "finance"];
pub const SERVICES: [&str; 3] = ["records", "orders", "payroll"];

/// A step that has a deadline of its own.
pub const PRINT: &str = "Print the lists.";

/// Monday 4 January 2027, 10:00, when every history begins.
pub fn beginning() -> DateTime<Utc> {
    "2027-01-04T10:00:00Z".parse().unwrap()
}

/// The day by which a window without a date is promised one.
pub fn promised() -> DateTime<Utc> {
    "2027-12-01T12:00:00Z".parse().unwrap()
}

/// When a window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Dated,
    Undecided,
    Cancelled,
}

#[derive(Debug, Clone)]
pub struct Downtime {
    pub id: &'static str,
    pub start: DateTime<Utc>,
    pub length: TimeDelta,
    pub fate: Fate,
    pub provisional: bool,
    pub services: BTreeMap<usize, Impact>,
    /// How often it got another id.
    pub renames: usize,
    /// By when lists have to be printed, if they have.
    pub due: Option<DateTime<Utc>>,
}

/// A plan as it is made up, before anything is written.
#[derive(Debug, Clone)]
pub struct Sketch {
    pub windows: Vec<Downtime>,
    /// Which departments use each service.
    pub users: [BTreeSet<usize>; 3],
    /// The department of each end user who is in the list.
    pub people: BTreeMap<usize, usize>,
    /// How often the heads and the end users got another id.
    pub audiences: [usize; 2],
    /// Who of those who are told as something else is an executive as well.
    pub chiefs: BTreeSet<&'static str>,
}

/// Those who can be executives as well as something else.
pub const CHIEFS: [&str; 3] = [
    "head-wards@h.example",
    "head-finance@h.example",
    "user-3@u.example",
];

/// Something a planner does to the file.
#[derive(Debug, Clone)]
pub enum Edit {
    Move(usize, i64, i64),
    Lengthen(usize, i64),
    Meet(usize, Fate),
    Firm(usize, bool),
    Touch(usize, usize, Option<Impact>),
    Use(usize, usize, bool),
    Employ(usize, Option<usize>),
    Raise(usize, bool),
}

pub fn edit() -> impl Strategy<Value = Edit> {
    let impact = || {
        prop::sample::select(vec![
            None,
            Some(Impact::Slower),
            Some(Impact::ReadOnly),
            Some(Impact::Off),
        ])
    };
    let fate = || prop::sample::select(vec![Fate::Dated, Fate::Undecided, Fate::Cancelled]);
    prop_oneof![
        4 => (0..2_usize, -6..12_i64, -3..4_i64).prop_map(|(at, days, hours)| Edit::Move(at, days, hours)),
        1 => (0..2_usize, -1..4_i64).prop_map(|(at, hours)| Edit::Lengthen(at, hours)),
        2 => (0..2_usize, fate()).prop_map(|(at, fate)| Edit::Meet(at, fate)),
        1 => (0..2_usize, any::<bool>()).prop_map(|(at, firm)| Edit::Firm(at, firm)),
        2 => (0..2_usize, 0..3_usize, impact()).prop_map(|(at, service, impact)| Edit::Touch(at, service, impact)),
        1 => (0..3_usize, 0..2_usize, any::<bool>()).prop_map(|(service, department, uses)| Edit::Use(service, department, uses)),
        2 => (0..4_usize, prop::option::of(0..2_usize)).prop_map(|(person, department)| Edit::Employ(person, department)),
        2 => (0..CHIEFS.len(), any::<bool>()).prop_map(|(who, is_chief)| Edit::Raise(who, is_chief)),
    ]
}

impl Default for Sketch {
    fn default() -> Self {
        let window = |id, days, services: &[usize]| Downtime {
            id,
            start: beginning() + TimeDelta::days(days) + TimeDelta::hours(12),
            length: TimeDelta::hours(4),
            fate: Fate::Dated,
            provisional: false,
            services: services.iter().map(|at| (*at, Impact::Off)).collect(),
            renames: 0,
            due: None,
        };
        Self {
            windows: vec![window("cutover", 70, &[0, 1]), window("second", 150, &[2])],
            users: [
                BTreeSet::from([0, 1]),
                BTreeSet::from([0]),
                BTreeSet::from([1]),
            ],
            people: BTreeMap::from([(0, 0), (1, 1), (2, 0)]),
            audiences: [0, 0],
            chiefs: BTreeSet::from([CHIEFS[0]]),
        }
    }
}

impl Sketch {
    pub fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Move(at, days, hours) => {
                // The two never meet, so that the plan stays one that can be carried out.
                let base = beginning() + TimeDelta::days([70, 150][*at]) + TimeDelta::hours(12);
                let farthest = TimeDelta::days(30);
                let start =
                    self.windows[*at].start + TimeDelta::days(*days) + TimeDelta::hours(*hours);
                self.windows[*at].start = start.clamp(base - farthest, base + farthest);
            }
            Edit::Lengthen(at, hours) => {
                let length = self.windows[*at].length + TimeDelta::hours(*hours);
                let (least, most) = (TimeDelta::hours(1), TimeDelta::hours(9));
                self.windows[*at].length = length.clamp(least, most);
            }
            Edit::Meet(at, fate) => self.windows[*at].fate = *fate,
            Edit::Firm(at, firm) => self.windows[*at].provisional = !firm,
            Edit::Touch(at, service, impact) => {
                let services = &mut self.windows[*at].services;
                match impact {
                    Some(impact) => services.insert(*service, *impact),
                    None if services.len() > 1 => services.remove(service),
                    None => None,
                };
            }
            Edit::Use(service, department, uses) => {
                let users = &mut self.users[*service];
                if *uses {
                    users.insert(*department);
                } else if users.len() > 1 {
                    users.remove(department);
                }
            }
            Edit::Employ(person, Some(department)) => {
                self.people.insert(*person, *department);
            }
            Edit::Employ(person, None) if self.people.len() > 1 => {
                self.people.remove(person);
            }
            Edit::Employ(..) => {}
            Edit::Raise(who, true) => {
                self.chiefs.insert(CHIEFS[*who]);
            }
            Edit::Raise(who, false) => {
                self.chiefs.remove(CHIEFS[*who]);
            }
        }
    }

    /// The services of a window that somebody is concerned by.
    pub fn touched(&self, window: &Downtime, mailbox: &str) -> BTreeMap<String, Impact> {
        let Some(department) = self.department(mailbox) else {
            return BTreeMap::new();
        };
        let services = window.services.iter();
        let ours = services.filter(|(service, _)| self.users[**service].contains(&department));
        ours.map(|(service, impact)| (SERVICES[*service].to_owned(), *impact))
            .collect()
    }

    /// Whether somebody is told of every window, whatever she uses.
    pub fn is_chief(&self, mailbox: &str) -> bool {
        mailbox == "chief@h.example" || self.chiefs.contains(mailbox)
    }

    /// Whether somebody is in any list of people.
    pub fn lists(&self, mailbox: &str) -> bool {
        self.department(mailbox).is_some() || self.is_chief(mailbox)
    }

    fn department(&self, mailbox: &str) -> Option<usize> {
        let (who, _) = mailbox.split_once('@')?;
        match who.strip_prefix("user-") {
            Some(number) => self.people.get(&number.parse().ok()?).copied(),
            None => DEPARTMENTS
                .iter()
                .position(|id| who == format!("head-{id}")),
        }
    }

    /// Everybody who could ever be told something.
    pub fn everybody() -> Vec<String> {
        let heads = DEPARTMENTS.iter().map(|id| format!("head-{id}@h.example"));
        let chief = std::iter::once("chief@h.example".to_owned());
        chief
            .chain(heads)
            .chain((0..4).map(|person| format!("user-{person}@u.example")))
            .collect()
    }

    /// Something gets another id, and the plan says so.
    pub fn rename(&mut self, what: usize) {
        match what {
            0 | 1 => self.windows[what].renames += 1,
            other => self.audiences[other % 2] += 1,
        }
    }

    fn audience(&self, at: usize, first: &str, people: &Value) -> (String, Value) {
        let renames = self.audiences[at];
        let mut audience = json!({"people": people});
        if renames > 0 {
            audience["like"] = json!(first);
            audience["renamed-from"] = former(first, renames);
        }
        (called(first, renames), audience)
    }

    pub fn written(&self) -> Value {
        let department = |id: &&str| {
            let head =
                json!({"name": format!("Head of {id}"), "email": format!("head-{id}@h.example")});
            (id.to_string(), json!({"name": id, "head": head}))
        };
        let departments: Map<String, Value> = DEPARTMENTS.iter().map(department).collect();
        let service = |(at, id): (usize, &&str)| {
            let users: Vec<&str> = self.users[at].iter().map(|at| DEPARTMENTS[*at]).collect();
            let name = format!("The {id}");
            (
                id.to_string(),
                json!({"name": name, "severity": "high", "used-by": users}),
            )
        };
        let services: Map<String, Value> = SERVICES.iter().enumerate().map(service).collect();
        let person = |(person, department): (&usize, &usize)| {
            let email = format!("user-{person}@u.example");
            json!({"name": format!("User {person}"), "email": email, "department": DEPARTMENTS[*department]})
        };
        let chiefs = self.chiefs.iter().copied();
        let chiefs = std::iter::once("chief@h.example").chain(chiefs);
        let chiefs: Value = chiefs
            .map(|email| json!({"name": "A chief", "email": email}))
            .collect();
        json!({
            "plan": "records-move", "title": "Records move", "organisation": "St Brannock",
            "timezone": "UTC", "status": "confirmed",
            "contact": {"team": "Change team", "email": "change@desk.example"},
            "calendar": {"sending-hours": "00:00-23:59 mon-sun"},
            // The last day to object would move with the size of a window.
            "policy": {"object-until": "20 days before start"},
            "departments": departments,
            "services": services,
            "audiences": Map::from_iter([
                ("executives".to_owned(), json!({"people": chiefs})),
                self.audience(0, "department-heads", &json!("departments")),
                self.audience(1, "end-users", &self.people.iter().map(person).collect()),
            ]),
            "phases": self.windows.iter().map(Downtime::written).collect::<Vec<_>>(),
        })
    }
}

/// What something is called after some renames.
fn called(first: &str, renames: usize) -> String {
    match renames {
        0 => first.to_owned(),
        renames => format!("{first}-{renames}"),
    }
}

/// What it was called before, the first name first.
fn former(first: &str, renames: usize) -> Value {
    (0..renames).map(|at| called(first, at)).collect()
}

impl Downtime {
    /// What the plan calls it now.
    pub fn called(&self) -> String {
        called(self.id, self.renames)
    }

    pub fn end(&self) -> DateTime<Utc> {
        self.start + self.length
    }

    fn written(&self) -> Value {
        let impact = |impact: &Impact| impact.slug();
        let services: Map<String, Value> = self
            .services
            .iter()
            .map(|(service, what)| (SERVICES[*service].to_owned(), json!(impact(what))))
            .collect();
        let mut window = json!({
            "id": self.called(), "renamed-from": former(self.id, self.renames), "services": services,
            "length": format!("{}m", self.length.num_minutes()),
            "together-because": "They share a disk.",
            "before": [{"do": "Save your work", "by": "30m before start"}],
        });
        if let Some(due) = self.due {
            let by = due.format("%Y-%m-%d %H:%M").to_string();
            let steps = window["before"].as_array_mut().unwrap();
            steps.push(json!({"do": PRINT, "by": by}));
        }
        let fields = window.as_object_mut().unwrap();
        let start = self.start.format("%Y-%m-%d %H:%M").to_string();
        let mut set = |name: &str, value: &str| fields.insert(name.to_owned(), json!(value));
        match self.fate {
            Fate::Undecided => {
                set("start", "undecided");
                set("new-date-by", "2027-12-01");
            }
            Fate::Dated => {
                set("start", &start);
                set(
                    "status",
                    if self.provisional {
                        "provisional"
                    } else {
                        "confirmed"
                    },
                );
            }
            Fate::Cancelled => {
                set("start", &start);
                set("status", "cancelled");
            }
        }
        json!({"id": format!("phase-{}", self.id), "name": self.id, "windows": [window]})
    }
}
