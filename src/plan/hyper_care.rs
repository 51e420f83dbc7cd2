//! Hyper-care: the extra help after a window.

use super::id::Id;
use super::length::Length;
use super::reading::{Reading, optional, texts};
use super::ticket_limit::percent;
use super::window::{Ground, Status, Window};
use super::written::{ExitWhenFile, HyperCareFile};
use crate::calendar::Calendar;
use crate::calendar::hours::opening;
use crate::calendar::zone::{Civil, Instant, Zone};
use crate::diagnostic::{Code, Diagnostic, Spanned};
use chrono::{Days, NaiveDate};

/// Extra help after a window, for the readers whom no later window with the same help concerns.
#[derive(Debug, Clone)]
pub struct HyperCare {
    /// The phase whose help it is; none when it is the plan's.
    pub phase: Option<Id>,
    /// How long it lasts, in days of some kind.
    pub length: Length,
    /// When it begins: the end of the window.
    pub start: Instant,
    /// Its last working day.
    pub until: NaiveDate,
    /// The working days it covers, in order.
    pub days: Vec<NaiveDate>,
    /// Ways to get help.
    pub support: Vec<Support>,
    /// What must hold before it ends, in words.
    pub exit_when: Vec<String>,
    /// Where help is afterwards.
    pub afterwards: Option<String>,
}

impl HyperCare {
    /// The same help after a window that ends at some instant.
    pub fn after(&self, end: Instant, calendar: &Calendar) -> Option<Self> {
        let (days, last) = working_days(self.length, end, calendar)?;
        Some(Self {
            start: end,
            until: days.last().copied().unwrap_or(last),
            days,
            ..self.clone()
        })
    }
}

/// One way to get help.
#[derive(Debug, Clone)]
pub struct Support {
    /// What it is.
    pub channel: String,
    /// Number or address.
    pub number: Option<String>,
    /// When.
    pub hours: Option<String>,
    /// The zone of those hours.
    pub zone: Zone,
    /// The site it is at.
    pub site: Option<Id>,
}

/// Reads the extra help that several windows share, and lets it follow each of them that takes
/// place: which of them it follows for whom is decided by who reads about which.
pub fn follow(
    reading: &mut Reading,
    (file, phase): (&Spanned<HyperCareFile>, Option<&Id>),
    windows: &mut [&mut Window],
    ground: &Ground,
) {
    let last = windows.iter().map(|window| window.end).max();
    let Some(care) = last.and_then(|end| read(reading, file, end, ground)) else {
        return;
    };
    let care = HyperCare {
        phase: phase.cloned(),
        ..care
    };
    let live = windows.iter_mut();
    for window in live.filter(|window| window.status != Status::Cancelled) {
        let calendar = window.calendar(ground.calendar, ground.sites);
        window.hyper_care = care.after(window.end, calendar);
    }
}

/// The working days of help that begins at `start`, and its last day. Nothing for lengths that
/// are not counted in days.
fn working_days(
    length: Length,
    start: Instant,
    calendar: &Calendar,
) -> Option<(Vec<NaiveDate>, NaiveDate)> {
    let first = first_day(calendar.zone.civil(start));
    let last = match length {
        Length::WorkingDays(days) if days > 0 => {
            calendar.business_days_after(calendar.business_days_after(first, 0), days - 1)
        }
        Length::Days(days) if days > 0 => first.checked_add_days(Days::new(u64::from(days) - 1))?,
        _ => return None,
    };
    let days = first.iter_days().take_while(|day| *day <= last);
    let days = days.filter(|day| calendar.is_business_day(*day)).collect();
    Some((days, last))
}

fn read(
    reading: &mut Reading,
    file: &Spanned<HyperCareFile>,
    start: Instant,
    ground: &Ground,
) -> Option<HyperCare> {
    let written = &file.value;
    let length = reading.required(&written.length, "length", file.span)?;
    if report_endless(reading, length) {
        return None;
    }
    let Some((days, last)) = working_days(length.value, start, ground.calendar) else {
        let message = "hyper-care is counted in days, working days or weeks";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(length.span, "");
        reading.report(finding.help("write `10 working days` or `2 weeks`"));
        return None;
    };
    if !(5..=20).contains(&days.len()) {
        let message = format!(
            "hyper-care covers {} working days; 5 to 20 are usual",
            days.len()
        );
        reading.report(Diagnostic::new(Code::IMPLAUSIBLE_LENGTH, message).at(length.span, ""));
    }
    let support = written.support.iter().filter_map(|file| {
        let channel = reading.line(&file.value.channel, "channel", file.span)?;
        let (number, hours) = (
            reading.optional_line(&file.value.number),
            reading.optional_line(&file.value.hours),
        );
        let site = file.value.site.as_ref();
        let site = site.filter(|id| reading.refers(id, "site", |known| &known.sites));
        let mut sites = ground.sites.iter();
        let site = site.and_then(|id| sites.find(|site| site.id == id.value));
        let zone = file.value.timezone.as_ref();
        let zone = zone.and_then(|name| reading.zone(name));
        let here = site.map_or(ground.calendar, |site| &site.calendar);
        Some(Support {
            channel,
            number,
            hours,
            zone: zone.unwrap_or_else(|| here.zone.clone()),
            site: site.map(|site| site.id.clone()),
        })
    });
    let support = support.collect();
    Some(HyperCare {
        phase: None,
        length: length.value,
        start,
        until: days.last().copied().unwrap_or(last),
        days,
        support,
        exit_when: written
            .exit_when
            .as_ref()
            .map(|exit| criteria(&exit.value))
            .unwrap_or_default(),
        afterwards: optional(&written.afterwards),
    })
}

const MOST_DAYS: u32 = 90;
const MOST_WORKING_DAYS: u32 = 60;

/// Whether extra help lasts so long that it is none; a finding says so.
fn report_endless(reading: &mut Reading, length: &Spanned<Length>) -> bool {
    let endless = match length.value {
        Length::Minutes(_) => false,
        Length::Days(days) => days > MOST_DAYS,
        Length::WorkingDays(days) => days > MOST_WORKING_DAYS,
    };
    if endless {
        let message = format!("hyper-care of {} is longer than any", length.value);
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(length.span, "");
        let most = format!("write at most {MOST_WORKING_DAYS} working days or {MOST_DAYS} days");
        reading.report(finding.help(most));
    }
    endless
}

/// The day on which help begins: that of the end when the end comes before the morning, or else
/// the next one.
fn first_day(end: Civil) -> NaiveDate {
    let days = u64::from(end.time() > opening());
    end.date()
        .checked_add_days(Days::new(days))
        .unwrap_or(end.date())
}

fn criteria(written: &ExitWhenFile) -> Vec<String> {
    let open = |most: &Option<Spanned<u32>>, severity: u32| {
        most.as_ref().map(|most| match most.value {
            0 => format!("No open problem of severity {severity}"),
            1 => format!("At most 1 open problem of severity {severity}"),
            most => format!("At most {most} open problems of severity {severity}"),
        })
    };
    let tickets = written.tickets_per_day.as_ref();
    let first = written.first_line_solved.as_ref();
    let numbered = [
        open(&written.severity_1_open, 1),
        open(&written.severity_2_open, 2),
        tickets.map(|limit| format!("At most {}", limit.value)),
        first.map(|share| {
            format!(
                "At least {} of questions answered at the first call",
                percent(share.value)
            )
        }),
    ];
    numbered
        .into_iter()
        .flatten()
        .chain(texts(&written.also))
        .collect()
}
