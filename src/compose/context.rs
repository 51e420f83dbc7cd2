//! Context: a view as the template engine takes it.

use serde::Serialize;
use tera::Context;

/// The view as the engine takes it. Absent and empty facts are left out, so that a template which
/// says one without asking first fails loudly instead of leaving a hole.
pub(super) fn context(view: &impl Serialize) -> Context {
    let mut value = serde_json::to_value(view).expect("a view is made of strings and numbers");
    prune(&mut value);
    Context::from_serialize(&value).expect("a view is a map")
}

fn prune(value: &mut serde_json::Value) {
    let empty = |value: &serde_json::Value| {
        value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
    };
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|_, field| !empty(field));
            fields.values_mut().for_each(prune);
        }
        serde_json::Value::Array(items) => {
            items.retain(|item| !empty(item));
            items.iter_mut().for_each(prune);
        }
        _ => {}
    }
}
