//! Endpoints: what a service is reached at until the change, and not after it.

use super::address_range::AddressRange;
use super::host_name::HostName;
use super::word::word;
use std::fmt;

/// Addresses or hosts that will change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Endpoint {
    /// Addresses.
    Range(AddressRange),
    /// A host, or all below a domain.
    Host(HostName),
}

impl Endpoint {
    /// Whether all that another one means is meant by this one, too.
    pub fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Range(range), Self::Range(other)) => range.holds(other),
            (Self::Host(host), Self::Host(other)) => host.holds(other),
            _ => false,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(range) => range.fmt(formatter),
            Self::Host(host) => host.fmt(formatter),
        }
    }
}

impl std::str::FromStr for Endpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if is_address(text) {
            return text.parse().map(Self::Range);
        }
        text.parse().map(Self::Host)
    }
}

/// Whether a text can only be meant as addresses.
fn is_address(text: &str) -> bool {
    let numeric = |byte: u8| byte.is_ascii_digit() || b"./*-[]".contains(&byte);
    let six = |byte: u8| byte.is_ascii_hexdigit() || b":./[]".contains(&byte);
    let bare = text.split('%').next().unwrap_or_default();
    let colons = bare.bytes().filter(|byte| *byte == b':').count();
    text.starts_with(|letter: char| letter.is_ascii_digit()) && text.bytes().all(numeric)
        || colons > 1 && bare.bytes().all(six)
}

word!(
    Endpoint,
    "Endpoint",
    "an address, a range such as `10.20.4.0/24` or `fd12:3456::/32`, or a host name; `.old.example.org` for all hosts below it",
    "^\\S+$"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_host_names_are_told_apart() {
        for text in ["10.20.4.0/24", "10.20.4.7", "fd12:3456::/32", "fd12::1"] {
            let read = text.parse();
            assert!(matches!(read, Ok(Endpoint::Range(_))), "{text}");
            assert_eq!(read.unwrap().to_string(), text);
        }
        for text in ["records.example", ".old.example", "3com.example", "fd12"] {
            let read = text.parse();
            assert!(matches!(read, Ok(Endpoint::Host(_))), "{text}");
            assert_eq!(read.unwrap().to_string(), text);
        }
        for (text, why) in [
            ("10.20.4.7/24", "names a range and an address"),
            ("fe80::1%eth0", "write `fe80::1` alone"),
            ("https://records.example/x", "only the name belongs here"),
            ("10.20.4.7:443", "only the name belongs here"),
        ] {
            let refusal = text.parse::<Endpoint>().unwrap_err();
            assert!(refusal.contains(why), "{text}: {refusal}");
        }
    }
}
