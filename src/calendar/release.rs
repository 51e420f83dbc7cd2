//! Releases of the tz database: which of two is the newer.

/// A release such as `2026e`: a year and letters that count within it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    year: u16,
    // After `z` comes `za`, which an ordinary comparison of texts puts last as well.
    letters: String,
}

impl Release {
    /// Reads `2026e`; whatever a distribution writes behind it does not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.trim().split_at_checked(4)?;
        let letters: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
        let year = year.parse().ok().filter(|year| *year > 1990)?;
        (!letters.is_empty()).then_some(Self { year, letters })
    }

    /// The release named in the first line of a `tzdata.zi` (`# version 2026e`) or in a `+VERSION`.
    pub fn of_file(text: &str) -> Option<Self> {
        let line = text.lines().next()?;
        Self::parse(line.strip_prefix("# version ").unwrap_or(line))
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}{}", self.year, self.letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_by_year_then_letters() {
        let release = |text| Release::parse(text).unwrap();
        assert!(release("2026a") > release("2025b"));
        assert!(release("2026f") > release("2026e"));
        assert!(release("2026za") > release("2026z"));
        assert_eq!(release("2025b-0+deb12u1"), release("2025b"));
    }

    #[test]
    fn a_release_is_read_from_both_kinds_of_file() {
        let of = |text| Release::of_file(text).map(|release| release.to_string());
        assert_eq!(of("# version 2025b\n# rest\n"), Some("2025b".into()));
        assert_eq!(of("2026f\n"), Some("2026f".into()));
        for junk in ["", "# version unknown", "2026", "€€€€a", "0000a"] {
            assert_eq!(of(junk), None, "{junk}");
        }
    }
}
