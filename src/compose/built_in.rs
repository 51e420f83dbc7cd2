//! The templates that come with the program, compiled in.

use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Whether a file of a template folder is a template, not data.
pub(super) fn is_template(path: &str) -> bool {
    path.ends_with(".txt") || path.ends_with(".html")
}

/// Every built-in file: its path in the folder, and its text.
pub fn built_in() -> BTreeMap<String, String> {
    fn walk(folder: &Dir<'_>, into: &mut BTreeMap<String, String>) {
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            if let Some(text) = file.contents_utf8() {
                into.insert(path, text.to_owned());
            }
        }
        folder.dirs().for_each(|inner| walk(inner, into));
    }
    let mut texts = BTreeMap::new();
    walk(&BUILT_IN, &mut texts);
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::frame::Frame;
    use crate::compose::lookup::LAST_LANGUAGE;
    use crate::compose::nudge::NudgeView;
    use crate::compose::view::View;
    use crate::compose::vocabulary::Vocabulary;
    use crate::notice::Role;
    use crate::plan::milestone::Milestone;

    #[test]
    fn the_built_in_templates_name_only_what_there_is() {
        let (draft, frame) = (Vocabulary::of::<View>(), Vocabulary::of::<Frame<'_>>());
        let owner = Vocabulary::of::<NudgeView>();
        for (path, text) in built_in().iter().filter(|(path, _)| is_template(path)) {
            let words = if path.starts_with("_layout/") {
                &frame
            } else if path.contains("/_owner/") {
                &owner
            } else {
                &draft
            };
            assert_eq!(words.unknown(text), [], "{path}");
        }
    }

    #[test]
    fn no_built_in_template_lies_where_nothing_looks_for_it() {
        let roles = [Role::Executives, Role::DepartmentHeads, Role::EndUsers];
        let folders: Vec<_> = roles
            .iter()
            .map(|role| role.slug())
            .chain(["any"])
            .collect();
        for path in built_in().keys() {
            let known = match path.split('/').collect::<Vec<_>>().as_slice() {
                ["_layout", _] | [_, "_parts" | "_owner", _] | [_, "locale.yaml"] => true,
                [_, folder, file] => {
                    folders.contains(folder)
                        && Milestone::ALL
                            .iter()
                            .any(|kind| *file == format!("{}.txt", kind.slug()))
                }
                _ => false,
            };
            assert!(known, "{path}");
        }
        for milestone in Milestone::ALL {
            let last = format!("{LAST_LANGUAGE}/any/{}.txt", milestone.slug());
            assert!(built_in().contains_key(&last), "{last}");
        }
    }
}
