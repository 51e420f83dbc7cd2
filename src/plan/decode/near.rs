//! Nearness of words: what somebody may have meant to write.

/// Advice naming the closest of `known` to what was written, if one is close.
pub fn did_you_mean<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    closest(written, known).map(|word| format!("did you mean `{word}`?"))
}

/// The closest of `known` to what was written, if one is close.
pub fn closest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let rate = |word: &str| strsim::jaro_winkler(&written, &word.to_lowercase());
    let best = known
        .map(|word| (rate(word), word))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}
