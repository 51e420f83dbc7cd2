//! Nearness of words: what somebody may have meant to write.

/// Advice naming the closest of `known` to what was written, if one is close.
pub fn did_you_mean<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    closest(written, known).map(|word| format!("did you mean `{word}`?"))
}

/// Words of other plans and tools, and what ours is called.
const OTHER_WORDS: [(&str, &[&str]); 7] = [
    (
        "everyone",
        &["all", "any", "anybody", "anyone", "everybody"],
    ),
    (
        "high",
        &["critical", "highest", "major", "severe", "urgent"],
    ),
    ("low", &["lowest", "minor"]),
    ("medium", &["middle", "moderate", "normal"]),
    ("off", &["down", "offline", "out", "stopped", "unavailable"]),
    ("read-only", &["readonly", "view-only"]),
    ("slower", &["degraded", "limited", "slow"]),
];

/// What a word of other plans and tools is called among `known`.
fn meant<'a>(written: &str, mut known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut words = OTHER_WORDS.iter();
    let (ours, _) = words.find(|(_, others)| others.contains(&written))?;
    known.find(|word| word == ours)
}

/// The closest of `known` to what was written, if one is close.
pub fn closest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (written, known) = (written.to_lowercase(), known.collect::<Vec<_>>());
    if let Some(ours) = meant(&written, known.iter().copied()) {
        return Some(ours);
    }
    let rate = |word: &str| strsim::jaro_winkler(&written, &word.to_lowercase());
    let best = known
        .into_iter()
        .map(|word| (rate(word), word))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}
