//! What is not ready when the start is decided: it stops the decision, unless somebody takes it on by
//! name.

use super::Record;
use super::said::missing;
use crate::assessment::readiness::{Item, Light};
use crate::cli::failure::Failure;
use crate::plan::readiness::Test;
use crate::plan::window::Window;
use crate::report;
use crate::report::table::counted;

/// What is red, in the words of the plan.
pub(super) fn red(items: &[Item]) -> Vec<String> {
    let red = items.iter().filter(|item| item.light() == Light::Red);
    red.map(|item| item.readiness.item.clone()).collect()
}

impl Record {
    /// What whoever decides takes on: all that is red, or the start is not recorded.
    pub(super) fn taken_on(
        &self,
        items: &[Item],
        by: Option<&String>,
        window: &Window,
    ) -> Result<Vec<String>, Failure> {
        let red = red(items);
        let mut taken = Vec::new();
        for named in &self.despite {
            taken.push(one_of(&red, named)?);
        }
        if !taken.is_empty() && by.is_none() {
            return Err(missing("go --despite", "--by", "Maria Osei"));
        }
        let left = |item: &&Item| !taken.contains(&item.readiness.item);
        let left: Vec<&Item> = items
            .iter()
            .filter(|item| item.light() == Light::Red)
            .filter(left)
            .collect();
        let Some(first) = left.first() else {
            return Ok(taken);
        };
        let list = report::readiness::red(left.iter().copied());
        let done = match first.readiness.test {
            Some(Test::Scan) => "run `forewarn scan --plan PLAN --record` when nothing is left",
            _ => "write `state: done` into the plan when it is done",
        };
        let number = counted(left.len(), "thing");
        Err(Failure::usage(
            format!(
                "{number} that must be ready before `{}` {} not. Nothing was recorded\n{}",
                window.id,
                if left.len() == 1 { "is" } else { "are" },
                list.trim_end()
            ),
            format!(
                "{done}, record `no-go`, or take it on by name: `go --by NAME --despite \"{}\"`",
                first.readiness.item
            ),
        ))
    }
}

/// The red item that is meant: by all its words, or by some that only it has.
fn one_of(red: &[String], named: &str) -> Result<String, Failure> {
    let plain = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    let wanted = plain(named);
    let mut whole = red.iter().filter(|item| plain(item) == wanted);
    let mut part = red.iter().filter(|item| plain(item).contains(&wanted));
    let found = match (whole.next(), part.next(), part.next()) {
        (Some(item), ..) => Some(item),
        (None, Some(item), None) if !wanted.is_empty() => Some(item),
        _ => None,
    };
    found.cloned().ok_or_else(|| {
        let known = red.iter().map(|item| format!("`{item}`"));
        let known: Vec<String> = known.collect();
        let hint = match known.is_empty() {
            true => "everything is ready or still has time: leave `--despite` out".to_owned(),
            false => format!("name one of {}", known.join(", ")),
        };
        Failure::usage(
            format!("`--despite \"{named}\"` is nothing that is not ready. Nothing was recorded"),
            hint,
        )
    })
}
