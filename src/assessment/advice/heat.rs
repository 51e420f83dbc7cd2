//! Heat: what an hour off costs in each hour of the week, on average over some weeks.

use super::tariff::Tariff;
use crate::calendar::zone::Zone;
use crate::plan::interval::Interval;
use chrono::{Datelike, TimeDelta, Timelike};
use rust_decimal::Decimal;

/// Shades between nothing and the most.
pub const SHADES: u32 = 4;

/// Figures by day, from Monday, and hour; nothing for hours that the weeks do not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heat {
    /// The figures.
    pub week: [[Option<Decimal>; 24]; 7],
    /// The highest.
    pub most: Decimal,
}

impl Heat {
    /// The averages on a zone's clocks.
    pub fn of(tariff: &mut Tariff, zone: &Zone, weeks: Interval) -> Self {
        let mut sums = [[(Decimal::ZERO, 0_u32); 24]; 7];
        let mut start = weeks.start;
        while start < weeks.end {
            let end = start + TimeDelta::hours(1);
            let civil = zone.civil(start);
            let day = civil.weekday().num_days_from_monday() as usize;
            let (sum, hours) = &mut sums[day][civil.hour() as usize];
            *sum += tariff.hourly(Interval {
                start,
                end: end.min(weeks.end),
            });
            *hours += 1;
            start = end;
        }
        let average = |(sum, hours): (Decimal, u32)| sum.checked_div(Decimal::from(hours));
        let week = sums.map(|day| day.map(average));
        let figures = week.iter().flatten().flatten();
        let most = figures.max().copied().unwrap_or_default();
        Self { week, most }
    }

    /// The shade of a figure: 0 for nothing, else 1 to [`SHADES`].
    pub fn shade(&self, figure: Decimal) -> u32 {
        (1..SHADES)
            .find(|shade| figure <= self.bound(*shade))
            .map_or(SHADES, |shade| if figure.is_zero() { 0 } else { shade })
    }

    /// The highest figure of a shade.
    pub fn bound(&self, shade: u32) -> Decimal {
        self.most * Decimal::from(shade) / Decimal::from(SHADES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_a_shade_of_its_own_and_the_most_the_darkest() {
        let heat = Heat {
            most: Decimal::from(100),
            ..Heat::default()
        };
        let shades = [0, 1, 25, 26, 75, 76, 100].map(|figure| heat.shade(Decimal::from(figure)));
        assert_eq!(shades, [0, 1, 1, 2, 3, 4, 4]);
        assert_eq!(Heat::default().shade(Decimal::ZERO), 0);
    }
}
