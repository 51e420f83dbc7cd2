//! The gallery of a plan: its mailings, gathered into the data of one page.

use super::apart::tell_apart;
use super::gallery::{FindingView, Gallery, MessageView, NoticeView, PersonView, WindowView};
use super::leaving::Leaving;
use super::row::{because, moved, name};
use crate::calendar::holiday;
use crate::calendar::zone::{Civil, Instant, Zone};
use crate::diagnostic::{Findings, Level, Sources};
use crate::directory::Recipient;
use crate::mailing::Mailing;
use crate::mailing::letterhead::NAMELESS;
use crate::plan::address::Mailbox;
use crate::plan::window::Status;
use crate::rules::Case;
use crate::timeline::Occurrence;
use crate::timeline::fold::Folds;
use std::collections::BTreeMap;

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
    places: BTreeMap<Mailbox, usize>,
    notices: Vec<Shown>,
    /// Which of them is the one whose mailings follow.
    current: usize,
    /// How many wordings were shown.
    mails: usize,
}

/// A notice on the page.
struct Shown {
    view: NoticeView,
    /// Its place in the timeline, and who of its audience is told; nothing when it is in no timeline.
    planned: Option<(usize, Vec<usize>)>,
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
            mails: 0,
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

    /// Begins a notice; its mailings follow. A correction is another one each time.
    pub fn notice(&mut self, occurrence: &Occurrence) {
        self.begin(occurrence, occurrence.milestone.corrects());
    }

    /// Begins a notice, or goes on with it unless it is `another`.
    fn begin(&mut self, occurrence: &Occurrence, another: bool) {
        let place = &self.frame.case.directory.places[occurrence.place()];
        let zone = &place.calendar.zone;
        let told = zone.civil(occurrence.moment);
        let audience = self.frame.case.plan.audience(&occurrence.audience);
        let id = self.key(occurrence);
        // Some of its readers get it in another mail, with what else they are told.
        let known = |Shown { view, .. }: &Shown| {
            view.id == id && *view.audience == *occurrence.audience.as_str()
        };
        let known = self.notices.iter().rposition(known);
        if let Some(known) = known.filter(|_| !another) {
            self.current = known;
            return;
        }
        self.current = self.notices.len();
        let mut view = NoticeView {
            id,
            date_iso: String::new(),
            weekday: String::new(),
            date_words: String::new(),
            time: String::new(),
            zone: zone.name().to_owned(),
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
            moved: moved(occurrence, told),
            told_with: String::new(),
            due: false,
            messages: Vec::new(),
        };
        date(&mut view, told);
        self.notices.push(Shown {
            view,
            planned: None,
        });
    }

    /// Adds a mail, due or not, to each of the notices that it tells; its readers by their places.
    pub fn told(
        &mut self,
        (mailing, due): (&Mailing, bool),
        readers: &[usize],
        first: &[u8],
        file: Option<String>,
    ) {
        let mail = self.mails;
        for part in std::iter::once(mailing).chain(&mailing.riders) {
            self.begin(part.occurrence(), false);
            self.mails = mail;
            let people = readers.iter().filter_map(|place| part.reader(*place));
            let people: Vec<&Recipient> = people.collect();
            self.part((mailing, part), &people, first, file.clone());
            let place = self.frame.case.timeline.place(part.occurrence());
            let shown = &mut self.notices[self.current];
            shown.view.due |= due;
            if let Some(place) = place.filter(|_| !part.corrects()) {
                let (_, known) = shown.planned.get_or_insert_with(|| (place, Vec::new()));
                let members = readers.iter();
                known.extend(members.filter_map(|place| part.group.members.get(*place)));
            }
        }
    }

    /// Dates what the plan tells, as its mails leave, and puts it in that order.
    pub fn date(&mut self, folds: &Folds) {
        let case = self.frame.case;
        self.notices.sort_by_cached_key(|shown| {
            let (place, members) = shown.planned.as_ref()?;
            let leaving = Leaving::of(case, folds, *place, members.iter().copied());
            Some(leaving.order())
        });
        for Shown { view, planned } in &mut self.notices {
            let Some((place, members)) = planned else {
                continue;
            };
            let leaving = Leaving::of(case, folds, *place, members.iter().copied());
            date(view, leaving.civil);
            view.told_with = leaving.words(case).join("; ");
        }
    }

    /// Adds a mailing to the notice begun last: the bytes of its first reader, and all its readers.
    pub fn mailing(
        &mut self,
        mailing: &Mailing,
        readers: &[&Recipient],
        first: &[u8],
        file: Option<String>,
    ) {
        self.part((mailing, mailing), readers, first, file);
    }

    /// How many notices were shown.
    pub fn size(&self) -> usize {
        self.notices.len()
    }

    /// Adds a mail to the notice begun last, which is one of those that it tells.
    fn part(
        &mut self,
        (mailing, part): (&Mailing, &Mailing),
        readers: &[&Recipient],
        first: &[u8],
        file: Option<String>,
    ) {
        let scope = self.scope(mailing, part);
        let recipients: Vec<usize> = readers.iter().map(|reader| self.person(reader)).collect();
        let name = readers.first();
        let name = name.map_or(NAMELESS, |reader| mailing.greeted(reader));
        let mail = self.mails;
        self.mails += 1;
        let Some(Shown { view, .. }) = self.notices.get_mut(self.current) else {
            return;
        };
        let slot = crate::compose::message::NAME_SLOT;
        if view.subject.is_empty() {
            view.subject.clone_from(&part.message.subject);
        }
        view.recipients += readers.len();
        view.messages.push(MessageView {
            mail,
            scope,
            file,
            sender: mailing.sender(),
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

    fn scope(&self, mailing: &Mailing, part: &Mailing) -> String {
        let plan = self.frame.case.plan;
        let departments = part
            .group
            .departments
            .iter()
            .filter_map(|id| plan.department(id));
        let departments: Vec<&str> = departments
            .map(|department| department.name.as_str())
            .collect();
        let services = part
            .group
            .services
            .iter()
            .map(|id| plan.service(id).name.as_str());
        let who = if departments.is_empty() {
            format!("Users of {}", services.collect::<Vec<_>>().join(", "))
        } else {
            departments.join(", ")
        };
        let who = match with(mailing, part) {
            Some(with) => format!("{who} · also tells: {with}"),
            None => who,
        };
        let place = &self.frame.case.directory.places[part.group.place].name;
        if self.frame.case.directory.places.len() > 1 {
            format!("{who} · {place}")
        } else {
            who
        }
    }

    /// The place of a reader among the people of the page, where whoever is in several audiences
    /// stands once.
    fn person(&mut self, reader: &Recipient) -> usize {
        let key = reader.address.mailbox();
        if let Some(known) = self.places.get(&key) {
            return *known;
        }
        let plan = self.frame.case.plan;
        let departments = reader
            .departments
            .iter()
            .filter_map(|id| plan.department(id));
        let departments: Vec<&str> = departments.map(|one| one.name.as_str()).collect();
        self.people.push(PersonView {
            name: reader.name.clone(),
            address: reader.address.to_string(),
            department: departments.join(", "),
        });
        self.places.insert(key, self.people.len() - 1);
        self.people.len() - 1
    }

    /// The finished gallery.
    pub fn gallery(self) -> Gallery {
        let notices = self.notices.into_iter().map(|shown| shown.view);
        let mut notices: Vec<NoticeView> = notices.collect();
        tell_apart(&mut notices);
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
            notices,
            people: self.people,
            only_for: self.frame.only_for,
        }
    }
}

/// What a mail tells besides one of its notices.
fn with(mailing: &Mailing, part: &Mailing) -> Option<String> {
    let parts = std::iter::once(mailing).chain(&mailing.riders);
    let others = parts.filter(|other| !std::ptr::eq(*other, part));
    let others = others.map(|other| {
        let occurrence = other.occurrence();
        format!("{} ({})", name(occurrence.milestone), occurrence.window)
    });
    let others: Vec<String> = others.collect();
    (!others.is_empty()).then(|| others.join(", "))
}

/// Puts a notice on a day.
fn date(view: &mut NoticeView, told: Civil) {
    view.date_iso = told.format("%Y-%m-%d").to_string();
    view.weekday = told.format("%A").to_string();
    view.date_words = told.format("%a %-d %B %Y").to_string();
    view.time = told.format("%H:%M").to_string();
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
