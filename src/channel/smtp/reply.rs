//! What a mail server answers (RFC 5321 section 4.2) and what it offers (EHLO, section 4.1.1.1).
//!
//! Gives values read from lines; never guesses what a broken line may have meant.

use crate::notice::receipt::{Against, Receipt};

/// One answer, all its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) code: u16,
    pub(super) lines: Vec<String>,
}

impl Reply {
    /// `2yz`
    pub(super) fn is_positive(&self) -> bool {
        self.code / 100 == 2
    }

    /// `3yz`
    pub(super) fn is_intermediate(&self) -> bool {
        self.code / 100 == 3
    }

    /// The server is about to hang up.
    pub(super) fn is_closing(&self) -> bool {
        self.code == 421
    }

    /// Code and words in one line.
    pub(super) fn words(&self) -> String {
        format!("{} {}", self.code, self.lines.join(" "))
            .trim_end()
            .to_owned()
    }

    /// The verdict of an answer that did not say yes to this.
    pub(super) fn verdict(&self, against: Against) -> Receipt {
        let answer = self.words();
        match self.code / 100 {
            5 => Receipt::Refused { answer, against },
            _ => Receipt::Deferred { answer },
        }
    }
}

/// One line of an answer: its code, whether another follows, its text.
///
/// `None` when it is not one.
pub(super) fn parse_line(line: &[u8]) -> Option<(u16, bool, String)> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (digits, rest) = line.split_at_checked(3)?;
    let sound = (b'2'..=b'5').contains(&digits[0])
        && (b'0'..=b'5').contains(&digits[1])
        && digits[2].is_ascii_digit();
    if !sound {
        return None;
    }
    let code = digits
        .iter()
        .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    let (more, text) = match rest.split_first() {
        None => (false, rest),
        Some((b' ', text)) => (false, text),
        Some((b'-', text)) => (true, text),
        Some(_) => return None,
    };
    Some((code, more, printable(text)))
}

/// The words of a stranger, made safe to print.
pub(super) fn printable(text: &[u8]) -> String {
    String::from_utf8_lossy(text)
        .chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

/// What a server said it can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub(super) starttls: bool,
    pub(super) pipelining: bool,
    pub(super) size: bool,
    pub(super) mechanisms: Vec<String>,
}

impl Offers {
    pub(super) fn read(hello: &Reply) -> Self {
        let mut offers = Self::default();
        for line in hello.lines.iter().skip(1) {
            let upper = line.to_ascii_uppercase();
            let mut words = upper.split([' ', '=']).filter(|word| !word.is_empty());
            match words.next() {
                Some("STARTTLS") => offers.starttls = true,
                Some("PIPELINING") => offers.pipelining = true,
                Some("SIZE") => offers.size = true,
                Some("AUTH") => offers.mechanisms.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        offers
    }

    pub(super) fn knows(&self, mechanism: &str) -> bool {
        self.mechanisms.iter().any(|known| known == mechanism)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_a_code_a_mark_and_words() {
        let line = |text: &str| parse_line(text.as_bytes());
        assert_eq!(line("250 ok\r\n"), Some((250, false, "ok".into())));
        assert_eq!(line("250-SIZE 10\r\n"), Some((250, true, "SIZE 10".into())));
        assert_eq!(line("354\r\n"), Some((354, false, String::new())));
        assert_eq!(line("250 a\0b\n"), Some((250, false, "a?b".into())));
        for garbage in [
            "",
            "25",
            "999 no",
            "150 no",
            "269 no",
            "250_no",
            "HTTP/1.1 200 OK",
        ] {
            assert_eq!(line(garbage), None, "{garbage}");
        }
    }

    #[test]
    fn offers_are_read_whatever_their_case_or_spelling() {
        let lines = [
            "mail.example.org",
            "pipelining",
            "AUTH=LOGIN plain",
            "Size 100",
            "X",
        ];
        let offers = Offers::read(&Reply {
            code: 250,
            lines: lines.map(str::to_owned).to_vec(),
        });
        assert!(offers.pipelining && offers.size && !offers.starttls);
        assert!(offers.knows("LOGIN") && offers.knows("PLAIN") && !offers.knows("XOAUTH2"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_line_or_not_and_never_a_crash(bytes: Vec<u8>) {
            if let Some((code, _, text)) = parse_line(&bytes) {
                prop_assert!((200..600).contains(&code));
                prop_assert!(!text.contains(['\r', '\n', '\0']));
            }
        }
    }
}
