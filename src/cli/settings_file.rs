//! Settings as written: every field optional, every value with its place.

use super::secret::SecretFile;
use crate::diagnostic::Spanned;
use crate::plan::address::Address;
use crate::plan::text::{Name, Text};
use crate::round::Rule;
use serde::Deserialize;

/// Settings as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct SettingsFile {
    /// Who our mails are from; the plan's contact when left out.
    pub(super) from: Option<Spanned<MailboxFile>>,
    /// Where answers go; the plan's contact when left out.
    pub(super) reply_to: Option<Spanned<Address>>,
    /// Where bounces go; `from` when left out.
    pub(super) bounces_to: Option<Spanned<Address>>,
    /// The domain of Message-IDs; that of `from` when left out.
    pub(super) domain: Option<Spanned<Name>>,
    /// The mail server.
    pub(super) smtp: Option<Spanned<SmtpFile>>,
    /// Where the ledger lies; beside the plan when left out.
    pub(super) ledger: Option<Spanned<Name>>,
    /// A folder of templates that replace the built-in ones, file by file.
    pub(super) templates: Option<Spanned<Name>>,
    /// What to do with deliveries of which nobody knows whether they arrived.
    pub(super) in_doubt: Option<Spanned<DoubtFile>>,
    /// What has to be approved before it leaves: `corrections`, `required` (everything) or `none`.
    pub(super) approval: Option<Spanned<Rule>>,
    /// Only addresses in these domains are written to.
    pub(super) allowed_domains: Vec<Spanned<Name>>,
    /// Whether an invitation goes as a file, too; yes when left out.
    pub(super) calendar_copy: Option<Spanned<bool>>,
    /// A run that would send more than this stops and asks.
    pub(super) largest_batch: Option<Spanned<u64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct MailboxFile {
    pub(super) name: Option<Spanned<Text>>,
    pub(super) email: Option<Spanned<Address>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum DoubtFile {
    Resend,
    Hold,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct SmtpFile {
    pub(super) host: Option<Spanned<Name>>,
    pub(super) port: Option<Spanned<u16>>,
    pub(super) security: Option<Spanned<SecurityFile>>,
    pub(super) user: Option<Spanned<Text>>,
    pub(super) password: Option<Spanned<SecretFile>>,
    pub(super) token: Option<Spanned<SecretFile>>,
    pub(super) authorities: Option<Spanned<Name>>,
    pub(super) hello: Option<Spanned<Name>>,
    pub(super) connections: Option<Spanned<u16>>,
    pub(super) messages_per_connection: Option<Spanned<u32>>,
    pub(super) per_minute: Option<Spanned<u32>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SecurityFile {
    Starttls,
    Tls,
    Plain,
}
