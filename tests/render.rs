//! Every notice in its words: what people will read, kept as files to look at, and the laws that
//! hold for all of them.

use crate::harness::notices::{full, sparse, told};
use forewarn::compose::compose;
use forewarn::compose::templates::Templates;
use forewarn::diagnostic::Sources;
use forewarn::notice::Notice;
use std::path::Path;

fn templates() -> Templates {
    let (templates, findings) = Templates::new(&[], &mut Sources::default());
    assert!(findings.is_empty());
    templates
}

#[test]
fn every_notice_reads_as_it_was_agreed() {
    let templates = templates();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render");
    let assert = snapbox::Assert::new().action_env("SNAPSHOTS");
    type Case = fn(forewarn::notice::Role, forewarn::plan::milestone::Milestone) -> Notice;
    for (case, build) in [("full", full as Case), ("sparse", sparse as Case)] {
        for (role, milestone) in told() {
            let message = compose(&build(role, milestone), &templates)
                .unwrap_or_else(|findings| panic!("{case} {role:?} {milestone:?}: {findings:?}"));
            let name = folder.join(case).join(role.slug()).join(milestone.slug());
            let draft = format!(
                "Subject: {}\nPreheader: {}\n\n{}",
                message.subject, message.preheader, message.text
            );
            let text = snapbox::Data::read_from(&name.with_extension("txt"), None);
            assert.eq(draft, text.raw());
            let html = snapbox::Data::read_from(&name.with_extension("html"), None);
            assert.eq(message.html, html.raw());
        }
    }
}
