//! Whole files: a file that is there with all its bytes or not at all, whatever happens meanwhile.
#![expect(
    clippy::disallowed_methods,
    reason = "door: writes one file into a folder"
)]

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// Writes a file, in the place of one that has its name: a hidden one beside it is finished and
/// forced to disk before it gets the name.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // What ends otherwise than a mail or a calendar is taken for neither.
    let hidden = folder.join(format!(".{name}.part"));
    match fs::remove_file(&hidden) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&hidden)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&hidden, path));
    if let Err(error) = written {
        // What is left would only confuse; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&hidden);
        return Err(error);
    }
    sync_folder(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    let here = Path::new(".");
    let is_here = folder.as_os_str().is_empty();
    File::open(if is_here { here } else { folder })?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    // Folders cannot be opened for this elsewhere; the rename is as durable as it gets.
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_even_after_a_crash_and_nothing_else_is_left() {
        let world = tempfile::tempdir().unwrap();
        let path = world.path().join("staff.ics");
        fs::write(world.path().join(".staff.ics.part"), "half a cal").unwrap();
        for text in ["first", "second"] {
            write(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read(&path).unwrap(), text.as_bytes());
        }
        assert_eq!(fs::read_dir(world.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let world = tempfile::tempdir().unwrap();
        let path = world.path().join("folder");
        fs::create_dir(&path).unwrap();
        assert!(write(&path, b"x").is_err());
        assert_eq!(fs::read_dir(world.path()).unwrap().count(), 1);
    }
}
