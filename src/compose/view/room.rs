//! Room: what mails leave out when words are short, step by step in one order. Nothing else decides on
//! it: templates ask whether there is room for what a name says, and a name gates that alone.

/// What goes at one step.
type Step = &'static [&'static str];

/// The least important first, of mails to executives about the time ahead and, where their names
/// differ, of mails to heads of departments and to users. What is not named here never goes: of
/// executives' mails what is decided, by whom, by when and how to answer, the reason, the dates to
/// choose from, what is affected and when, why one gets the mail and where everything stands.
const ORDER: [Step; 11] = [
    &[
        "done-before",
        "reply-below",
        "clock-change-in-full",
        // For the others.
        "reassurance",
        "exit-criteria",
        "every-way-round",
        "effect",
        "unaffected-for-users",
        "help-in-bulletin",
        "zone-of-start",
        "site-of-start",
    ],
    &[
        "hours-above",
        "year-of-end",
        "year-of-site",
        "go-no-go-between",
        // For all.
        "late-notice",
        // For the others.
        "number-to-call",
        "lost-work",
        "unaffected-for-heads",
        "whole-reason-for-users",
        "questions-for-users",
        "help",
    ],
    &[
        "zone-below",
        // For the others.
        "questions-for-heads",
        "or-when-over",
        "unaffected",
        "to-be-done",
    ],
    &[
        // All but the first paragraph.
        "whole-reason",
        "hours-of-second-dates",
        // For the others.
        "other-dates",
        "check-on-duty",
        "length-of-start",
        "benefit-in-detail",
    ],
    &[
        "third-risk",
        // Told before, in the first notice.
        "benefit-again",
        // For the others.
        "hours-of-start-above",
        "way-round-read-only",
    ],
    &[
        // A way to the plan of its own; the foot has one.
        "button",
        // For the others.
        "way-back-for-heads",
        "whole-reason-for-heads",
        "way-round-off",
        "actions-meanwhile",
        "reason-in-detail",
    ],
    &[
        // In the first notice, when it is decided whether it starts.
        "early-go-no-go",
        // Below another notice, that nothing is needed before that.
        "wait-for-go-no-go",
        // For the others.
        "help-in-detail",
    ],
    &[
        "way-back",
        "state-of-plan",
        // What else stands in the mail, for all.
        "list-of-others",
        // For the others.
        "concerns",
    ],
    &["second-risk"],
    &["return", "ends-of-other-dates"],
    &["cost-of-waiting"],
];

/// What executives' mails of several windows leave out beyond that.
const OF_SEVERAL_WINDOWS: [Step; 4] = [
    &["reason-beside-benefit", "who-starts", "days-above-others"],
    &["risks"],
    // What it costs, where nobody has to decide.
    &["lengths", "cost", "greeting", "days-above"],
    &[
        // Year and zone below the window that names them, and what services are hit less there.
        "year-and-zone-below",
        "also-below",
        "each-time",
        "dates-are",
        "label-of-site",
        "label-of-benefit",
        "at-the-latest",
        "to-this-mail",
        "in-this-mail",
        "title-below",
    ],
];

/// The last step of leaving out in a notice by itself.
pub const LAST_STEP: u8 = ORDER.len() as u8;
/// The last one where several notices share a mail.
const LAST_TOGETHER: u8 = LAST_STEP + OF_SEVERAL_WINDOWS.len() as u8;

/// What there is still room for at a step of leaving out.
pub fn room(step: u8) -> Vec<&'static str> {
    let steps = ORDER.iter().chain(&OF_SEVERAL_WINDOWS);
    let left = steps.skip(usize::from(step));
    left.flat_map(|names| names.iter().copied()).collect()
}

/// What a list of such names may hold.
pub(super) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "array", "items": { "enum": room(0) } })
}

/// The steps of a mail of several notices, each of the one that leads and of the others: first the
/// others become brief, then the one that leads; the lengths of the others go only before the last
/// risk and the cost, and last of all the labels of all.
pub fn steps_together() -> Vec<(u8, u8)> {
    let last = LAST_TOGETHER;
    let (short, lengthy) = (last - 1, last - 2);
    let others = (0..=lengthy).map(|step| (0, step));
    let lead = (1..lengthy).map(|step| (step, lengthy));
    let lengths = (lengthy - 1..=short).map(|step| (step, short));
    let labels = (short..=last).map(|step| (step, last));
    others.chain(lead).chain(lengths).chain(labels).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::built_in::built_in;
    use std::collections::BTreeSet;

    #[test]
    fn templates_ask_for_room_by_the_names_of_the_order_and_for_all_of_them() {
        let texts = built_in();
        let asked = texts.values().flat_map(|text| {
            let before = text.split(" in room").map(|before| {
                let before = before.strip_suffix(" not").unwrap_or(before);
                before
                    .strip_suffix('"')
                    .and_then(|name| name.rsplit('"').next())
            });
            before.flatten()
        });
        let asked: BTreeSet<&str> = asked.collect();
        let named = room(0);
        assert_eq!(asked, named.iter().copied().collect());
        assert_eq!(asked.len(), named.len(), "a name stands at one step");
    }

    #[test]
    fn what_there_is_room_for_only_shrinks_from_its_least_important_end() {
        for step in 0..LAST_TOGETHER {
            let (before, after) = (room(step), room(step + 1));
            assert!(after.len() < before.len() && before.ends_with(&after));
        }
        assert!(room(LAST_TOGETHER).is_empty());
    }

    #[test]
    fn each_step_of_a_mail_of_several_notices_leaves_out_more_than_the_one_before() {
        let steps = steps_together();
        let mut pairs = steps.windows(2);
        assert!(pairs.all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1));
        assert_eq!(steps.first(), Some(&(0, 0)));
        assert_eq!(steps.last(), Some(&(LAST_TOGETHER, LAST_TOGETHER)));
    }
}
