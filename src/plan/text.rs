//! What people will read: text, links, languages and clock hours.

use super::word::word;
use crate::diagnostic::hidden::is_invisible;
use pulldown_cmark::{Event, LinkType, Parser, Tag};

/// Text for people: not empty, in light Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub String);

const MAX_LETTERS: usize = 20_000;

impl std::str::FromStr for Text {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("the text is empty\nwrite something, or leave the field out".to_owned());
        }
        if text.chars().count() > MAX_LETTERS {
            return Err(format!(
                "the text has more than {MAX_LETTERS} characters\nshorten it, or link to a page"
            ));
        }
        match dropped_link(text) {
            Some(href) => Err(format!(
                "`{href}` cannot be linked to: it does not begin with `https://` or `http://`\nwrite an address that begins with `https://`"
            )),
            None => Ok(Self(text.to_owned())),
        }
    }
}

/// A link of a text that no mail would show as one.
fn dropped_link(text: &str) -> Option<String> {
    if !text.contains(['[', '<']) {
        return None;
    }
    Parser::new(text).find_map(|event| match event {
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            ..
        }) if link_type != LinkType::Email && !linkable(&dest_url) => Some(dest_url.into_string()),
        _ => None,
    })
}

/// Whether a link may go there: the web, a mailbox or a telephone, and nothing hidden in it.
pub fn linkable(href: &str) -> bool {
    let clean = href
        .chars()
        .all(|sign| !sign.is_control() && !sign.is_whitespace() && !is_invisible(sign));
    let known = ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| {
            href.len() > scheme.len()
                && href
                    .get(..scheme.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
    clean && known
}

impl<'de> serde::Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["string", "number"] })
    }
}

/// The most letters of a person's or a team's name: what goes in front of a mail address.
pub const LONGEST_NAME: usize = 100;

/// Why a name is too long; nothing when it is not.
pub fn overlong(name: &str) -> Option<String> {
    let letters = name.chars().count();
    (letters > LONGEST_NAME)
        .then(|| format!("a name of {letters} letters; {LONGEST_NAME} is the most"))
}

/// An address on the web that begins with `https://`, or with `http://` where nothing else answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(pub String);

impl std::str::FromStr for Link {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refusal = |why: &str| {
            format!(
                "`{text}` cannot be linked to: {why}\nwrite an address that begins with `https://`"
            )
        };
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or_else(|| refusal("it does not begin with `https://` or `http://`"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() || host.contains('@') {
            return Err(refusal("there is no host in it"));
        }
        if text.chars().any(|letter| {
            letter.is_whitespace() || letter.is_control() || "<>\"'`".contains(letter)
        }) {
            return Err(refusal("it holds a space, quote or bracket"));
        }
        Ok(Self(text.to_owned()))
    }
}

/// A BCP 47 language tag such as `en-GB`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language(pub String);

impl std::str::FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split('-');
        let first = parts.next().unwrap_or_default();
        let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let good = (2..=3).contains(&first.len())
            && first.bytes().all(|byte| byte.is_ascii_lowercase())
            && parts.all(|part| (2..=8).contains(&part.len()) && letters(part));
        let refusal = || {
            format!("`{text}` is not a language tag\nwrite one such as `en`, `en-GB` or `de-CH`")
        };
        good.then(|| Self(text.to_owned())).ok_or_else(refusal)
    }
}

/// A word that is looked up elsewhere: a zone, a country, a region, a file name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(pub String);

impl std::str::FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("nothing stands here\nwrite a name, or leave the field out".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

word!(
    Link,
    "Link",
    "an address that begins with `https://`",
    "^https?://"
);
word!(
    Language,
    "Language",
    "a language tag such as `en-GB`",
    "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
);
word!(Name, "Name", "a name", ".");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_no_mail_would_show_is_refused_and_named() {
        for (text, href) in [
            ("Read [the page](file:///srv/y).", "file:///srv/y"),
            ("[go](javascript:alert)", "javascript:alert"),
            ("See <data:text/html>", "data:text/html"),
            ("[x][1]\n\n[1]: ftp://a.example", "ftp://a.example"),
        ] {
            let refused = text.parse::<Text>().unwrap_err();
            assert!(refused.starts_with(&format!("`{href}` cannot be linked to")));
        }
        for text in [
            "Read [the page](https://a.example/y).",
            "[Call](tel:+44207946), [write](mailto:a@b.example), <a@b.example>",
            "Read [the page](http://a.example/y), or see <http://a.example>.",
            "Now 5 [of 6] (see ftp://a.example)",
        ] {
            assert!(text.parse::<Text>().is_ok(), "{text}");
        }
    }

    #[test]
    fn only_plain_links_to_the_web_are_taken() {
        for text in ["https://intranet.example.org/x?y=1#z", "http://intranet/x"] {
            assert!(text.parse::<Link>().is_ok(), "{text}");
        }
        for text in [
            "ftp://a.org",
            "javascript:alert(1)",
            "https://",
            "http://",
            "https://a b.org",
            "https://bank.example@evil.example/",
        ] {
            assert!(text.parse::<Link>().is_err(), "{text}");
        }
    }
}
