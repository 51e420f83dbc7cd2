//! Room: what executives' mails about the time ahead leave out when words are short, in one order.

/// The least important first. What is not named here never goes: what is decided and by when, the
/// reason, the money, the dates to choose from, what is affected and when, the contact, why one gets
/// the mail and where everything stands.
const ORDER: [&str; 16] = [
    // Who has done it before, how to answer, the hours and the clocks in full.
    "asides",
    // The hours in the headline, and who is at the controls in between.
    "hours-above",
    // The zone once more at the foot.
    "zone-below",
    // Of the reason all but its first paragraph.
    "whole-reason",
    "third-risk",
    // A way to the plan of its own; the foot has one.
    "button",
    // In the first notice, when it is decided whether it starts.
    "early-go-no-go",
    "way-back",
    "who-decides",
    "second-risk",
    "return",
    "cost-of-waiting",
    // From here on only where several windows share a mail. Beside what it brings, why it is done.
    "reason-beside-benefit",
    "risks",
    // How long, what it costs where nobody has to decide, and the greeting.
    "lengths",
    // Year and zone below the window that names them, and what services are called that are hit less.
    "labels",
];

/// What there is still room for at a step of leaving out.
pub fn room(brief: u8) -> &'static [&'static str] {
    ORDER.get(usize::from(brief)..).unwrap_or_default()
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
        assert_eq!(asked, ORDER.into_iter().collect());
    }

    #[test]
    fn what_there_is_room_for_only_shrinks_from_its_least_important_end() {
        assert_eq!(room(0), ORDER);
        assert_eq!(room(4).first(), Some(&"third-risk"));
        assert!(room(16).is_empty() && room(200).is_empty());
    }
}
