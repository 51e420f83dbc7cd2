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

    /// The same for a terminal: no marks of headings or of code, examples indented. Backticks stay
    /// around single words, as in every finding.
    pub fn plain_page(self) -> String {
        let (mut plain, mut example) = (String::new(), false);
        for line in self.page().lines() {
            if let Some(opening) = line.strip_prefix("```") {
                example = !example;
                if let Some((_, file)) = opening.split_once(' ') {
                    plain.push_str(&format!("{file}\n\n"));
                }
                continue;
            }
            let shown = match line {
                _ if example && !line.is_empty() => format!("    {line}"),
                _ if example => String::new(),
                _ => line.trim_start_matches('#').trim_start().replace("**", ""),
            };
            plain.push_str(&shown);
            plain.push('\n');
        }
        plain
    }

    /// The title of its page, without the slug.
    pub fn title(self) -> &'static str {
        let first = self.page().lines().next().unwrap_or_default();
        first.split_once(": ").map_or(first, |(_, title)| title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_for_a_terminal_has_no_marks_and_loses_no_words() {
        for code in Code::ALL {
            let plain = code.plain_page();
            assert!(plain.starts_with(&format!("{}: ", code.slug())), "{plain}");
            assert!(!plain.contains("```") && !plain.contains("**"), "{plain}");
            let words = |text: &str| {
                let words = text.split_whitespace().filter(|word| {
                    !word.starts_with("```") && !word.chars().all(|sign| sign == '#')
                });
                words.map(|word| word.replace("**", "")).collect::<Vec<_>>()
            };
            assert_eq!(words(code.page()), words(&plain));
        }
    }
}
