//! Reads a plan and the files it names from disk.
#![expect(clippy::disallowed_methods, reason = "door: plan files")]

use super::file;
use super::yaml::MAX_BYTES;
use crate::diagnostic::{Code, Diagnostic, FileId, Findings, Sources, Span, Spanned};
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

/// The largest file of people that is read, in bytes.
const MAX_PEOPLE_BYTES: usize = 256 * 1024 * 1024;

/// Reads a plan or settings. A file that is too large is a finding, and has no text.
pub fn text(
    path: &Path,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Result<FileId, Unreadable> {
    let bytes = bytes(path, MAX_BYTES).map_err(|source| Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let name = path.display().to_string();
    let Some(bytes) = bytes else {
        let file = sources.add(name.as_str(), "");
        findings.push(file::too_large(&name, Span::new(file, 0, 0)));
        return Ok(file);
    };
    Ok(file::text(&name, &bytes, sources, findings))
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
    let limit = limit(relative);
    match bytes(&path, limit) {
        Ok(None) => {
            let message = format!(
                "the file `{}` is larger than {} MB",
                name.value,
                limit >> 20
            );
            let finding = Diagnostic::new(Code::FILE_TOO_LARGE, message).at(name.span, "");
            findings.push(finding.help("check that it is the file meant, or split it"));
            None
        }
        Ok(Some(bytes)) => Some(file::text(
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

/// How much of a named file is read: people may be many, holidays are few.
fn limit(name: &Path) -> usize {
    let calendar = name
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("ics"));
    if calendar {
        MAX_BYTES
    } else {
        MAX_PEOPLE_BYTES
    }
}

/// The whole file, or nothing when it is larger than `limit`: half a file would be another one.
fn bytes(path: &Path, limit: usize) -> std::io::Result<Option<Vec<u8>>> {
    // Opening a pipe that nobody writes to would wait for ever.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    let more = u64::try_from(limit + 1).unwrap_or(u64::MAX);
    std::fs::File::open(path)?
        .take(more)
        .read_to_end(&mut bytes)?;
    Ok((bytes.len() <= limit).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_too_large_is_refused_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people.csv");
        std::fs::write(&path, "name,email\nA,a@example.org.uk\n").unwrap();
        let size = std::fs::metadata(&path).unwrap().len() as usize;
        assert_eq!(bytes(&path, size).unwrap().unwrap().len(), size);
        assert!(bytes(&path, size - 1).unwrap().is_none());
    }

    #[test]
    fn what_is_not_a_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let refusal = bytes(folder.path(), 1).unwrap_err();
        assert_eq!(refusal.to_string(), "it is not a file");
    }

    #[test]
    fn an_overlong_calendar_is_a_finding_at_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let long = std::fs::File::create(folder.path().join("days.ICS")).unwrap();
        long.set_len(MAX_BYTES as u64 + 1).unwrap();
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let span = Span::new(sources.add("plan.yaml", "days.ICS"), 0, 8);
        let name = Spanned::new("days.ICS".to_owned(), span);
        let plan = folder.path().join("plan.yaml");
        assert_eq!(named(&plan, &name, &mut sources, &mut findings), None);
        let finding = findings.iter().next().unwrap();
        assert_eq!(finding.code, Code::FILE_TOO_LARGE);
        assert_eq!(finding.labels[0].span, span);
        assert!(finding.message.ends_with("is larger than 4 MB"));
    }
}
