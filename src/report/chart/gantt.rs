//! The line of days: a lane for each freeze, window and audience.

use super::ground::{self, TOP};
use super::inks::{INKS, STYLE, hatching};
use super::legend::{self, Sign};
use super::mark::Mark;
use super::scale::{LEFT, RIGHT, Scale};
use super::{Chart, standing};
use crate::plan::phase::Phase;
use crate::plan::window::{Status, Window};
use crate::report::picture::letters::{SMALL, USUAL, lines};
use crate::report::picture::{Anchor, Drawing, Frame};
use crate::report::row::{Row, name};
use crate::report::table::counted;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

const WIDTH: usize = 1_120;
/// Where names stand.
const MARGIN: f64 = 20.0;
/// The height of a lane with a name and a line below it.
const LANE: f64 = 36.0;
/// From one line of words to the next.
const LINE: f64 = 14.0;
/// The height of a heading.
const HEADING: f64 = 26.0;
/// From the marks of one kind to those of the next.
const STEP: f64 = 12.0;
/// A window is never narrower, so that it is seen.
const NARROWEST: f64 = 4.0;

/// The picture.
pub fn svg(chart: &Chart) -> String {
    let scale = Scale { days: chart.days() };
    let mut lanes = Lanes {
        chart,
        scale,
        y: TOP,
        drawing: Drawing::default(),
        colours: Vec::new(),
        marks: BTreeSet::new(),
    };
    lanes.closed();
    lanes.change();
    lanes.notices();
    let foot = lanes.y;
    let mut drawing = Drawing::default();
    hatching(&mut drawing);
    ground::draw(chart, scale, foot, &mut drawing);
    drawing.lay(&lanes.drawing);
    let bottom = legend::draw(&lanes.signs(), [MARGIN, RIGHT], foot + 24.0, &mut drawing);
    let title = &chart.case.plan.title;
    let frame = Frame {
        name: "timeline",
        title,
        below: &chart.below(scale.days),
        description: &chart.described(scale.days),
        left: MARGIN as usize,
        size: (WIDTH, bottom.ceil() as usize),
        style: STYLE,
        inks: &INKS,
    };
    frame.around(&drawing)
}

/// Lanes that are drawn one below the other.
struct Lanes<'c, 'a> {
    chart: &'c Chart<'a>,
    scale: Scale,
    /// Where the next one begins.
    y: f64,
    drawing: Drawing,
    colours: Vec<(&'static str, &'static str)>,
    marks: BTreeSet<Mark>,
}

impl Lanes<'_, '_> {
    fn heading(&mut self, words: &str) {
        self.drawing.words(
            "name faint small",
            (MARGIN, self.y + 18.0),
            Anchor::Start,
            words,
        );
        self.y += HEADING;
        self.drawing
            .line("grid", [(MARGIN, self.y), (RIGHT, self.y)]);
    }

    /// Draws the name of a lane and what stands below it, and the line that ends it; says where it is
    /// and how high.
    fn lane(&mut self, (name, below): (&str, &str), least: f64) -> [f64; 2] {
        let room = LEFT - MARGIN - 12.0;
        let top = self.y;
        let mut y = top + 1.0;
        for (words, class, size) in [(name, "", USUAL), (below, "small faint", SMALL)] {
            for line in lines(words, room, size, 2) {
                y += LINE;
                self.drawing.words(class, (MARGIN, y), Anchor::Start, &line);
            }
        }
        let height = least.max(y + 7.0 - top);
        self.y += height;
        self.drawing
            .line("grid", [(MARGIN, self.y), (RIGHT, self.y)]);
        [top, height]
    }

    fn explain(&mut self, class: &'static str, words: &'static str) {
        if !self.colours.contains(&(class, words)) {
            self.colours.push((class, words));
        }
    }

    fn signs(&self) -> Vec<Sign> {
        let colours = self.colours.iter();
        let colours = colours.map(|(class, words)| Sign::Colour(class, words));
        let marks = Mark::ALL
            .into_iter()
            .filter(|mark| self.marks.contains(mark));
        colours.chain(marks.map(Sign::Mark)).collect()
    }

    /// What is closed.
    fn closed(&mut self) {
        let days = self.scale.days;
        let freezes = self.chart.freezes(days);
        let days_off = self.chart.days_off(days);
        if freezes.is_empty() && days_off.is_empty() {
            return;
        }
        self.heading("CLOSED");
        for frozen in &freezes {
            let lane = self.lane((&frozen.freeze.name, &frozen.words()), LANE);
            ground::freeze(frozen, self.scale, inset(lane, 8.0), &mut self.drawing);
            self.explain("frozen", "freeze");
        }
        if !days_off.is_empty() {
            let lane = self.lane(("Days off", &counted(days_off.len(), "day")), LANE);
            let [top, height] = inset(lane, 8.0);
            for (day, names) in &days_off {
                let tip = format!("{}: {}", day.format("%a %-d %b"), self.chart.called(names));
                let place = [
                    self.scale.morning(*day),
                    top,
                    self.scale.day().max(2.0),
                    height,
                ];
                self.drawing.rect("phase", place, &tip);
            }
            self.explain("phase", "day off");
        }
    }

    /// The decision, phases and windows.
    fn change(&mut self) {
        self.heading("WHAT HAPPENS");
        let plan = self.chart.case.plan;
        let decision = plan.case.decision.as_ref();
        if let Some(decision) = decision.filter(|asked| self.scale.days.holds(asked.by)) {
            let by = decision.by.format("%a %-d %b %Y");
            let who = decision
                .who
                .as_ref()
                .map_or(String::new(), |who| format!(", {who}"));
            let [top, height] = self.lane(("Decision", &format!("by {by}{who}")), LANE);
            self.mark(
                Mark::Decision,
                decision.by,
                top + height / 2.0,
                &decision.ask,
            );
        }
        let windows = self.chart.windows(self.scale.days);
        for (phase, window) in &windows {
            self.window(phase, window);
        }
        for window in plan.undecided.iter().filter(|window| window.waits()) {
            let by = window.new_date_by;
            let by = by.map_or(String::new(), |by| {
                by.format(", a new one by %a %-d %b").to_string()
            });
            let name = match window.phase_name == window.id.as_str() {
                true => window.phase_name.clone(),
                false => format!("{}: {}", window.phase_name, window.id),
            };
            self.lane((&name, &format!("no date{by}")), LANE);
        }
    }

    fn window(&mut self, phase: &Phase, window: &Window) {
        let name = match phase.windows.len() {
            1 => phase.name.clone(),
            _ => format!("{}: {}", phase.name, window.id),
        };
        let when = self.chart.when(window);
        let standing = standing(window.status);
        let below = match standing {
            "" => when,
            standing => format!("{standing}; {when}"),
        };
        let lane = self.lane((&name, &below), LANE);
        let tip = format!("{name} ({}): {below}", window.id);
        let [from, to] = [window.start, window.end].map(|at| self.scale.at(self.chart.civil(at)));
        if let Some(help) = &window.hyper_care {
            let last = self.scale.evening(help.until);
            let [top, height] = inset(lane, lane[1] / 2.0 - 5.0);
            let place = [to, top, last - to, height];
            let said = format!("extra help to {}", help.until.format("%a %-d %b"));
            self.drawing.rect("care", place, &said);
            self.explain("care", "extra help");
        }
        let own = self.chart.stretch(window.start, window.end);
        if !own.touches(self.scale.days) {
            return;
        }
        let (class, words) = match window.status {
            Status::Confirmed => ("confirmed", "window"),
            Status::Provisional => ("provisional", "window that may still move"),
            Status::Cancelled => ("cancelled", "cancelled window"),
        };
        let width = (to - from).max(NARROWEST);
        let from = from.min(RIGHT - width);
        let [top, height] = inset(lane, lane[1] / 2.0 - 12.0);
        self.drawing.rect(class, [from, top, width, height], &tip);
        self.explain(class, words);
    }

    /// A lane for each audience, with a line of marks for each kind of notice.
    fn notices(&mut self) {
        let chart = self.chart;
        let audiences = chart.case.plan.audiences.iter();
        let mut is_first = true;
        for audience in audiences {
            let rows = chart.rows.iter();
            let rows = rows.filter(|row| row.occurrence.audience == audience.id);
            let mut told: BTreeMap<Mark, BTreeMap<NaiveDate, Vec<String>>> = BTreeMap::new();
            let mut notices = 0;
            for row in rows.filter(|row| self.scale.days.holds(row.civil.date())) {
                notices += 1;
                let days = told.entry(Mark::of(row.occurrence.milestone)).or_default();
                days.entry(row.civil.date()).or_default().push(tip(row));
            }
            let briefings = chart.briefings().into_iter();
            for briefing in briefings.filter(|briefing| briefing.audience == audience.id) {
                let start = chart.civil(briefing.start);
                if self.scale.days.holds(start.date()) {
                    let tip = format!(
                        "{}: briefing {}",
                        start.format("%a %-d %b %H:%M"),
                        briefing.id
                    );
                    let days = told.entry(Mark::Briefing).or_default();
                    days.entry(start.date()).or_default().push(tip);
                }
            }
            if told.is_empty() {
                continue;
            }
            if std::mem::take(&mut is_first) {
                self.heading("WHO IS TOLD WHEN");
            }
            let people = chart.case.directory.recipients(&audience.id).len();
            let people = if people == 1 {
                "1 person".to_owned()
            } else {
                format!("{people} people")
            };
            let below = format!("{people}, {}", counted(notices, "notice"));
            let height = (told.len() as f64 * STEP + 12.0).max(LANE);
            let [top, height] = self.lane((&audience.name, &below), height);
            let first = top + (height - told.len() as f64 * STEP + STEP) / 2.0;
            for (line, (mark, days)) in told.iter().enumerate() {
                let y = first + line as f64 * STEP;
                for (day, tips) in days {
                    self.mark(*mark, *day, y, &tips.join("\n"));
                }
            }
        }
    }

    fn mark(&mut self, mark: Mark, day: NaiveDate, y: f64, tip: &str) {
        let size = (self.scale.day() / 2.0).clamp(3.0, 4.5);
        let x = self.scale.noon(day).clamp(LEFT + size, RIGHT - size);
        mark.draw(&mut self.drawing, (x, y), size, tip);
        self.marks.insert(mark);
    }
}

/// What lies within a lane, so far from its edges.
fn inset([top, height]: [f64; 2], far: f64) -> [f64; 2] {
    [top + far, height - 2.0 * far]
}

/// `Fri 5 Mar 09:00: First notice to 4: Planned: …`.
fn tip(row: &Row) -> String {
    let subject = row.subjects.first().map_or("", |(subject, _)| subject);
    format!(
        "{}: {} to {}: {subject}",
        row.civil.format("%a %-d %b %H:%M"),
        name(row.occurrence.milestone),
        row.recipients()
    )
}
