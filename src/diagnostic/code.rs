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
    SYNTAX = "syntax", Error;
    TEMPLATE_SYNTAX = "template-syntax", Error;
    TEMPLATE_UNKNOWN_VARIABLE = "template-unknown-variable", Error;
    TEMPLATE_FAILED = "template-failed", Error;
    TEMPLATE_UNUSED = "template-unused", Warning;
    TEMPLATE_CONTRAST = "template-contrast", Warning;
}
