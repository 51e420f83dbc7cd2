//! The shape of settings: what to write where a block of fields belongs and something else stands,
//! in words of ours alone, and one finding for one fault.

use crate::diagnostic::{Code, Diagnostic, Findings, Level, Span};
use crate::plan::decode::closest;
use crate::plan::yaml::{Kind, Node};

/// Blocks of fields, and how each is written.
const SHAPES: [(&str, &str); 2] = [
    ("from", "write `from: {name: …, email: …}`"),
    ("smtp", "write `smtp: {host: …}`"),
];

/// Findings of the reader, each fault told once: a text that was refused for what nobody sees in it
/// needs no second word about that.
pub(super) fn told_once(findings: Findings) -> Findings {
    let refused: Vec<Span> = places(&findings, |code| code == Code::WRONG_VALUE);
    let is_twin = |finding: &Diagnostic| {
        let at = finding.labels.first().map(|label| label.span);
        finding.code == Code::HIDDEN_CHARACTER && at.is_some_and(|at| refused.contains(&at))
    };
    let mut told = Findings::default();
    let kept = findings.iter().filter(|finding| !is_twin(finding));
    kept.for_each(|finding| told.push(finding.clone()));
    told
}

fn places(findings: &Findings, is_such: fn(Code) -> bool) -> Vec<Span> {
    let such = findings.iter().filter(|finding| is_such(finding.code));
    let first = such.filter_map(|finding| finding.labels.first());
    first.map(|label| label.span).collect()
}

/// The same findings, each with what to write instead where a block has the wrong shape.
pub(super) fn advised(findings: &Findings, root: Option<&Node>) -> Findings {
    let shapes: Vec<(Span, &str)> = SHAPES
        .iter()
        .filter_map(|(name, advice)| Some((field(root?, name)?.span, *advice)))
        .collect();
    let mut advised = Findings::default();
    for finding in findings.iter() {
        let at = finding.labels.first().map(|label| label.span);
        let shape = shapes.iter().find(|(span, _)| Some(*span) == at);
        let wrong = finding.code == Code::WRONG_TYPE && finding.level == Level::Error;
        advised.push(match shape.filter(|_| wrong) {
            Some((_, advice)) => finding.clone().help(*advice),
            None => finding.clone(),
        });
    }
    advised
}

/// What of a mail server is written, be it wrong or under a name that is only near: what is amiss with
/// it is said there, and it is not missing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Named {
    /// Where it is.
    pub(super) host: bool,
    /// Who we are there.
    pub(super) user: bool,
    /// What proves it.
    pub(super) secret: bool,
}

impl Named {
    /// What the settings name.
    pub(super) fn of(root: Option<&Node>) -> Self {
        let server = root.and_then(|root| field(root, "smtp"));
        let Some(Kind::Fields(fields)) = server.map(|server| &server.kind) else {
            return Self::default();
        };
        let written = fields.iter().filter(|(_, value)| !value.is_nothing());
        let names = written.filter_map(|(key, _)| closest(key.text()?, FIELDS.into_iter()));
        names.fold(Self::default(), |named, name| Self {
            host: named.host || name == "host",
            user: named.user || name == "user",
            secret: named.secret || matches!(name, "password" | "token"),
        })
    }
}

/// The fields of a mail server.
const FIELDS: [&str; 11] = [
    "host",
    "port",
    "security",
    "user",
    "password",
    "token",
    "authorities",
    "hello",
    "connections",
    "messages-per-connection",
    "per-minute",
];

fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Kind::Fields(fields) = &node.kind else {
        return None;
    };
    let mut fields = fields.iter().filter(|(key, _)| key.text() == Some(name));
    fields.next().map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::settings::Settings;
    use crate::diagnostic::{Sources, render};

    /// What a settings file of this text is found to be, as it is drawn.
    fn drawn(text: &str) -> (Findings, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("forewarn.yaml");
        std::fs::write(&path, text).unwrap();
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let plan = folder.path().join("plan.yaml");
        Settings::open(None, &plan, &mut sources, &mut findings).unwrap();
        let style = render::Style {
            colour: false,
            width: 100,
            folds: false,
        };
        let picture = render::all(&findings, &sources, style);
        (findings, picture)
    }

    #[test]
    fn a_block_of_the_wrong_shape_says_what_to_write_and_shows_no_secret() {
        for (text, shown, help) in [
            (
                "from: x\n",
                "1 | from: x",
                "write `from: {name: …, email: …}`",
            ),
            (
                "from: [x]\n",
                "1 | from: [x]",
                "write `from: {name: …, email: …}`",
            ),
            (
                "from:\n  - 3\n",
                "2 |   - 3",
                "write `from: {name: …, email: …}`",
            ),
            (
                "smtp: hunter2\n",
                "forewarn.yaml:1:7",
                "write `smtp: {host: …}`",
            ),
            (
                "smtp: [hunter2]\n",
                "forewarn.yaml:1:7",
                "write `smtp: {host: …}`",
            ),
            (
                "smtp: [password: hunter2]\n",
                "forewarn.yaml:1:7",
                "write `smtp: {host: …}`",
            ),
        ] {
            let (findings, picture) = drawn(text);
            assert_eq!(findings.iter().count(), 1, "{picture}");
            assert!(
                picture.contains(shown) && picture.contains(help),
                "{picture}"
            );
            assert!(!picture.contains("hunter2"), "{picture}");
        }
    }

    #[test]
    fn no_advice_writes_a_secret_in_another_way() {
        for text in [
            "smtp: password: hunter2\n",
            "smtp: password: hunter2 # as on the note\n",
            "smtp: {host: x, password: pass: hunter2 # old}\n",
        ] {
            let (_, picture) = drawn(text);
            assert!(!picture.contains("hunter2"), "{picture}");
        }
    }

    #[test]
    fn one_fault_of_the_host_is_one_finding() {
        let (findings, picture) = drawn("smtp: {host: \"a.b\\r\\nX\"}\n");
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::WRONG_VALUE], "{picture}");
        let (findings, _) = drawn("smtp: {port: 25}\n");
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::MISSING_FIELD]);
    }

    #[test]
    fn a_host_is_a_name_or_an_address() {
        for host in [
            "mail.example.org",
            "localhost",
            "10.0.0.1",
            "\"::1\"",
            "mx_1.exämple.org",
        ] {
            let (findings, _) = drawn(&format!("smtp: {{host: {host}}}"));
            assert!(findings.is_empty(), "{host}: {findings:?}");
        }
    }

    #[test]
    fn a_misspelt_field_of_the_server_is_one_finding_that_names_the_right_one() {
        for (text, meant) in [
            ("smtp: {server: mail.example.org}", "`host`"),
            (
                "smtp: {host: x.example, username: a, password: {env: X}}",
                "`user`",
            ),
            (
                "smtp: {host: x.example, user: a, passwort: {env: X}}",
                "`password`",
            ),
            (
                "smtp: {host: x.example, user: a, password: {enviroment: X}}",
                "{env: NAME}",
            ),
            ("mail: {host: x.example}", "`smtp`"),
            ("smtp: {host: x.example, security: ssl}", "`tls`"),
            ("smtp: {host: x.example, security: none}", "`plain`"),
            ("allowed-domains: [\"*.example.org\"]", "`example.org`"),
            ("smtp: {host: x.example, port: -1}", "digits alone"),
        ] {
            let (findings, _) = drawn(text);
            let found: Vec<_> = findings.iter().collect();
            let [finding] = found.as_slice() else {
                panic!("{text}: {found:#?}");
            };
            assert!(finding.help.concat().contains(meant), "{text}: {finding:?}");
        }
    }

    #[test]
    fn what_is_named_and_missing_is_found_where_it_is_named() {
        let (findings, picture) = drawn("in-doubt: hold\ntemplates: nope\n");
        assert_eq!(findings.iter().count(), 1);
        assert!(picture.contains("forewarn.yaml:2:12"), "{picture}");
        assert!(picture.contains("there is no folder `nope`"), "{picture}");
        let (_, picture) = drawn("smtp: {host: mail.example.org, authorities: nope.pem}\n");
        assert!(picture.contains("there is no file `nope.pem`"), "{picture}");
    }
}
