//! The laws of a mail with slots, checked by reading it back with another's parser.

use super::*;
use chrono::TimeZone as _;
use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::*;

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: Some(name.to_owned()),
        address: address.to_owned(),
    }
}

fn moment() -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(3_600).unwrap();
    zone.with_ymd_and_hms(2027, 3, 5, 9, 30, 0).unwrap()
}

fn headers() -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    vec![
        pair(
            "List-Id",
            "Patient records downtime <ehr-2026.end-users.notices.example.org>",
        ),
        pair(
            "Thread-Topic",
            "Patientenakte: geplante Unterbrechung am Übergang",
        ),
        pair("X-Forewarn-Plan", "ehr-2026"),
    ]
}

struct Sample {
    from: Mailbox,
    reply_to: Mailbox,
    to: Mailbox,
    headers: Vec<(String, String)>,
    references: Vec<String>,
}

impl Sample {
    fn to(name: &str) -> Self {
        Self {
            from: mailbox("IT Change Team", "change@example.org"),
            reply_to: mailbox("Änderungsbüro", "desk@example.org"),
            to: mailbox(name, "a.khan@wards.example.org"),
            headers: headers(),
            references: vec!["<root@example.org>".into(), "<one@example.org>".into()],
        }
    }

    fn mail<'a>(&'a self, subject: &'a str, text: &'a str, html: &'a str) -> Mail<'a> {
        Mail {
            from: &self.from,
            reply_to: Some(&self.reply_to),
            subject,
            text,
            html,
            headers: &self.headers,
            boundary_seed: "ehr-2026 reminder-t7",
            enclosure: None,
        }
    }

    fn personal<'a>(&'a self, name: &'a str) -> Personal<'a> {
        Personal {
            to: &self.to,
            message_id: "<ehr-2026.reminder-t7.r1.e3c0@notices.example.org>",
            in_reply_to: Some("<one@example.org>"),
            references: &self.references,
            date: moment(),
            name,
            calls: &[],
        }
    }
}

fn names_of_headers(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let head = text.split("\r\n\r\n").next().unwrap().to_owned();
    head.split("\r\n")
        .filter(|line| !line.starts_with(' '))
        .map(|line| line.split(':').next().unwrap().to_owned())
        .collect()
}

fn assert_lines(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.is_ascii());
    assert!(text.ends_with("\r\n"));
    let body = text.find("\r\n\r\n").unwrap();
    for (at, _) in text.match_indices('\n') {
        assert_eq!(&text[at - 1..at], "\r");
    }
    assert_eq!(text.matches('\r').count(), text.matches('\n').count());
    for line in text.split("\r\n") {
        assert!(line.len() <= 998, "{line}");
    }
    for line in text[body..].split("\r\n") {
        assert!(line.len() <= 76, "{line}");
    }
}

const ORDER: [&str; 15] = [
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Id",
    "Thread-Topic",
    "X-Forewarn-Plan",
    "MIME-Version",
    "Content-Type",
];

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

proptest! {
    #[test]
    fn what_is_put_in_is_what_a_reader_finds(
        subject in "[^\\p{C}\\p{Z}]{1,20}( [^\\p{C}\\p{Z}]{1,90}){0,8}",
        name in "[^\\p{C}\\p{Z}]{1,12}( [^\\p{C}\\p{Z}]{1,30}){0,3}",
        before in "(?s)([^\\p{C}]|\n|\\.|=){0,200}",
        after in "(?s)([^\\p{C}]|\n|\\.|=){0,200}",
    ) {
        prop_assume!(name.len() <= 400);
        let sample = Sample::to(&name);
        let text = format!("{before}{NAME_SLOT}{after}{NAME_SLOT}!");
        let html = format!("<p>Dear {NAME_SLOT},</p>\n<p>.{NAME_SLOT}{NAME_SLOT}</p>");
        let mail = sample.mail(&subject, &text, &html);
        let bytes = Stencil::cut(&mail).unwrap().fill(&sample.personal(&name)).unwrap();
        assert_lines(&bytes);
        prop_assert_eq!(names_of_headers(&bytes), ORDER);

        let parsed = MessageParser::default().parse(&bytes).unwrap();
        prop_assert_eq!(parsed.subject(), Some(subject.as_str()));
        let to = parsed.to().unwrap();
        prop_assert_eq!(to.iter().count(), 1);
        prop_assert_eq!(to.first().unwrap().name(), Some(name.as_str()));
        prop_assert_eq!(to.first().unwrap().address(), Some("a.khan@wards.example.org"));
        prop_assert!(parsed.cc().is_none() && parsed.bcc().is_none());
        let wanted = lines(&format!("{before}{name}{after}{name}!"));
        prop_assert_eq!(lines(&parsed.body_text(0).unwrap()), wanted);
        let escaped = name
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;");
        let wanted = html.replace(NAME_SLOT, &escaped);
        prop_assert_eq!(lines(&parsed.body_html(0).unwrap()), wanted);
        prop_assert_eq!(parsed.attachment_count(), 0);
    }

    #[test]
    fn two_readers_mails_differ_only_in_their_own_places(
        one in "[^\\p{C}\\p{Z}]{1,40}",
        other in "[^\\p{C}\\p{Z}]{1,40}",
    ) {
        let (first, second) = (Sample::to(&one), Sample::to(&other));
        let text = format!("Dear {NAME_SLOT},\n\n.and a plain = line\n{}\n", "long ".repeat(80));
        let mail = first.mail("Patient records off on Saturday", &text, "<p>The same</p>");
        let stencil = Stencil::cut(&mail).unwrap();
        let strip = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            let to = text.find("To: ").unwrap();
            let to_end = text.find("Subject: ").unwrap();
            let greeting = text.find("Dear ").unwrap();
            let greeting_end = text.find("\r\n\r\n.and").unwrap();
            format!("{}{}{}", &text[..to], &text[to_end..greeting], &text[greeting_end..])
        };
        let a = stencil.fill(&first.personal(&one)).unwrap();
        let b = stencil.fill(&second.personal(&other)).unwrap();
        prop_assert_eq!(strip(a), strip(b));
    }

    #[test]
    fn no_value_adds_a_header(subject in any::<String>(), name in any::<String>()) {
        let sample = Sample::to(&name);
        let mail = sample.mail(&subject, "text", "<p>html</p>");
        let bytes = Stencil::cut(&mail).and_then(|cut| cut.fill(&sample.personal(&name)));
        if let Ok(bytes) = bytes {
            prop_assert_eq!(names_of_headers(&bytes), ORDER);
            assert_lines(&bytes);
        }
    }
}

fn whole() -> Vec<u8> {
    let sample = Sample::to("Aïsha Khan");
    let mail = sample.mail(
        "Reminder: patient records off",
        "Dear @@reader-name@@,",
        "<p>Hi</p>",
    );
    Stencil::cut(&mail)
        .unwrap()
        .fill(&sample.personal("Aïsha"))
        .unwrap()
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(whole(), whole());
}

#[test]
fn a_mail_is_plain_text_then_html_in_quoted_printable() {
    let bytes = whole();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(parsed.parts.len(), 3);
    let kind = |at: usize| {
        let kind = parsed.parts[at].content_type().unwrap();
        (kind.ctype().to_owned(), kind.subtype().unwrap().to_owned())
    };
    assert_eq!(kind(0), ("multipart".into(), "alternative".into()));
    assert_eq!(kind(1), ("text".into(), "plain".into()));
    assert_eq!(kind(2), ("text".into(), "html".into()));
    let text = String::from_utf8(bytes).unwrap();
    let encoding = "Content-Transfer-Encoding: quoted-printable";
    assert_eq!(text.matches(encoding).count(), 2);
    assert!(text.contains("Date: Fri, 5 Mar 2027 09:30:00 +0100\r\n"));
    assert!(text.contains("Auto-Submitted: auto-generated\r\n"));
    assert!(text.contains("X-Auto-Response-Suppress: OOF, AutoReply\r\n"));
    assert!(text.contains("<ehr-2026.end-users.notices.example.org>"));
}

#[test]
fn a_first_notice_follows_nothing() {
    let sample = Sample::to("Ana");
    let mail = sample.mail("Planned", "text", "<p>html</p>");
    let personal = Personal {
        in_reply_to: None,
        references: &[],
        ..sample.personal("Ana")
    };
    let bytes = Stencil::cut(&mail).unwrap().fill(&personal).unwrap();
    let names = names_of_headers(&bytes);
    assert!(!names.contains(&"In-Reply-To".to_owned()));
    assert!(!names.contains(&"References".to_owned()));
}

#[test]
fn line_breaks_controls_and_turned_text_are_refused_wherever_they_come_from() {
    let sample = Sample::to("Ana");
    for bad in [
        "a\r\nBcc: x@y.z",
        "a\nb",
        "a\rb",
        "a\0b",
        "a\u{202e}b",
        "a\u{85}b",
    ] {
        let refused = |result: Result<Stencil, MimeError>| {
            let error = result.unwrap_err();
            assert!(matches!(error, MimeError::Forbidden { .. }), "{error}");
        };
        refused(Stencil::cut(&sample.mail(bad, "text", "html")));
        let mut named = Sample::to("Ana");
        named.from.name = Some(bad.to_owned());
        refused(Stencil::cut(&named.mail("subject", "text", "html")));
        let mut more = Sample::to("Ana");
        more.headers.push(("X-Note".into(), bad.into()));
        refused(Stencil::cut(&more.mail("subject", "text", "html")));
        let stencil = Stencil::cut(&sample.mail("subject", "text", "html")).unwrap();
        assert!(stencil.fill(&sample.personal(bad)).is_err());
        assert!(stencil.fill(&Sample::to(bad).personal("Ana")).is_err());
        let id = Personal {
            message_id: bad,
            ..sample.personal("Ana")
        };
        assert!(stencil.fill(&id).is_err());
        let mut astray = Sample::to("Ana");
        astray.to.address = format!("{bad}@example.org");
        assert!(stencil.fill(&astray.personal("Ana")).is_err());
    }
}

#[test]
fn a_header_of_ours_cannot_come_from_outside() {
    for name in ["Bcc", "to", "Content-Type", "X Note", "", "X-Nöte"] {
        let mut sample = Sample::to("Ana");
        sample.headers.push((name.into(), "x@example.org".into()));
        let error = Stencil::cut(&sample.mail("subject", "text", "html")).unwrap_err();
        assert!(
            matches!(error, MimeError::BadHeader { .. }),
            "{name}: {error}"
        );
    }
}

#[test]
fn an_unbroken_subject_of_1200_letters_keeps_every_line_short() {
    let sample = Sample::to("Ana");
    let subject = "x".repeat(1_200);
    let mail = sample.mail(&subject, "text", "html");
    let bytes = Stencil::cut(&mail)
        .unwrap()
        .fill(&sample.personal("Ana"))
        .unwrap();
    assert_lines(&bytes);
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(parsed.subject(), Some(subject.as_str()));
}
