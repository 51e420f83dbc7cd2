//! The laws of calendars in mails, checked by reading them back with another's parser.

use super::*;
use crate::invite::Method;
use chrono::TimeZone as _;
use mail_parser::{Message, MessageParser, MimeHeaders as _};
use proptest::prelude::*;

fn calendar(method: Option<Method>, summary: &str) -> String {
    let method = method.map(|method| format!("METHOD:{}\r\n", method.name()));
    let method = method.unwrap_or_default();
    format!("BEGIN:VCALENDAR\r\n{method}SUMMARY:{summary}\r\n  more = 1 \r\nEND:VCALENDAR\r\n")
}

fn made(enclosure: Enclosure, own: &[Call]) -> Result<Vec<u8>, MimeError> {
    let mailbox = Mailbox {
        name: None,
        address: "change@example.org".to_owned(),
    };
    let text = format!("Dear {NAME_SLOT},\nrecords are off.");
    let html = format!("<p>Dear {NAME_SLOT}</p>");
    let stencil = Stencil::cut(&Mail {
        from: &mailbox,
        reply_to: None,
        subject: "Records off",
        text: &text,
        html: &html,
        headers: &[],
        boundary_seed: "seed",
        enclosure: Some(enclosure),
    })?;
    stencil.fill(&Personal {
        to: &mailbox,
        message_id: "<one@example.org>",
        in_reply_to: None,
        references: &[],
        date: FixedOffset::east_opt(0)
            .unwrap()
            .with_ymd_and_hms(2027, 3, 5, 9, 30, 0)
            .unwrap(),
        name: "A\u{ef}sha",
        calls: own,
    })
}

fn tree(mail: &Message) -> Vec<String> {
    let parts = mail.parts.iter().map(|part| {
        let kind = part.content_type().unwrap();
        format!("{}/{}", kind.ctype(), kind.subtype().unwrap())
    });
    parts.collect()
}

fn parsed(bytes: &[u8]) -> Message<'_> {
    assert!(bytes.is_ascii());
    let body = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let text = std::str::from_utf8(&bytes[body..]).unwrap();
    for line in text.split("\r\n") {
        assert!(
            line.len() <= 76 && !line.ends_with(' ') && !line.contains('\n'),
            "{line:?}"
        );
    }
    let mail = MessageParser::default().parse(bytes).unwrap();
    assert_eq!(
        mail.body_text(0).unwrap().replace("\r\n", "\n"),
        "Dear A\u{ef}sha,\nrecords are off."
    );
    mail
}

fn content(mail: &Message, part: usize) -> String {
    String::from_utf8(mail.parts[part].contents().to_vec()).unwrap()
}

fn call(method: Method, summary: &str) -> Call {
    let text = calendar(Some(method), summary);
    Call { method, text }
}

const CALL: Enclosure = Enclosure::Scheduling {
    copy: true,
    several: false,
    files: &[],
};

proptest! {
    #[test]
    fn a_calendar_arrives_as_it_was_written(summary in "([^\\p{C}]|QFWNAMEQ|=|\\.){0,60}") {
        let published = calendar(Some(Method::Publish), &summary);
        let bytes = made(Enclosure::Files(std::slice::from_ref(&published)), &[]).unwrap();
        let mail = parsed(&bytes);
        let wanted = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/ics"];
        prop_assert_eq!(tree(&mail), wanted);
        prop_assert_eq!(content(&mail, 4), published);
        prop_assert_eq!(mail.parts[4].attachment_name(), Some("downtime.ics"));

        let call = call(Method::Request, &summary);
        let bytes = made(CALL, std::slice::from_ref(&call)).unwrap();
        let mail = parsed(&bytes);
        let wanted = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"];
        prop_assert_eq!(tree(&mail), wanted);
        prop_assert_eq!(content(&mail, 4), call.text.as_str());
        prop_assert_eq!(content(&mail, 5), call.text);
        let kind = mail.parts[4].content_type().unwrap();
        prop_assert_eq!(kind.attribute("method"), Some("REQUEST"));
        prop_assert_eq!(kind.attribute("component"), Some("VEVENT"));
        prop_assert!(mail.parts[4].content_disposition().is_none());

        let note = calendar(None, &summary);
        let bytes = made(Enclosure::Machine(&note), &[]).unwrap();
        let mail = parsed(&bytes);
        prop_assert_eq!(tree(&mail), ["multipart/mixed", "text/plain", "text/calendar"]);
        prop_assert_eq!(content(&mail, 2), note);
        prop_assert!(mail.parts[2].content_type().unwrap().attribute("method").is_none());
    }
}

#[test]
fn a_space_at_the_end_of_a_full_line_stands_on_the_next() {
    for length in 50..90 {
        let call = call(Method::Request, &format!("{} ", "x".repeat(length)));
        let bytes = made(CALL, std::slice::from_ref(&call)).unwrap();
        assert_eq!(content(&parsed(&bytes), 4), call.text);
    }
}

#[test]
fn a_call_without_a_copy_is_an_alternative_of_three() {
    let alone = Enclosure::Scheduling {
        copy: false,
        several: false,
        files: &[],
    };
    let bytes = made(alone, &[call(Method::Cancel, "x")]).unwrap();
    let wanted = [
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ];
    assert_eq!(tree(&parsed(&bytes)), wanted);
}

#[test]
fn a_file_beside_a_call_is_no_second_call() {
    let calls = [call(Method::Cancel, "x")];
    let published = calendar(Some(Method::Publish), "y");
    for (copy, own) in [(true, &calls[..]), (false, &calls), (true, &[])] {
        let both = Enclosure::Scheduling {
            copy,
            several: false,
            files: std::slice::from_ref(&published),
        };
        let bytes = made(both, own).unwrap();
        let mail = parsed(&bytes);
        let mut wanted = vec![
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
        ];
        wanted.extend(own.iter().map(|_| "text/calendar"));
        wanted.push("application/ics");
        wanted.extend(own.iter().filter(|_| copy).map(|_| "application/ics"));
        assert_eq!(tree(&mail), wanted);
        let file = 4 + own.len();
        assert_eq!(content(&mail, file), published);
    }
}

#[test]
fn one_call_stands_in_the_alternative_and_further_ones_are_files_that_call() {
    let calls = [call(Method::Request, "x"), call(Method::Cancel, "y")];
    for copy in [true, false] {
        let several = Enclosure::Scheduling {
            copy,
            several: true,
            files: &[],
        };
        let bytes = made(several, &calls).unwrap();
        let mail = parsed(&bytes);
        let inline = mail.parts[4].content_type().unwrap();
        assert_eq!(inline.attribute("method"), Some("REQUEST"));
        assert_eq!(content(&mail, 4), calls[0].text);
        let files: Vec<_> = (5..mail.parts.len()).collect();
        let names = files.iter().map(|part| mail.parts[*part].attachment_name());
        let names: Vec<_> = names.map(Option::unwrap).collect();
        let wanted = ["invite.ics", "invite-2.ics"];
        assert_eq!(names, wanted[usize::from(!copy)..]);
        assert_eq!(content(&mail, *files.last().unwrap()), calls[1].text);
    }
}

#[test]
fn every_published_event_has_a_file_of_its_own_name() {
    let events = ["x", "y"].map(|summary| calendar(Some(Method::Publish), summary));
    let bytes = made(Enclosure::Files(&events), &[]).unwrap();
    let mail = parsed(&bytes);
    let name = |part: usize| mail.parts[part].attachment_name().unwrap();
    assert_eq!([name(4), name(5)], ["downtime.ics", "downtime-2.ics"]);
    assert_eq!([content(&mail, 4), content(&mail, 5)], events);
}

#[test]
fn whoever_calls_gets_the_same_mail_without_a_calendar() {
    let bytes = made(CALL, &[]).unwrap();
    let wanted = [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
    ];
    assert_eq!(tree(&parsed(&bytes)), wanted);
}

#[test]
fn a_calendar_that_asks_for_something_else_is_refused() {
    let request = calendar(Some(Method::Request), "x");
    let note = calendar(None, "x");
    for made in [
        made(Enclosure::Files(std::slice::from_ref(&request)), &[]),
        made(Enclosure::Files(std::slice::from_ref(&note)), &[]),
        made(Enclosure::Machine(&request), &[]),
        made(
            CALL,
            &[Call {
                method: Method::Cancel,
                ..call(Method::Request, "x")
            }],
        ),
    ] {
        assert!(
            matches!(made, Err(MimeError::OtherMethod { .. })),
            "{made:?}"
        );
    }
}
