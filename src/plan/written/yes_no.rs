//! Yes and no as a schema describes them.

use schemars::JsonSchema;
use std::borrow::Cow;

/// Yes or no. Editors that read YAML 1.2 take `yes` and `no` for words, older ones for truth
/// values; both are meant.
pub struct YesNo;

impl JsonSchema for YesNo {
    fn schema_name() -> Cow<'static, str> {
        "YesNo".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "`yes` or `no`", "enum": [true, false, "yes", "no"] })
    }
}
