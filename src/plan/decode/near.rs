//! Nearness of words: what somebody may have meant to write.

/// Advice naming the closest of `known` to what was written, if one is close.
pub fn did_you_mean<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    closest(written, known).map(|word| format!("did you mean `{word}`?"))
}

/// Other words for all people.
const EVERYBODY: [&str; 9] = [
    "all",
    "all-departments",
    "all-staff",
    "all-users",
    "any",
    "anybody",
    "anyone",
    "everybody",
    "everyone",
];

/// Whether all people are meant.
pub(super) fn everybody(written: &str) -> bool {
    let written = written.trim().to_lowercase().replace(' ', "-");
    EVERYBODY.contains(&written.as_str())
}

/// Words of other plans and tools, and what ours is called.
const OTHER_WORDS: [(&str, &[&str]); 15] = [
    ("cancelled", &["called-off", "withdrawn"]),
    ("confirmed", &["approved", "definite", "final", "fixed"]),
    ("everyone", &EVERYBODY),
    (
        "high",
        &["critical", "highest", "major", "severe", "urgent"],
    ),
    ("host", &["address", "hostname", "relay", "server"]),
    ("lasts", &["duration", "length", "takes"]),
    ("low", &["lowest", "minor"]),
    ("medium", &["middle", "moderate", "normal"]),
    (
        "off",
        &[
            "closed",
            "down",
            "offline",
            "out",
            "outage",
            "stopped",
            "unavailable",
        ],
    ),
    ("plain", &["clear", "no", "none", "off"]),
    (
        "provisional",
        &["draft", "planned", "proposed", "tentative"],
    ),
    ("read-only", &["readonly", "view-only"]),
    ("slower", &["degraded", "limited", "slow"]),
    ("smtp", &["mail", "mail-server", "relay", "server"]),
    ("tls", &["implicit", "smtps", "ssl"]),
];

/// What a word of other plans and tools is called among `known`.
fn meant<'a>(written: &str, mut known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let words = OTHER_WORDS
        .iter()
        .filter(|(_, others)| others.contains(&written));
    let ours: Vec<&str> = words.map(|(ours, _)| *ours).collect();
    known.find(|word| ours.contains(word))
}

/// Whether what was written is a name but for a slip or two, its beginning, or its last word.
pub fn is_nearly(written: &str, name: &str) -> bool {
    let written = written.trim_end_matches('s');
    let name = name.trim_end_matches('s');
    let last = name.rsplit('-').next().unwrap_or(name);
    let slips = strsim::damerau_levenshtein(written, name);
    let begins = written.len() >= 4 && name.starts_with(written);
    begins || written == last || (name.len() > 6 && slips <= 2)
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
