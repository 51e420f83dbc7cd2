//! Address ranges: networks as routers know them (RFC 4632, RFC 4291), compared by value.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The shortest prefix of a range: a wider one would hold most of what any file names.
const WIDEST: u8 = 8;

/// Addresses that share their first bits; a single address shares all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressRange {
    first: IpAddr,
    bits: u8,
}

impl AddressRange {
    /// Its first address; no bit behind its prefix is set.
    pub fn first(&self) -> IpAddr {
        self.first
    }

    /// How many first bits its addresses share: 0 to 32 of IPv4, 0 to 128 of IPv6.
    pub fn bits(&self) -> u8 {
        self.bits
    }

    /// Whether an address of the same family lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        masked(address, self.bits) == self.first && address.is_ipv4() == self.first.is_ipv4()
    }

    /// Whether all of another range lies in it.
    pub fn holds(&self, other: &Self) -> bool {
        self.bits <= other.bits && self.contains(other.first)
    }
}

/// An address with its bits behind a prefix cleared.
fn masked(address: IpAddr, bits: u8) -> IpAddr {
    let spare = |width: u32| width.saturating_sub(u32::from(bits));
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(spare(32)).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(spare(128)).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, bits } = self;
        match *bits == width(*first) {
            true => write!(formatter, "{first}"),
            false => write!(formatter, "{first}/{bits}"),
        }
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

impl std::str::FromStr for AddressRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| unreadable(text, address))?;
        if let IpAddr::V6(address) = address
            && let Some(inner) = address.to_ipv4_mapped()
        {
            return Err(format!(
                "`{text}` is an IPv4 address in the clothes of IPv6\nwrite `{inner}`, or its range; it is found in both"
            ));
        }
        let whole = width(address);
        let bits = match bits {
            None => whole,
            Some(bits) => prefix(text, bits, whole)?,
        };
        if bits < WIDEST {
            return Err(format!(
                "`{text}` is so wide that nearly every address lies in it\nwrite the ranges that change, /{WIDEST} or narrower"
            ));
        }
        if address.is_loopback() || address.is_unspecified() {
            return Err(format!(
                "`{text}` means each machine itself, and stands in many files\nwrite the addresses by which others reach the service"
            ));
        }
        let range = Self {
            first: masked(address, bits),
            bits,
        };
        if range.first != address {
            return Err(format!(
                "`{text}` names a range and an address inside it\nwrite `{range}` for the range, or `{address}` for the one address"
            ));
        }
        Ok(range)
    }
}

/// How long a prefix is, in bits.
fn prefix(text: &str, bits: &str, whole: u8) -> Result<u8, String> {
    let digits = !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
    let bits = bits.parse().ok().filter(|bits| digits && *bits <= whole);
    bits.ok_or_else(|| {
        format!(
            "`{text}` is no range: behind the `/` stands how many bits its addresses share, up to {whole}\nwrite such as `10.20.4.0/24` or `fd12:3456::/32`"
        )
    })
}

/// Why an address cannot be read, and what to write.
fn unreadable(text: &str, address: &str) -> String {
    let bare = address.trim_matches(['[', ']']);
    let bare = bare.split('%').next().unwrap_or_default();
    let plain: Vec<String> = bare
        .split('.')
        .map(|part| part.trim_start_matches('0'))
        .map(|part| if part.is_empty() { "0" } else { part }.to_owned())
        .collect();
    let advice = match () {
        () if address.ends_with(".*") => {
            "write the range by its prefix: `10.20.4.0/24` for `10.20.4.*`".to_owned()
        }
        () if address.contains('-') => {
            "write the range by its prefix, such as `10.20.4.0/24`, or several".to_owned()
        }
        () if bare != address && bare.parse::<IpAddr>().is_ok() => {
            format!("write `{bare}` alone, without brackets, port or zone")
        }
        () if plain.join(".").parse::<IpAddr>().is_ok() => {
            format!("write `{}`, without noughts in front", plain.join("."))
        }
        () => {
            "write an address such as `10.20.4.7`, or a range such as `10.20.4.0/24` or `fd12:3456::/32`"
                .to_owned()
        }
    };
    format!("`{text}` is no address\n{advice}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        text.parse::<AddressRange>().unwrap_err()
    }

    #[test]
    fn a_range_holds_its_first_and_last_address_and_no_neighbour() {
        for (range, inside, outside) in [
            (
                "10.20.4.0/24",
                ["10.20.4.0", "10.20.4.255"],
                ["10.20.3.255", "10.20.5.0"],
            ),
            (
                "10.20.6.0/25",
                ["10.20.6.0", "10.20.6.127"],
                ["10.20.5.255", "10.20.6.128"],
            ),
            (
                "fd12:3456::/32",
                ["fd12:3456::", "fd12:3456:ffff:ffff:ffff:ffff:ffff:ffff"],
                ["fd12:3455:ffff::", "fd12:3457::"],
            ),
        ] {
            let range: AddressRange = range.parse().unwrap();
            for address in inside {
                assert!(range.contains(address.parse().unwrap()), "{address}");
            }
            for address in outside {
                assert!(!range.contains(address.parse().unwrap()), "{address}");
            }
        }
        let one: AddressRange = "10.20.4.7".parse().unwrap();
        assert!(one.contains("10.20.4.7".parse().unwrap()));
        assert!(!one.contains("10.20.4.70".parse().unwrap()));
    }

    #[test]
    fn a_range_that_is_written_otherwise_says_what_to_write() {
        for (text, advice) in [
            (
                "10.20.4.7/24",
                "write `10.20.4.0/24` for the range, or `10.20.4.7` for the one address",
            ),
            (
                "fd12:3456::1/32",
                "write `fd12:3456::/32` for the range, or `fd12:3456::1` for the one address",
            ),
            ("10.20.4.0/33", "up to 32"),
            ("10.20.4.0/", "up to 32"),
            ("10.20.4.0/+8", "up to 32"),
            ("0.0.0.0/0", "so wide that nearly every address lies in it"),
            ("::/0", "so wide that nearly every address lies in it"),
            ("127.0.0.1", "means each machine itself"),
            ("::1", "means each machine itself"),
            ("0.0.0.0", "means each machine itself"),
            ("10.20.4.*", "write the range by its prefix"),
            ("10.20.4.1-10.20.4.9", "write the range by its prefix"),
            (
                "010.020.004.000/24",
                "write `10.20.4.0`, without noughts in front",
            ),
            ("[fd12::1]", "write `fd12::1` alone"),
            ("fe80::1%eth0", "write `fe80::1` alone"),
            ("::ffff:10.20.4.7", "write `10.20.4.7`, or its range"),
            ("10.20.4", "write an address such as"),
            ("10.20.4.300", "write an address such as"),
        ] {
            let refusal = refusal(text);
            assert!(refusal.contains(advice), "{text}: {refusal}");
            assert_eq!(refusal.lines().count(), 2, "{refusal}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_range_is_read_as_it_is_printed(first: u128, bits in WIDEST..=128, four: u32) {
            for address in [IpAddr::from(Ipv6Addr::from_bits(first)), Ipv4Addr::from_bits(four).into()] {
                let bits = bits.min(width(address));
                let range = AddressRange { first: masked(address, bits), bits };
                let read = range.to_string().parse::<AddressRange>();
                proptest::prop_assert!(read.is_err() || read == Ok(range));
                proptest::prop_assert!(range.contains(address));
            }
        }
    }
}
