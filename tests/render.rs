//! Every notice in its words, kept as files to look at: `SNAPSHOTS=overwrite cargo test` accepts
//! what is there now.

use crate::harness::notices::{built_in, full, sparse, told};
use forewarn::compose::compose;
use forewarn::notice::{Notice, Role};
use forewarn::plan::milestone::Milestone;
use std::path::Path;

#[test]
fn every_notice_reads_as_it_was_agreed() {
    let templates = built_in();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render");
    let assert = snapbox::Assert::new().action_env("SNAPSHOTS");
    type Case = fn(Role, Milestone) -> Notice;
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
