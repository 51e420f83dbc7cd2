//! The timeline in a terminal, for a project manager.

use super::row::{Read, Row, add, moved, name};
use crate::calendar::zone::Civil;
use chrono::Datelike;

const MARGIN: usize = 2;
const WHEN: usize = 17;
const PEOPLE: usize = 5;
/// Rows of one moment stand close together; looking further back finds nothing.
const NEAR: usize = 50;

/// The table: a heading per month, a line per notice, reasons for moves below it; at the foot how
/// many notices these are, and in how many mails they leave.
pub fn table(rows: &[Row], mails: usize, width: usize) -> String {
    let mut text = String::new();
    let mut month = None;
    let several = rows.iter().any(|row| row.zone != rows[0].zone);
    let audience = column(rows.iter().map(|row| row.audience.chars().count()), 20);
    let kind = column(
        rows.iter().map(|row| name(row.occurrence.milestone).len()),
        20,
    );
    let told = told_alike(rows);
    for (row, people, read) in &told {
        let here = (row.civil.year(), row.civil.month());
        if month != Some(here) {
            let gap = if month.is_some() { "\n" } else { "" };
            text.push_str(&format!("{gap}{}\n", row.civil.format("%B %Y")));
            month = Some(here);
        }
        let front = format!(
            "{:MARGIN$}{:<WHEN$}{:<audience$}  {:<kind$}{people:>PEOPLE$}  ",
            "",
            when(row.civil),
            cut(&row.audience, audience),
            name(row.occurrence.milestone),
        );
        let indent = MARGIN + WHEN;
        let room = width.saturating_sub(front.chars().count());
        match read.as_slice() {
            [] => text.push_str(&format!("{}\n", front.trim_end())),
            [(subject, _)] if room >= subject.chars().count() => {
                text.push_str(&format!("{front}{subject}\n"));
            }
            [(subject, _)] => {
                text.push_str(&format!("{}\n", front.trim_end()));
                text.push_str(&fold(subject, indent, width));
            }
            several => {
                text.push_str(&format!("{}\n", front.trim_end()));
                text.push_str(&each(several, indent, width));
            }
        }
        if several {
            text.push_str(&fold(&readers_at(row), indent, width));
        }
        if let Some(moved) = moved(row.occurrence, row.leaving.own) {
            text.push_str(&fold(&moved, indent, width));
        }
        for told_with in &row.told_with {
            text.push_str(&fold(told_with, indent, width));
        }
    }
    let [notices, mails] = [counted(rows.len(), "notice"), counted(mails, "mail")];
    text.push_str(&format!("\n{notices} in {mails}\n"));
    if told.len() < rows.len() {
        text.push_str("Notices that are alike share a line.\n");
    }
    text
}

/// Subjects, each below the other behind the number of its readers.
fn each(read: &[(String, usize)], indent: usize, width: usize) -> String {
    let most = read
        .iter()
        .map(|(_, people)| people.to_string().len())
        .max();
    let digits = most.unwrap_or_default();
    let lines = read.iter().map(|(subject, people)| {
        let below = fold(subject, indent + digits + 2, width);
        format!("{:indent$}{people:>digits$}  {}", "", below.trim_start())
    });
    lines.collect()
}

/// A number of things.
pub fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// The rows by the readers' own dates, with the subjects that are read; rows that a reader of the table
/// could not tell apart are one.
fn told_alike<'r, 'a>(rows: &'r [Row<'a>]) -> Vec<(&'r Row<'a>, usize, Read)> {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| row.civil.date());
    let mut merged: Vec<(&Row, usize, Read)> = Vec::new();
    for row in sorted {
        let alike = |(other, _, _): &&mut (&Row, usize, Read)| {
            other.civil == row.civil
                && other.leaving.own == row.leaving.own
                && other.told_with == row.told_with
                // Of a part it is said how many they are.
                && row.leaving.is_one()
                && other.zone == row.zone
                && other.audience == row.audience
                && (other.occurrence.notice_id() == row.occurrence.notice_id()
                    || same(&other.subjects, &row.subjects))
                && other.occurrence.milestone == row.occurrence.milestone
                && other.occurrence.moved == row.occurrence.moved
        };
        match merged.iter_mut().rev().take(NEAR).find(alike) {
            Some((_, people, read)) => {
                *people += row.recipients();
                for (subject, people) in &row.subjects {
                    add(read, subject.clone(), *people);
                }
            }
            None => merged.push((row, row.recipients(), row.subjects.clone())),
        }
    }
    merged
}

/// Whether two rows are told under one and the same subject.
fn same(one: &Read, other: &Read) -> bool {
    matches!((one.as_slice(), other.as_slice()), ([(one, _)], [(other, _)]) if one == other)
}

fn readers_at(row: &Row) -> String {
    match row.place == row.zone {
        true => format!("for readers in {}", row.zone),
        false => format!("for readers at {} ({})", row.place, row.zone),
    }
}

fn column(widths: impl Iterator<Item = usize>, most: usize) -> usize {
    widths.max().unwrap_or_default().min(most)
}

/// As much of a text as a column of some width holds.
pub fn cut(text: &str, width: usize) -> String {
    text.chars().take(width).collect()
}

fn when(civil: Civil) -> String {
    civil.format("%a %e %b %H:%M").to_string()
}

/// Text in lines of at most `width` columns, each indented.
pub fn fold(text: &str, indent: usize, width: usize) -> String {
    let mut lines = String::new();
    let mut line = " ".repeat(indent);
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > width {
            lines.push_str(&line);
            lines.push('\n');
            line = " ".repeat(indent);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push_str(&line);
    lines.push('\n');
    lines
}
