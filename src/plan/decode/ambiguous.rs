//! Plain words that other programs read as something else than text.

/// What a plain word is to readers of other YAML versions or types, when that is not a text.
pub(super) fn other_reading(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false"
    ) {
        return Some("it as yes or no");
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = lower.trim_start_matches(['-', '+']);
    if unsigned.contains(':') && unsigned.split(':').all(digits) {
        return Some("it as a number of seconds");
    }
    if digits(unsigned) {
        let padded = unsigned.len() > 1 && unsigned.starts_with('0');
        return padded.then_some("it as another number");
    }
    if is_date(&lower) {
        return Some("it as a date");
    }
    let hexadecimal = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let after = |mark: &str| unsigned.strip_prefix(mark).filter(|part| !part.is_empty());
    let prefixed = after("0o").is_some_and(digits) || after("0x").is_some_and(hexadecimal);
    let grouped = unsigned.contains('_') && digits(&unsigned.replace('_', ""));
    let float = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.parse::<f64>().is_ok();
    let float = float || unsigned == ".inf" || lower == ".nan";
    (prefixed || grouped || float).then_some("it as a number")
}

/// Whether a text begins as a date does, and holds no more than one with an hour.
fn is_date(text: &str) -> bool {
    let (day, hour) = text.split_once(['t', ' ']).unwrap_or((text, ""));
    let mut parts = day.split('-').map(|part| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then_some(part.len())
    });
    let [year, month, date] = [parts.next(), parts.next(), parts.next()].map(Option::flatten);
    let short = |length: Option<usize>| matches!(length, Some(1 | 2));
    let is_day = year == Some(4) && short(month) && short(date) && parts.next().is_none();
    let is_hour = |sign: char| sign.is_ascii_digit() || ":.+-z ".contains(sign);
    is_day && hour.chars().all(is_hour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_of_other_readers_are_known() {
        for text in [
            "0x1F",
            "0xff",
            "0o17",
            "1e3",
            "-.inf",
            ".INF",
            ".NaN",
            "1_000",
            "2027-03-01",
            "2027-3-1 22:00",
            "2027-03-01T22:00:00Z",
        ] {
            assert!(other_reading(text).is_some(), "{text}");
        }
        for text in [
            "0x",
            "0xfg",
            "inf",
            "nan",
            "2027-03",
            "2027-03-01 evening",
            "27-03-01",
            "x-1",
            "1-2-3",
        ] {
            assert_eq!(other_reading(text), None, "{text}");
        }
    }
}
