//! Which template words a notice: the chain from the most fitting to the last resort.

use crate::notice::Role;
use crate::plan::milestone::Milestone;

/// The language every template exists in.
pub const LAST_LANGUAGE: &str = "en";

/// The templates to try, best first.
pub fn chain(locale: &str, audience: &str, role: Role, milestone: Milestone) -> Vec<String> {
    let mut chain = Vec::new();
    for language in languages(locale) {
        for audience in [audience, role.slug(), "any"] {
            let path = format!("{language}/{audience}/{}.txt", milestone.slug());
            if !chain.contains(&path) {
                chain.push(path);
            }
        }
    }
    chain
}

/// The languages to try, best first: `de-CH`, `de`, `en`.
pub fn languages(locale: &str) -> Vec<String> {
    let mut languages = vec![locale.to_owned()];
    let mut tag = locale;
    while let Some((shorter, _)) = tag.rsplit_once('-') {
        languages.push(shorter.to_owned());
        tag = shorter;
    }
    if !languages.iter().any(|language| language == LAST_LANGUAGE) {
        languages.push(LAST_LANGUAGE.to_owned());
    }
    languages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_goes_from_the_readers_own_words_to_anybodys() {
        let table = [
            (
                ("de-CH", "service-desk", Role::DepartmentHeads),
                "de-CH/service-desk de-CH/department-heads de-CH/any de/service-desk de/department-heads de/any en/service-desk en/department-heads en/any",
            ),
            (
                ("en-GB", "end-users", Role::EndUsers),
                "en-GB/end-users en-GB/any en/end-users en/any",
            ),
            (
                ("en", "executives", Role::Executives),
                "en/executives en/any",
            ),
        ];
        for ((locale, audience, role), expected) in table {
            let folders: Vec<_> = chain(locale, audience, role, Milestone::First)
                .iter()
                .map(|path| path.trim_end_matches("/first.txt").to_owned())
                .collect();
            assert_eq!(folders.join(" "), expected);
        }
    }
}
