//! Path patterns: which files are meant, wherever the folder that they name stands.

use super::word::word;
use globset::{GlobBuilder, GlobMatcher};
use std::path::Path;

/// Files by their path: `letters` (a folder or file of that name, and all below it), `*.conf`,
/// `letters/**/*.xml`. `*` and `?` stay within one folder, `**` does not.
#[derive(Debug, Clone)]
pub struct PathPattern {
    text: String,
    matchers: Vec<GlobMatcher>,
}

impl PathPattern {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a file is meant.
    pub fn is_match(&self, path: &Path) -> bool {
        self.matchers.iter().any(|matcher| matcher.is_match(path))
    }
}

impl std::str::FromStr for PathPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let advise = |what: &str, advice: &str| Err(format!("`{text}` {what}\n{advice}"));
        let inner = text.trim_start_matches("./").trim_matches('/');
        if inner.is_empty() {
            return advise(
                "is no path",
                "write a folder such as `letters`, or `\"*.conf\"`",
            );
        }
        if inner.contains('\\') {
            return advise("has a backslash in it", "write `/` between folders");
        }
        if inner.split('/').any(|part| part == "..") {
            return advise(
                "leads out of its folder",
                "leave `..` out: a pattern fits wherever its folders stand",
            );
        }
        let inside = (!inner.ends_with("**")).then(|| format!("**/{inner}/**"));
        let itself = (!text.ends_with('/')).then(|| format!("**/{inner}"));
        let globs = inside.into_iter().chain(itself);
        let matchers = globs.map(|glob| {
            let glob = GlobBuilder::new(&glob).literal_separator(true).build();
            glob.map(|glob| glob.compile_matcher())
        });
        match matchers.collect::<Result<Vec<_>, _>>() {
            Ok(matchers) => Ok(Self {
                text: text.to_owned(),
                matchers,
            }),
            Err(error) => advise(
                &format!("is no pattern: {}", error.kind()),
                "close each bracket and brace, or write `[[]` and `[{]` for the signs themselves",
            ),
        }
    }
}

word!(
    PathPattern,
    "PathPattern",
    "a path such as `letters`, `letters/**/*.xml` or `*.conf`, with `/` between folders",
    "^[^\\\\]+$"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_wherever_its_folders_stand() {
        for (pattern, path, fits) in [
            ("letters", "letters/a.conf", true),
            ("letters", "apps/letters/in/a.conf", true),
            ("letters", "../apps/letters", true),
            ("letters", "apps/newsletters/a.conf", false),
            ("letters/", "apps/letters", false),
            ("letters/", "apps/letters/a", true),
            ("apps/letters", "apps/letters/a", true),
            ("apps/letters", "apps/old/letters/a", false),
            ("*.conf", "apps/letters/a.conf", true),
            ("*.conf", "apps/a.conf/b.txt", true),
            ("*.conf", "apps/a.config", false),
            ("letters/**/*.xml", "x/letters/a/b/c.xml", true),
            ("letters/*.xml", "x/letters/a/c.xml", false),
            ("/srv/letters", "/srv/letters/a", true),
            ("a.{ini,conf}", "x/a.ini", true),
            ("letters/**", "x/letters/a/b", true),
        ] {
            let read: PathPattern = pattern.parse().unwrap();
            assert_eq!(read.is_match(Path::new(path)), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_no_pattern_says_what_to_write() {
        for (pattern, why) in [
            ("/", "is no path"),
            ("letters\\a", "write `/` between folders"),
            ("../letters", "leave `..` out"),
            ("[letters", "close each bracket"),
            ("{a,b", "close each bracket"),
        ] {
            let refusal = pattern.parse::<PathPattern>().unwrap_err();
            assert!(refusal.contains(why), "{pattern}: {refusal}");
        }
    }
}
