//! Settings: how notices leave, apart from any plan. Read from `forewarn.yaml` and the environment.
#![expect(clippy::disallowed_methods, reason = "door: the settings file")]

use super::discretion::discreet;
use super::failure::Failure;
use super::privacy::private_lines;
use super::secret::{SecretFile, reveal};
use super::server::{Account, Server};
use super::settings_file::{DoubtFile, SettingsFile};
use super::settings_rules::{About, ascii_domain, check};
use super::settings_shape::{Named, advised, told_once};
use crate::calendar::zone::Instant;
use crate::channel::mime::Mailbox;
use crate::channel::smtp::{Login, Relay, Secret};
use crate::diagnostic::{Code, Diagnostic, Findings, Sources, Span, Spanned};
use crate::dispatch::Doubt;
use crate::mailing::Letterhead;
use crate::plan::address::Address;
use crate::plan::decode;
use crate::plan::text::Name;
use crate::plan::{Plan, yaml};
use crate::round::Rule;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// Settings as meant.
#[derive(Debug, Default)]
pub struct Settings {
    from_name: Option<String>,
    from: Option<Address>,
    reply_to: Option<Address>,
    bounces_to: Option<Address>,
    domain: Option<String>,
    calendar_copy: Option<bool>,
    server: Option<Server>,
    ledger: Option<PathBuf>,
    templates: Option<PathBuf>,
    doubt: Doubt,
    approval: Rule,
    /// The only domains that may be written to, as they stand in addresses.
    allowed: Vec<String>,
    /// Where they are written, if any are.
    allowed_span: Option<Span>,
    largest_batch: Option<u64>,
    /// What paths are seen from.
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
        let unread = |error| Failure::world(&error, "check the path given with `--settings`");
        let id = crate::plan::load::text(path, sources, findings).map_err(unread)?;
        let text = sources.get(id).text.clone();
        sources.keep_private(id, private_lines(&text));
        let mut found = Findings::default();
        let tree = yaml::tree(id, &text, &mut found).filter(|root| !root.is_nothing());
        let tree = tree.as_ref();
        let mut file: SettingsFile = tree
            .and_then(|root| decode::decode(root, &mut found))
            .unwrap_or_default();
        let folder = folder(path);
        findings.extend(advised(&discreet(told_once(found), sources), tree));
        let about = About {
            read_by_others: is_read_by_others(path),
            named: Named::of(tree),
        };
        check(&file, about, findings);
        leave_missing(&mut file, &folder, findings);
        Ok(Self::of(file, folder))
    }

    fn of(file: SettingsFile, folder: PathBuf) -> Self {
        let (from_name, from) = match file.from {
            Some(from) => (from.value.name, from.value.email),
            None => (None, None),
        };
        let allowed = file.allowed_domains.iter();
        let domain = file.domain.as_ref();
        Self {
            from_name: from_name.map(|name| name.value.0),
            from: from.map(|email| email.value),
            reply_to: file.reply_to.map(|address| address.value),
            bounces_to: file.bounces_to.map(|address| address.value),
            domain: domain.and_then(|domain| ascii_domain(&domain.value.0)),
            calendar_copy: file.calendar_copy.map(|copy| copy.value),
            server: file.smtp.and_then(|smtp| Server::of(smtp.value, &folder)),
            ledger: file.ledger.map(|path| folder.join(&path.value.0)),
            templates: file.templates.map(|path| folder.join(&path.value.0)),
            doubt: match file.in_doubt.map(|doubt| doubt.value) {
                Some(DoubtFile::Hold) => Doubt::Hold,
                None | Some(DoubtFile::Resend) => Doubt::Resend,
            },
            approval: file.approval.map_or(Rule::default(), |rule| rule.value),
            allowed: allowed
                .filter_map(|domain| ascii_domain(&domain.value.0))
                .collect(),
            allowed_span: file.allowed_domains.first().map(|suffix| suffix.span),
            largest_batch: file.largest_batch.map(|limit| limit.value),
            folder,
        }
    }

    /// Who mails of a plan are from that says what it says since some instant.
    pub fn letterhead(&self, plan: &Plan, revised: Instant) -> Letterhead {
        let mut letterhead = Letterhead::of(plan, revised);
        if let Some(name) = &self.from_name {
            letterhead.from.name = Some(name.clone());
        }
        if let Some(email) = &self.from {
            letterhead.from.address = email.to_string();
            letterhead.domain = email.domain().to_owned();
            letterhead.sender = letterhead.from.address.clone();
        }
        if let Some(address) = &self.reply_to {
            letterhead.reply_to = Mailbox {
                name: None,
                address: address.to_string(),
            };
        }
        if let Some(bounces) = &self.bounces_to {
            letterhead.sender = bounces.to_string();
        }
        if let Some(domain) = &self.domain {
            letterhead.domain = domain.clone();
        }
        if let Some(copy) = self.calendar_copy {
            letterhead.calendar_copy = copy;
        }
        letterhead
    }

    /// Whether a mail server is named.
    pub fn names_server(&self) -> bool {
        self.server.is_some()
    }

    /// The mail server, with its secret; nothing when none is set.
    pub fn relay(&self) -> Result<Option<Relay>, Failure> {
        let Some(server) = &self.server else {
            return Ok(None);
        };
        let mut relay = server.relay.clone();
        relay.login = self.login(&server.account)?;
        if let Some(path) = &server.authorities {
            let bytes = std::fs::read(path).map_err(|error| Failure::World {
                what: format!(
                    "the certificates in {} cannot be read: {error}",
                    path.display()
                ),
                hint: "check `authorities` in the settings".to_owned(),
            })?;
            relay.authorities = Some(bytes);
        }
        Ok(Some(relay))
    }

    fn login(&self, account: &Account) -> Result<Login, Failure> {
        let reveal = |secret: &SecretFile| reveal(secret, &self.folder).map(Secret::new);
        Ok(match account {
            Account::None => Login::None,
            Account::Token(user, secret) => Login::Token {
                user: user.clone(),
                secret: reveal(secret)?,
            },
            Account::Password(user, secret) => Login::Password {
                user: user.clone(),
                secret: reveal(secret)?,
            },
        })
    }

    /// How many messages a minute may leave.
    pub fn per_minute(&self) -> Option<NonZeroU32> {
        self.server.as_ref()?.per_minute
    }

    /// Where the ledger of a plan lies.
    pub fn ledger(&self, plan: &Path) -> PathBuf {
        let beside = || plan.with_extension("ledger");
        self.ledger.clone().unwrap_or_else(beside)
    }

    /// The folder of templates that replace the built-in ones.
    pub fn templates(&self) -> Option<PathBuf> {
        self.templates.clone()
    }

    /// What to do with deliveries in doubt.
    pub fn doubt(&self) -> Doubt {
        self.doubt
    }

    /// What has to be approved before it leaves.
    pub fn approval(&self) -> Rule {
        self.approval
    }

    /// Where the only domains that may be written to are written; nothing when all may.
    pub fn allowed_domains(&self) -> Option<Span> {
        self.allowed_span
    }

    /// Whether an address may be written to.
    pub fn allows(&self, address: &Address) -> bool {
        let domain = address.domain();
        let within = |suffix: &String| {
            let front = domain.strip_suffix(suffix.as_str());
            front.is_some_and(|front| front.is_empty() || front.ends_with('.'))
        };
        self.allowed_span.is_none() || self.allowed.iter().any(within)
    }

    /// The most messages one run may send without being asked.
    pub fn largest_batch(&self) -> Option<u64> {
        self.largest_batch
    }
}

/// What is named and does not exist is found where it is named.
fn leave_missing(file: &mut SettingsFile, folder: &Path, findings: &mut Findings) {
    let mut leave = |named: &mut Option<Spanned<Name>>, (what, is_there, without): Missing| {
        let Some(path) = named.take_if(|path| !is_there(&folder.join(&path.value.0))) else {
            return;
        };
        let message = format!("there is no {what} `{}`", path.value.0);
        let finding = Diagnostic::new(Code::MISSING_FILE, message).at(path.span, "");
        findings.push(finding.help(format!(
            "write the path as seen from the settings file, or take the line out for {without}"
        )));
    };
    let templates: Missing = ("folder", Path::is_dir, "the built-in templates");
    leave(&mut file.templates, templates);
    if let Some(smtp) = &mut file.smtp {
        let known = "the authorities that are known everywhere";
        leave(&mut smtp.value.authorities, ("file", Path::is_file, known));
    }
}

/// What something is, whether it is there, and what there is without it.
type Missing = (&'static str, fn(&Path) -> bool, &'static str);

fn folder(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}

/// Whether somebody besides its owner may read a file; where that cannot be known, yes.
#[cfg(unix)]
fn is_read_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let known = std::fs::metadata(path);
    known.map_or(true, |known| known.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn is_read_by_others(_path: &Path) -> bool {
    true
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
        let file = decode::decode(&tree, &mut findings).unwrap();
        let about = About {
            read_by_others: true,
            named: Named::of(Some(&tree)),
        };
        check(&file, about, &mut findings);
        (Settings::of(file, PathBuf::new()), findings)
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
    fn a_password_that_goes_in_clear_is_pointed_out_unless_it_stays_on_this_machine() {
        for (host, warned) in [
            ("mail.example.org", true),
            ("10.0.0.1", true),
            ("localhost", false),
            ("127.0.0.1", false),
            ("\"::1\"", false),
        ] {
            let login = "user: x, password: {env: NAME}";
            let text = format!("smtp: {{host: {host}, security: plain, {login}}}");
            let (_, findings) = settings(&text);
            let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
            let wanted: &[Code] = if warned {
                &[Code::SECRET_IN_CLEAR]
            } else {
                &[]
            };
            assert_eq!(codes, wanted, "{text}");
        }
        let (_, findings) = settings("smtp: {host: mail.example.org, security: plain}");
        assert!(findings.is_empty());
    }

    #[test]
    fn what_would_stop_every_mail_is_found_in_the_settings() {
        for text in [
            "domain: notices example.org",
            "domain: <example.org>",
            "smtp: {host: mail.example.org, per-minute: 0}",
            "smtp: {host: mail.example.org, messages-per-connection: 0}",
            "smtp: {host: mail.example.org, connections: 0}",
            "smtp: {host: mail.example.org, port: 0}",
            "smtp: {host: mail.example.org:587}",
            "smtp: {host: smtps://mail.example.org}",
            "smtp: {host: mail example org}",
            "largest-batch: 0",
        ] {
            let (_, findings) = settings(text);
            let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
            assert_eq!(codes, [Code::WRONG_VALUE], "{text}");
        }
        let long = "n".repeat(101);
        let (_, findings) = settings(&format!("from: {{name: {long}, email: a@example.org}}"));
        assert_eq!(findings.iter().count(), 1);
        let (_, findings) = settings("domain: Notices.Exämple.org");
        assert!(findings.is_empty(), "{findings:?}");
    }

    #[test]
    fn corrections_wait_for_approval_unless_the_settings_say_otherwise() {
        assert_eq!(Settings::default().approval(), Rule::Corrections);
        for (word, approval) in [
            ("corrections", Rule::Corrections),
            ("required", Rule::Required),
            ("none", Rule::None),
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
