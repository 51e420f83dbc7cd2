//! The stable slug of every finding.

use super::Level;

/// A slug such as `end-before-start`, which also names the finding's page in `explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    slug: &'static str,
    level: Level,
}

impl Code {
    /// The slug.
    pub fn slug(self) -> &'static str {
        self.slug
    }

    /// How much it weighs.
    pub fn level(self) -> Level {
        self.level
    }

    /// Whether a plan with this error is still whole: something in it contradicts something else, or
    /// stands under a name that nobody knows, but nothing that was understood had to be cut out.
    pub fn leaves_the_plan_whole(self) -> bool {
        matches!(
            self,
            Self::UNKNOWN_FIELD
                | Self::OVERLAP
                | Self::HARD_FREEZE
                | Self::PHASE_ORDER
                | Self::LATE_DEADLINE
                | Self::EARLY_DEADLINE
                | Self::LATE_DECISION
                | Self::LATE_RETURN
                | Self::STRANDED_BRIEFING
                | Self::MIXED_CURRENCIES
                | Self::NO_REPLY
        )
    }
}

macro_rules! codes {
    ($($name:ident = $slug:literal, $level:ident;)*) => {
        impl Code {
            $(#[doc = concat!("`", $slug, "`")] pub const $name: Code = Code { slug: $slug, level: Level::$level };)*
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];
        }
    };
}

codes! {
    // How the file is written.
    SYNTAX = "syntax", Error;
    TAB = "tab", Error;
    ENCODING = "encoding", Error;
    FILE_TOO_LARGE = "file-too-large", Error;
    HIDDEN_CHARACTER = "hidden-character", Error;
    DUPLICATE_FIELD = "duplicate-field", Error;
    UNKNOWN_FIELD = "unknown-field", Error;
    WRONG_TYPE = "wrong-type", Error;
    WRONG_VALUE = "wrong-value", Error;
    UNKNOWN_WORD = "unknown-word", Error;
    QUOTE_THIS = "quote-this", Warning;
    LINK_IN_CLEAR = "link-in-clear", Warning;
    LOST_TEXT = "lost-text", Warning;
    TORN_SENTENCE = "torn-sentence", Warning;
    MISSING_FIELD = "missing-field", Error;
    EMPTY_FIELD = "empty-field", Error;
    LANGUAGE_VERSION = "language-version", Error;
    // What it means.
    DUPLICATE_ID = "duplicate-id", Error;
    UNKNOWN_ID = "unknown-id", Error;
    UNKNOWN_ZONE = "unknown-zone", Error;
    NO_PLACE_ZONE = "no-place-zone", Warning;
    UNKNOWN_PLACE = "unknown-place", Error;
    UNREAD_LEDGER = "unread-ledger", Warning;
    ZONE_DATA_DIFFERS = "zone-data-differs", Warning;
    WRONG_WEEKDAY = "wrong-weekday", Error;
    CLOCK_GAP = "clock-gap", Error;
    CLOCK_TWICE = "clock-twice", Error;
    END_BEFORE_START = "end-before-start", Error;
    END_AND_LENGTH = "end-and-length", Error;
    IMPLAUSIBLE_LENGTH = "implausible-length", Warning;
    PHASE_ORDER = "phase-order", Error;
    CIRCULAR = "circular", Error;
    OVERLAP = "overlap", Error;
    HARD_FREEZE = "hard-freeze", Error;
    SOFT_FREEZE = "soft-freeze", Warning;
    LATE_DEADLINE = "late-deadline", Error;
    EARLY_DEADLINE = "early-deadline", Error;
    LATE_DECISION = "late-decision", Error;
    LATE_RETURN = "late-return", Error;
    SAME_ALTERNATIVE = "same-alternative", Warning;
    BARRED_ALTERNATIVE = "barred-alternative", Warning;
    CANCELLED_PLAN = "cancelled-plan", Note;
    OVERLAPPING_ADDRESSES = "overlapping-addresses", Warning;
    NO_REPLY = "no-reply", Error;
    NEW_DATE_BY = "new-date-by", Warning;
    STRANDED_BRIEFING = "stranded-briefing", Error;
    FORMER_ID = "former-id", Error;
    MIXED_CURRENCIES = "mixed-currencies", Error;
    UNUSED_WAIVER = "unused-waiver", Warning;
    CALENDAR_ENDS = "calendar-ends", Warning;
    MISSING_FILE = "missing-file", Error;
    OUTSIDE_FOLDER = "outside-folder", Error;
    SECRET_IN_FILE = "secret-in-file", Warning;
    SECRET_IN_CLEAR = "secret-in-clear", Warning;
    OUTSIDE_DOMAINS = "outside-domains", Warning;
    // Who is told.
    CSV_HEADER = "csv-header", Error;
    BAD_ROW = "bad-row", Warning;
    DUPLICATE_PERSON = "duplicate-person", Note;
    SHARED_ADDRESS = "shared-address", Warning;
    NO_ADDRESS = "no-address", Error;
    NOBODY_TO_TELL = "nobody-to-tell", Error;
    NEAR_AUDIENCE = "near-audience", Warning;
    // When they are told.
    COLLIDING_NAMES = "colliding-names", Error;
    LATE_START = "late-start", Note;
    PAST_WINDOW = "past-window", Note;
    FAR_DATE = "far-date", Warning;
    NO_LEGAL_MOMENT = "no-legal-moment", Error;
    LEAD_TIME = "lead-time", Error;
    OVERDUE = "overdue", Error;
    REMOVED_WINDOW = "removed-window", Error;
    REMOVED_BRIEFING = "removed-briefing", Error;
    OTHER_ID = "other-id", Error;
    NEW_ADDRESS = "new-address", Warning;
    LEFT_THE_LIST = "left-the-list", Warning;
    MOVED_NIGHT = "moved-night", Error;
    UNPREPARED = "unprepared", Error;
    STILL_PROVISIONAL = "still-provisional", Warning;
    LATE_BRIEFING = "late-briefing", Warning;
    UNSOCIAL_BRIEFING = "unsocial-briefing", Warning;
    LEFT_OUT = "left-out", Warning;
    NO_DEPARTMENT = "no-department", Warning;
    LATE_OBJECTION = "late-objection", Warning;
    SHORT_DECISION = "short-decision", Warning;
    UNTOLD_STEP = "untold-step", Error;
    OVERDUE_STEP = "overdue-step", Warning;
    NO_REASON = "no-reason", Warning;
    NOTICE_ORDER = "notice-order", Error;
    UNUSED_RULE = "unused-rule", Warning;
    TOLD_TOGETHER = "told-together", Note;
    // Whether its hours hold.
    LONG_WORK = "long-work", Error;
    LONG_WAY_BACK = "long-way-back", Error;
    LATE_CHECKPOINT = "late-checkpoint", Error;
    LONG_OUTAGE = "long-outage", Error;
    LONG_DISRUPTION = "long-disruption", Error;
    OLD_BACKUP = "old-backup", Error;
    NO_WAY_ON = "no-way-on", Error;
    THIN_MARGIN = "thin-margin", Warning;
    UNREHEARSED = "unrehearsed", Warning;
    MIXED_SEVERITY = "mixed-severity", Warning;
    HALF_SAID = "half-said", Warning;
    // How it is worded.
    TEMPLATE_SYNTAX = "template-syntax", Error;
    TEMPLATE_UNKNOWN_VARIABLE = "template-unknown-variable", Error;
    TEMPLATE_FAILED = "template-failed", Error;
    TEMPLATE_UNUSED = "template-unused", Warning;
    TEMPLATE_CONTRAST = "template-contrast", Warning;
}
