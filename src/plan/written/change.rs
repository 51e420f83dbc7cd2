//! Changes as written: why a window, or the whole plan, is no longer what people were told.

use crate::diagnostic::Spanned;
use crate::plan::id::Id;
use crate::plan::moment::WrittenDate;
use crate::plan::text::Text;
use schemars::JsonSchema;
use serde::Deserialize;

/// Why something was changed, for those who were told otherwise; each change needs a line of its own.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ChangeFile {
    /// Which window; the whole plan when left out.
    pub window: Option<Spanned<Id>>,
    /// On which day it was changed.
    #[schemars(required)]
    pub on: Option<Spanned<WrittenDate>>,
    /// Why, in one line that people read.
    #[schemars(required)]
    pub because: Option<Spanned<Text>>,
}
