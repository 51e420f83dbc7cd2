//! Links that go over the network unencrypted: each is taken, and pointed at.

use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::yaml::{Kind, Node};

const SCHEME: &str = "http://";

/// Points at every value below a node that links to a page without encryption.
pub(super) fn note_links(node: &Node, findings: &mut Findings) {
    match &node.kind {
        _ if node.cut.get() => {}
        Kind::Scalar { text, .. } => {
            if let Some(host) = host(text) {
                let message = format!("the link to `{host}` is not encrypted");
                let finding = Diagnostic::new(Code::LINK_IN_CLEAR, message).at(node.span, "");
                findings.push(finding.help("write `https://` if the page is found under it, too"));
            }
        }
        Kind::List(items) => items.iter().for_each(|item| note_links(item, findings)),
        Kind::Fields(fields) => {
            let kept = fields.iter().filter(|(key, _)| !key.cut.get());
            kept.for_each(|(_, value)| note_links(value, findings));
        }
    }
}

/// The host that the first such link of a text leads to.
fn host(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let mut links = lower.match_indices(SCHEME).filter_map(|(start, _)| {
        let begins = text[..start].chars().next_back();
        let rest = &text[start + SCHEME.len()..];
        let ends = |sign: char| !(sign.is_alphanumeric() || "-.:[]".contains(sign));
        let host = rest.split(ends).next().unwrap_or_default();
        let host = host.trim_end_matches(['.', ':', ']']);
        (!begins.is_some_and(char::is_alphanumeric) && !host.is_empty()).then_some(host)
    });
    links.next()
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn a_link_without_encryption_is_known_by_its_host() {
        for (text, there) in [
            ("http://intranet/x", "intranet"),
            ("Read [this](HTTP://a.example:8080/y).", "a.example:8080"),
            ("See https://a.example or http://b.example.", "b.example"),
        ] {
            assert_eq!(host(text), Some(there), "{text}");
        }
        for text in [
            "https://a.example",
            "xhttp://a.example",
            "http:// x",
            "http",
        ] {
            assert_eq!(host(text), None, "{text}");
        }
    }
}
