//! The calendar: month by month, with what stands on each day in words.

use super::entry::{Entries, Entry, Sign, entries};
use super::inks::{INKS, STYLE, hatching};
use super::legend;
use super::mark::Mark;
use super::{Chart, Stretch};
use crate::plan::window::Status;
use crate::report::picture::letters::{SMALL, lines};
use crate::report::picture::{Anchor, Drawing, Frame};
use chrono::{Datelike, Days, Months, NaiveDate};
use std::collections::BTreeSet;

const WIDTH: usize = 1_120;
const LEFT: f64 = 20.0;
/// The width of a day.
const DAY: f64 = 154.0;
const RIGHT: f64 = LEFT + 7.0 * DAY;
/// Where the first month begins.
const TOP: f64 = 78.0;
/// The height of a line of words.
const LINE: f64 = 14.0;
/// The height of the number of a day.
const NUMBER: f64 = 22.0;
/// The least height of a week.
const LEAST: f64 = 52.0;
/// Where words begin on a day.
const INDENT: f64 = 20.0;
/// So many lines an entry has at most.
const MOST: usize = 3;
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The picture.
pub fn svg(chart: &Chart) -> String {
    let days = chart.days();
    let mut pages = Pages {
        chart,
        days,
        entries: entries(chart, days),
        frozen: chart
            .freezes(days)
            .iter()
            .map(|frozen| frozen.stretch())
            .collect(),
        helped: helped(chart, days),
        y: TOP,
        drawing: Drawing::default(),
    };
    hatching(&mut pages.drawing);
    let mut month = days.first.with_day(1);
    while let Some(first) = month.filter(|first| *first <= days.last) {
        month = first.checked_add_months(Months::new(1));
        pages.month(first, month);
    }
    let signs = pages.signs();
    let bottom = legend::draw(&signs, [LEFT, RIGHT], pages.y + 8.0, &mut pages.drawing);
    let title = &chart.case.plan.title;
    let frame = Frame {
        name: "calendar",
        title,
        below: &chart.below(days),
        description: &chart.described(days),
        left: LEFT as usize,
        size: (WIDTH, bottom.ceil() as usize),
        style: STYLE,
        inks: &INKS,
    };
    frame.around(&pages.drawing)
}

/// Days with extra help.
fn helped(chart: &Chart, days: Stretch) -> BTreeSet<NaiveDate> {
    let windows = chart.windows(days).into_iter();
    let live = windows.filter(|(_, window)| window.status != Status::Cancelled);
    let helps = live.filter_map(|(_, window)| window.hyper_care.as_ref());
    helps.flat_map(|help| help.days.iter().copied()).collect()
}

/// Months below each other.
struct Pages<'c, 'a> {
    chart: &'c Chart<'a>,
    days: Stretch,
    entries: Entries,
    frozen: Vec<Stretch>,
    helped: BTreeSet<NaiveDate>,
    /// Where the next one begins.
    y: f64,
    drawing: Drawing,
}

impl Pages<'_, '_> {
    /// A month; one in which nothing stands is a line.
    fn month(&mut self, first: NaiveDate, next: Option<NaiveDate>) {
        let last = next.and_then(|next| next.pred_opt()).unwrap_or(first);
        let month = Stretch { first, last };
        let happens = |entry: &Entry| entry.sign != Sign::Closed;
        let mut entries = self
            .entries
            .range(first..=last)
            .flat_map(|(_, entries)| entries);
        let title = first.format("%B %Y").to_string();
        if !entries.any(happens) && !month.holds(self.chart.today()) {
            let words = format!("{title}: nothing");
            self.drawing
                .words("faint", (LEFT, self.y + 16.0), Anchor::Start, &words);
            self.y += 30.0;
            return;
        }
        self.drawing
            .words("name", (LEFT, self.y + 16.0), Anchor::Start, &title);
        for (column, weekday) in WEEKDAYS.iter().enumerate() {
            let x = LEFT + (column as f64 + 0.5) * DAY;
            self.drawing
                .words("small faint", (x, self.y + 34.0), Anchor::Middle, weekday);
        }
        self.y += 40.0;
        let ahead = u64::from(first.weekday().num_days_from_monday());
        let mut monday = first.checked_sub_days(Days::new(ahead));
        while let Some(day) = monday.filter(|day| *day <= last) {
            self.week(day, month);
            monday = day.checked_add_days(Days::new(7));
        }
        self.y += 22.0;
    }

    /// The week from a Monday on, of one month.
    fn week(&mut self, monday: NaiveDate, month: Stretch) {
        let days = monday.iter_days().take(7).enumerate();
        let days: Vec<(usize, NaiveDate)> = days.filter(|(_, day)| month.holds(*day)).collect();
        let heights = days.iter().map(|(_, day)| self.height(*day));
        let height = heights.fold(LEAST, f64::max);
        for (column, day) in days {
            let x = LEFT + column as f64 * DAY;
            self.day(day, [x, self.y, DAY, height]);
        }
        self.y += height;
    }

    fn height(&self, day: NaiveDate) -> f64 {
        let entries = self.entries.get(&day).into_iter().flatten();
        let lines = entries.map(|entry| in_lines(entry).len());
        NUMBER + lines.sum::<usize>() as f64 * LINE + 10.0
    }

    fn day(&mut self, day: NaiveDate, cell: [f64; 4]) {
        let [x, y, width, height] = cell;
        let calendar = &self.chart.case.plan.calendar;
        let ground = if self.frozen.iter().any(|frozen| frozen.holds(day)) {
            Some("frozen")
        } else if calendar.is_day_off(day) {
            Some("off")
        } else {
            (!calendar.week.contains(day.weekday())).then_some("weekend")
        };
        let is_shown = self.days.holds(day);
        if let Some(ground) = ground.filter(|_| is_shown) {
            // Words are read on the page, and what is hatched is a stripe.
            let height = if ground == "frozen" {
                NUMBER - 4.0
            } else {
                height
            };
            self.drawing.rect(ground, [x, y, width, height], "");
        }
        if self.helped.contains(&day) && is_shown {
            self.drawing
                .rect("care", [x, y + height - 5.0, width, 5.0], "");
        }
        let [right, foot] = [x + width, y + height];
        let path = format!("M{x} {y}H{right}V{foot}H{x}z");
        self.drawing.path("cell grid", &path, "");
        let is_today = day == self.chart.today();
        if is_today {
            self.drawing
                .rect("today", [x + 1.5, y + 1.5, width - 3.0, height - 3.0], "");
        }
        let number = match is_today {
            true => format!("{} today", day.day()),
            false => day.day().to_string(),
        };
        let class = if is_shown {
            "name small"
        } else {
            "faint small"
        };
        self.drawing
            .words(class, (x + 7.0, y + 14.0), Anchor::Start, &number);
        let mut line = y + NUMBER + 10.0;
        for entry in self.entries.get(&day).into_iter().flatten() {
            sign(entry.sign, (x + 11.0, line - 4.0), &mut self.drawing);
            let left = if entry.sign == Sign::Closed {
                7.0
            } else {
                INDENT
            };
            for words in in_lines(entry) {
                self.drawing
                    .words("small", (x + left, line), Anchor::Start, &words);
                line += LINE;
            }
        }
    }

    fn signs(&self) -> Vec<legend::Sign> {
        let signs = || self.entries.values().flatten().map(|entry| entry.sign);
        let windows = [
            ("confirmed", "window"),
            ("provisional", "window that may still move"),
            ("cancelled", "cancelled window"),
        ];
        let windows = windows.into_iter();
        let mut shown: Vec<legend::Sign> = windows
            .filter(|(class, _)| signs().any(|sign| sign == Sign::Window(class)))
            .map(|(class, words)| legend::Sign::Colour(class, words))
            .collect();
        let grounds = [
            ("frozen", "freeze", !self.frozen.is_empty()),
            ("care", "extra help", !self.helped.is_empty()),
        ];
        for (class, words, is_there) in grounds {
            shown.extend(is_there.then_some(legend::Sign::Colour(class, words)));
        }
        let marks = Mark::ALL.into_iter();
        let marks = marks.filter(|mark| signs().any(|sign| sign == Sign::Mark(*mark)));
        shown.extend(marks.map(legend::Sign::Mark));
        shown
    }
}

/// The lines of an entry, within its day.
fn in_lines(entry: &Entry) -> Vec<String> {
    let room = match entry.sign {
        Sign::Closed => DAY - 12.0,
        _ => DAY - INDENT - 5.0,
    };
    lines(&entry.words, room, SMALL, MOST)
}

fn sign(sign: Sign, (x, y): (f64, f64), drawing: &mut Drawing) {
    match sign {
        Sign::Closed => {}
        Sign::Window(class) => drawing.rect(class, [x - 4.0, y - 5.0, 8.0, 10.0], ""),
        Sign::Mark(mark) => mark.draw(drawing, (x, y), 3.8, ""),
    }
}
