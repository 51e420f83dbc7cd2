//! Reads a plan and the files it names from disk.
#![expect(clippy::disallowed_methods, reason = "door: plan files")]

use super::file;
use super::yaml::MAX_BYTES;
use crate::diagnostic::{Code, Diagnostic, FileId, Findings, Sources, Spanned};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// A plan file could not be read at all.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read", path.display())]
pub struct Unreadable {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
}

/// Reads a file of text; at most a little more than the largest that is taken.
pub fn plan(
    path: &Path,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Result<FileId, Unreadable> {
    let bytes = bytes(path).map_err(|source| Unreadable {
        path: path.to_owned(),
        source,
    })?;
    Ok(file::text(
        &path.display().to_string(),
        &bytes,
        sources,
        findings,
    ))
}

/// Reads a file that a plan names, relative to the plan; findings say what is wrong with it.
pub fn named(
    plan: &Path,
    name: &Spanned<String>,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Option<FileId> {
    let relative = Path::new(&name.value);
    let inside = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let folder = plan.parent().unwrap_or(Path::new(""));
    let path = folder.join(relative);
    let leaves = |path: &Path| {
        let (folder, path) = (
            std::fs::canonicalize(nonempty(folder)),
            std::fs::canonicalize(path),
        );
        matches!((folder, path), (Ok(folder), Ok(path)) if !path.starts_with(&folder))
    };
    if !inside || leaves(&path) {
        let message = format!("the file `{}` lies outside the plan's folder", name.value);
        let finding = Diagnostic::new(Code::OUTSIDE_FOLDER, message).at(name.span, "");
        findings.push(finding.help("put it beside the plan and write its name alone"));
        return None;
    }
    match bytes(&path) {
        Ok(bytes) => Some(file::text(
            &path.display().to_string(),
            &bytes,
            sources,
            findings,
        )),
        Err(error) => {
            let message = format!("the file `{}` cannot be read: {error}", name.value);
            let finding = Diagnostic::new(Code::MISSING_FILE, message).at(name.span, "");
            findings.push(finding.help(format!("it is looked for at {}", path.display())));
            None
        }
    }
}

fn nonempty(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES + 16).unwrap_or(u64::MAX);
    std::fs::File::open(path)?
        .take(limit)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
