//! How a sum of unknowns spreads: many throws of all of them together, the same throws every time.

use super::three_point::ThreePoint;
use rust_decimal::{Decimal, MathematicalOps};

/// Throws per sum.
const THROWS: usize = 4000;

/// What a sum stays below in one, five and nine of ten throws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// In one of ten.
    pub p10: Decimal,
    /// In five of ten.
    pub p50: Decimal,
    /// In nine of ten.
    pub p90: Decimal,
}

impl Spread {
    /// The spread of the sum of figures that vary each for itself, each triangular between its low and
    /// its high with its peak at the likely.
    pub fn of(figures: &[ThreePoint]) -> Self {
        let certain: Decimal = figures
            .iter()
            .filter(|figure| figure.is_exact())
            .map(|figure| figure.likely())
            .sum();
        let open: Vec<_> = figures
            .iter()
            .filter(|figure| !figure.is_exact())
            .map(|figure| Triangle::of(*figure))
            .collect();
        let mut dice = Dice(0x2545_F491_4F6C_DD1D);
        let mut sums: Vec<Decimal> = (0..THROWS)
            .map(|_| {
                certain
                    + open
                        .iter()
                        .map(|triangle| triangle.at(dice.throw()))
                        .sum::<Decimal>()
            })
            .collect();
        sums.sort_unstable();
        let at = |share: usize| sums[share * THROWS / 100];
        Self {
            p10: at(10),
            p50: at(50),
            p90: at(90),
        }
    }
}

/// A triangular distribution, with what its inverse needs.
struct Triangle {
    figure: ThreePoint,
    peak: Decimal,
    rising: Decimal,
    falling: Decimal,
}

impl Triangle {
    fn of(figure: ThreePoint) -> Self {
        let width = figure.high() - figure.low();
        let peak = (figure.likely() - figure.low()) / width;
        let root = |share: Decimal| share.sqrt().unwrap_or_default();
        Self {
            figure,
            peak,
            rising: width * root(peak),
            falling: width * root(Decimal::ONE - peak),
        }
    }

    /// The figure below which this share of all throws lies.
    fn at(&self, throw: Throw) -> Decimal {
        if throw.share() < self.peak {
            self.figure.low() + throw.root() * self.rising
        } else {
            self.figure.high() - throw.rest().root() * self.falling
        }
    }
}

/// A share from 0 to 1, in billionths: their roots are those of whole numbers.
#[derive(Clone, Copy)]
struct Throw(u64);

const BILLION: u64 = 1_000_000_000;

impl Throw {
    fn share(self) -> Decimal {
        Decimal::from_i128_with_scale(self.0.into(), 9)
    }

    fn rest(self) -> Self {
        Self(BILLION - self.0)
    }

    fn root(self) -> Decimal {
        Decimal::from_i128_with_scale((self.0 * BILLION).isqrt().into(), 9)
    }
}

/// Throws, the same ones on every machine (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> Throw {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        Throw((drawn * BILLION) >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(low: i64, likely: i64, high: i64) -> ThreePoint {
        ThreePoint::sorted([low, likely, high].map(Decimal::from))
    }

    #[test]
    fn one_triangle_spreads_as_its_formula_says() {
        let spread = Spread::of(&[figure(0, 50, 100)]);
        // The inverse of the triangle at 10, 50 and 90 %.
        for (thrown, meant) in [(spread.p10, 22.36), (spread.p50, 50.0), (spread.p90, 77.64)] {
            let thrown: f64 = thrown.try_into().unwrap();
            assert!((thrown - meant).abs() < 1.5, "{thrown} is far from {meant}");
        }
    }

    #[test]
    fn many_figures_spread_less_than_each_of_them() {
        let one = Spread::of(&[figure(0, 50, 100)]);
        let ten = Spread::of(&[figure(0, 50, 100); 10]);
        assert!(ten.p90 - ten.p10 < (one.p90 - one.p10) * Decimal::from(5));
        assert_eq!(Spread::of(&[figure(7, 7, 7)]).p10, Decimal::from(7));
    }
}
