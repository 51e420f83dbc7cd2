//! To which earlier mails a mail refers.

use crate::harness::peer::{Peer, Script};
use crate::sending::{DETAILS, PLAN, hospital, send, with_server};
use mail_parser::{HeaderValue, MessageParser};

fn ids(value: &HeaderValue) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_window_that_moves_twice_is_put_right_in_one_thread() {
    let peer = Peer::start(Script::default());
    let mut world = with_server(hospital(1, DETAILS), &peer, "");
    send(&world).ended(0);
    for (now, to) in [("2027-02-15T09:05", "20"), ("2027-02-16T09:05", "27")] {
        world.write("plan.yaml", PLAN.replace("03-13", &format!("03-{to}")));
        world.turn(now);
        send(&world).ended(0);
    }
    let mut taken = peer.taken();
    taken.retain(|taken| taken.recipients == ["reader-0@stbrannock.example"]);
    let mails = taken.iter().map(|taken| {
        let mail = MessageParser::default().parse(&taken.bytes).unwrap();
        let id = mail.message_id().unwrap().to_owned();
        (id, ids(mail.in_reply_to()), ids(mail.references()))
    });
    let mails: Vec<_> = mails.collect();
    let [(details, ..), (first, to_details, _), (_, to_first, known)] = mails.as_slice() else {
        panic!("{mails:?}");
    };
    assert_eq!(to_details, std::slice::from_ref(details));
    assert_eq!(to_first, std::slice::from_ref(first));
    assert!(
        known.contains(details) && known.contains(first),
        "{known:?}"
    );
}
