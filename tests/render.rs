//! Every notice in its words, kept as files to look at: `SNAPSHOTS=overwrite cargo test` accepts
//! what is there now.

use crate::harness::notices::{abroad, built_in, full, late, sparse, told, turned};
use forewarn::compose::compose;
use forewarn::compose::templates::Templates;
use forewarn::notice::{Notice, Role};
use forewarn::plan::milestone::Milestone;
use std::path::Path;

fn agreed(case: &str, notice: &Notice, templates: &Templates) {
    let (role, milestone) = (notice.facts.role, notice.facts.milestone);
    let message = compose(notice, templates)
        .unwrap_or_else(|findings| panic!("{case} {role:?} {milestone:?}: {findings:?}"));
    let name = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/render")
        .join(case)
        .join(role.slug())
        .join(milestone.slug());
    let draft = format!(
        "Subject: {}\nPreheader: {}\n\n{}",
        message.subject, message.preheader, message.text
    );
    let assert = snapbox::Assert::new().action_env("SNAPSHOTS");
    let text = snapbox::Data::read_from(&name.with_extension("txt"), None);
    assert.eq(draft, text.raw());
    let html = snapbox::Data::read_from(&name.with_extension("html"), None);
    assert.eq(message.html, html.raw());
}

#[test]
fn every_notice_reads_as_it_was_agreed() {
    let templates = built_in();
    for (role, milestone) in told() {
        agreed("full", &full(role, milestone), &templates);
        agreed("sparse", &sparse(role, milestone), &templates);
    }
}

#[test]
fn what_is_told_late_elsewhere_or_otherwise_reads_as_it_was_agreed() {
    use Milestone::{Detail, First, GoNoGo, Progress, Rescheduled};
    let templates = built_in();
    for role in [Role::Executives, Role::DepartmentHeads, Role::EndUsers] {
        agreed("late", &late(full(role, First)), &templates);
        agreed("abroad", &abroad(full(role, Detail)), &templates);
        agreed("turned", &turned(full(role, Rescheduled)), &templates);
    }
    for role in [Role::Executives, Role::DepartmentHeads] {
        agreed("turned", &turned(full(role, GoNoGo)), &templates);
        agreed("turned", &turned(full(role, Progress)), &templates);
    }
}
