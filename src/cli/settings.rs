//! Settings: how notices leave, apart from any plan. Read from `forewarn.yaml` and the environment.
#![expect(clippy::disallowed_methods, reason = "door: the settings file")]

use super::failure::Failure;
use super::secret::{SecretFile, reveal};
use super::settings_file::{Approval, DoubtFile, SecurityFile, SettingsFile, SmtpFile};
use crate::channel::mime::Mailbox;
use crate::channel::smtp::{Login, Relay, Secret, Security};
use crate::diagnostic::{Code, Diagnostic, Findings, Sources, Spanned};
use crate::dispatch::Doubt;
use crate::mailing::Letterhead;
use crate::plan::address::Address;
use crate::plan::decode;
use crate::plan::{Plan, yaml};
use std::path::{Path, PathBuf};

/// Settings as meant.
#[derive(Debug, Default)]
pub struct Settings {
    file: SettingsFile,
    folder: PathBuf,
}

impl Settings {
    /// Reads the settings file that was named, or the one beside the plan if there is one.
    pub fn open(
        named: Option<&Path>,
        plan: &Path,
        sources: &mut Sources,
        findings: &mut Findings,
    ) -> Result<Self, Failure> {
        let beside = plan.with_file_name("forewarn.yaml");
        let path = match named {
            Some(path) => path,
            None if beside.exists() => &beside,
            None => {
                return Ok(Self {
                    folder: folder(plan),
                    ..Self::default()
                });
            }
        };
        let id = crate::plan::load::plan(path, sources, findings)?;
        let text = sources.get(id).text.clone();
        let mut found = Findings::default();
        let tree = yaml::tree(id, &text, &mut found).filter(|root| !root.is_nothing());
        let file: SettingsFile = tree
            .map(|root| decode::decode(&root, &mut found))
            .unwrap_or_default();
        let settings = Self {
            file,
            folder: folder(path),
        };
        settings.check(&mut found);
        for secret in settings.secrets_as_text() {
            sources.mask(secret.span);
        }
        findings.extend(found);
        Ok(settings)
    }

    fn secrets_as_text(&self) -> impl Iterator<Item = &Spanned<SecretFile>> {
        let smtp = self.file.smtp.iter().map(|smtp| &smtp.value);
        let secrets = smtp.flat_map(|smtp| [&smtp.password, &smtp.token]);
        secrets.flatten().filter(|secret| secret.value.is_text())
    }

    fn check(&self, findings: &mut Findings) {
        for suffix in &self.file.allowed_domains {
            if ascii_domain(&suffix.value.0).is_none() {
                let message = format!("`{}` is no domain", suffix.value.0);
                let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(suffix.span, "");
                findings.push(finding.help("write one such as `example.org`"));
            }
        }
        let Some(smtp) = &self.file.smtp else { return };
        let written = &smtp.value;
        if written.host.is_none() {
            let finding =
                Diagnostic::new(Code::MISSING_FIELD, "the mail server's `host` is missing");
            findings.push(
                finding
                    .at(smtp.span, "")
                    .help("add `host: mail.example.org`"),
            );
        }
        for secret in self.secrets_as_text() {
            let message = "a secret stands in the settings file as text";
            let finding = Diagnostic::new(Code::SECRET_IN_FILE, message)
                .at(secret.span, "readable by whoever reads the file");
            findings.push(
                finding.help("write `{env: NAME}`, `{file: PATH}` or `{command: PROGRAM}` instead"),
            );
        }
        if let (Some(password), Some(token)) = (&written.password, &written.token) {
            let finding =
                Diagnostic::new(Code::WRONG_VALUE, "both a password and a token are given");
            findings.push(
                finding
                    .at(token.span, "")
                    .at(password.span, "")
                    .help("keep the one the server wants"),
            );
        }
        if written.user.is_some() && written.password.is_none() && written.token.is_none() {
            let message = "a `user` is given, but neither a `password` nor a `token`";
            let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(smtp.span, "");
            findings.push(finding.help("add `password: {env: NAME}`, or take `user` out for a relay that knows this machine"));
        }
        if (written.password.is_some() || written.token.is_some()) && written.user.is_none() {
            let finding = Diagnostic::new(Code::MISSING_FIELD, "a secret is given, but no `user`");
            findings.push(finding.at(smtp.span, "").help("add `user: …`"));
        }
        if let Some(connections) = written
            .connections
            .as_ref()
            .filter(|count| !(1..=32).contains(&count.value))
        {
            let finding = Diagnostic::new(
                Code::WRONG_VALUE,
                "between 1 and 32 connections are sensible",
            );
            findings.push(finding.at(connections.span, ""));
        }
    }

    /// Who mails of a plan are from.
    pub fn letterhead(&self, plan: &Plan) -> Letterhead {
        let mut letterhead = Letterhead::of(plan);
        if let Some(from) = &self.file.from {
            let written = &from.value;
            if let Some(name) = &written.name {
                letterhead.from.name = Some(name.value.0.clone());
            }
            if let Some(email) = &written.email {
                letterhead.from.address = email.value.to_string();
                letterhead.domain = email.value.domain().to_owned();
                letterhead.sender = letterhead.from.address.clone();
            }
        }
        letterhead.reply_to = match &self.file.reply_to {
            Some(address) => Mailbox {
                name: None,
                address: address.value.to_string(),
            },
            None => letterhead.reply_to,
        };
        if let Some(bounces) = &self.file.bounces_to {
            letterhead.sender = bounces.value.to_string();
        }
        if let Some(domain) = &self.file.domain {
            letterhead.domain = domain.value.0.to_lowercase();
        }
        if let Some(copy) = &self.file.calendar_copy {
            letterhead.calendar_copy = copy.value;
        }
        letterhead
    }

    /// The mail server, with its secret; nothing when none is set.
    pub fn relay(&self) -> Result<Option<Relay>, Failure> {
        let Some(smtp) = &self.file.smtp else {
            return Ok(None);
        };
        let written = &smtp.value;
        let host = written
            .host
            .as_ref()
            .map(|host| host.value.0.clone())
            .unwrap_or_default();
        let security = match written.security.as_ref().map(|security| security.value) {
            None | Some(SecurityFile::Starttls) => Security::StartTls,
            Some(SecurityFile::Tls) => Security::Implicit,
            Some(SecurityFile::Plain) => Security::Plain,
        };
        let usual = match security {
            Security::StartTls => 587,
            Security::Implicit => 465,
            Security::Plain => 25,
        };
        let mut relay = Relay::new(host, written.port.as_ref().map_or(usual, |port| port.value));
        relay.security = security;
        relay.login = self.login(written)?;
        if let Some(path) = &written.authorities {
            let path = self.folder.join(&path.value.0);
            let bytes = std::fs::read(&path).map_err(|error| Failure::World {
                what: format!(
                    "the certificates in {} cannot be read: {error}",
                    path.display()
                ),
                hint: "check `authorities` in the settings".to_owned(),
            })?;
            relay.authorities = Some(bytes);
        }
        if let Some(hello) = &written.hello {
            relay.hello = hello.value.0.clone();
        }
        if let Some(connections) = &written.connections {
            relay.connections = usize::from(connections.value);
        }
        if let Some(messages) = &written.messages_per_connection {
            relay.per_connection = usize::try_from(messages.value.max(1)).unwrap_or(usize::MAX);
        }
        Ok(Some(relay))
    }

    fn login(&self, written: &SmtpFile) -> Result<Login, Failure> {
        let Some(user) = &written.user else {
            return Ok(Login::None);
        };
        let user = user.value.0.clone();
        let reveal =
            |secret: &Spanned<SecretFile>| reveal(&secret.value, &self.folder).map(Secret::new);
        match (&written.token, &written.password) {
            (Some(token), _) => Ok(Login::Token {
                user,
                secret: reveal(token)?,
            }),
            (None, Some(password)) => Ok(Login::Password {
                user,
                secret: reveal(password)?,
            }),
            (None, None) => Ok(Login::None),
        }
    }

    /// How many messages a minute may leave.
    pub fn per_minute(&self) -> Option<u32> {
        self.file
            .smtp
            .as_ref()?
            .value
            .per_minute
            .as_ref()
            .map(|limit| limit.value.max(1))
    }

    /// Where the ledger of a plan lies.
    pub fn ledger(&self, plan: &Path) -> PathBuf {
        match &self.file.ledger {
            Some(path) => self.folder.join(&path.value.0),
            None => plan.with_extension("ledger"),
        }
    }

    /// The folder of templates that replace the built-in ones.
    pub fn templates(&self) -> Option<PathBuf> {
        self.file
            .templates
            .as_ref()
            .map(|path| self.folder.join(&path.value.0))
    }

    /// What to do with deliveries in doubt.
    pub fn doubt(&self) -> Doubt {
        match self.file.in_doubt.as_ref().map(|doubt| doubt.value) {
            Some(DoubtFile::Hold) => Doubt::Hold,
            _ => Doubt::Resend,
        }
    }

    /// What has to be approved before it leaves.
    #[allow(dead_code, reason = "what waits for approval is not built yet")]
    pub fn approval(&self) -> Approval {
        let written = self.file.approval.as_ref();
        written.map_or(Approval::default(), |approval| approval.value)
    }

    /// Whether an address may be written to.
    pub fn allows(&self, address: &Address) -> bool {
        let allowed = &self.file.allowed_domains;
        let domain = address.domain();
        let within = |suffix: &str| {
            domain == suffix
                || domain
                    .strip_suffix(suffix)
                    .is_some_and(|front| front.ends_with('.'))
        };
        let mut suffixes = allowed
            .iter()
            .filter_map(|suffix| ascii_domain(&suffix.value.0));
        allowed.is_empty() || suffixes.any(|suffix| within(&suffix))
    }

    /// The most messages one run may send without being asked.
    pub fn largest_batch(&self) -> Option<u64> {
        self.file.largest_batch.as_ref().map(|limit| limit.value)
    }
}

/// A domain as addresses have it: in small letters and ASCII; an `@` before it does no harm.
fn ascii_domain(written: &str) -> Option<String> {
    let address = format!("someone@{}", written.trim_start_matches('@'));
    let address: Address = address.parse().ok()?;
    Some(address.domain().to_owned())
}

fn folder(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::file;

    fn settings(text: &str) -> (Settings, Findings) {
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let id = file::text(
            "forewarn.yaml",
            text.as_bytes(),
            &mut sources,
            &mut findings,
        );
        let tree = yaml::tree(id, text, &mut findings).unwrap();
        let file = decode::decode(&tree, &mut findings);
        let settings = Settings {
            file,
            folder: PathBuf::new(),
        };
        settings.check(&mut findings);
        (settings, findings)
    }

    #[test]
    fn only_allowed_domains_and_what_lies_below_them_are_written_to() {
        let (settings, _) = settings("allowed-domains: [example.org]");
        let allows = |address: &str| settings.allows(&address.parse().unwrap());
        assert!(allows("a@example.org") && allows("a@wards.Example.org"));
        assert!(!allows("a@badexample.org") && !allows("a@example.com"));
    }

    #[test]
    fn a_secret_in_the_file_is_pointed_out() {
        let (_, findings) = settings("smtp: {host: mail.example.org, user: x, password: hunter2}");
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::SECRET_IN_FILE]);
    }

    #[test]
    fn corrections_wait_for_approval_unless_the_settings_say_otherwise() {
        assert_eq!(Settings::default().approval(), Approval::Corrections);
        for (word, approval) in [
            ("corrections", Approval::Corrections),
            ("required", Approval::Required),
            ("none", Approval::None),
        ] {
            let (settings, findings) = settings(&format!("approval: {word}"));
            assert_eq!(settings.approval(), approval);
            assert!(findings.is_empty());
        }
        let (_, findings) = settings("approval: always");
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::UNKNOWN_WORD]);
    }
}
