//! Apart: of the notices on a page that look alike in the list of their day, which is whose.

use super::gallery::NoticeView;
use std::collections::{BTreeMap, BTreeSet};

/// So many wordings are named of a notice that looks like another.
const NAMED: usize = 3;

/// Says of notices that look alike in a list of their day which is whose.
pub(super) fn tell_apart(notices: &mut [NoticeView]) {
    let mut alike: BTreeMap<[String; 4], Vec<usize>> = BTreeMap::new();
    for (index, notice) in notices.iter().enumerate() {
        let look = [
            &notice.date_iso,
            &notice.audience,
            &notice.milestone,
            &notice.subject,
        ];
        alike
            .entry(look.map(String::clone))
            .or_default()
            .push(index);
    }
    for indexes in alike.into_values().filter(|alike| alike.len() > 1) {
        let windows = indexes.iter().map(|index| &notices[*index].window);
        let several = windows.collect::<BTreeSet<_>>().len() > 1;
        for index in indexes {
            let notice = &mut notices[index];
            let mut scopes: Vec<&str> = Vec::new();
            for message in &notice.messages {
                if !scopes.contains(&message.scope.as_str()) {
                    scopes.push(&message.scope);
                }
            }
            let more = scopes.len().saturating_sub(NAMED);
            scopes.truncate(NAMED);
            let mut apart = scopes.join("; ");
            if more > 0 {
                apart.push_str(&format!("; and {more} more"));
            }
            if several {
                apart = format!("{}: {apart}", notice.window);
            }
            notice.apart = apart;
        }
    }
}
