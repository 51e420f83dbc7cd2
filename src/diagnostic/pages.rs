//! The page of every code, compiled into the program.

use super::Code;
use include_dir::{Dir, include_dir};

static PAGES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/diagnostic/pages");

impl Code {
    /// Its page, in Markdown: what it means, why it matters, how to mend it.
    pub fn page(self) -> &'static str {
        let file = PAGES.get_file(format!("{}.md", self.slug()));
        file.and_then(|file| file.contents_utf8())
            .unwrap_or_default()
    }

    /// The title of its page, without the slug.
    pub fn title(self) -> &'static str {
        let first = self.page().lines().next().unwrap_or_default();
        first.split_once(": ").map_or(first, |(_, title)| title)
    }
}
