//! Start as written: when a window begins, or that its date was taken back.

use crate::plan::decode::did_you_mean;
use crate::plan::moment::WrittenMoment;
use crate::plan::word::word;

/// When a window begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartFile {
    /// Then.
    At(WrittenMoment),
    /// Nobody knows: the date was taken back, and there is no new one yet.
    Undecided,
}

/// The word for a date that was taken back.
const UNDECIDED: &str = "undecided";

impl StartFile {
    /// The moment, when there is one.
    pub fn moment(self) -> Option<WrittenMoment> {
        match self {
            Self::At(moment) => Some(moment),
            Self::Undecided => None,
        }
    }
}

impl std::str::FromStr for StartFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == UNDECIDED {
            return Ok(Self::Undecided);
        }
        text.parse().map(Self::At).map_err(|refusal: String| {
            if text.contains(|letter: char| letter.is_ascii_digit()) {
                return refusal;
            }
            let meant = did_you_mean(text, [UNDECIDED].into_iter());
            let unknown =
                || format!("write `{UNDECIDED}` when no date is known, or no longer known");
            format!("{refusal}\n{}", meant.unwrap_or_else(unknown))
        })
    }
}

word!(
    StartFile,
    "Start",
    "a date and time such as `2027-03-27 22:00`, or `undecided`",
    r"^(undecided|([A-Za-z]+\.?,? )?\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}(:00)?( ?(Z|[+-]\d{1,2}:\d{2}))?)$"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_a_moment_or_undecided() {
        let start = |text: &str| text.parse::<StartFile>();
        assert_eq!(start("undecided"), Ok(StartFile::Undecided));
        let at = start("2027-03-27 22:00").unwrap();
        assert_eq!(at.moment(), "2027-03-27 22:00".parse().ok());
    }

    #[test]
    fn who_writes_another_word_hears_of_the_right_one() {
        let refusal = |text: &str| text.parse::<StartFile>().unwrap_err();
        assert!(refusal("undecidd").contains("did you mean `undecided`?"));
        assert!(refusal("tbd").contains("write `undecided`"));
        assert!(!refusal("27/03/2027 22:00").contains("undecided"));
    }
}
