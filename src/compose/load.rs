//! The door to an operator's own templates: a folder becomes texts with their relative paths.
//! Never follows a link out of the folder and never reads a file that cannot be a template.
#![expect(
    clippy::disallowed_methods,
    reason = "door: reads the operator's template folder"
)]

use std::path::{Path, PathBuf};

const LARGEST: u64 = 1024 * 1024;
const DEEPEST: usize = 8;

/// Why a template folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder or a file in it cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A link leads out of the folder.
    #[error("{} leads out of the template folder; copy the file into the folder", path.display())]
    Outside {
        /// The link.
        path: PathBuf,
    },
    /// A file is far larger than any template.
    #[error("{} is larger than 1 MB; a template is a few kilobytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A file is no UTF-8 text.
    #[error("{} is not UTF-8 text; save it as UTF-8", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// Folders in folders without an end.
    #[error("{} lies too deep; templates are at most {DEEPEST} folders down", path.display())]
    TooDeep {
        /// The folder.
        path: PathBuf,
    },
}

/// Reads every template below `folder`, ordered by path, with `/` between the parts of a path.
pub fn load(folder: &Path) -> Result<Vec<(String, String)>, Error> {
    let root = std::fs::canonicalize(folder).map_err(|source| Error::Unreadable {
        path: folder.to_owned(),
        source,
    })?;
    let mut texts = Vec::new();
    walk(&root, &root, 0, &mut texts)?;
    texts.sort();
    Ok(texts)
}

fn walk(
    root: &Path,
    folder: &Path,
    depth: usize,
    texts: &mut Vec<(String, String)>,
) -> Result<(), Error> {
    let unreadable = |path: &Path, source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    if depth > DEEPEST {
        return Err(Error::TooDeep {
            path: folder.to_owned(),
        });
    }
    let entries = std::fs::read_dir(folder).map_err(|source| unreadable(folder, source))?;
    for entry in entries {
        let path = entry.map_err(|source| unreadable(folder, source))?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        let real = std::fs::canonicalize(&path).map_err(|source| unreadable(&path, source))?;
        if !real.starts_with(root) {
            return Err(Error::Outside { path });
        }
        let about = std::fs::metadata(&real).map_err(|source| unreadable(&path, source))?;
        if about.is_dir() {
            walk(root, &path, depth + 1, texts)?;
        } else if is_misnamed(root, &path) {
            // Its text would never be used; that it is there is worth a word.
            texts.push((relative(root, &path), String::new()));
        } else if is_template(&path) {
            if about.len() > LARGEST {
                return Err(Error::TooLarge { path });
            }
            let bytes = std::fs::read(&real).map_err(|source| unreadable(&path, source))?;
            let name = relative(root, &path);
            match String::from_utf8(bytes) {
                Ok(text) => texts.push((name, text)),
                Err(_) => return Err(Error::NotText { path }),
            }
        }
    }
    Ok(())
}

fn is_template(path: &Path) -> bool {
    path.extension()
        .and_then(|suffix| suffix.to_str())
        .is_some_and(|suffix| matches!(suffix, "txt" | "html" | "yaml"))
}

/// Whether a file ends like a text and not like a template. What lies at the top, such as a README, and
/// the copies that editors leave are nobody's template.
fn is_misnamed(root: &Path, path: &Path) -> bool {
    const LIKE: [&str; 9] = [
        "md", "text", "htm", "j2", "jinja", "jinja2", "tera", "tpl", "yml",
    ];
    let end = path.extension().and_then(|suffix| suffix.to_str());
    path.parent() != Some(root) && end.is_none_or(|end| LIKE.contains(&end))
}

fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_with_their_paths_in_order() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("en/any")).unwrap();
        std::fs::write(folder.path().join("en/any/first.txt"), "b").unwrap();
        std::fs::write(folder.path().join("en/locale.yaml"), "c").unwrap();
        std::fs::write(folder.path().join("en/.swp"), [0xff]).unwrap();
        std::fs::write(folder.path().join("en/logo.png"), [0xff]).unwrap();
        std::fs::write(folder.path().join("README.md"), [0xff]).unwrap();
        std::fs::write(folder.path().join("en/any/first.md"), [0xff]).unwrap();
        let texts = load(folder.path()).unwrap();
        let names: Vec<_> = texts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["en/any/first.md", "en/any/first.txt", "en/locale.yaml"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_refused() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.txt"), "x").unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(
            outside.path().join("secret.txt"),
            folder.path().join("a.txt"),
        )
        .unwrap();
        assert!(matches!(load(folder.path()), Err(Error::Outside { .. })));
    }

    #[test]
    fn a_file_that_cannot_be_a_template_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), [0xff, 0xfe]).unwrap();
        assert!(matches!(load(folder.path()), Err(Error::NotText { .. })));
        std::fs::write(
            folder.path().join("a.txt"),
            vec![b'a'; usize::try_from(LARGEST).unwrap() + 1],
        )
        .unwrap();
        assert!(matches!(load(folder.path()), Err(Error::TooLarge { .. })));
    }
}
