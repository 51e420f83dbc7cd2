//! Where a window costs least: for people, for programs, and as a picture.

mod heat;
pub mod json;
pub mod page;
pub mod picture;

use crate::assessment::Advice;
use crate::assessment::advice::tariff::Measure;
use crate::assessment::currency::shown;
use crate::assessment::figure_words::percent;
use crate::calendar::zone::Instant;
use crate::diagnostic::Sources;
use rust_decimal::Decimal;

/// How many starts are shown.
pub const SHOWN: usize = 5;

/// Everything that is shown.
pub struct Advised<'a> {
    /// The answer.
    pub advice: Advice<'a>,
    /// Where its places are.
    pub sources: &'a Sources,
}

impl Advised<'_> {
    fn currency(&self) -> &str {
        &self.advice.question.plan.case.money.currency
    }

    /// A figure by the measure, without its unit.
    fn figure(&self, figure: Decimal) -> String {
        match self.advice.measure {
            Measure::Money => shown(figure, self.currency()),
            Measure::PersonHours => shown(figure.round_dp(1), "")
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned(),
            Measure::Share => percent(figure.round_dp(4)),
        }
    }

    /// What the figures are.
    fn unit(&self) -> &str {
        match self.advice.measure {
            Measure::Money => self.currency(),
            Measure::PersonHours => "person-hours",
            Measure::Share => "of an average week's work",
        }
    }

    /// `Sun 13 Jun 2027 02:00 EDT`, on the window's clocks.
    fn moment(&self, instant: Instant) -> String {
        let zone = &self.advice.question.window.zone;
        let civil = zone.civil(instant).format("%a %-d %b %Y %H:%M");
        format!("{civil} {}", zone.abbreviation(instant))
    }
}
