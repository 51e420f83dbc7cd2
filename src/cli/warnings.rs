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

/// Errors that let a plan be dated all the same: people hear later than they should.
fn late(workspace: &Workspace) -> String {
    let errors = match workspace.findings.count(Level::Error) {
        1 => "1 error".to_owned(),
        number => format!("{number} errors"),
    };
    let path = workspace.path.display();
    format!("{errors}: people hear later than the policy asks; see `forewarn check {path}`\n")
}

/// Says so only when people hear late, or stand in rows that cannot be used and hear nothing, which
/// nobody would notice otherwise.
pub fn mention_the_unheard(workspace: &Workspace, around: &Surroundings) {
    if workspace.findings.has_errors() || bad_rows(workspace).next().is_some() {
        mention(workspace, around);
    }
}

fn bad_rows(workspace: &Workspace) -> impl Iterator<Item = &Diagnostic> {
    let findings = workspace.findings.iter();
    findings.filter(|finding| finding.code == Code::BAD_ROW && finding.level == Level::Warning)
}

fn line(workspace: &Workspace, number: usize) -> String {
    let check = format!("`forewarn check {}`", workspace.path.display());
    let warnings = match number {
        1 => "1 warning".to_owned(),
        _ => format!("{number} warnings"),
    };
    let rows = bad_rows(workspace).count();
    let first = bad_rows(workspace).find_map(|finding| finding.labels.first());
    let Some(first) = first else {
        return format!("{warnings}: see {check}\n");
    };
    let sources = &workspace.sources;
    let name = &sources.get(first.span.file).name;
    let (line, _) = sources.position(first.span);
    let who = match rows {
        1 => "a person".to_owned(),
        _ => format!("{rows} people, the first"),
    };
    format!("{warnings}: {who} in {name} line {line} may hear nothing; see {check}\n")
}
