//! `templates`: the built-in words of every mail, to look at and to start one's own from.
#![expect(
    clippy::disallowed_methods,
    reason = "door: writes templates into a folder"
)]

use super::failure::Failure;
use super::{Done, Surroundings};
use crate::compose::built_in::built_in;
use crate::plan::decode::did_you_mean;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// List the built-in templates, or write them into a folder to start your own from.
#[derive(clap::Args)]
pub struct TemplateFiles {
    /// Only these: a file such as `en/end-users/first.txt`, or a folder [default: all]
    templates: Vec<String>,
    /// Write them below this folder; a file that is there stays as it is
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl TemplateFiles {
    /// Lists them, or writes them: all that were asked for, or none.
    pub fn run(&self, around: &Surroundings) -> Done {
        let chosen = self.chosen()?;
        let Some(folder) = &self.out else {
            let names = chosen.keys().map(|name| format!("{name}\n"));
            around.terminal.say(&names.collect::<String>());
            return Ok(ExitCode::SUCCESS);
        };
        let mut targets = chosen.keys().map(|name| folder.join(name));
        if let Some(there) = targets.find(|target| target.symlink_metadata().is_ok()) {
            return Err(Failure::usage(
                format!(
                    "{} is there already and stays as it is; nothing was written",
                    there.display()
                ),
                "name another folder with `--out`, or only the templates that are missing",
            ));
        }
        for (name, text) in &chosen {
            write(&folder.join(name), text)?;
        }
        let written = match chosen.len() {
            1 => "1 template is".to_owned(),
            number => format!("{number} templates are"),
        };
        let keep = match chosen.len() {
            1 => "",
            _ => "Keep those that you change and delete the others.\n",
        };
        around.terminal.say(&format!(
            "{written} written below {}. What is missing there comes from the program.\n{keep}",
            folder.display()
        ));
        Ok(ExitCode::SUCCESS)
    }

    /// The templates that were asked for, by name.
    fn chosen(&self) -> Result<BTreeMap<String, String>, Failure> {
        let mut all = built_in();
        if self.templates.is_empty() {
            return Ok(all);
        }
        let asked = |name: &str, asked: &str| {
            let rest = name.strip_prefix(asked.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut wanted = self.templates.iter();
        if let Some(unknown) = wanted.find(|wanted| !all.keys().any(|name| asked(name, wanted))) {
            let advice = did_you_mean(unknown, all.keys().map(String::as_str));
            return Err(Failure::usage(
                format!("there is no template `{unknown}`"),
                advice.unwrap_or_else(|| "`forewarn templates` lists all of them".to_owned()),
            ));
        }
        all.retain(|name, _| self.templates.iter().any(|wanted| asked(name, wanted)));
        Ok(all)
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::World {
        what: format!("{} cannot be written: {error}", path.display()),
        hint: "check the folder and the space on its disk, or name another with `--out`".to_owned(),
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(failed)
}
