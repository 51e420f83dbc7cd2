//! What may be wrong with settings that can be read: findings, collected. It reads nothing.

use super::settings_file::{SecurityFile, SettingsFile, SmtpFile};
use super::settings_shape::Named;
use crate::diagnostic::{Code, Diagnostic, Findings, Span, Spanned};
use crate::plan::address::{Address, refuse_no_reply};
use crate::plan::text::overlong;
use std::net::IpAddr;

/// What of a settings file its values do not say.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    /// Whether somebody besides its owner may read it.
    pub(super) read_by_others: bool,
    /// What of a mail server is named.
    pub(super) named: Named,
}

/// Says everything that is wrong with the settings. A secret in a file that only its owner may read
/// is as safe there as in another.
pub(super) fn check(file: &SettingsFile, about: About, findings: &mut Findings) {
    for domain in file.allowed_domains.iter().chain(&file.domain) {
        if ascii_domain(&domain.value.0).is_none() {
            let message = format!("`{}` is no domain", domain.value.0);
            let finding = wrong(message, domain.span);
            let meant = plain_domain(&domain.value.0);
            findings.push(finding.help(match meant {
                Some(meant) => format!("write `{meant}`, which stands for what lies below it, too"),
                None => "write one such as `example.org`".to_owned(),
            }));
        }
    }
    // Who gets a mail can answer it.
    let from = file.from.as_ref();
    let email = from.and_then(|from| from.value.email.as_ref());
    let ours = email.into_iter().chain(&file.reply_to);
    ours.filter_map(refuse_no_reply)
        .for_each(|finding| findings.push(finding));
    if let Some(name) = from.and_then(|from| from.value.name.as_ref())
        && let Some(message) = overlong(&name.value.0)
    {
        findings.push(wrong(message, name.span).help("shorten it"));
    }
    if let Some(smtp) = &file.smtp {
        if !about.named.host {
            server(smtp, findings);
        }
        host(&smtp.value, findings);
        login(smtp, about.named, findings);
        in_clear(&smtp.value, findings);
        if about.read_by_others {
            secrets(&smtp.value, findings);
        }
        numbers(&smtp.value, findings);
    }
    if let Some(limit) = file.largest_batch.as_ref().filter(|limit| limit.value == 0) {
        let finding = wrong("`largest-batch: 0` would stop every run", limit.span);
        findings.push(finding.help("write a number from 1, or take the line out"));
    }
}

fn wrong(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::new(Code::WRONG_VALUE, message).at(span, "")
}

fn missing(message: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::MISSING_FIELD, message).at(span, "")
}

fn server(smtp: &Spanned<SmtpFile>, findings: &mut Findings) {
    let finding = missing("the mail server's `host` is missing", smtp.span);
    findings.push(finding.help("add `host: mail.example.org`"));
}

/// A host is a name or an address, and nothing with it.
fn host(smtp: &SmtpFile, findings: &mut Findings) {
    let Some(host) = &smtp.host else {
        return;
    };
    let name = host.value.0.as_str();
    let address: Result<IpAddr, _> = name.parse();
    let is_more = |sign: char| sign.is_whitespace() || ":/@[]".contains(sign);
    if address.is_err() && name.contains(is_more) {
        let finding = wrong("this is more than the name of a host", host.span);
        findings.push(finding.help(
            "write the name alone, such as `mail.example.org`; its port goes under `port`, its encryption under `security`",
        ));
    }
}

/// A secret that leaves this machine unencrypted can be read on its way.
fn in_clear(smtp: &SmtpFile, findings: &mut Findings) {
    let secret = smtp.password.is_some() || smtp.token.is_some();
    let (Some(security), Some(_)) = (&smtp.security, smtp.user.as_ref().filter(|_| secret)) else {
        return;
    };
    let host = smtp.host.as_ref().map_or("", |host| host.value.0.as_str());
    if matches!(security.value, SecurityFile::Plain) && !stays_here(host) {
        let message = "the password goes to the mail server in clear, and can be read on its way";
        let finding = Diagnostic::new(Code::SECRET_IN_CLEAR, message).at(security.span, "");
        findings.push(finding.help("write `security: starttls` or `security: tls`"));
    }
}

fn stays_here(host: &str) -> bool {
    let address: Result<IpAddr, _> = host.parse();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn login(smtp: &Spanned<SmtpFile>, named: Named, findings: &mut Findings) {
    let SmtpFile {
        user,
        password,
        token,
        ..
    } = &smtp.value;
    if let (Some(password), Some(token)) = (password, token) {
        let finding = wrong("both a password and a token are given", token.span);
        let finding = finding.at(password.span, "");
        findings.push(finding.help("keep the one the server wants"));
    }
    let secret = password.is_some() || token.is_some();
    if user.is_some() && !named.secret {
        let message = "a `user` is given, but neither a `password` nor a `token`";
        findings.push(missing(message, smtp.span).help(
            "add `password: {env: NAME}`, or take `user` out for a relay that knows this machine",
        ));
    }
    if secret && !named.user {
        let finding = missing("a secret is given, but no `user`", smtp.span);
        findings.push(finding.help("add `user: …`"));
    }
}

fn secrets(smtp: &SmtpFile, findings: &mut Findings) {
    let secrets = [&smtp.password, &smtp.token].into_iter().flatten();
    for secret in secrets.filter(|secret| secret.value.is_text()) {
        let message = "a secret stands in the settings as text, and others may read the file";
        let finding = Diagnostic::new(Code::SECRET_IN_FILE, message).at(secret.span, "");
        findings.push(
            finding
                .help("write `{env: NAME}`, `{file: PATH}` or `{command: PROGRAM}` instead")
                .help("or let nobody but its owner read the file: `chmod 600`"),
        );
    }
}

fn numbers(smtp: &SmtpFile, findings: &mut Findings) {
    if let Some(connections) = &smtp.connections
        && !(1..=32).contains(&connections.value)
    {
        let message = "between 1 and 32 connections are sensible";
        findings.push(wrong(message, connections.span));
    }
    if let Some(port) = smtp.port.as_ref().filter(|port| port.value == 0) {
        let finding = wrong("no server listens on port 0", port.span);
        findings.push(finding.help("write 587, 465 or 25, or take the line out for the usual one"));
    }
    let limits = [
        ("per-minute", &smtp.per_minute),
        ("messages-per-connection", &smtp.messages_per_connection),
    ];
    for (field, limit) in limits {
        if let Some(limit) = limit.as_ref().filter(|limit| limit.value == 0) {
            let message = format!("`{field}: 0` would let no mail leave");
            let finding = wrong(message, limit.span);
            findings.push(finding.help("write a number from 1, or take the line out for no limit"));
        }
    }
}

/// The domain in what was written as a pattern or an address of the web.
fn plain_domain(written: &str) -> Option<&str> {
    let bare = ["*.", "https://", "http://", "www."].iter();
    let bare = bare.fold(written, |text, front| {
        text.strip_prefix(front).unwrap_or(text)
    });
    let bare = bare.trim_end_matches('/');
    ascii_domain(bare).map(|_| bare)
}

/// A domain as addresses have it: in small letters and ASCII; an `@` before it does no harm.
pub(super) fn ascii_domain(written: &str) -> Option<String> {
    let address = format!("someone@{}", written.trim_start_matches('@'));
    let address: Address = address.parse().ok()?;
    Some(address.domain().to_owned())
}
