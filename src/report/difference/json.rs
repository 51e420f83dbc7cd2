//! The same for programs.

use super::Difference;
use crate::belief::{Claim, Correction, Kind, Unlisted, When};
use crate::report::left_behind::left_behind;
use serde_json::{Value, json};

impl Difference<'_> {
    /// For programs.
    pub fn json(&self) -> Value {
        let pending = self.pending.iter().map(|pending| {
            let notice = &pending.mailing.notice;
            let readers = pending.mailing.readers();
            json!({
                "window": notice.facts.window.id,
                "kind": pending.kind(),
                "audience": notice.facts.audience,
                "notice": notice.id,
                "revision": notice.revision,
                "subject": pending.mailing.message.subject,
                "told": pending.correction.map(|correction| {
                    correction.told.iter().map(|told| claim(told)).collect::<Vec<_>>()
                }),
                "is": pending.correction.map(is),
                "changes": notice.facts.event.as_ref().map(|event| &event.changes),
                "because": notice.facts.event.as_ref().and_then(|event| event.reason.as_ref()),
                "leaves": pending.opens,
                "waits-for-approval": pending.held,
                "people": readers.map(|reader| json!({
                    "name": reader.name,
                    "address": reader.address.to_string(),
                })).collect::<Vec<_>>(),
            })
        });
        json!({
            "plan": self.plan.id,
            "refused": self.beyond_reach.iter().map(|(window, mailbox)| json!({
                "window": window, "address": mailbox,
            })).collect::<Vec<_>>(),
            "reworded": self.reworded.iter().map(|step| json!({
                "window": step.window, "told": step.told, "is": step.now,
            })).collect::<Vec<_>>(),
            "left-behind": left_behind(self.corrections()).iter().map(|(window, step, days)| json!({
                "window": window, "step": step, "days-before-start": days,
            })).collect::<Vec<_>>(),
            "unlisted": self.unlisted.iter().map(Unlisted::json).collect::<Vec<_>>(),
            "asked": self.asked.lines().collect::<Vec<_>>(),
            "corrected": self.corrected().len(),
            "pending": pending.collect::<Vec<_>>(),
        })
    }
}

/// What is true; of whoever is in no list any more, only that.
fn is(correction: &Correction) -> Value {
    let mut truth = claim(&correction.truth);
    if correction.kind == Kind::Unlisted {
        truth["state"] = json!("unlisted");
    }
    truth
}

fn claim(claim: &Claim) -> Value {
    let services = claim.services.iter();
    let services = services.map(|(id, (_, impact))| (id.clone(), json!(impact)));
    let services: serde_json::Map<String, Value> = services.collect();
    let mut value = match claim.when {
        When::Dated {
            start,
            end,
            provisional,
        } => {
            json!({"state": "dated", "start": start, "end": end, "provisional": provisional})
        }
        When::Undecided { promised } => json!({"state": "undecided", "new-date-by": promised}),
        When::Cancelled => json!({"state": "cancelled"}),
        When::Elsewhere => json!({"state": "not-concerned"}),
    };
    value["services"] = Value::Object(services);
    value
}
