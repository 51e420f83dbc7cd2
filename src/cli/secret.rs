//! Secrets: named in the settings, kept in the environment, a file or a program.
#![expect(clippy::disallowed_methods, reason = "door: secrets from outside")]

use super::failure::Failure;
use crate::diagnostic::Spanned;
use serde::Deserialize;
use std::path::Path;
use std::process::{Command, Stdio};

/// Where a secret is found.
#[derive(Debug, Clone)]
pub struct SecretFile(Place);

#[derive(Clone)]
enum Place {
    Environment(String),
    File(String),
    Program(String),
    Text(String),
}

impl std::fmt::Debug for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment(name) => write!(formatter, "env {name}"),
            Self::File(path) => write!(formatter, "file {path}"),
            Self::Program(_) => formatter.write_str("a program"),
            Self::Text(_) => formatter.write_str("(secret)"),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    env: Option<Spanned<String>>,
    file: Option<Spanned<String>>,
    command: Option<Spanned<String>>,
}

impl SecretFile {
    /// Whether the secret itself stands in the settings.
    pub fn is_text(&self) -> bool {
        matches!(self.0, Place::Text(_))
    }
}

impl<'de> Deserialize<'de> for SecretFile {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Where;
        impl<'de> serde::de::Visitor<'de> for Where {
            type Value = Place;

            fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                formatter.write_str("`{env: NAME}`, `{file: PATH}` or `{command: PROGRAM}`")
            }

            fn visit_str<E>(self, text: &str) -> Result<Place, E> {
                Ok(Place::Text(text.to_owned()))
            }

            fn visit_newtype_struct<D: serde::Deserializer<'de>>(
                self,
                block: D,
            ) -> Result<Place, D::Error> {
                let fields = Fields::deserialize(block)?;
                match (fields.env, fields.file, fields.command) {
                    (Some(name), None, None) => Ok(Place::Environment(name.value)),
                    (None, Some(path), None) => Ok(Place::File(path.value)),
                    (None, None, Some(program)) => Ok(Place::Program(program.value)),
                    _ => {
                        let message = "a secret has one place\nwrite `{env: NAME}`, `{file: PATH}` or `{command: PROGRAM}`";
                        Err(serde::de::Error::custom(message))
                    }
                }
            }
        }
        deserializer.deserialize_any(Where).map(Self)
    }
}

/// Fetches a secret; the failure names the place, never the secret.
pub fn reveal(secret: &SecretFile, folder: &Path) -> Result<String, Failure> {
    let failed = |what: String, hint: &str| Failure::World {
        what,
        hint: hint.to_owned(),
    };
    let text = match &secret.0 {
        Place::Text(text) => text.clone(),
        Place::Environment(name) => std::env::var(name).map_err(|_| {
            let what = format!("the environment variable {name}, which should hold the mail server's secret, is not set");
            failed(what, "set it for the user who runs forewarn; cron does not read your shell's profile")
        })?,
        Place::File(path) => {
            let path = folder.join(path);
            std::fs::read_to_string(&path).map_err(|error| {
                let what = format!("the secret in {} cannot be read: {error}", path.display());
                failed(what, "check its path and that its owner runs forewarn")
            })?
        }
        Place::Program(line) => run(line).map_err(|what| {
            failed(what, "run it by hand, as the user who runs forewarn")
        })?,
    };
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    if text.is_empty() {
        return Err(failed(
            "the mail server's secret is empty".to_owned(),
            "check where the settings look for it",
        ));
    }
    Ok(text)
}

fn run(line: &str) -> Result<String, String> {
    let mut words = line.split_whitespace();
    let program = words
        .next()
        .ok_or("the program that should print the secret has no name")?;
    let output = Command::new(program)
        .args(words)
        .stdin(Stdio::null())
        .output();
    let output = output.map_err(|error| {
        format!("{program}, which should print the secret, cannot be started: {error}")
    })?;
    if !output.status.success() {
        // Its complaints may hold the secret.
        return Err(format!(
            "{program}, which should print the secret, failed ({})",
            output.status
        ));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("{program} printed something that is not text"))
}
