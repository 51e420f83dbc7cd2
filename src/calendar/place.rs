//! Places: countries and regions as the holiday data names them, and what to say about unknown ones.

/// A country or region that has holidays of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its code: `GB`, or `ENG` within its country.
    pub code: &'static str,
    pub(super) names: &'static str,
}

impl Place {
    /// Its name in English: `England`.
    pub fn name(&self) -> &'static str {
        self.names.split('|').next().unwrap_or(self.code)
    }

    fn is(&self, asked: &str) -> bool {
        let asked = asked.to_lowercase();
        self.spellings().any(|name| name.to_lowercase() == asked)
    }

    fn spellings(&self) -> impl Iterator<Item = &'static str> {
        self.names.split('|').chain([self.code])
    }

    fn likeness(&self, asked: &str) -> f64 {
        let asked = asked.to_lowercase();
        let best = |best: f64, name: &str| {
            best.max(strsim::normalized_damerau_levenshtein(
                &name.to_lowercase(),
                &asked,
            ))
        };
        self.spellings().fold(0.0, best)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.name() == self.code {
            formatter.write_str(self.code)
        } else {
            write!(formatter, "{} ({})", self.code, self.name())
        }
    }
}

/// No holidays are known for what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPlace {
    /// What was asked for, as it was written.
    pub asked: String,
    /// The country, when it is the region that is unknown.
    pub country: Option<Place>,
    /// What was probably meant, likeliest first; may be empty.
    pub nearest: Vec<Place>,
    /// Every place that would have been understood; empty for a country without regions.
    pub known: Vec<Place>,
}

impl UnknownPlace {
    pub(super) fn country(asked: &str, known: Vec<Place>) -> Self {
        Self::new(asked, None, known)
    }

    pub(super) fn region(asked: &str, country: Place, known: Vec<Place>) -> Self {
        Self::new(asked, Some(country), known)
    }

    fn new(asked: &str, country: Option<Place>, known: Vec<Place>) -> Self {
        Self {
            asked: asked.to_owned(),
            country,
            nearest: nearest(asked, &known),
            known,
        }
    }

    /// What to write instead, in one line.
    pub fn advice(&self) -> String {
        let list = |places: &[Place]| {
            let words: Vec<String> = places.iter().map(Place::to_string).collect();
            words.join(", ")
        };
        match (&self.country, self.nearest.as_slice()) {
            (_, nearest @ [_, ..]) => format!("did you mean {}?", list(nearest)),
            (Some(country), _) if self.known.is_empty() => {
                format!("leave the region out: {country} has the same holidays everywhere")
            }
            (Some(_), _) => format!("write one of {}", list(&self.known)),
            (None, _) => "write the country as two letters, such as GB, DE or SG".to_owned(),
        }
    }
}

impl std::fmt::Display for UnknownPlace {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.country {
            None => write!(
                formatter,
                "no public holidays are known for a country “{}”",
                self.asked
            ),
            Some(country) => write!(
                formatter,
                "no public holidays are known for a region “{}” of {}",
                self.asked,
                country.name()
            ),
        }
    }
}

impl std::error::Error for UnknownPlace {}

fn nearest(asked: &str, known: &[Place]) -> Vec<Place> {
    const ALIKE: f64 = 0.65;
    const MOST: usize = 3;
    if let Some(exact) = known.iter().find(|place| place.is(asked)) {
        return vec![*exact];
    }
    let mut alike: Vec<(f64, Place)> = known
        .iter()
        .map(|place| (place.likeness(asked), *place))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0));
    alike.truncate(MOST);
    alike.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLAND: Place = Place {
        code: "ENG",
        names: "England",
    };
    const BRITAIN: Place = Place {
        code: "GB",
        names: "United Kingdom|GBR|UK",
    };

    #[test]
    fn advice_is_what_to_write_instead() {
        let unknown = UnknownPlace::region("England", BRITAIN, vec![ENGLAND]);
        assert_eq!(
            unknown.to_string(),
            "no public holidays are known for a region “England” of United Kingdom"
        );
        assert_eq!(unknown.advice(), "did you mean ENG (England)?");
        let unknown = UnknownPlace::region("Cornwall", BRITAIN, vec![ENGLAND]);
        assert_eq!(unknown.advice(), "write one of ENG (England)");
        let unknown = UnknownPlace::region("01", BRITAIN, Vec::new());
        assert_eq!(
            unknown.advice(),
            "leave the region out: GB (United Kingdom) has the same holidays everywhere"
        );
        let unknown = UnknownPlace::country("QQ", vec![BRITAIN]);
        assert_eq!(
            unknown.advice(),
            "write the country as two letters, such as GB, DE or SG"
        );
    }
}
