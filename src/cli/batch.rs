//! Batch: how many mails may leave in one run before somebody has to say that it is meant.

use super::workspace::Workspace;

/// A batch is far too large when it has more mails than this many times the people concerned.
const TOO_LARGE: u64 = 3;
const NEVER_TOO_LARGE: u64 = 50;

/// The largest batch that leaves without `--large`, and the words for whose number that is.
pub fn largest(workspace: &Workspace) -> (u64, String) {
    if let Some(most) = workspace.settings.largest_batch() {
        return (most, "the settings allow".to_owned());
    }
    let people = u64::try_from(workspace.directory.people()).unwrap_or(u64::MAX);
    let stated = workspace
        .plan
        .departments
        .iter()
        .map(|department| department.headcount());
    let stated: Option<u64> = stated.sum::<Option<u64>>().filter(|sum| *sum > 0);
    let usual = people
        .min(stated.unwrap_or(people))
        .saturating_mul(TOO_LARGE)
        .max(NEVER_TOO_LARGE);
    let whose = format!("{TOO_LARGE} for each of the plan's people make");
    (usual, whose)
}
