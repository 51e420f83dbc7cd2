//! Mail addresses (RFC 5321 section 4.1.2), with the domain as an A-label (RFC 5891).

use super::word::word;
use crate::diagnostic::{Code, Diagnostic, Spanned};

/// A checked mail address: local part as given, domain lower-case and in ASCII.
///
/// Two spellings that differ in case alone are equal: they are one mailbox.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Its mailbox.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox::of(&self.0)
    }
}

/// What two spellings of one mailbox have in common: upper and lower case do not matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Mailbox(String);

impl Mailbox {
    /// That of an address as a ledger has it; whoever has an [`Address`] asks that.
    pub(crate) fn of(address: &str) -> Self {
        Self(address.to_lowercase())
    }

    /// As it is written down.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Mailbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Address {
    /// Whether its own name says that nobody reads what is sent to it.
    pub fn takes_no_reply(&self) -> bool {
        let mailbox = self.mailbox();
        let local = mailbox
            .as_str()
            .rsplit_once('@')
            .map_or("", |(local, _)| local);
        let separates = |letter: char| !letter.is_ascii_alphanumeric();
        let words: Vec<&str> = local.split(separates).collect();
        let refuses = |text: String| {
            let mut names = ["noreply", "donotreply", "dontreply"].iter();
            names.any(|name| text.starts_with(name))
        };
        (0..words.len()).any(|first| refuses(words[first..].concat()))
    }
}

/// A finding when a mailbox that readers are told to write to takes no replies.
pub fn refuse_no_reply(email: &Spanned<Address>) -> Option<Diagnostic> {
    email.value.takes_no_reply().then(|| {
        let message = format!(
            "`{}` takes no replies, but our mails say that people can reply",
            email.value
        );
        let finding = Diagnostic::new(Code::NO_REPLY, message).at(email.span, "");
        finding.help("name a mailbox that somebody reads")
    })
}

/// An address as people read and write it down: its domain in its own letters (RFC 5891).
pub fn readable(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return address.to_owned();
    };
    match idna::domain_to_unicode(domain) {
        (letters, Ok(())) => format!("{local}@{letters}"),
        _ => address.to_owned(),
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Address {}

impl std::hash::Hash for Address {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        for byte in self.0.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
        state.write_u8(0xFF);
    }
}

impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Address {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let letters = |byte: u8| byte.to_ascii_lowercase();
        let (one, other) = (self.0.bytes().map(letters), other.0.bytes().map(letters));
        one.cmp(other)
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::str::FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refusal = |why: &str| {
            format!(
                "`{text}` is not a mail address: {why}\nwrite one address such as `a.khan@wards.example.org`"
            )
        };
        let (local, domain) = text
            .rsplit_once('@')
            .ok_or_else(|| refusal("there is no `@` in it"))?;
        if local.is_empty() || local.len() > 64 {
            return Err(refusal(
                "the part before the `@` must have 1 to 64 characters",
            ));
        }
        if !local.is_ascii() {
            return Err(refusal(
                "letters beyond ASCII before the `@` cannot be delivered everywhere",
            ));
        }
        let atom =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
        let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
        if dots || !local.bytes().all(atom) {
            return Err(refusal(
                "the part before the `@` holds something that may not stand there",
            ));
        }
        let ascii = idna::domain_to_ascii_strict(domain);
        let ascii = ascii.map_err(|_| refusal("the part behind the `@` is no domain name"))?;
        if !ascii.contains('.') || ascii.len() > 253 {
            return Err(refusal("the part behind the `@` is no full domain name"));
        }
        Ok(Self(format!("{local}@{ascii}")))
    }
}

word!(Address, "Address", "a mail address", "^[^@\\s]+@[^@\\s]+$");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_beyond_ascii_becomes_an_a_label() {
        let address: Address = "jose@Bücher.example".parse().unwrap();
        assert_eq!(address.as_str(), "jose@xn--bcher-kva.example");
    }

    #[test]
    fn people_read_an_address_in_its_own_letters() {
        for (address, read) in [
            ("jose@xn--bcher-kva.example", "jose@bücher.example"),
            ("a@b.example", "a@b.example"),
            ("a@xn--zzzz99999.example", "a@xn--zzzz99999.example"),
            ("no address", "no address"),
        ] {
            assert_eq!(readable(address), read);
        }
    }

    #[test]
    fn a_change_of_case_is_still_the_same_mailbox() {
        let [written, plain]: [Address; 2] =
            ["C.Tran@Example.ORG", "c.tran@example.org"].map(|text| text.parse().unwrap());
        assert_eq!(written, plain);
        assert_eq!(written.cmp(&plain), std::cmp::Ordering::Equal);
        assert_eq!(std::collections::HashSet::from([&written, &plain]).len(), 1);
        assert_eq!(written.mailbox(), plain.mailbox());
        assert_eq!(written.as_str(), "C.Tran@example.org");
    }

    #[test]
    fn a_mailbox_that_nobody_reads_is_known_by_its_name() {
        let silent = |text: &str| text.parse::<Address>().unwrap().takes_no_reply();
        for text in [
            "no-reply",
            "NoReply",
            "do_not_reply",
            "donotreply",
            "hr-noreply",
            "no.reply+it",
        ] {
            assert!(silent(&format!("{text}@a.example")), "{text}");
        }
        for text in ["reply", "nino.reply", "norep", "notify", "change"] {
            assert!(!silent(&format!("{text}@noreply.example")), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_delivered_is_refused() {
        let long = format!("{}@example.org", "a".repeat(65));
        for text in [
            "",
            "a",
            "a@",
            "@b.org",
            "a@b@c",
            "a b@c.org",
            "a@b.org, c@d.org",
            "ü@b.org",
            "a..b@c.org",
            "a@localhost",
            "a@-b.org",
            "a\r\nb@c.org",
            "a@c.org\r\nBcc: x@y.org",
            &long,
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
