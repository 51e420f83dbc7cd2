//! A mail is as wide as the screen it is read on, whatever words and addresses its plan has.

use crate::harness::notices::full;
use forewarn::compose::compose;
use forewarn::compose::templates::Templates;
use forewarn::diagnostic::Sources;
use forewarn::notice::Role;
use forewarn::plan::milestone::Milestone as M;

/// The HTML of a mail without what is for Outlook alone.
fn elsewhere(html: &str) -> String {
    let mut parts = html.split("<!--[if mso]>");
    let mut shown = parts.next().unwrap().to_owned();
    for part in parts {
        shown.push_str(part.split_once("<![endif]-->").unwrap().1);
    }
    shown
}

#[test]
fn no_word_is_too_long_for_a_phone() {
    let (templates, _) = Templates::new("".as_ref(), &[], &mut Sources::default());
    let word = "Krankenhausinformationssystembetreuungsgesellschaft-Koordinationsstelle";
    let address = format!("https://intranet.hospital.example/sites/{word}?id=4711&view=all");
    for role in [Role::Executives, Role::DepartmentHeads, Role::EndUsers] {
        let mut notice = full(role, M::Detail);
        notice.facts.organisation = word.to_owned();
        for service in &mut notice.facts.window.services {
            service.workaround = Some(format!("The numbers are on {address} ."));
        }
        let message = compose(&notice, &templates).unwrap();
        let shown = elsewhere(&message.html);
        let tables = shown.split("<table").skip(1);
        let (buttons, tables): (Vec<_>, Vec<_>) =
            tables.partition(|table| table.split("<a ").next().unwrap().contains("fw-button"));
        assert!(buttons.len() <= 1 && tables.len() > 2, "{shown}");
        for table in tables {
            let tag = table.split('>').next().unwrap();
            assert!(tag.contains("table-layout:fixed"), "{tag}");
        }
        let cells = shown.split("<td").skip(1).filter(|cell| {
            let tag = cell.split('>').next().unwrap();
            tag.contains("fw-pad")
        });
        let mut count = 0;
        for cell in cells {
            let tag = cell.split('>').next().unwrap();
            assert!(tag.contains("overflow-wrap:anywhere"), "{tag}");
            assert!(tag.contains("word-break:break-word"), "{tag}");
            count += 1;
        }
        assert_eq!(count, 3, "{shown}");
        if message.text.contains(&address) {
            let link = format!("href=\"{}\"", address.replace('&', "&amp;"));
            assert!(shown.contains(&link), "{shown}");
            assert_eq!(
                message.text.matches(&address).count(),
                shown.matches(&link).count()
            );
        }
    }
}
