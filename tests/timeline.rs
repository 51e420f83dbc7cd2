//! Timelines as people read them, kept as files: each folder has a plan that names its command, and
//! what the command printed. `SNAPSHOTS=overwrite cargo test` accepts what is there now.

use crate::harness::world::{World, here};
use std::path::Path;

fn command(plan: &str) -> Vec<&str> {
    let line = plan
        .lines()
        .find_map(|line| line.strip_prefix("# $ forewarn "));
    let line = line.expect("the plan names its command");
    line.split_whitespace().collect()
}

fn agreed(case: &Path) {
    let plan = std::fs::read_to_string(case.join("plan.yaml")).unwrap();
    let world = World::new().file("plan.yaml", &plan);
    let mut arguments = command(&plan);
    let now = arguments.iter().position(|word| *word == "--now").unwrap();
    let world = world.at(arguments.remove(now + 1));
    arguments.remove(now);
    let ran = world.run(&arguments).ended(0);
    let kept = snapbox::Data::read_from(&case.join("timeline.txt"), None);
    let assert = snapbox::Assert::new().action_env("SNAPSHOTS");
    assert.eq(ran.said(), kept.raw());
}

#[test]
fn timelines_read_as_they_were_agreed() {
    let mut cases: Vec<_> = std::fs::read_dir(here("tests/timeline"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 9);
    for case in cases {
        agreed(&case);
    }
}
