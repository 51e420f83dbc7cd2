//! Sites and their calendars: where people are, and when they may be written to.

use super::id::Id;
use super::reading::Reading;
use super::service::EVERYONE;
use super::written::{CalendarFile, FreezeFile, HardnessFile, HolidaysFile, SiteFile};
use crate::calendar::zone::Zone;
use crate::calendar::{Calendar, Freeze, Hardness, Holidays, SendingHours, WorkingWeek, holiday};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};

/// A place with a calendar.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// When people there work; without freezes, which depend on the reader.
    pub calendar: Calendar,
    /// The freezes in force there.
    pub freezes: Vec<BoundFreeze>,
}

/// A freeze and whom it binds.
#[derive(Debug, Clone)]
pub struct BoundFreeze {
    /// The freeze.
    pub freeze: Freeze,
    /// Departments and audiences; empty for everybody.
    pub applies_to: Vec<Id>,
    /// Where it is written.
    pub span: Span,
}

impl BoundFreeze {
    /// Whether it binds a reader or service of these departments and audiences.
    pub fn binds<'a>(&self, mut among: impl Iterator<Item = &'a Id>) -> bool {
        self.applies_to.is_empty() || among.any(|id| self.applies_to.contains(id))
    }
}

/// A calendar without freezes, and the freezes.
pub type Days = (Calendar, Vec<BoundFreeze>);

/// The plan's own calendar.
pub fn read_calendar(
    reading: &mut Reading,
    written: Option<&Spanned<CalendarFile>>,
    zone: Zone,
) -> Days {
    let plain = Calendar {
        zone,
        week: WorkingWeek::default(),
        hours: SendingHours::default(),
        holidays: None,
        days_off: std::collections::BTreeMap::new(),
        freezes: Vec::new(),
    };
    differ(reading, written, (plain, Vec::new()))
}

/// A site; what it does not say is taken from the plan's calendar.
pub fn read_site(
    reading: &mut Reading,
    id: &Id,
    written: &Spanned<SiteFile>,
    plan: &Days,
) -> Option<Site> {
    let name = reading.line(&written.value.name, "name", written.span);
    let zone = written
        .value
        .timezone
        .as_ref()
        .map(|name| reading.zone(name));
    let mut days = plan.clone();
    if let Some(zone) = zone {
        days.0.zone = zone?;
    }
    let (calendar, freezes) = differ(reading, written.value.calendar.as_ref(), days);
    Some(Site {
        id: id.clone(),
        name: name?,
        calendar,
        freezes,
    })
}

fn differ(reading: &mut Reading, written: Option<&Spanned<CalendarFile>>, mut days: Days) -> Days {
    let Some(written) = written else { return days };
    let CalendarFile {
        holidays,
        days_off,
        sending_hours,
        freezes,
    } = &written.value;
    if let Some(holidays) = holidays {
        days.0.holidays = read_holidays(reading, holidays);
    }
    for day in days_off {
        let date = reading.date(day);
        days.0.days_off.insert(date, "day off".to_owned());
    }
    if let Some(hours) = sending_hours {
        match SendingHours::parse(&hours.value.0) {
            Ok((hours, week)) => {
                days.0.hours = hours;
                days.0.week = week.unwrap_or(days.0.week);
            }
            Err(fault) => {
                reading.report(
                    Diagnostic::new(Code::WRONG_VALUE, fault.to_string()).at(hours.span, ""),
                );
            }
        }
    }
    let freezes: Vec<_> = freezes
        .iter()
        .filter_map(|freeze| read_freeze(reading, freeze))
        .collect();
    days.1.extend(freezes);
    days
}

fn read_freeze(reading: &mut Reading, written: &Spanned<FreezeFile>) -> Option<BoundFreeze> {
    let FreezeFile {
        name,
        from,
        to,
        applies_to,
        hardness,
    } = &written.value;
    let name = reading.line(name, "name", written.span);
    let first = reading.required(from, "from", written.span);
    let last = reading.required(to, "to", written.span);
    let (first, last) = (first?, last?);
    let (from, to) = (reading.date(first), reading.date(last));
    if to < from {
        let finding = Diagnostic::new(Code::END_BEFORE_START, "the freeze ends before it begins")
            .at(last.span, "this is earlier")
            .at(first.span, "than this");
        reading.report(finding.help("mend one of the two dates"));
        return None;
    }
    let everyone = applies_to.iter().any(|id| id.value.as_str() == EVERYONE);
    let bound: &[_] = if everyone { &[] } else { applies_to };
    for id in bound {
        let audience = reading.known.audiences.contains(id.value.as_str());
        if !audience {
            reading.refers(id, "department or audience", |known| &known.users);
        }
    }
    let hardness = match hardness.as_ref().map(|hardness| hardness.value) {
        Some(HardnessFile::Soft) => Hardness::Soft,
        _ => Hardness::Hard,
    };
    let applies_to = bound.iter().map(|id| id.value.clone()).collect();
    let freeze = Freeze {
        name: name?,
        from,
        to,
        hardness,
    };
    Some(BoundFreeze {
        freeze,
        applies_to,
        span: written.span,
    })
}

fn read_holidays(reading: &mut Reading, written: &Spanned<HolidaysFile>) -> Option<Holidays> {
    let HolidaysFile {
        country,
        region,
        file,
    } = &written.value;
    let public = country.as_ref().and_then(|country| {
        let wanted = region.as_ref().map(|region| region.value.0.as_str());
        Holidays::of(&country.value.0, wanted)
            .map_err(|unknown| {
                let region = region.as_ref().filter(|_| unknown.country.is_some());
                let span = region.map_or(country.span, |region| region.span);
                let finding = Diagnostic::new(Code::UNKNOWN_PLACE, unknown.to_string());
                reading.report(finding.at(span, "").help(unknown.advice()));
            })
            .ok()
    });
    let Some(file) = file else { return public };
    let extra = match reading
        .files
        .get(&file.value.0)
        .map(|text| holiday::from_icalendar(text))
    {
        Some(Ok(days)) => days,
        Some(Err(fault)) => {
            let message = format!("{}: {fault}", file.value.0);
            reading.report(Diagnostic::new(Code::WRONG_VALUE, message).at(file.span, ""));
            return public;
        }
        None => return public,
    };
    let mut days: Vec<_> = extra;
    let place = public
        .as_ref()
        .map_or(file.value.0.clone(), |public| public.place().to_owned());
    if let Some(public) = &public {
        days.extend(public.days().map(|(date, name)| (date, name.to_owned())));
    }
    Some(Holidays::from_days(place, days))
}
