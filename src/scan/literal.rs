//! Literals: the addresses that a line names, in every form of text (RFC 4291 section 2.2, RFC 3986).
//!
//! Versions and other numbers with dots are no addresses: `1.10.20.4.7` has none in it.

use super::escape::is_edge;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

/// What stands behind an address that is written backwards (RFC 1035 section 3.5).
const BACKWARDS: &[u8] = b".in-addr.arpa";

/// An address in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// Which one it is.
    pub address: IpAddr,
}

impl Literal {
    /// The address of IPv4 that it is, or that its last 32 bits are meant to be: mapped, compatible, or
    /// by way of the well-known prefix (RFC 6052).
    pub fn four(&self) -> Option<Ipv4Addr> {
        let six = match self.address {
            IpAddr::V4(address) => return Some(address),
            IpAddr::V6(address) => address,
        };
        let low = Ipv4Addr::from_bits(six.to_bits() as u32);
        match six.segments() {
            [0, 0, 0, 0, 0, 0xFFFF, ..] | [0x64, 0xFF9B, 0, 0, 0, 0, ..] => Some(low),
            [0, 0, 0, 0, 0, 0, high, _] if high != 0 => Some(low),
            _ => None,
        }
    }
}

/// The addresses that a line names, in the order in which they stand there.
pub fn literals(line: &str) -> Vec<Literal> {
    let line = line.as_bytes();
    let mut sixes = sixes(line).into_iter().peekable();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < line.len() {
        let six = sixes.next_if(|six| six.at.start <= at);
        let Some(literal) = six.or_else(|| four_at(line, at)) else {
            at += 1;
            continue;
        };
        at = at.max(literal.at.end);
        found.push(literal);
    }
    found
}

/// The addresses of IPv6, in order.
fn sixes(line: &[u8]) -> Vec<Literal> {
    let part = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let (mut found, mut at) = (Vec::new(), 0);
    while at < line.len() {
        let run = line[at..].iter().take_while(|byte| part(**byte)).count();
        let end = at + run;
        let ends = line
            .get(end)
            .is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let colons = line[at..end].iter().filter(|byte| **byte == b':').count();
        if ends && colons >= 2 {
            found.extend(six_in(line, at..end));
        }
        at = end + 1;
    }
    found
}

/// The address of IPv6 that a run of its signs is, perhaps behind a word and a colon.
fn six_in(line: &[u8], run: Range<usize>) -> Option<Literal> {
    let colon = line[run.clone()].iter().position(|byte| *byte == b':')?;
    let behind_colon = run.start + colon + 1;
    let is_key = line[run.clone()].starts_with(b":") && !line[run.clone()].starts_with(b"::");
    let begins = is_edge(line, run.start) && !is_key;
    let escaped = (run.start + 2).min(run.end);
    let behind_escape = run.start > 0 && line[run.start - 1] == b'%' && is_edge(line, escaped);
    let starts = [
        behind_escape.then_some(escaped),
        begins.then_some(run.start),
        (!begins).then_some(behind_colon),
    ];
    let read = |start: usize| {
        let text = std::str::from_utf8(&line[start..run.end]).ok()?;
        let (length, address) = six(text)?;
        Some(Literal {
            at: start..start + length,
            address: address.into(),
        })
    };
    starts.into_iter().flatten().find_map(read)
}

/// An address of IPv6 at the beginning of its signs, and how long it is: a full stop, a colon or a port
/// may follow.
fn six(text: &str) -> Option<(usize, Ipv6Addr)> {
    let text = text.trim_end_matches('.');
    let cut = text.rfind([':', '.']).map(|at| text.split_at(at));
    let port = cut.filter(|(_, port)| is_port(&port[1..]));
    let texts = [
        Some(text),
        text.strip_suffix(':'),
        port.map(|(before, _)| before),
    ];
    let mut texts = texts.into_iter().flatten();
    texts.find_map(|text| Some((text.len(), text.parse().ok()?)))
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

/// An address of IPv4 that begins here: four numbers, no more, with or without noughts in front.
fn four_at(line: &[u8], start: usize) -> Option<Literal> {
    if !line[start].is_ascii_digit() || !is_edge(line, start) || follows_number(line, start) {
        return None;
    }
    let (mut at, mut parts) = (start, [0; 4]);
    for (index, part) in parts.iter_mut().enumerate() {
        if index > 0 {
            at += usize::from(line.get(at) == Some(&b'.'));
        }
        let digits = line[at..].iter().take_while(|byte| byte.is_ascii_digit());
        let end = at + digits.count();
        if index > 0 && line[at - 1] != b'.' || end - at > 3 {
            return None;
        }
        *part = std::str::from_utf8(&line[at..end]).ok()?.parse().ok()?;
        at = end;
    }
    let rest = &line[at..];
    let goes_on = match rest {
        [b'.', next, ..] => next.is_ascii_digit(),
        [next, ..] => next.is_ascii_alphanumeric(),
        [] => false,
    };
    if goes_on {
        return None;
    }
    let ending = rest.get(..BACKWARDS.len());
    if ending.is_some_and(|ending| ending.eq_ignore_ascii_case(BACKWARDS)) {
        parts.reverse();
        at += BACKWARDS.len();
    }
    Some(Literal {
        at: start..at,
        address: Ipv4Addr::from(parts).into(),
    })
}

/// Whether a number and a dot stand before: then what follows is a part of something longer.
fn follows_number(line: &[u8], start: usize) -> bool {
    matches!(&line[..start], [.., digit, b'.'] if digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(line: &str) -> Vec<String> {
        let found = literals(line).into_iter();
        found.map(|literal| literal.address.to_string()).collect()
    }

    #[test]
    fn an_address_is_found_among_what_surrounds_it() {
        for line in [
            "10.20.4.7",
            "host=10.20.4.7;",
            "http://10.20.4.7:8080/x",
            "jdbc:oracle:thin:@10.20.4.7:1521:REC",
            "10.20.4.7/24",
            "\"10.20.4.7\",",
            "ping 10.20.4.7.",
            "10.20.4.7-old",
            "backup_10.20.4.7.log",
            r"\\10.20.4.7\share",
            r#""Server:\t10.20.4.7\n""#,
            "q=http%3A%2F%2F10.20.4.7%2Fx",
            "010.020.004.007",
            "7.4.20.10.in-addr.arpa",
            "7.4.20.10.IN-ADDR.ARPA.",
            "地址10.20.4.7",
        ] {
            assert_eq!(named(line), ["10.20.4.7"], "{line}");
        }
        let both = named("10.20.4.7,10.20.4.8 10.20.4.9");
        assert_eq!(both, ["10.20.4.7", "10.20.4.8", "10.20.4.9"]);
    }

    #[test]
    fn numbers_that_are_no_address_are_none() {
        for line in [
            "1.10.20.4.7",
            "10.20.4.7.1",
            "v10.20.4.7",
            "v1.10.20.4.7",
            "10.20.4.7rc1",
            "10.20.4.7.5rc1",
            "10.20.4",
            "10.20.4.256",
            "10.20.4.1234",
            "10..20.4.7",
            "10.20.4.",
            "12:30:15",
            "2027-03-13T22:00:00.000",
            "00:1a:2b:3c:4d:5e",
            "std::fs::read",
            "fd00::1x",
            "::",
        ] {
            let named = named(line);
            let nothing = named.is_empty() || named == ["::"];
            assert!(nothing, "{line}: {named:?}");
        }
    }

    #[test]
    fn an_address_of_ipv6_is_found_in_every_form() {
        for line in [
            "fd12:3456::7",
            "FD12:3456::7",
            "fd12:3456:0:0:0:0:0:7",
            "fd12:3456:0000:0000:0000:0000:0000:0007",
            "fd12:3456::0.0.0.7",
            "[fd12:3456::7]:443",
            "http://[fd12:3456::7]/x",
            "fd12:3456:0:0:0:0:0:7:443",
            "fd12:3456::7.443",
            "fd12:3456::7%eth0",
            "fd12:3456::7/64",
            "inet6:fd12:3456::7",
            "id:fd12:3456::7",
            "ip6=fd12:3456::7,",
            "to fd12:3456::7.",
            "fd12:3456::7: no route",
            r#""\nfd12:3456::7""#,
            "http%3A%2F%2F%5Bfd12:3456::7%5D",
        ] {
            assert_eq!(named(line), ["fd12:3456::7"], "{line}");
        }
        assert_eq!(named("fd12:3456:::"), ["fd12:3456::"]);
    }

    #[test]
    fn an_address_of_ipv4_is_seen_within_one_of_ipv6() {
        for line in [
            "::ffff:10.20.4.7",
            "::FFFF:a14:407",
            "[::ffff:10.20.4.7]:80",
            "0:0:0:0:0:ffff:0a14:0407",
            "::10.20.4.7",
            "64:ff9b::10.20.4.7",
            "::ffff:10.20.4.7:8080",
            "::ffff:010.020.004.007",
        ] {
            let found = literals(line);
            let fours: Vec<_> = found.iter().filter_map(Literal::four).collect();
            assert_eq!(fours, [Ipv4Addr::new(10, 20, 4, 7)], "{line}");
        }
        assert_eq!(literals("::1")[0].four(), None);
        assert_eq!(literals("fe80::10.20.4.7")[0].four(), None);
    }
}
