//! What is scanned for addresses that will change, as written.

use super::OwnerFile;
use crate::diagnostic::Spanned;
use crate::plan::id::Id;
use crate::plan::path_pattern::PathPattern;
use crate::plan::text::Name;
use schemars::JsonSchema;
use serde::Deserialize;

/// Where hard-coded addresses are looked for, and whose files they stand in.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ScanFile {
    /// Folders that have to be free of addresses that will change, relative to the plan.
    pub folders: Vec<Spanned<Name>>,
    /// Whose files are whose; the first whose pattern fits counts.
    pub owners: Vec<Spanned<FileOwnerFile>>,
}

/// Whose files these are.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct FileOwnerFile {
    /// Which files: a folder such as `letters`, `"*.conf"`, `"letters/**/*.xml"`.
    #[schemars(required)]
    pub paths: Vec<Spanned<PathPattern>>,
    /// Who sees to them: a name that the plan or its people know, or `{name: …, email: …}`.
    pub owner: Option<Spanned<OwnerFile>>,
    /// The department that sees to them, instead of a person.
    pub department: Option<Spanned<Id>>,
}
