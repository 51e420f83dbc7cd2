//! What is sought: the plan's endpoints, and which of them a line names.

use super::host::names;
use super::literal::{Literal, literals};
use crate::plan::Plan;
use crate::plan::address_range::AddressRange;
use crate::plan::endpoint::Endpoint;
use crate::plan::host_name::HostName;
use std::net::IpAddr;
use std::ops::Range;

/// All that a plan says will change.
#[derive(Debug, Clone)]
pub struct Sought {
    /// Each with the name of its service, as written.
    pub targets: Vec<(Endpoint, String)>,
    /// The narrowest first; of equal ones the one that was written first.
    ranges: Vec<(AddressRange, usize)>,
    /// Hosts before domains, narrow domains before wide ones.
    hosts: Vec<(HostName, usize)>,
}

/// One place in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// Which target it is.
    pub target: usize,
}

impl Sought {
    /// Those of a plan.
    pub fn of(plan: &Plan) -> Self {
        let services = plan.services.iter();
        let targets = services.flat_map(|service| {
            let addresses = service.addresses.iter();
            addresses.map(|each| (each.value.clone(), service.name.clone()))
        });
        Self::new(targets.collect())
    }

    fn new(targets: Vec<(Endpoint, String)>) -> Self {
        let (mut ranges, mut hosts) = (Vec::new(), Vec::new());
        for (place, (endpoint, _)) in targets.iter().enumerate() {
            match endpoint {
                Endpoint::Range(range) => ranges.push((*range, place)),
                Endpoint::Host(host) => hosts.push((host.clone(), place)),
            }
        }
        ranges.sort_by_key(|(range, _)| std::cmp::Reverse(range.bits()));
        hosts.sort_by_key(|(host, _)| {
            let is_domain = host.to_string().starts_with('.');
            (is_domain, std::cmp::Reverse(host.name().len()))
        });
        Self {
            targets,
            ranges,
            hosts,
        }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Each target in words, as the ledger has them.
    pub fn words(&self) -> Vec<String> {
        let targets = self.targets.iter();
        targets.map(|(endpoint, _)| endpoint.to_string()).collect()
    }

    /// What a line names, from left to right.
    pub fn spots(&self, line: &str) -> Vec<Spot> {
        let mut spots = Vec::new();
        if !self.ranges.is_empty() {
            let literals = literals(line).into_iter();
            spots.extend(literals.filter_map(|literal| self.spot(literal)));
        }
        if !self.hosts.is_empty() {
            for name in names(line) {
                let mut hosts = self.hosts.iter();
                let host = hosts.find(|(host, _)| host.is(&name.name));
                let target = host.map(|(_, target)| *target);
                let at = name.at;
                spots.extend(target.map(|target| Spot { at, target }));
            }
        }
        spots.sort_by_key(|spot| spot.at.start);
        // A word that may begin with an escape is found once.
        let mut end = 0;
        spots.retain(|spot| {
            let is_next = spot.at.start >= end;
            end = end.max(spot.at.end);
            is_next
        });
        spots
    }

    fn spot(&self, literal: Literal) -> Option<Spot> {
        let four = literal.four().map(IpAddr::from);
        let mut ranges = self.ranges.iter();
        let (_, target) = ranges.find(|(range, _)| {
            range.contains(literal.address) || four.is_some_and(|four| range.contains(four))
        })?;
        Some(Spot {
            at: literal.at,
            target: *target,
        })
    }

    /// A regular expression that fits in every line in which something stands, and in few others: most
    /// lines need no closer look. Upper and lower case are alike to it.
    pub fn pattern(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (range, _) in &self.ranges {
            match range.first() {
                IpAddr::V4(first) => {
                    parts.push(r"in-addr\.arpa".to_owned());
                    parts.push(dotted(first.octets(), range.bits()));
                    parts.push(format!(":{}:", group(first.to_bits() >> 16, range.bits())));
                }
                IpAddr::V6(first) => match first.segments()[0] {
                    0 => parts.push("[0-9a-f]{0,4}:[0-9a-f]{0,4}:".to_owned()),
                    head => parts.push(format!("{}:", group(head.into(), range.bits()))),
                },
            }
        }
        for (host, _) in &self.hosts {
            let (letters, _) = idna::domain_to_unicode(host.name());
            for name in [host.name(), &letters] {
                parts.push(name.replace('.', r"\."));
            }
        }
        parts.sort();
        parts.dedup();
        parts.join("|")
    }
}

/// The numbers that every address of a range begins with, with noughts in front or without.
fn dotted(octets: [u8; 4], bits: u8) -> String {
    let fixed = octets.iter().take(usize::from(bits / 8));
    let parts = fixed.map(|octet| format!("(?:{octet}|{octet:02}|{octet:03})"));
    let parts: Vec<String> = parts.collect();
    let dot = if parts.len() < octets.len() {
        r"\."
    } else {
        ""
    };
    parts.join(r"\.") + dot
}

/// The first group of an address in hexadecimal, as far as a range says it.
fn group(group: u32, bits: u8) -> String {
    match group >> 8 {
        _ if bits >= 16 => format!("0{{0,3}}{group:x}"),
        0 => "0{0,2}[0-9a-f]{1,2}".to_owned(),
        high => format!("0{{0,2}}{high:x}[0-9a-f]{{2}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::walk::matcher;
    use grep_matcher::Matcher as _;
    use proptest::prelude::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    fn sought(endpoints: &[&str]) -> Sought {
        let targets = endpoints.iter();
        let targets = targets.map(|text| (text.parse().unwrap(), "Records".to_owned()));
        Sought::new(targets.collect())
    }

    /// What is found in a line; the closer look is taken only where the pattern fits.
    fn found(sought: &Sought, line: &str) -> Vec<String> {
        let spots = sought.spots(line);
        let fits = matcher(sought).is_match(line.as_bytes()).unwrap();
        assert!(fits || spots.is_empty(), "{} in {line}", sought.pattern());
        let texts = spots.into_iter().map(|spot| line[spot.at].to_owned());
        texts.collect()
    }

    #[test]
    fn neighbours_of_an_address_are_not_it() {
        let one = sought(&["10.1.2.3"]);
        for line in [
            "110.1.2.3",
            "10.1.2.30",
            "1.10.1.2.3",
            "10.1.2.3.4",
            "10.1.2.2",
        ] {
            assert_eq!(found(&one, line), [] as [&str; 0], "{line}");
        }
        assert_eq!(found(&one, "10.1.2.3 and 10.1.2.30"), ["10.1.2.3"]);
        assert_eq!(found(&one, "::ffff:a01:203"), ["::ffff:a01:203"]);
    }

    #[test]
    fn what_is_found_is_the_narrowest_of_what_is_sought() {
        let both = sought(&[
            "10.20.0.0/16",
            "10.20.4.0/24",
            ".old.example",
            "a.old.example",
        ]);
        let targets = |line: &str| -> Vec<usize> {
            let spots = both.spots(line).into_iter();
            spots.map(|spot| spot.target).collect()
        };
        assert_eq!(targets("10.20.4.7 10.20.5.7"), [1, 0]);
        assert_eq!(targets("a.old.example b.old.example"), [3, 2]);
        assert_eq!(targets(r"\ta.old.example"), [2], "once");
    }

    #[test]
    fn a_line_that_names_a_host_otherwise_is_looked_at_too() {
        let host = sought(&["größe.example", "Srv-1"]);
        for line in [
            "GRÖSSE.example",
            "größe.example",
            "GRÖßE.EXAMPLE",
            "xn--gre-6ka8i.example",
        ] {
            let spots = host.spots(line);
            assert!(spots.len() <= 1, "{line}");
        }
        assert_eq!(
            found(&host, "an größe.example, SRV-1"),
            ["größe.example", "SRV-1"]
        );
    }

    /// An address of IPv4 as somebody may write it.
    fn four(address: Ipv4Addr, form: u8) -> String {
        let [a, b, c, d] = address.octets();
        let (high, low) = (address.to_bits() >> 16, address.to_bits() & 0xFFFF);
        match form % 7 {
            0 => address.to_string(),
            1 => format!("{a:03}.{b:03}.{c:03}.{d:03}"),
            2 => format!("::ffff:{address}"),
            3 => format!("::FFFF:{high:x}:{low:x}"),
            4 => format!("0:0:0:0:0:ffff:{high:04X}:{low:04x}"),
            5 => format!("{d}.{c}.{b}.{a}.in-addr.arpa"),
            _ => format!("64:ff9b::{address}"),
        }
    }

    /// One of IPv6.
    fn six(address: Ipv6Addr, form: u8) -> String {
        let groups = address.segments();
        let each = |write: fn(u16) -> String| groups.map(write).join(":");
        let low = Ipv4Addr::from_bits(address.to_bits() as u32);
        match form % 6 {
            0 => address.to_string(),
            1 => address.to_string().to_uppercase(),
            2 => each(|group| format!("{group:04x}")),
            3 => each(|group| format!("{group:X}")),
            4 => {
                let head: Vec<_> = groups[..6]
                    .iter()
                    .map(|group| format!("{group:x}"))
                    .collect();
                format!("{}:{low}", head.join(":"))
            }
            _ => format!("{address}%eth0"),
        }
    }

    const AROUND: [(&str, &str); 9] = [
        ("", ""),
        ("host = ", ";"),
        ("\"", "\""),
        ("http://[", "]:8080/x"),
        ("(", ")."),
        ("ip=", ", x"),
        (r"a\t", r"\n"),
        ("ü ", " ü"),
        ("<a>", "</a>"),
    ];

    proptest! {
        #[test]
        fn every_address_of_a_range_is_found_in_every_form(
            first: u32, bits in 8..=32_u8, within: u32, form: u8, around in 0..AROUND.len(),
        ) {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            let network = Ipv4Addr::from_bits(first & mask);
            prop_assume!(!network.is_loopback() && network.octets()[0] > 0);
            let range = sought(&[&format!("{network}/{bits}")]);
            let written = four(Ipv4Addr::from_bits(first & mask | within & !mask), form);
            let (before, behind) = AROUND[around];
            prop_assert_eq!(found(&range, &format!("{before}{written}{behind}")).len(), 1);
        }

        #[test]
        fn every_address_of_a_range_of_ipv6_is_found_in_every_form(
            first: u128, bits in 8..=128_u8, within: u128, form: u8, around in 0..AROUND.len(),
        ) {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            let network = Ipv6Addr::from_bits(first & mask);
            prop_assume!(network.to_ipv4_mapped().is_none() && network.segments()[0] > 0);
            let range = sought(&[&format!("{network}/{bits}")]);
            let written = six(Ipv6Addr::from_bits(first & mask | within & !mask), form);
            let (before, behind) = AROUND[around];
            prop_assert_eq!(found(&range, &format!("{before}{written}{behind}")).len(), 1);
        }

        #[test]
        fn no_address_outside_a_range_is_found(
            first: u32, bits in 8..=32_u8, other: u32, six_other: u128, form: u8, around in 0..AROUND.len(),
        ) {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            let network = Ipv4Addr::from_bits(first & mask);
            prop_assume!(!network.is_loopback() && network.octets()[0] > 0);
            prop_assume!(other & mask != first & mask);
            let range = sought(&[&format!("{network}/{bits}")]);
            let other = four(Ipv4Addr::from_bits(other), form);
            let six_other = Ipv6Addr::from_bits(six_other | 1 << 127);
            let (before, behind) = AROUND[around];
            for written in [other, six(six_other, form).replace('.', ":")] {
                let line = format!("{before}{written}{behind}");
                prop_assert_eq!(found(&range, &line), Vec::<String>::new());
            }
        }

        #[test]
        fn no_line_is_too_strange_to_be_looked_at(line in "(?s).{0,60}", signs in "[0-9a-fx.:%\\\\nü-]{0,40}") {
            let all = sought(&["10.20.4.0/24", "fd12:3456::/32", "64:ff9b::/96", "größe.example", ".a.b"]);
            found(&all, &line);
            found(&all, &signs);
        }
    }
}
