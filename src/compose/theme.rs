//! The colours of a mail, as the theme file says them; readable in light and in dark.

use serde::{Deserialize, Serialize};

/// Every colour of the page, each `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Theme {
    /// By day.
    pub light: Palette,
    /// At night, where the reader's mail program asks for it.
    pub dark: Palette,
    /// The band and the label on top, by how the news sounds.
    pub tones: Tones,
}

/// One set of colours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Palette {
    /// Behind everything.
    pub page: String,
    /// Behind the mail itself.
    pub card: String,
    /// Behind tables.
    pub panel: String,
    /// Between things.
    pub line: String,
    /// Text.
    pub text: String,
    /// Less important text.
    pub muted: String,
    /// Links.
    pub link: String,
    /// Behind what is to be noticed first.
    pub callout: String,
    /// The button.
    pub button: String,
    /// Words on the button.
    pub button_text: String,
}

/// The four ways news can sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tones {
    /// Planned and on its way.
    pub calm: Tone,
    /// Later than told, or gone back.
    pub late: Tone,
    /// Done.
    pub done: Tone,
    /// No longer happening, or happening at another time.
    pub changed: Tone,
}

/// The colours of one tone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tone {
    /// The band above the mail.
    pub band: String,
    /// Behind the label.
    pub back: String,
    /// The label's words.
    pub text: String,
}

impl Theme {
    /// Reads a theme file; the message of a failure says what is wrong in it.
    pub fn read(text: &str) -> Result<Self, String> {
        let theme: Self = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        if let Some((role, colour)) = theme
            .all()
            .into_iter()
            .find(|(_, colour)| rgb(colour).is_none())
        {
            return Err(format!(
                "the colour `{colour}` ({role}) is not written like `#0b57d0`"
            ));
        }
        Ok(theme)
    }

    /// Pairs of text and ground that are too close to read: what they are, and their contrast.
    pub fn unreadable(&self) -> Vec<(String, f64)> {
        let mut pairs = Vec::new();
        for (name, palette) in [("light", &self.light), ("dark", &self.dark)] {
            for (what, ground) in [
                ("card", &palette.card),
                ("panel", &palette.panel),
                ("callout", &palette.callout),
            ] {
                pairs.push((format!("{name} text on {what}"), &palette.text, ground));
                pairs.push((format!("{name} link on {what}"), &palette.link, ground));
            }
            pairs.push((
                format!("{name} muted on page"),
                &palette.muted,
                &palette.page,
            ));
            pairs.push((
                format!("{name} muted on card"),
                &palette.muted,
                &palette.card,
            ));
            pairs.push((
                format!("{name} button"),
                &palette.button_text,
                &palette.button,
            ));
        }
        for tone in self.tones.all() {
            pairs.push((
                format!("label {} on {}", tone.text, tone.back),
                &tone.text,
                &tone.back,
            ));
        }
        pairs
            .into_iter()
            .map(|(what, text, ground)| (what, contrast(text, ground)))
            .filter(|(_, ratio)| *ratio < 4.5)
            .collect()
    }

    fn all(&self) -> Vec<(String, &String)> {
        let mut all = Vec::new();
        for (name, palette) in [("light", &self.light), ("dark", &self.dark)] {
            let colours = [
                ("page", &palette.page),
                ("card", &palette.card),
                ("panel", &palette.panel),
                ("line", &palette.line),
                ("text", &palette.text),
                ("muted", &palette.muted),
                ("link", &palette.link),
                ("callout", &palette.callout),
                ("button", &palette.button),
                ("button-text", &palette.button_text),
            ];
            all.extend(
                colours
                    .into_iter()
                    .map(|(role, colour)| (format!("{name}: {role}"), colour)),
            );
        }
        for tone in self.tones.all() {
            all.extend(
                [&tone.band, &tone.back, &tone.text].map(|colour| ("tones".to_owned(), colour)),
            );
        }
        all
    }
}

impl Tones {
    fn all(&self) -> [&Tone; 4] {
        [&self.calm, &self.late, &self.done, &self.changed]
    }
}

/// The contrast of two colours after WCAG 2.2; 1 when either cannot be read.
pub fn contrast(one: &str, other: &str) -> f64 {
    let (Some(one), Some(other)) = (rgb(one), rgb(other)) else {
        return 1.0;
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn rgb(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#').filter(|digits| {
        digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_counted_as_wcag_counts_it() {
        for (one, other, ratio) in [
            ("#1a1a1a", "#ffffff", 17.40),
            ("#0b57d0", "#ffffff", 6.39),
            ("#767676", "#ffffff", 4.54),
            ("#777777", "#ffffff", 4.48),
            ("#8ab4f8", "#1b1b1b", 8.17),
            ("#1a1a1a", "#f3f4f6", 15.81),
        ] {
            assert!(
                (contrast(one, other) - ratio).abs() < 0.006,
                "{one} on {other}: {}",
                contrast(one, other)
            );
        }
    }

    #[test]
    fn a_colour_that_is_none_is_named() {
        let broken = include_str!("../../templates/_layout/theme.yaml").replacen(
            "\"#",
            "\"red;background:url(//x)#",
            1,
        );
        assert!(
            Theme::read(&broken)
                .unwrap_err()
                .contains("not written like")
        );
    }

    #[test]
    fn the_built_in_theme_is_readable_by_day_and_at_night() {
        let theme = Theme::read(include_str!("../../templates/_layout/theme.yaml")).unwrap();
        assert_eq!(theme.unreadable(), []);
    }
}
