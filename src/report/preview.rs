//! The gallery of a plan: its mailings, gathered into the data of one page.

use super::gallery::{FindingView, Gallery, MessageView, NoticeView, PersonView, WindowView};
use super::row::{because, name};
use crate::calendar::holiday;
use crate::calendar::zone::{Instant, Zone};
use crate::diagnostic::{Findings, Level, Sources};
use crate::directory::Recipient;
use crate::mailing::Mailing;
use crate::mailing::letterhead::NAMELESS;
use crate::plan::window::Status;
use crate::rules::Case;
use crate::timeline::Occurrence;
use std::collections::{BTreeMap, BTreeSet};

/// What a gallery is made for, besides its mailings.
pub struct Frame<'a> {
    /// The plan, its people and dates.
    pub case: Case<'a>,
    /// What was found.
    pub findings: (&'a Findings, &'a Sources),
    /// The instant that counts as now.
    pub now: Instant,
    /// The release of the zone data.
    pub zone_release: String,
    /// The one person it is for, by address.
    pub only_for: Option<String>,
}

/// Gathers mailings, in the order of their occurrences, into a gallery.
pub struct Gathering<'a> {
    frame: Frame<'a>,
    people: Vec<PersonView>,
    places: BTreeMap<(String, String), usize>,
    notices: Vec<NoticeView>,
    /// Which of them is the one whose mailings follow.
    current: usize,
}

impl<'a> Gathering<'a> {
    /// An empty gallery.
    pub fn new(frame: Frame<'a>) -> Self {
        Self {
            frame,
            people: Vec::new(),
            places: BTreeMap::new(),
            notices: Vec::new(),
            current: 0,
        }
    }

    /// A name of a notice that no other one to the same audience has: an invitation may hang on
    /// several windows, and every notice be told at several places.
    fn key(&self, occurrence: &Occurrence) -> String {
        let mut key = occurrence.notice_id();
        if occurrence.briefing.is_some() {
            key = format!("{key}-{}", occurrence.window);
        }
        if self.frame.case.directory.places.len() > 1 {
            key = format!("{key}-{}", occurrence.place());
        }
        key
    }

    /// Begins a notice; its mailings follow.
    pub fn notice(&mut self, occurrence: &Occurrence, due: bool) {
        let place = &self.frame.case.directory.places[occurrence.place()];
        let told = place.calendar.zone.civil(occurrence.moment);
        let audience = self.frame.case.plan.audience(&occurrence.audience);
        let zone = place.calendar.zone.name();
        let id = self.key(occurrence);
        // Some of its readers get it in another mail, with what else they are told.
        let known = |notice: &NoticeView| {
            notice.id == id && *notice.audience == *occurrence.audience.as_str()
        };
        if let Some(known) = self.notices.iter().rposition(known)
            && !occurrence.milestone.corrects()
        {
            self.current = known;
            return;
        }
        self.current = self.notices.len();
        self.notices.push(NoticeView {
            id,
            date_iso: told.format("%Y-%m-%d").to_string(),
            weekday: told.format("%A").to_string(),
            date_words: told.format("%a %-d %B %Y").to_string(),
            time: told.format("%H:%M").to_string(),
            zone: zone.to_owned(),
            audience: occurrence.audience.to_string(),
            audience_name: audience
                .map(|audience| audience.name.clone())
                .unwrap_or_default(),
            milestone: occurrence.milestone.slug().to_owned(),
            milestone_name: name(occurrence.milestone).to_owned(),
            window: occurrence.window.to_string(),
            subject: String::new(),
            apart: String::new(),
            recipients: 0,
            because: because(occurrence, told),
            moved: !occurrence.moved.is_empty(),
            due,
            messages: Vec::new(),
        });
    }

    /// Adds a mailing to the notice begun last: the bytes of its first reader, and all its readers.
    pub fn mailing(
        &mut self,
        mailing: &Mailing,
        readers: &[&Recipient],
        first: &[u8],
        file: Option<String>,
    ) {
        let scope = self.scope(mailing);
        let audience = mailing.notice.facts.audience.clone();
        let recipients: Vec<usize> = readers
            .iter()
            .map(|reader| self.person(reader, &audience))
            .collect();
        let name = readers
            .first()
            .map_or(NAMELESS, |reader| mailing.greeted(reader));
        let Some(notice) = self.notices.get_mut(self.current) else {
            return;
        };
        let slot = crate::compose::message::NAME_SLOT;
        if notice.subject.is_empty() {
            notice.subject.clone_from(&mailing.message.subject);
        }
        notice.recipients += readers.len();
        notice.messages.push(MessageView {
            scope,
            file,
            subject: mailing.message.subject.clone(),
            html: mailing
                .message
                .html
                .replace(slot, &crate::compose::page::escape(name)),
            text: mailing.message.text.replace(slot, name),
            headers: headers(first),
            recipients,
            bytes: first.len(),
        });
    }

    fn scope(&self, mailing: &Mailing) -> String {
        let plan = self.frame.case.plan;
        let departments = mailing
            .group
            .departments
            .iter()
            .filter_map(|id| plan.department(id));
        let departments: Vec<&str> = departments
            .map(|department| department.name.as_str())
            .collect();
        let services = mailing
            .group
            .services
            .iter()
            .map(|id| plan.service(id).name.as_str());
        let who = if departments.is_empty() {
            format!("Users of {}", services.collect::<Vec<_>>().join(", "))
        } else {
            departments.join(", ")
        };
        let who = match with(mailing) {
            Some(with) => format!("{who} · also tells: {with}"),
            None => who,
        };
        let place = &self.frame.case.directory.places[mailing.group.place].name;
        if self.frame.case.directory.places.len() > 1 {
            format!("{who} · {place}")
        } else {
            who
        }
    }

    fn person(&mut self, reader: &Recipient, audience: &str) -> usize {
        let key = (reader.address.identity(), audience.to_owned());
        if let Some(known) = self.places.get(&key) {
            return *known;
        }
        let plan = self.frame.case.plan;
        let departments = reader
            .departments
            .iter()
            .filter_map(|id| plan.department(id));
        let departments: Vec<&str> = departments
            .map(|department| department.name.as_str())
            .collect();
        self.people.push(PersonView {
            name: reader.name.clone(),
            address: reader.address.to_string(),
            department: departments.join(", "),
            audience: audience.to_owned(),
        });
        self.places.insert(key, self.people.len() - 1);
        self.people.len() - 1
    }

    /// The finished gallery.
    pub fn gallery(mut self) -> Gallery {
        tell_apart(&mut self.notices);
        let plan = self.frame.case.plan;
        let words = |instant, zone: &Zone| {
            let civil = zone.civil(instant);
            format!(
                "{} ({})",
                civil.format("%A %-d %B %Y, %H:%M"),
                zone.abbreviation(instant)
            )
        };
        let iso = |instant, zone: &Zone| zone.civil(instant).format("%Y-%m-%dT%H:%M").to_string();
        let windows = plan
            .windows()
            .into_iter()
            .map(|(phase, window)| WindowView {
                id: window.id.to_string(),
                title: phase.name.clone(),
                start: words(window.start, &window.zone),
                end: words(window.end, &window.zone),
                start_iso: iso(window.start, &window.zone),
                end_iso: iso(window.end, &window.zone),
                status: match window.status {
                    Status::Provisional => "provisional",
                    Status::Confirmed => "confirmed",
                    Status::Cancelled => "cancelled",
                }
                .to_owned(),
            });
        Gallery {
            title: plan.title.clone(),
            organisation: plan.organisation.clone(),
            plan_id: plan.id.to_string(),
            now: words(self.frame.now, &plan.zone),
            zone_release: self.frame.zone_release,
            holiday_release: holiday::release()
                .trim_start_matches("holidays ")
                .to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            findings: findings(self.frame.findings.0, self.frame.findings.1),
            windows: windows.collect(),
            notices: self.notices,
            people: self.people,
            only_for: self.frame.only_for,
        }
    }
}

/// So many wordings are named of a notice that looks like another.
const NAMED: usize = 3;

/// Says of notices that look alike in a list of their day which is whose.
fn tell_apart(notices: &mut [NoticeView]) {
    let mut alike: BTreeMap<[String; 4], Vec<usize>> = BTreeMap::new();
    for (index, notice) in notices.iter().enumerate() {
        let look = [
            &notice.date_iso,
            &notice.audience,
            &notice.milestone,
            &notice.subject,
        ];
        alike
            .entry(look.map(String::clone))
            .or_default()
            .push(index);
    }
    for indexes in alike.into_values().filter(|alike| alike.len() > 1) {
        let windows = indexes.iter().map(|index| &notices[*index].window);
        let several = windows.collect::<BTreeSet<_>>().len() > 1;
        for index in indexes {
            let notice = &mut notices[index];
            let mut scopes: Vec<&str> = Vec::new();
            for message in &notice.messages {
                if !scopes.contains(&message.scope.as_str()) {
                    scopes.push(&message.scope);
                }
            }
            let more = scopes.len().saturating_sub(NAMED);
            scopes.truncate(NAMED);
            let mut apart = scopes.join("; ");
            if more > 0 {
                apart.push_str(&format!("; and {more} more"));
            }
            if several {
                apart = format!("{}: {apart}", notice.window);
            }
            notice.apart = apart;
        }
    }
}

/// What else a mail tells.
fn with(mailing: &Mailing) -> Option<String> {
    let riders = mailing.riders.iter().map(|rider| {
        let occurrence = rider.occurrence();
        format!("{} ({})", name(occurrence.milestone), occurrence.window)
    });
    let riders: Vec<String> = riders.collect();
    (!riders.is_empty()).then(|| riders.join(", "))
}

fn findings(findings: &Findings, sources: &Sources) -> Vec<FindingView> {
    let mut views: Vec<_> = findings
        .iter()
        .map(|finding| FindingView {
            code: finding.code.slug().to_owned(),
            level: match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "note",
            }
            .to_owned(),
            message: finding.message.clone(),
            place: finding.labels.first().map(|label| {
                let (line, column) = sources.position(label.span);
                format!("{}:{line}:{column}", sources.get(label.span.file).name)
            }),
            help: finding.help.clone(),
        })
        .collect();
    views.sort_by_key(|view| {
        ["error", "warning", "note"]
            .iter()
            .position(|level| *level == view.level)
    });
    views
}

/// The header fields of a mail, unfolded, as they stand in its bytes.
fn headers(mail: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(mail);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        match (line.starts_with([' ', '\t']), headers.last_mut()) {
            (true, Some((_, value))) => {
                value.push(' ');
                value.push_str(line.trim_start());
            }
            _ => headers.extend(
                line.split_once(": ")
                    .map(|(name, value)| (name.to_owned(), value.to_owned())),
            ),
        }
    }
    headers
}
