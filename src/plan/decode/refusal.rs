//! Refusal: why a value was not taken, in the words of its author's field, not of the decoder.

use super::Refused;
use super::near::did_you_mean;
use crate::diagnostic::{Code, Diagnostic, Span};
use serde::de;
use std::fmt;

/// Why a value was refused.
#[derive(Debug)]
pub struct Refusal {
    code: Code,
    message: String,
    /// What to do now, one piece of advice a line.
    pub(super) help: Vec<String>,
    /// The field that is missing, when that is why.
    missing: Option<&'static str>,
    /// Whether nothing was written where a value belongs.
    pub(super) found_nothing: bool,
    /// Where the value stands, once known.
    pub(super) place: Option<Span>,
}

impl Refusal {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: Vec::new(),
            missing: None,
            found_nothing: false,
            place: None,
        }
    }

    /// Names the place, unless an inner one is known.
    pub(super) fn at(mut self, span: Span) -> Self {
        self.place.get_or_insert(span);
        self
    }

    /// Says where the name goes that people read, when one was written where an id belongs.
    pub(super) fn name_instead_of_id(&mut self, refused: &Refused) {
        let is_key = self.place == Some(refused.at);
        let place = match (refused.of.as_str(), refused.field.as_str()) {
            ("", "plan") => "the name that people read goes under `title`",
            ("windows", "id") => "the name that people read is the `name` of its phase",
            ("phases", "id") => "the name that people read goes under `name`",
            ("departments" | "services" | "sites" | "audiences", _) if is_key => {
                "the name that people read goes under `name`"
            }
            _ => return,
        };
        if let (Code::WRONG_VALUE, Some(advice)) = (self.code, self.help.first_mut()) {
            advice.push_str(&format!("; {place}"));
        }
    }

    /// Whether something of another kind was expected: a block in place of a text.
    pub(super) fn is_of_its_kind(&self) -> bool {
        self.code == Code::WRONG_TYPE
    }

    /// Whether a field is missing only because what stands there was refused before.
    pub(super) fn misses_one_of(&self, refused: &[Refused]) -> bool {
        let here = |field: &Refused| {
            Some(field.field.as_str()) == self.missing && Some(field.block) == self.place
        };
        refused.iter().any(here)
    }

    /// The refusal as a finding; `otherwise` is where it points when no place is known.
    pub(super) fn finding(self, otherwise: Span) -> Diagnostic {
        let finding = Diagnostic::new(self.code, self.message);
        let finding = finding.at(self.place.unwrap_or(otherwise), "");
        self.help.into_iter().fold(finding, Diagnostic::help)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    /// The first line is the message, every further line is advice.
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        let mut lines = text.lines().map(str::to_owned);
        let mut refusal = Self::new(Code::WRONG_VALUE, lines.next().unwrap_or_default());
        refusal.help.extend(lines);
        refusal
    }

    fn missing_field(field: &'static str) -> Self {
        let mut refusal = Self::new(Code::MISSING_FIELD, format!("`{field}` is missing"));
        refusal.help.push(format!("add `{field}: …`"));
        refusal.missing = Some(field);
        refusal
    }

    fn invalid_type(found: de::Unexpected, expected: &dyn de::Expected) -> Self {
        let found_nothing = found == de::Unexpected::Unit;
        let found = match found {
            de::Unexpected::Map | de::Unexpected::NewtypeStruct => "a block of fields".to_owned(),
            de::Unexpected::Seq => "a list".to_owned(),
            de::Unexpected::Unit => "nothing".to_owned(),
            de::Unexpected::Str(text) => format!("`{text}`"),
            other => other.to_string(),
        };
        let message = format!("expected {expected}, found {found}");
        Self {
            found_nothing,
            ..Self::new(Code::WRONG_TYPE, message)
        }
    }

    fn invalid_value(found: de::Unexpected, expected: &dyn de::Expected) -> Self {
        let wanted = match expected.to_string().as_str() {
            "u8" => "a whole number from 0 to 255".to_owned(),
            "u16" => "a whole number from 0 to 65535".to_owned(),
            "u32" => "a whole number from 0 to 4294967295".to_owned(),
            "u64" | "usize" => "a whole number that is not negative".to_owned(),
            other => other.to_owned(),
        };
        let found = match found {
            de::Unexpected::Signed(number) => number.to_string(),
            de::Unexpected::Unsigned(number) => number.to_string(),
            de::Unexpected::Str(text) => format!("`{text}`"),
            other => other.to_string(),
        };
        Self::new(
            Code::WRONG_VALUE,
            format!("expected {wanted}, found {found}"),
        )
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let choices: Vec<String> = expected.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`{variant}` is not one of the words that may stand here");
        let mut refusal = Self::new(Code::UNKNOWN_WORD, message);
        refusal
            .help
            .extend(did_you_mean(variant, expected.iter().copied()));
        refusal
            .help
            .push(format!("the words are: {}", choices.join(", ")));
        refusal
    }
}
