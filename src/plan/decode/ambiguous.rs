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
    let prefixed = |mark: &str| unsigned.strip_prefix(mark).is_some_and(digits);
    let grouped = unsigned.contains('_') && digits(&unsigned.replace('_', ""));
    let float = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.parse::<f64>().is_ok();
    (prefixed("0x") || prefixed("0o") || grouped || float).then_some("it as a number")
}
