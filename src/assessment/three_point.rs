//! Three figures for one unknown: low, likely, high; exact decimals, added and scaled together.

use crate::plan::estimate::{Estimate, Figure};
use rust_decimal::Decimal;
use std::iter::Sum;
use std::ops::{Add, Mul};

/// Low, likely and high; never out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ThreePoint {
    low: Decimal,
    likely: Decimal,
    high: Decimal,
}

impl ThreePoint {
    /// A figure that is known: all three are the same.
    pub const fn exactly(value: Decimal) -> Self {
        Self {
            low: value,
            likely: value,
            high: value,
        }
    }

    /// Three figures, whatever their order.
    pub fn sorted(mut figures: [Decimal; 3]) -> Self {
        figures.sort_unstable();
        let [low, likely, high] = figures;
        Self { low, likely, high }
    }

    /// At least.
    pub const fn low(self) -> Decimal {
        self.low
    }

    /// Most likely.
    pub const fn likely(self) -> Decimal {
        self.likely
    }

    /// At most.
    pub const fn high(self) -> Decimal {
        self.high
    }

    /// All three, low first.
    pub const fn figures(self) -> [Decimal; 3] {
        [self.low, self.likely, self.high]
    }

    /// The same function of each figure, which rises with them all or falls with them all.
    pub fn map(self, each: impl Fn(Decimal) -> Decimal) -> Self {
        Self::sorted(self.figures().map(each))
    }

    /// What is left of the whole: the low figure's rest is the highest.
    pub fn rest_of_one(self) -> Self {
        Self {
            low: Decimal::ONE - self.high,
            likely: Decimal::ONE - self.likely,
            high: Decimal::ONE - self.low,
        }
    }

    /// What is left when another figure is taken away: least when that is highest.
    pub fn less(self, other: Self) -> Self {
        Self {
            low: self.low - other.high,
            likely: self.likely - other.likely,
            high: self.high - other.low,
        }
    }

    /// Whether all three are one figure.
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }
}

impl<T: Figure> From<&Estimate<T>> for ThreePoint {
    fn from(estimate: &Estimate<T>) -> Self {
        Self::sorted(estimate.numbers())
    }
}

impl Add for ThreePoint {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            likely: self.likely + other.likely,
            high: self.high + other.high,
        }
    }
}

/// The product of two figures of which neither is negative.
impl Mul for ThreePoint {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self {
            low: self.low * other.low,
            likely: self.likely * other.likely,
            high: self.high * other.high,
        }
    }
}

impl Mul<Decimal> for ThreePoint {
    type Output = Self;

    fn mul(self, factor: Decimal) -> Self {
        self.map(|figure| figure * factor)
    }
}

impl Sum for ThreePoint {
    fn sum<I: Iterator<Item = Self>>(figures: I) -> Self {
        figures.fold(Self::default(), Self::add)
    }
}
