//! Host names (RFC 1123 section 2.1), as A-labels (RFC 5891), in small letters.

use std::fmt;

/// Names that every machine gives to itself.
const OWN: [&str; 2] = ["localhost", "localhost.localdomain"];

/// A host, or every host below a domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostName {
    name: String,
    is_domain: bool,
}

impl HostName {
    /// The host, or the domain below which all are meant: in ASCII and small letters, no dot at its ends.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a name in ASCII and small letters is this one, or lies below the domain.
    pub fn is(&self, name: &str) -> bool {
        match self.is_domain {
            false => name == self.name,
            true => {
                let host = name.strip_suffix(self.name.as_str());
                host.and_then(|host| host.strip_suffix('.'))
                    .is_some_and(|host| !host.is_empty())
            }
        }
    }

    /// Whether every host of another is one of its own.
    pub fn holds(&self, other: &Self) -> bool {
        match (self.is_domain, other.is_domain) {
            (true, true) if self.name == other.name => true,
            (false, true) => false,
            _ => self.is(&other.name),
        }
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dot = if self.is_domain { "." } else { "" };
        write!(formatter, "{dot}{}", self.name)
    }
}

impl std::str::FromStr for HostName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(rest) = text.strip_prefix("*.") {
            return Err(format!(
                "`{text}` begins with a star\nwrite `.{rest}` for every host below `{rest}`"
            ));
        }
        let refuse = |why: &str| {
            Err(format!(
                "`{text}` is no host name: {why}\nwrite a name such as `records.example.org`, `.old.example.org` for all hosts below it, or an address"
            ))
        };
        if text.contains(['/', ':', '@', '\\']) {
            return refuse("only the name belongs here, without what stands before or behind it");
        }
        let (is_domain, name) = match text.strip_prefix('.') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let name = name.strip_suffix('.').unwrap_or(name);
        let Some(name) = ascii(name) else {
            return refuse("a letter in it cannot stand there");
        };
        if name.len() > 253 || !name.split('.').all(is_label) {
            return refuse("between dots stand 1 to 63 letters, digits and hyphens");
        }
        let last = name.rsplit('.').next().unwrap_or_default();
        if last.bytes().all(|byte| byte.is_ascii_digit()) {
            return refuse("it ends like an address");
        }
        if OWN.contains(&name.as_str()) {
            return refuse("each machine calls itself so");
        }
        if is_domain && !name.contains('.') {
            return refuse("so many hosts lie below it that nearly every one is meant");
        }
        Ok(Self { name, is_domain })
    }
}

/// A name in ASCII and small letters, if it can be written so.
pub fn ascii(name: &str) -> Option<String> {
    if name.is_ascii() {
        return Some(name.to_ascii_lowercase());
    }
    idna::domain_to_ascii(name).ok()
}

fn is_label(label: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=63).contains(&label.len())
        && label.bytes().all(letter)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_itself_and_a_domain_is_all_below_it() {
        let host: HostName = "Records.StBrannock.example.".parse().unwrap();
        assert!(host.is("records.stbrannock.example"));
        assert!(!host.is("a.records.stbrannock.example"));
        assert!(!host.is("stbrannock.example"));
        let domain: HostName = ".old.example".parse().unwrap();
        assert!(domain.is("a.old.example") && domain.is("a.b.old.example"));
        assert!(!domain.is("old.example") && !domain.is("cold.example"));
        assert!(!domain.is(".old.example"));
        let umlaut: HostName = "größe.example".parse().unwrap();
        assert_eq!(umlaut.to_string(), "xn--gre-6ka8i.example");
        let short: HostName = "SRVREC01".parse().unwrap();
        assert!(short.is("srvrec01"));
    }

    #[test]
    fn what_is_no_host_name_says_what_to_write() {
        for (text, why) in [
            ("*.old.example", "write `.old.example` for every host below"),
            ("https://records.example", "only the name belongs here"),
            ("records.example:443", "only the name belongs here"),
            ("maria@records.example", "only the name belongs here"),
            ("rec ords.example", "letters, digits and hyphens"),
            ("-records.example", "letters, digits and hyphens"),
            ("records..example", "letters, digits and hyphens"),
            ("10.20.4.400", "it ends like an address"),
            ("localhost", "each machine calls itself so"),
            (".example", "nearly every one is meant"),
        ] {
            let refusal = text.parse::<HostName>().unwrap_err();
            assert!(refusal.contains(why), "{text}: {refusal}");
        }
    }
}
