//! What is ready before each window, and what may go wrong: for a terminal and for programs.

use super::table::{counted, fold};
use crate::assessment::folder::Folder;
use crate::assessment::readiness::{Because, Item, Light};
use crate::assessment::risk::{Expected, Rated, anchor};
use crate::plan::Plan;
use crate::plan::id::Id;
use crate::plan::readiness::{Proof, Test};
use crate::plan::risk::{Grade, Matrix};
use chrono::NaiveDate;
use serde_json::{Value, json};

const INDENT: usize = 9;

/// Every item below its window, the risks, and a last line.
pub fn page(plan: &Plan, (items, risks): (&[Item], &[Rated]), width: usize) -> String {
    let mut text = String::new();
    let mut windows: Vec<&Id> = Vec::new();
    for item in items {
        if !windows.contains(&&item.window.id) {
            windows.push(&item.window.id);
        }
    }
    for id in windows {
        let ours = items.iter().filter(|item| item.window.id == *id);
        for (index, item) in ours.enumerate() {
            if index == 0 {
                let start = item.window.zone.civil(item.window.start);
                let start = start.format("%a %-d %B %Y, %H:%M");
                text.push_str(&format!("Before {id}, {start}\n"));
            }
            text.push_str(&entry(light(item.light()), &item.readiness.item, width));
            text.push_str(&below(&stands(item), width));
        }
        text.push('\n');
    }
    if !risks.is_empty() {
        text.push_str(&register(plan, risks, width));
        text.push('\n');
    }
    text + &summary(items)
}

/// What is red, in one paragraph each, for where it holds something up.
pub fn red<'a>(items: impl Iterator<Item = &'a Item<'a>>) -> String {
    let red = items.filter(|item| item.light() == Light::Red);
    let lines = red.map(|item| format!("  {}\n    {}\n", item.readiness.item, stands(item)));
    lines.collect()
}

/// What is red or amber, with how it stands, for where it is one thing among others.
pub fn unready<'a>(items: impl Iterator<Item = &'a Item<'a>>, width: usize) -> String {
    let watched = items.filter(|item| item.light() != Light::Green);
    let lines = watched.map(|item| {
        let mark = light(item.light());
        entry(mark, &item.readiness.item, width) + &below(&stands(item), width)
    });
    let lines: String = lines.collect();
    match lines.as_str() {
        "" => lines,
        _ => format!("\nNot ready yet\n{lines}"),
    }
}

/// The same for programs.
pub fn json(plan: &Plan, items: &[Item], risks: &[Rated]) -> Value {
    json!({
        "items": items.iter().map(item_json).collect::<Vec<Value>>(),
        "risks": risks.iter().map(risk_json).collect::<Vec<Value>>(),
        "matrix": plan.case.risk_scale.matrix,
    })
}

/// One item for programs.
pub fn item_json(item: &Item) -> Value {
    let Item {
        readiness, window, ..
    } = item;
    let proof = readiness.proof.as_ref().map(|proof| {
        json!({
            "text": proof.text,
            "date": proof.date,
            "place": proof.place,
            "took-minutes": proof.took,
            "way-back-took-minutes": proof.way_back_took,
        })
    });
    json!({
        "item": readiness.item,
        "window": window.id.as_str(),
        "light": item.light(),
        "because": item.because,
        "state": readiness.state,
        "due": item.day(),
        "owner": readiness.owner.name,
        "asked-at": item.address.as_ref().map(|address| address.as_str()),
        "test": readiness.test,
        "proof": proof,
        "scans": item.folders.iter().map(folder_json).collect::<Vec<Value>>(),
    })
}

fn folder_json(folder: &Folder) -> Value {
    json!({
        "folder": folder.name,
        "last": folder.last,
        "not-looked-for": folder.unsought,
    })
}

fn risk_json(rated: &Rated) -> Value {
    let Rated {
        risk,
        likelihood,
        level,
        expected,
    } = rated;
    let expected = expected.map(
        |Expected { low, likely, high }| json!({ "low": low, "likely": likely, "high": high }),
    );
    json!({
        "id": risk.id.as_str(),
        "text": risk.text,
        "likelihood": likelihood,
        "impact": risk.impact,
        "level": level,
        "owner": risk.owner,
        "response": risk.response,
        "expected": expected,
    })
}

/// How an item stands, and whom to ask.
pub fn stands(item: &Item) -> String {
    let day = |day: NaiveDate| day.format("%a %-d %b %Y").to_string();
    let by = day(item.day());
    let how = match item.because {
        Because::Failed => "failed".to_owned(),
        Because::Found => {
            let last = item.folders.iter().filter_map(|folder| folder.last);
            let places = last.map(|last| last.places).sum();
            format!("{} found", counted(places, "place"))
        }
        Because::Overdue => format!("overdue, was due {by}"),
        Because::DueSoon | Because::InTime => format!("due {by}"),
        Because::Unproven => format!("done, but {}", unproven(item)),
        Because::Done => "done".to_owned(),
    };
    let readiness = item.readiness;
    let owner = &readiness.owner.name;
    let owner = match &item.address {
        Some(address) => format!("{owner} <{}>", address.as_str()),
        None => format!("{owner}, of whom no address is known"),
    };
    let scans: Vec<String> = item.folders.iter().map(scan).collect();
    let proof = readiness.proof.as_ref().map(proof);
    let proof = proof.unwrap_or_else(|| scans.join(", "));
    match proof.as_str() {
        "" => format!("{how}; {owner}"),
        proof => format!("{how}; {owner}; {proof}"),
    }
}

/// What was found in a folder last.
fn scan(folder: &Folder) -> String {
    let name = folder.name;
    let Some(last) = folder.last else {
        return format!("{name}: not scanned yet");
    };
    let day = last.at.format("%-d %B %Y");
    if let Some(unsought) = &folder.unsought {
        return format!("{name}: scanned {day}, before {unsought} was in the plan");
    }
    let found = match last.places {
        0 => format!("nothing in {}", counted(last.files, "file")),
        places => {
            let (places, files) = (counted(places, "place"), counted(last.hit, "file"));
            format!("{places} in {files}")
        }
    };
    let unread = match last.unread {
        0 => String::new(),
        unread => format!(", {unread} not read"),
    };
    format!("{name}: {found}{unread}, scanned {day}")
}

/// What a proof lacks.
fn unproven(item: &Item) -> &'static str {
    if !item.folders.is_empty() {
        return "not every file could be read, or none";
    }
    let is_rehearsal = item.readiness.test == Some(Test::Rehearsal);
    match &item.readiness.proof {
        Some(proof) if proof.date.is_some() && proof.place.is_some() && is_rehearsal => {
            "nothing says how long it took"
        }
        _ => "nothing says when and where",
    }
}

fn proof(proof: &Proof) -> String {
    let minutes = |minutes: i64| crate::plan::length::Length::Minutes(minutes);
    let parts = [
        proof.text.clone(),
        proof.date.map(|date| date.format("%-d %B %Y").to_string()),
        proof.place.clone(),
        proof.took.map(|took| format!("took {}", minutes(took))),
        proof
            .way_back_took
            .map(|took| format!("way back {}", minutes(took))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

fn register(plan: &Plan, risks: &[Rated], width: usize) -> String {
    let scale = &plan.case.risk_scale;
    let matrix = match scale.matrix {
        Matrix::Nist => "NIST SP 800-30 table I-2",
        Matrix::Numeric => "likelihood times impact, 1 to 25",
    };
    let mut text = format!("Risks, by {matrix}\n");
    for rated in risks {
        let level = name(rated.level);
        let owner = rated.risk.owner.as_deref();
        let owner = owner.map_or_else(String::new, |owner| format!("; {owner}"));
        let costs = rated.expected.map_or_else(String::new, |costs| {
            let currency = &plan.case.money.currency;
            let amount = [costs.low, costs.likely, costs.high].map(|costs| costs.round_dp(2));
            let [low, likely, high] = amount.map(|amount| amount.normalize().to_string());
            match low == high {
                true => format!("; {likely} {currency} on average"),
                false => format!("; {likely} {currency} on average ({low} to {high})"),
            }
        });
        let (likelihood, impact) = (name(rated.likelihood), name(rated.risk.impact));
        let what = fold(&format!("{level}: {}", rated.risk.text), 4, width);
        text.push_str(&format!("  {}", what.trim_start()));
        let weighed = format!("likelihood {likelihood}, impact {impact}{owner}{costs}");
        text.push_str(&fold(&weighed, 4, width));
    }
    let anchors = Grade::ALL.map(|grade| format!("{} {}", name(grade), anchor(grade)));
    let mut means = format!("Likelihood: {}.", anchors.join(", "));
    if !scale.impact.is_empty() {
        let impact = scale.impact.iter();
        let impact = impact.map(|(grade, text)| format!("{}: {text}", name(*grade)));
        let impact: Vec<String> = impact.collect();
        means.push_str(&format!(" Impact: {}", impact.join(" ")));
    }
    text + &fold(&means, 2, width)
}

fn name(grade: Grade) -> String {
    grade.slug().replace('-', " ")
}

fn light(light: Light) -> &'static str {
    match light {
        Light::Red => "red",
        Light::Amber => "amber",
        Light::Green => "green",
    }
}

fn entry(mark: &str, text: &str, width: usize) -> String {
    let folded = fold(text, INDENT, width);
    format!("  {mark:<7}{}", folded.trim_start())
}

fn below(text: &str, width: usize) -> String {
    fold(text, INDENT, width)
}

/// `5 items: 1 red, 1 amber, 3 green`.
fn summary(items: &[Item]) -> String {
    if items.is_empty() {
        return "the plan names nothing that must be ready; add `readiness`\n".to_owned();
    }
    let of = |wanted: Light| items.iter().filter(|item| item.light() == wanted).count();
    let [red, amber, green] = [Light::Red, Light::Amber, Light::Green].map(of);
    let items = counted(items.len(), "item");
    format!("{items}: {red} red, {amber} amber, {green} green\n")
}
