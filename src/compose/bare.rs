//! Web addresses that stand bare in running text: they become links that say themselves.

use crate::compose::block::{Inline, encoded, safe_address};

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// The same run, its bare addresses as links. What is a link already stays one.
pub fn linked(run: Vec<Inline>) -> Vec<Inline> {
    let mut linked = Vec::with_capacity(run.len());
    for inline in run {
        match inline {
            Inline::Text(text) => cut(&text, &mut linked),
            Inline::Bold(inner) => linked.push(Inline::Bold(self::linked(inner))),
            other => linked.push(other),
        }
    }
    linked
}

/// Whether a link says nothing but where it goes.
pub fn says_itself(href: &str, shown: &str) -> bool {
    encoded(shown) == href
}

fn cut(text: &str, into: &mut Vec<Inline>) {
    let mut said = 0;
    for (start, _) in text.match_indices("http") {
        let begins = text[..start].chars().next_back();
        let mut schemes = SCHEMES.iter();
        let scheme = schemes.find(|scheme| text[start..].starts_with(**scheme));
        let Some(scheme) = scheme.filter(|_| start >= said) else {
            continue;
        };
        if begins.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let word = text[start..].split(char::is_whitespace).next();
        let shown = ended(word.unwrap_or_default(), scheme);
        let host = shown[scheme.len()..].chars().next();
        if !host.is_some_and(|first| first.is_alphanumeric() || first == '[')
            || !safe_address(shown)
        {
            continue;
        }
        if said < start {
            into.push(Inline::Text(text[said..start].to_owned()));
        }
        into.push(Inline::Link {
            href: encoded(shown),
            label: vec![Inline::Text(shown.to_owned())],
        });
        said = start + shown.len();
    }
    if said < text.len() {
        into.push(Inline::Text(text[said..].to_owned()));
    }
}

/// An address without what ends the sentence or closes the brackets and quotes around it.
fn ended<'w>(word: &'w str, scheme: &str) -> &'w str {
    let mut rest = word;
    while let Some(last) = rest.chars().next_back() {
        let ends = match last {
            ')' => rest.matches(')').count() > rest.matches('(').count(),
            ']' => rest.matches(']').count() > rest.matches('[').count(),
            '/' | '=' | '&' | '#' | '%' | '-' | '_' | '~' | '+' | '$' | '@' | '}' | '(' | '[' => {
                false
            }
            other => !other.is_alphanumeric(),
        };
        if !ends || rest.len() <= scheme.len() {
            break;
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::block::characters;
    use crate::compose::markdown;
    use crate::compose::page;
    use crate::compose::text;
    use crate::compose::theme::Theme;
    use crate::compose::words::Words;
    use proptest::prelude::*;

    /// Where the links of a text lead.
    fn led(typed: &str) -> Vec<String> {
        let run = linked(vec![Inline::Text(typed.to_owned())]);
        assert_eq!(characters(&run), typed);
        let links = run.into_iter().filter_map(|inline| match inline {
            Inline::Link { href, .. } => Some(href),
            _ => None,
        });
        links.collect()
    }

    #[test]
    fn a_bare_address_is_a_link_without_the_signs_around_it() {
        for (typed, there) in [
            ("See https://a.example/x.", "https://a.example/x"),
            ("(see https://a.example/x)", "https://a.example/x"),
            (
                "\u{201c}https://a.example/x\u{201d}, too",
                "https://a.example/x",
            ),
            ("https://a.example/x_(y)!", "https://a.example/x_%28y%29"),
            (
                "at https://a.example/?q={id}&z=1",
                "https://a.example/?q=%7Bid%7D&z=1",
            ),
            ("https://färjor.example/", "https://färjor.example/"),
            ("See http://intranet/x.", "http://intranet/x"),
        ] {
            assert_eq!(led(typed), [there]);
        }
        for typed in [
            "https://",
            "https:// x",
            "https://.",
            "xhttps://a.example",
            "http://",
            "http:/a.example",
            "ftp://a.example",
        ] {
            assert!(led(typed).is_empty(), "{typed}");
        }
    }

    #[test]
    fn an_address_typed_bare_stands_once_in_the_text_and_is_no_button() {
        let theme = Theme::read(include_str!("../../templates/_layout/theme.yaml")).unwrap();
        for typed in [
            "https://a.example/x_y?a=1&b=2",
            "<https://a.example/x_y?a=1&b=2>",
        ] {
            let blocks = markdown::parse(Words::text(typed).as_str());
            assert_eq!(text::write(&blocks), "https://a.example/x_y?a=1&b=2\n");
            let page = page::write(&blocks, &theme.light);
            assert!(
                page.contains("href=\"https://a.example/x_y?a=1&amp;b=2\""),
                "{page}"
            );
            assert!(!page.contains("fw-button"), "{page}");
        }
    }

    proptest! {
        #[test]
        fn no_character_of_a_text_is_lost(typed in "[ a-c.()\\[\\]\"{}/]{0,8}(https?://[a-c.()\\[\\]\"{}/ ]{0,12}){0,3}") {
            led(&typed);
        }
    }
}
