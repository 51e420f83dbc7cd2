//! A world of its own for one test: a folder, an environment with nothing inherited, a fixed width
//! and a moment that counts as now.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_forewarn");

/// A folder with files, and the program run in it.
pub struct World {
    folder: TempDir,
    now: String,
    variables: Vec<(String, String)>,
}

/// What a run of the program gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// The exit code; nothing when it was killed.
    pub code: Option<i32>,
    /// What it answered.
    pub out: String,
    /// What it complained about.
    pub err: String,
}

impl Ran {
    /// The run, which has to have ended with this code.
    #[track_caller]
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    /// The answer, read as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// Everything it said.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl World {
    /// An empty folder on the morning of Monday 23 November 2026.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder for the test"),
            now: "2026-11-23T09:00".to_owned(),
            variables: Vec::new(),
        }
    }

    /// A folder that holds one of the shipped plans with its people.
    pub fn with_shipped(name: &str) -> Self {
        let world = Self::new();
        for file in [format!("{name}.yaml"), format!("{name}.people.csv")] {
            let from = here("plans").join(&file);
            std::fs::copy(&from, world.path(&file)).expect("the shipped plan is there");
        }
        world
    }

    /// The same with a file in it.
    pub fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(name, text);
        self
    }

    /// The same with a variable in its environment.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same at another moment.
    pub fn at(mut self, now: &str) -> Self {
        self.turn(now);
        self
    }

    /// Lets the clock show another moment from here on.
    pub fn turn(&mut self, now: &str) {
        now.clone_into(&mut self.now);
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).expect("a file for the test");
    }

    /// Where a file of this world lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of this world.
    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The bytes of a file of this world.
    pub fn read_bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("a file of the test")
    }

    /// The program with these arguments, ready to be started. The moment that counts as now lies
    /// ahead of the clock, and what is sent is really sent, to a server made for the test.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).args(["--now", &self.now]);
        if arguments.first() == Some(&"send") {
            command.arg("--really");
        }
        self.settle(&mut command);
        command
    }

    /// Gives a command this world's folder and environment, and nothing else.
    pub fn settle(&self, command: &mut Command) {
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("TZ", "Pacific/Apia")
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", "80")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.start(arguments))
    }

    /// Starts the program.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().expect("the program starts")
    }
}

/// Waits for a program that was started.
pub fn ran(child: Child) -> Ran {
    let output = child.wait_with_output().expect("the program ends");
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A path of the project.
pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
