//! Names and addresses in their own letters: people read them so on the page and in the mails, and only
//! headers and links have them as mail programs need them.

use crate::harness::world::World;
use mail_parser::MessageParser;

const CONTACT: &str = "team: One System Project, email: one-system@elmswick.example";

#[test]
fn a_team_and_a_mailbox_are_read_in_their_own_letters() {
    let world = World::with_shipped("university");
    let plan = world.read("university.yaml");
    let written = "team: Bokningsstöd, email: stod@färjor.example";
    assert!(plan.contains(CONTACT));
    world.write("university.yaml", plan.replace(CONTACT, written));
    world.run(&["preview", "university.yaml"]).ended(0);
    let page = world.read("preview/index.html");
    assert!(page.contains("\"sender\":\"Bokningsstöd\""));
    let mut said = 0;
    for entry in std::fs::read_dir(world.path("preview/mails")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let from = mail.from().unwrap().first().unwrap();
        assert_eq!(from.address(), Some("stod@xn--frjor-gra.example"));
        let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
        assert!(!text.contains("xn--"), "{text}");
        said += text.matches("stod@färjor.example").count();
        let links = html.matches("href=\"mailto:stod@xn--frjor-gra.example\"");
        assert_eq!(html.matches("xn--").count(), links.count(), "{html}");
    }
    assert!(said > 5, "{said}");
}
