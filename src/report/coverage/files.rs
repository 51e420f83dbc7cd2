//! The coverage of a plan for programs, spreadsheets and documents.

use super::matrix::{audiences, rows};
use super::words::{Form, Weight, brief, further_remarks, heading, remarks, slug, summary};
use crate::plan::Plan;
use crate::plan::policy::Waiver;
use crate::report::markdown::escaped;
use crate::report::sheet::harmless;
use crate::rules::coverage::{Cell, Coverage, OTHERS, Verdict};
use crate::rules::hearing::{Hearing, Timing};
use serde_json::{Value, json};

/// One JSON object: how much is covered, and every cell on a line of its own. There may be very many,
/// so they are worded one after the other.
pub fn json(plan: &Plan, coverage: &Coverage) -> String {
    let sum = coverage.sum();
    let orphans = coverage.orphans.iter().map(|orphan| {
        json!({
            "window": orphan.window.id.as_str(),
            "service": orphan.service.id.as_str(),
            "allowed": orphan.waiver.map(allowed),
        })
    });
    let head = json!({
        "plan": plan.id.as_str(),
        "covered": sum.gaps == 0,
        "all": sum.all,
        "in-time": sum.in_time,
        "short-notice": sum.short,
        "told-late": sum.told_late,
        "excused": sum.excused,
        "gaps": sum.gaps,
        "services-without-readers": orphans.collect::<Vec<Value>>(),
    })
    .to_string();
    let mut text = head.trim_end_matches('}').to_owned();
    text.push_str(",\"cells\":[");
    for (place, one) in coverage.cells.iter().enumerate() {
        text.push_str(if place == 0 { "\n" } else { ",\n" });
        text.push_str(&cell(one).to_string());
    }
    text.push_str("\n]}\n");
    text
}

fn cell(cell: &Cell) -> Value {
    let hearing = hearing(&cell.verdict);
    json!({
        "window": cell.window.id.as_str(),
        "service": cell.service.id.as_str(),
        "department": cell.department.map(|department| department.id.as_str()),
        "audience": cell.audience.id.as_str(),
        "people": cell.people,
        "verdict": slug(&cell.verdict),
        "gap": cell.verdict.is_gap(),
        "first": hearing.map(|hearing| hearing.first.to_rfc3339()),
        "day": hearing.map(|hearing| hearing.day),
        "days-ahead": hearing.map(|hearing| hearing.ahead),
        "wanted": cell.wanted.to_string(),
        "by": hearing.map(|hearing| hearing.by),
        "allowed": waiver(&cell.verdict).map(allowed),
    })
}

fn allowed(waiver: &Waiver) -> Value {
    json!({"by": waiver.by, "because": waiver.because})
}

fn hearing<'a>(verdict: &Verdict<'a>) -> Option<Hearing<'a>> {
    match verdict {
        Verdict::Hears(hearing) => Some(*hearing),
        _ => None,
    }
}

fn waiver<'a>(verdict: &Verdict<'a>) -> Option<&'a Waiver> {
    match verdict {
        Verdict::Excused(waiver) => Some(waiver),
        Verdict::Hears(hearing) => match hearing.timing {
            Timing::ShortNotice(waiver) => Some(waiver),
            _ => None,
        },
        _ => None,
    }
}

/// CSV with a heading, a line for each cell.
pub fn csv(coverage: &Coverage) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heading = [
        "window",
        "service",
        "department",
        "audience",
        "people",
        "verdict",
        "first",
        "days ahead",
        "wanted",
        "by",
        "allowed by",
        "because",
    ];
    writer
        .write_record(heading)
        .expect("memory takes every row");
    for cell in &coverage.cells {
        let hearing = hearing(&cell.verdict);
        let waiver = waiver(&cell.verdict);
        let day = |day: fn(&Hearing) -> chrono::NaiveDate| {
            hearing.map_or_else(String::new, |hearing| day(&hearing).to_string())
        };
        let cells = [
            cell.window.id.to_string(),
            cell.service.name.clone(),
            cell.department.map_or(OTHERS, |one| &one.name).to_owned(),
            cell.audience.name.clone(),
            cell.people.to_string(),
            slug(&cell.verdict).to_owned(),
            day(|hearing| hearing.day),
            hearing.map_or_else(String::new, |hearing| hearing.ahead.to_string()),
            cell.wanted.to_string(),
            day(|hearing| hearing.by),
            waiver.map_or_else(String::new, |waiver| waiver.by.clone()),
            waiver.map_or_else(String::new, |waiver| waiver.because.clone()),
        ];
        let written = writer.write_record(cells.iter().map(|cell| harmless(cell)));
        written.expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("the cells are text")
}

/// A Markdown page with a table for each window.
pub fn markdown(plan: &Plan, coverage: &Coverage) -> String {
    let mut text = format!("# {}: who hears when\n", escaped(&plan.title));
    for cells in coverage.windows() {
        let window = cells[0].window;
        let head = escaped(&heading(window));
        text.push_str(&format!(
            "\n## {head}; the policy asks for {}\n\n",
            cells[0].wanted
        ));
        let audiences = audiences(cells, &plan.audiences);
        let names: Vec<String> = audiences.iter().map(|who| escaped(&who.name)).collect();
        text.push_str(&format!("| | {} |\n", names.join(" | ")));
        text.push_str(&format!("| --- |{}\n", " --- |".repeat(names.len())));
        for row in rows(cells, &audiences) {
            let services = row.services.as_ref();
            let services = services.map_or_else(String::new, |names| format!(": {names}"));
            let label = escaped(&format!("{}{services}", row.department));
            let verdicts = row.cells.iter().map(|cell| match cell {
                Some(cell) if cell.verdict.is_gap() => {
                    format!("**{}**", brief(&cell.verdict, Form::Full))
                }
                Some(cell) => brief(&cell.verdict, Form::Full),
                None => "-".to_owned(),
            });
            let verdicts: Vec<String> = verdicts.collect();
            text.push_str(&format!("| {label} | {} |\n", verdicts.join(" | ")));
        }
        text.push_str(&list(remarks(cells, &coverage.orphans)));
    }
    text.push_str(&list(further_remarks(coverage)));
    text.push_str(&format!("\n{}\n", summary(coverage.sum())));
    text
}

fn list(remarks: Vec<(Weight, String)>) -> String {
    let lines = remarks.into_iter().enumerate();
    let line = |(place, (weight, remark)): (usize, (Weight, String))| {
        let gap = match weight {
            Weight::Gap => "**Gap.** ",
            Weight::Known => "",
        };
        let space = if place == 0 { "\n" } else { "" };
        format!("{space}- {gap}{}\n", escaped(&remark))
    };
    lines.map(line).collect()
}
