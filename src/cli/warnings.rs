//! Warnings of a sound plan, for the commands that go on working with it: one line beside the
//! answer. `check` is where they are drawn.

use super::Surroundings;
use super::workspace::Workspace;
use crate::diagnostic::{Code, Diagnostic, Level};

/// Says in one line that the plan has warnings, or is late; nothing when it is neither.
pub fn mention(workspace: &Workspace, around: &Surroundings) {
    let number = workspace.findings.count(Level::Warning);
    if workspace.findings.has_errors() {
        around.terminal.complain(&late(workspace));
    } else if number > 0 {
        around.terminal.complain(&line(workspace, number));
    }
}

/// Errors that let a plan be dated all the same: people hear later than they should. They stop no plan
/// that has begun, so they are not called errors here.
fn late(workspace: &Workspace) -> String {
    let shortfalls = match workspace.findings.count(Level::Error) {
        1 => "1 shortfall".to_owned(),
        number => format!("{number} shortfalls"),
    };
    let check = workspace.command("check");
    format!("{shortfalls}: people hear later than the policy asks; see `{check}`\n")
}

/// Says so only when people hear late, or stand in rows that cannot be used and hear nothing, or when
/// others may read the mail server's secret, there or on its way: nobody would notice otherwise.
pub fn mention_the_unheard(workspace: &Workspace, around: &Surroundings) {
    let secrets = [Code::SECRET_IN_FILE, Code::SECRET_IN_CLEAR];
    let secret = secrets.map(|code| found(workspace, code).is_some());
    if secret.contains(&true)
        || workspace.findings.has_errors()
        || bad_rows(workspace).next().is_some()
    {
        mention(workspace, around);
    }
}

fn bad_rows(workspace: &Workspace) -> impl Iterator<Item = &Diagnostic> {
    let findings = workspace.findings.iter();
    findings.filter(|finding| finding.code == Code::BAD_ROW && finding.level == Level::Warning)
}

fn found(workspace: &Workspace, code: Code) -> Option<&Diagnostic> {
    let mut findings = workspace.findings.iter();
    findings.find(|finding| finding.code == code)
}

/// The file and line of a finding.
fn place(workspace: &Workspace, finding: &Diagnostic) -> Option<String> {
    let span = finding.labels.first()?.span;
    let (line, _) = workspace.sources.position(span);
    let name = &workspace.sources.get(span.file).name;
    Some(format!("{name} line {line}"))
}

fn line(workspace: &Workspace, number: usize) -> String {
    let check = workspace.command("check");
    let warnings = match number {
        1 => "1 warning".to_owned(),
        _ => format!("{number} warnings"),
    };
    let rows = bad_rows(workspace).count();
    let first = bad_rows(workspace).find_map(|finding| place(workspace, finding));
    let who = match rows {
        1 => "a person".to_owned(),
        _ => format!("{rows} people, the first"),
    };
    let unheard = first.map(|first| format!("{who} in {first} may hear nothing; "));
    let at = |code| found(workspace, code).and_then(|finding| place(workspace, finding));
    let secret = at(Code::SECRET_IN_FILE);
    let secret = secret.map(|at| format!("others may read the secret in {at}; "));
    let clear = at(Code::SECRET_IN_CLEAR);
    let clear = clear.map(|at| format!("the password goes in clear, by {at}; "));
    let unread = found(workspace, Code::UNREAD_LEDGER);
    let unread = unread.map(|finding| format!("{}; ", finding.message));
    let words = [unheard, secret, clear, unread];
    let words = words.into_iter().flatten().collect::<String>();
    format!("{warnings}: {words}see `{check}`\n")
}
