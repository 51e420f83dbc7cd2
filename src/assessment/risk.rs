//! What may go wrong, how much it weighs, and what it costs on average.

use crate::plan::Plan;
use crate::plan::estimate::Estimate;
use crate::plan::risk::{Grade, Likelihood, Matrix, Risk};
use crate::plan::window::Window;
use rust_decimal::Decimal;
use std::cmp::Reverse;

/// The matrix of NIST SP 800-30 table I-2: rows are likelihood, columns impact, from very low.
const NIST: [[Grade; 5]; 5] = {
    use Grade::{High as H, Low as L, Moderate as M, VeryHigh as VH, VeryLow as VL};
    [
        [VL, VL, VL, L, L],
        [VL, L, L, L, M],
        [VL, L, M, M, H],
        [VL, L, M, H, VH],
        [VL, L, M, H, VH],
    ]
};

/// Percentages from which a likelihood is low, moderate and high; above the last it is very high.
const ANCHORS: [i64; 4] = [2, 10, 35, 70];

/// A risk with its weight.
#[derive(Debug, Clone)]
pub struct Rated<'a> {
    /// The risk.
    pub risk: &'a Risk,
    /// How likely it is.
    pub likelihood: Grade,
    /// How much it weighs.
    pub level: Grade,
    /// What it costs on average, when its likelihood is a percentage and its exposure is known.
    pub expected: Option<Expected>,
}

/// What a risk costs on average (expected monetary value), in the plan's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// At least.
    pub low: Decimal,
    /// Most likely.
    pub likely: Decimal,
    /// At most.
    pub high: Decimal,
}

/// The risks of a window, or of all of them, worst first.
pub fn register<'a>(plan: &'a Plan, window: Option<&Window>) -> Vec<Rated<'a>> {
    let is_here = |risk: &&Risk| {
        let id = window.map(|window| &window.id);
        id.is_none_or(|id| risk.windows.is_empty() || risk.windows.contains(id))
    };
    let matrix = plan.case.risk_scale.matrix;
    let risks = plan.case.risks.iter().filter(is_here);
    let mut rated: Vec<Rated> = risks.map(|risk| rated(risk, matrix)).collect();
    rated.sort_by_key(|rated| Reverse(rated.level));
    rated
}

fn rated(risk: &Risk, matrix: Matrix) -> Rated<'_> {
    let likelihood = likelihood(risk.likelihood);
    let exposure = risk.exposure.as_ref();
    Rated {
        risk,
        likelihood,
        level: level(matrix, likelihood, risk.impact),
        expected: exposure.and_then(|exposure| expected(risk.likelihood, exposure)),
    }
}

/// The grade of a likelihood.
pub fn likelihood(likelihood: Likelihood) -> Grade {
    let share = match likelihood {
        Likelihood::Grade(grade) => return grade,
        Likelihood::Share(share) => share.0 * Decimal::ONE_HUNDRED,
    };
    let [low, moderate, high, above] = ANCHORS.map(Decimal::from);
    if share > above {
        Grade::VeryHigh
    } else if share >= high {
        Grade::High
    } else if share >= moderate {
        Grade::Moderate
    } else if share >= low {
        Grade::Low
    } else {
        Grade::VeryLow
    }
}

/// How much a risk of a likelihood and an impact weighs.
pub fn level(matrix: Matrix, likelihood: Grade, impact: Grade) -> Grade {
    let (row, column) = (likelihood as usize, impact as usize);
    match matrix {
        Matrix::Nist => NIST[row][column],
        Matrix::Numeric => match (row + 1) * (column + 1) {
            0..=4 => Grade::Low,
            5..=9 => Grade::Moderate,
            10..=16 => Grade::High,
            _ => Grade::VeryHigh,
        },
    }
}

/// What a risk costs on average; nothing is made up for a likelihood that is only a grade.
pub fn expected(likelihood: Likelihood, exposure: &Estimate) -> Option<Expected> {
    let Likelihood::Share(share) = likelihood else {
        return None;
    };
    let times = |value: Decimal| (share.0 * value).normalize();
    Some(Expected {
        low: times(exposure.low.value),
        likely: times(exposure.likely.value),
        high: times(exposure.high.value),
    })
}

/// What a grade of likelihood means, in words.
pub fn anchor(grade: Grade) -> String {
    let [low, moderate, high, above] = ANCHORS;
    match grade {
        Grade::VeryLow => format!("below {low}%"),
        Grade::Low => format!("{low}% to {moderate}%"),
        Grade::Moderate => format!("{moderate}% to {high}%"),
        Grade::High => format!("{high}% to {above}%"),
        Grade::VeryHigh => format!("above {above}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::money::Share;
    use proptest::prelude::*;

    fn percent(text: &str) -> Likelihood {
        Likelihood::Share(text.parse::<Share>().unwrap())
    }

    #[test]
    fn the_matrices_give_what_they_are_known_for() {
        use Grade::{High, Low, Moderate, VeryHigh, VeryLow};
        for (likelihood, impact, expected) in [
            (Moderate, High, Moderate),
            (High, High, High),
            (Low, VeryHigh, Moderate),
            (VeryLow, VeryHigh, Low),
        ] {
            assert_eq!(level(Matrix::Nist, likelihood, impact), expected);
        }
        assert_eq!(level(Matrix::Numeric, High, High), High);
        assert_eq!(level(Matrix::Numeric, VeryLow, High), Low);
        assert_eq!(level(Matrix::Numeric, VeryLow, VeryHigh), Moderate);
        assert_eq!(level(Matrix::Numeric, High, VeryHigh), VeryHigh);
    }

    #[test]
    fn a_percentage_finds_its_grade() {
        for (share, grade) in [
            ("0%", Grade::VeryLow),
            ("1.9%", Grade::VeryLow),
            ("2%", Grade::Low),
            ("10%", Grade::Moderate),
            ("35%", Grade::High),
            ("70%", Grade::High),
            ("70.1%", Grade::VeryHigh),
        ] {
            assert_eq!(likelihood(percent(share)), grade, "{share}");
        }
    }

    #[test]
    fn a_fifth_of_fifty_thousand_is_ten_thousand_and_a_grade_gives_no_figure() {
        let amount: crate::plan::money::Amount = "50000".parse().unwrap();
        let exposure = Estimate {
            low: amount.clone(),
            likely: amount.clone(),
            high: amount,
        };
        let costs = expected(percent("20%"), &exposure).unwrap();
        assert_eq!(costs.likely, Decimal::from(10_000));
        assert_eq!(expected(Likelihood::Grade(Grade::Low), &exposure), None);
    }

    proptest! {
        #[test]
        fn a_worse_risk_never_weighs_less(
            likelihood in 0_usize..5, impact in 0_usize..5, more in 0_usize..5, worse in 0_usize..5,
        ) {
            let grade = |index: usize| Grade::ALL[index.min(4)];
            for matrix in [Matrix::Nist, Matrix::Numeric] {
                let one = level(matrix, grade(likelihood), grade(impact));
                let other = level(matrix, grade(likelihood + more), grade(impact + worse));
                prop_assert!(one <= other);
            }
        }
    }
}
