//! Figures in words: `120`, `60%`, `39.30`, or `100 to 130, most likely 120`.

use super::currency::shown;
use super::three_point::ThreePoint;
use rust_decimal::Decimal;

/// A figure without digits that say nothing.
pub fn plain(figure: Decimal) -> String {
    figure.round_dp(4).normalize().to_string()
}

/// An amount of money, in groups of three digits; with coins where it has some.
pub fn amount(figure: Decimal) -> String {
    let text = shown(figure, "");
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}

/// A share in percent.
pub fn percent(share: Decimal) -> String {
    format!("{}%", plain(share * Decimal::ONE_HUNDRED))
}

/// An estimate, each of its figures in the same words.
pub fn estimated(figures: ThreePoint, words: fn(Decimal) -> String) -> String {
    if figures.is_exact() {
        return words(figures.likely());
    }
    let [low, likely, high] = figures.figures();
    let [low, likely, high] = [low, likely, high].map(words);
    format!("{low} to {high}, most likely {likely}")
}
