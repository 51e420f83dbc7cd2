//! Calendars for tests: England's, and any at all.

use crate::calendar::freeze::{Freeze, Hardness};
use crate::calendar::zone::{Civil, Zones};
use crate::calendar::{Calendar, Holidays, SendingHours, WorkingWeek};
use chrono::{Days, NaiveDate, NaiveTime, Weekday};
use proptest::prelude::*;
use std::collections::BTreeMap;

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn at(text: &str) -> Civil {
    Civil::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

pub(super) fn england() -> Calendar {
    Calendar {
        zone: Zones::bundled().get("Europe/London").unwrap(),
        week: WorkingWeek::default(),
        hours: SendingHours::default(),
        holidays: Some(Holidays::of("GB", Some("ENG")).unwrap()),
        days_off: BTreeMap::new(),
        freezes: Vec::new(),
    }
}

pub(super) fn any_calendar() -> impl Strategy<Value = Calendar> {
    let hours = (0u32..1430).prop_flat_map(|from| (Just(from), from + 1..1440));
    let freezes = prop::collection::vec((0u64..400, 0u64..20), 0..4);
    let days_off = prop::collection::vec(0u64..400, 0..12);
    let holidays = prop::sample::select(vec![None, Some("ENG"), Some("SCT")]);
    (1u8..128, hours, freezes, days_off, holidays).prop_map(
        |(week, (from, to), freezes, days_off, region)| {
            let minute = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0);
            let freeze = |(start, length)| Freeze {
                name: "freeze".into(),
                from: day(start),
                to: day(start + length),
                hardness: Hardness::Hard,
            };
            let weekday = |bit: u8| Weekday::try_from(bit).unwrap();
            let week = (0..7).filter(|bit| week & (1 << bit) != 0).map(weekday);
            Calendar {
                week: WorkingWeek::new(week).unwrap(),
                hours: SendingHours::new(minute(from).unwrap(), minute(to).unwrap()).unwrap(),
                holidays: region.map(|region| Holidays::of("GB", Some(region)).unwrap()),
                days_off: days_off
                    .into_iter()
                    .map(|at| (day(at), String::new()))
                    .collect(),
                freezes: freezes.into_iter().map(freeze).collect(),
                ..england()
            }
        },
    )
}

pub(super) fn day(offset: u64) -> NaiveDate {
    date("2026-11-01") + Days::new(offset)
}

pub(super) fn any_moment() -> impl Strategy<Value = Civil> {
    (0u64..400, 0u32..1440)
        .prop_map(|(at, minute)| day(at).and_hms_opt(minute / 60, minute % 60, 0).unwrap())
}
