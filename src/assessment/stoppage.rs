//! Stopped work: the hours a group of people loses to a window, and what they are worth.
//!
//! Wages of the window are paid anyway. Of work that is done later the loss is what the catching up
//! costs; of work that is never done it is its value. Both together never count an hour twice.

use super::three_point::ThreePoint;
use rust_decimal::Decimal;

/// One group of people whose work stops, wholly or in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stoppage {
    /// People who would be working then.
    pub people: ThreePoint,
    /// The share of their work that stops, 0 to 1.
    pub stops: ThreePoint,
    /// Hours that they cannot work normally, each; at most the hours they are paid for.
    pub hours: ThreePoint,
    /// What an hour of one of them costs, all charges included.
    pub rate: ThreePoint,
    /// The share of the lost work that is done later, 0 to 1.
    pub made_up: ThreePoint,
    /// What an hour of catching up costs, as a multiple of the rate: 1 in normal hours at the expense
    /// of other work, more in overtime, 0 where there is slack.
    pub overtime: ThreePoint,
}

impl Stoppage {
    /// Hours of work lost, in person-hours.
    pub fn lost_hours(&self) -> ThreePoint {
        self.people * self.stops * self.hours
    }

    /// What the lost hours cost in wages, whether made up or not: what simple calculators show.
    pub fn gross(&self) -> ThreePoint {
        self.lost_hours() * self.rate
    }

    /// What this many hours cost: the work that is never done, and doing the rest later.
    pub fn amounts(self, hours: ThreePoint) -> [ThreePoint; 2] {
        let stoppage = Self { hours, ..self };
        [stoppage.idle(), stoppage.catching_up()]
    }

    /// The value of the work that is never done.
    pub fn idle(&self) -> ThreePoint {
        self.gross() * self.made_up.rest_of_one()
    }

    /// What doing the rest later costs.
    pub fn catching_up(&self) -> ThreePoint {
        self.gross() * self.made_up * self.overtime
    }
}

/// What an hour of somebody costs who earns this a year.
///
/// `on_cost` is what the employer pays on top, as a share; hours are those worked in a year. Nothing
/// where no hours are worked.
pub fn loaded_rate(salary: Decimal, on_cost: Decimal, hours: Decimal) -> Option<Decimal> {
    (salary * (Decimal::ONE + on_cost)).checked_div(hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn exactly(text: &str) -> ThreePoint {
        ThreePoint::exactly(number(text))
    }

    fn group(people: &str, rate: &str, stops: &str, hours: &str) -> Stoppage {
        Stoppage {
            people: exactly(people),
            stops: exactly(stops),
            hours: exactly(hours),
            rate: exactly(rate),
            made_up: exactly("0.80"),
            overtime: exactly("1.5"),
        }
    }

    #[test]
    fn three_departments_lose_four_hours() {
        let groups = [
            group("120", "39.30", "0.60", "4"),
            group("45", "46.00", "0.35", "4"),
            group("20", "41.50", "1.00", "1"),
        ];
        let gross = groups.map(|group| group.gross().likely());
        assert_eq!(gross, ["11318.40", "2898.00", "830.00"].map(number));
        let sum =
            |of: fn(&Stoppage) -> ThreePoint| groups.iter().map(of).sum::<ThreePoint>().likely();
        assert_eq!(sum(Stoppage::lost_hours), number("371"));
        assert_eq!(sum(Stoppage::gross), number("15046.40"));
        assert_eq!(sum(Stoppage::idle), number("3009.28"));
        assert_eq!(sum(Stoppage::catching_up), number("18055.68"));
    }

    #[test]
    fn an_hour_costs_more_than_the_salary_says() {
        let rate = loaded_rate(number("52000"), number("0.30"), number("1720")).unwrap();
        assert_eq!(rate.round_dp(4), number("39.3023"));
        assert_eq!(
            loaded_rate(number("52000"), number("0.30"), Decimal::ZERO),
            None
        );
    }

    #[test]
    fn work_that_is_made_up_in_slack_costs_nothing() {
        let mut group = group("120", "39.30", "0.60", "4");
        group.made_up = exactly("1");
        group.overtime = exactly("0");
        assert_eq!(group.idle() + group.catching_up(), exactly("0"));
    }
}
