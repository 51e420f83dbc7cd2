//! The working week: the weekdays on which people work. Never empty.

use chrono::Weekday;

const DAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// The weekdays on which people work; Monday to Friday unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WorkingWeek(u8);

impl Default for WorkingWeek {
    fn default() -> Self {
        Self(0b001_1111)
    }
}

impl WorkingWeek {
    /// The week of these days, or nothing when there are none.
    pub fn new(days: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        let bits = days.into_iter().fold(0, |bits, day| bits | bit(day));
        (bits != 0).then_some(Self(bits))
    }

    /// Whether people work on this day.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// Its days, from Monday.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        DAYS.into_iter().filter(move |&day| self.contains(day))
    }
}

/// A text that names no working week; says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a day of the week; write mon, tue, wed, thu, fri, sat or sun, \
     as in mon-fri or mon,tue,thu"
)]
pub struct WeekFault(pub String);

impl std::str::FromStr for WorkingWeek {
    type Err = WeekFault;

    /// `mon-fri`, `sun-thu`, `mon,tue,thu`, also mixed and with whole names.
    fn from_str(text: &str) -> Result<Self, WeekFault> {
        let mut days = Vec::new();
        for part in text.split(',') {
            match part.split_once('-') {
                None => days.push(weekday(part)?),
                Some((first, last)) => {
                    let (mut day, last) = (weekday(first)?, weekday(last)?);
                    days.push(day);
                    while day != last {
                        day = day.succ();
                        days.push(day);
                    }
                }
            }
        }
        Self::new(days).ok_or_else(|| WeekFault(text.to_owned()))
    }
}

impl std::fmt::Display for WorkingWeek {
    /// The shortest text that reads back as the same week: `mon-fri`, `sun-thu`, `mon,tue,thu`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let short = |day: Weekday| day.to_string().to_lowercase();
        if self.0.count_ones() == 7 {
            return formatter.write_str("mon-sun");
        }
        let mut starts = DAYS
            .into_iter()
            .filter(|&day| self.contains(day) && !self.contains(day.pred()));
        if let (Some(first), None) = (starts.next(), starts.next())
            && self.0.count_ones() > 2
        {
            let mut last = first;
            while self.contains(last.succ()) {
                last = last.succ();
            }
            return write!(formatter, "{}-{}", short(first), short(last));
        }
        let days: Vec<String> = self.days().map(short).collect();
        formatter.write_str(&days.join(","))
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

fn weekday(text: &str) -> Result<Weekday, WeekFault> {
    let text = text.trim();
    text.parse().map_err(|_| WeekFault(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_week_is_read_as_people_write_it() {
        let read = |text: &str| text.parse::<WorkingWeek>().unwrap().to_string();
        assert_eq!(read("mon-fri"), WorkingWeek::default().to_string());
        assert_eq!(read("Monday - Friday"), "mon-fri");
        assert_eq!(read("sun-thu"), "sun-thu");
        assert_eq!(read("mon, tue,thu"), "mon,tue,thu");
        assert_eq!(read("mon-wed,sat"), "mon,tue,wed,sat");
        assert_eq!(read("fri"), "fri");
        assert_eq!(read("mon-sun"), "mon-sun");
    }

    #[test]
    fn a_day_that_is_none_is_named() {
        for (text, fault) in [
            ("mon-frei", "frei"),
            ("mon,,tue", ""),
            ("weekdays", "weekdays"),
        ] {
            assert_eq!(
                text.parse::<WorkingWeek>(),
                Err(WeekFault(fault.to_owned())),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_printed_week_reads_back_as_itself(bits in 1u8..128) {
            let week = WorkingWeek(bits);
            prop_assert_eq!(week.to_string().parse::<WorkingWeek>(), Ok(week));
        }
    }
}
