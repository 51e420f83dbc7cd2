//! Expenses of a window: its crew, what is bought, what it may take longer, what is not for sale.

use super::estimate::Estimate;
use super::number::{Hours, People};
use super::rate;
use super::reading::Reading;
use super::written::{CrewFile, IntangibleFile, OverrunFile, PurchaseFile, WindowFile};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use rust_decimal::Decimal;

/// What a window takes besides the work that it stops.
#[derive(Debug, Clone, Default)]
pub struct Expenses {
    /// Who carries it out, or works because of it.
    pub crew: Vec<Crew>,
    /// What is bought for it.
    pub purchases: Vec<Purchase>,
    /// How likely it lasts longer.
    pub overrun: Option<Overrun>,
    /// What is lost and not for sale.
    pub intangibles: Vec<Intangible>,
}

/// People who carry a window out, or work because of it.
#[derive(Debug, Clone)]
pub struct Crew {
    /// Who.
    pub who: String,
    /// How many.
    pub people: Estimate<People>,
    /// Hours of each.
    pub hours: Estimate<Hours>,
    /// What an hour of one of them costs.
    pub rate: Estimate,
    /// Where it is written.
    pub span: Span,
}

/// Something bought for a window.
#[derive(Debug, Clone)]
pub struct Purchase {
    /// What.
    pub what: String,
    /// What it costs.
    pub cost: Estimate,
    /// Where it is written.
    pub span: Span,
}

/// How likely a window lasts longer, and by how much then.
#[derive(Debug, Clone, Copy)]
pub struct Overrun {
    /// How likely, 0 to 1.
    pub chance: Decimal,
    /// By how many minutes then.
    pub minutes: i64,
    /// Where it is written.
    pub span: Span,
}

/// Something that is lost and not for sale.
#[derive(Debug, Clone)]
pub struct Intangible {
    /// What.
    pub what: String,
    /// How it weighs.
    pub weight: Weight,
    /// Where it is written.
    pub span: Span,
}

/// How something weighs that is not for sale.
#[derive(Debug, Clone)]
pub enum Weight {
    /// An amount stands for it.
    Cost(Estimate),
    /// From 1 to 5; never added up with money.
    Score(u32),
}

/// Reads what a window takes.
pub(super) fn read(reading: &mut Reading, file: &WindowFile) -> Expenses {
    let crew = file.crew.iter();
    let crew = crew.filter_map(|file| crew_of(reading, file)).collect();
    let purchases = file.purchases.iter();
    let purchases = purchases.filter_map(|file| purchase(reading, file));
    let purchases = purchases.collect();
    let overrun = file.overrun.as_ref();
    let overrun = overrun.and_then(|file| longer(reading, file));
    let intangibles = file.intangibles.iter();
    let intangibles = intangibles.filter_map(|file| intangible(reading, file));
    Expenses {
        crew,
        purchases,
        overrun,
        intangibles: intangibles.collect(),
    }
}

fn crew_of(reading: &mut Reading, file: &Spanned<CrewFile>) -> Option<Crew> {
    let written = &file.value;
    let who = reading.line(&written.who, "who", file.span);
    let people = reading.required(&written.people, "people", file.span);
    let hours = reading.required(&written.hours, "hours", file.span);
    let rate = reading.required(&written.cost_per_hour, "cost-per-hour", file.span);
    let rate = rate.and_then(|rate| rate::per_hour(reading, rate));
    Some(Crew {
        who: who?,
        people: people?.value,
        hours: hours?.value,
        rate: rate?.value,
        span: file.span,
    })
}

fn purchase(reading: &mut Reading, file: &Spanned<PurchaseFile>) -> Option<Purchase> {
    let what = reading.line(&file.value.what, "what", file.span);
    let cost = reading.required(&file.value.cost, "cost", file.span);
    Some(Purchase {
        what: what?,
        cost: cost?.value.clone(),
        span: file.span,
    })
}

fn longer(reading: &mut Reading, file: &Spanned<OverrunFile>) -> Option<Overrun> {
    let chance = reading.required(&file.value.chance, "chance", file.span);
    let length = reading.required(&file.value.length, "length", file.span)?;
    let day = 24 * 60;
    let minutes = length.value.minutes();
    let Some(minutes) = minutes.filter(|minutes| (1..=7 * day).contains(minutes)) else {
        let message = "a window lasts longer by minutes or hours, a week at most";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(length.span, "");
        reading.report(finding.help("write hours, such as `2h`"));
        return None;
    };
    Some(Overrun {
        chance: chance?.value.0,
        minutes,
        span: file.span,
    })
}

fn intangible(reading: &mut Reading, file: &Spanned<IntangibleFile>) -> Option<Intangible> {
    let IntangibleFile { what, cost, score } = &file.value;
    let what = reading.line(what, "what", file.span);
    let weight = match (cost, score) {
        (Some(cost), None) => Weight::Cost(cost.value.clone()),
        (None, Some(score)) if (1..=5).contains(&score.value) => Weight::Score(score.value),
        (None, Some(score)) => {
            let message = format!("a score of {} is not one from 1 to 5", score.value);
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(score.span, "");
            reading.report(finding.help("write `1` for a little to `5` for a great deal"));
            return None;
        }
        (Some(cost), Some(score)) => {
            let message = "what is not for sale has an amount and a score";
            let finding = Diagnostic::new(Code::WRONG_VALUE, message)
                .at(score.span, "a score")
                .at(cost.span, "an amount");
            reading
                .report(finding.help("keep one of them: an amount is added up, a score is shown"));
            return None;
        }
        (None, None) => {
            reading.required(cost, "cost", file.span);
            return None;
        }
    };
    Some(Intangible {
        what: what?,
        weight,
        span: file.span,
    })
}
