//! How many words readers read: what lies beyond is left out by the drafts, step by step.

use crate::compose::block::Block;
use crate::compose::text;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;

/// Executives read fewer than 200 words, signs and the foot among them; the reader's name takes the
/// place of one of these.
const EXECUTIVE_WORDS: usize = 194;
/// What a name may hold beside the one word that stands in its place.
const NAME_WORDS: usize = 3;

/// Whether a notice says more than its readers read. The foot counts for executives alone: theirs
/// can be shortened.
pub(super) fn too_long(role: Role, milestone: Milestone, body: &[Block], foot: &[Block]) -> bool {
    match role {
        Role::Executives => [body, foot].map(signs).iter().sum::<usize>() > EXECUTIVE_WORDS,
        Role::DepartmentHeads | Role::EndUsers => words(body) + NAME_WORDS > most(role, milestone),
        Role::Machine => false,
    }
}

/// A quarter more than people are willing to read of such a notice.
fn most(role: Role, milestone: Milestone) -> usize {
    use Milestone as M;
    let heads = role == Role::DepartmentHeads;
    let words = match milestone {
        M::First if heads => 250,
        M::First => 120,
        M::Detail if heads => 350,
        M::Detail => 180,
        M::Briefing | M::Bulletin => 120,
        M::Reminder14 if heads => 200,
        M::Reminder7 | M::Rescheduled | M::HyperCareWeekly if heads => 180,
        M::Reminder14 | M::Reminder7 | M::Rescheduled => 100,
        M::Reminder3 | M::HyperCareOpen | M::Cancelled if heads => 120,
        M::Reminder3 | M::HyperCareOpen | M::HyperCareClose if !heads => 80,
        // How to work without what weighs most is worth ten words more.
        M::Reminder1 if heads => 100,
        M::Extended | M::Holding | M::Reopened if heads => 90,
        M::Reminder1 | M::Extended | M::Holding | M::Reopened => 70,
        M::GoNoGo | M::Progress | M::Cancelled => 60,
        M::Start => 50,
        M::RolledBack if heads => 140,
        M::Completed | M::HyperCareDaily | M::HyperCareClose if heads => 150,
        _ => 90,
    };
    words * 5 / 4
}

/// Everything between two spaces, as anybody's tool counts it.
fn signs(blocks: &[Block]) -> usize {
    text::write(blocks).split_whitespace().count()
}

fn words(blocks: &[Block]) -> usize {
    let text = text::write(blocks);
    let words = text.split_whitespace();
    words
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}
