//! `scan`: which files still name an address that will change, and whose they are.

use super::book;
use super::caution::refuse_to_start_over;
use super::failure::Failure;
use super::kept::Kept;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::plan::scan::Scanned;
use crate::report::scan::Yield;
use crate::scan::harvest::Harvest;
use crate::scan::sought::Sought;
use crate::scan::walk::{Reach, real, walk};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Find the addresses that will change in files, by owner.
///
/// Looks for the `addresses` of the plan's services in every file below the folders, but for those that
/// `.gitignore` and `.ignore` files in them name and the folders of version control. Links are not followed.
/// The exit code is 1 when something was found, and 3 when nothing was and not everything could be read.
#[derive(clap::Args)]
#[command(override_usage = "\
forewarn scan DIR... --plan PLAN
       forewarn scan --plan PLAN --record")]
pub struct ScanFolders {
    /// Folders or files; those that the plan names under `scan` when left out
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The plan
    #[arg(long, value_name = "PLAN")]
    plan: PathBuf,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Read what ignore files name, too
    #[arg(long)]
    no_ignore: bool,
    /// Read no file that is larger than so many megabytes
    #[arg(long, value_name = "MB", default_value_t = 64)]
    max_size: u64,
    /// Put on record what was found in folders that the plan names: `readiness` shows it, and `record go`
    /// waits until nothing is found any more
    #[arg(long)]
    record: bool,
    /// The ledger [default: beside the plan]
    #[arg(long, value_name = "FILE", requires = "record")]
    ledger: Option<PathBuf>,
    /// Put it on record although another ledger of this plan knows who was told
    #[arg(long, requires = "record")]
    really: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: `{"found": […], "not-read": […], "places": …}`
    Json,
    /// For spreadsheets
    Csv,
}

/// A folder to go through.
struct Root {
    /// As it was given.
    path: PathBuf,
    /// As the plan names it, if it does.
    name: Option<String>,
    /// Where it leads.
    real: PathBuf,
}

impl ScanFolders {
    /// Goes through the folders, and prints what was found.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = match &self.ledger {
            Some(ledger) => Kept::or_begun(Some(ledger)),
            None => Kept::if_readable(None),
        };
        let workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        let sought = Sought::of(&workspace.plan);
        if sought.is_empty() {
            return Err(Failure::usage(
                "no service of the plan has `addresses` that will change",
                "write them under the services that move: `addresses: [10.20.4.0/24, records.example.org]`",
            ));
        }
        let roots = self.roots(&workspace)?;
        let reach = Reach {
            obeys: !self.no_ignore,
            largest: self.max_size.saturating_mul(1 << 20),
        };
        let (mut whole, mut scans) = (Harvest::default(), Vec::new());
        for root in roots {
            let harvest = walk(&root.path, &sought, reach)?;
            scans.extend(root.name.map(|folder| Scanned {
                folder,
                at: workspace.now,
                sought: sought.words(),
                files: harvest.read,
                hit: harvest.hits.len(),
                places: harvest.places(),
                unread: harvest.gaps(),
            }));
            whole.add(harvest);
        }
        let found = Yield {
            plan: &workspace.plan,
            directory: &workspace.directory,
            sought: &sought,
            harvest: &whole,
        };
        around.terminal.say(&match self.format {
            Format::Human => found.page(around.terminal.width),
            Format::Json => format!("{:#}\n", found.json()),
            Format::Csv => found.csv(),
        });
        if self.record {
            self.put_on_record(&workspace, &scans)?;
            let names = scans.iter().map(|scan| scan.folder.as_str());
            let names = names.collect::<Vec<_>>().join(", ");
            around.terminal.complain(&format!("recorded: {names}\n"));
        }
        Ok(ExitCode::from(match (whole.places(), whole.gaps()) {
            (0, 0) => 0,
            (0, _) => 3,
            _ => 1,
        }))
    }

    /// The folders to go through, each with what the plan calls it.
    fn roots(&self, workspace: &Workspace) -> Result<Vec<Root>, Failure> {
        let beside = workspace.path.parent().unwrap_or(Path::new(""));
        let folders = &workspace.plan.scan.folders;
        let named = folders.iter().map(|name| (name, beside.join(name)));
        let mut roots: Vec<Root> = Vec::new();
        if self.folders.is_empty() {
            for (name, path) in named {
                let real = real(&path)?;
                roots.push(Root {
                    path,
                    name: Some(name.clone()),
                    real,
                });
            }
        } else {
            // A folder that the plan names need not be there when another one is scanned.
            let known: Vec<_> = named
                .filter_map(|(name, path)| Some((name, real(&path).ok()?)))
                .collect();
            for path in &self.folders {
                let real = real(path)?;
                let mut known = known.iter();
                let name = known.find(|(_, known)| *known == real);
                roots.push(Root {
                    path: path.clone(),
                    name: name.map(|(name, _)| (*name).clone()),
                    real,
                });
            }
        }
        self.refuse(&roots, folders)?;
        Ok(roots)
    }

    /// Refuses folders that would be counted twice, or that nothing waits for.
    fn refuse(&self, roots: &[Root], folders: &[String]) -> Result<(), Failure> {
        if roots.is_empty() {
            return Err(Failure::usage(
                "nothing says which folders are to be scanned",
                "name them: `forewarn scan DIR --plan PLAN`, or in the plan: `scan: {folders: […]}`",
            ));
        }
        for (place, inner) in roots.iter().enumerate() {
            let others = roots.iter().enumerate();
            let mut others = others.filter(|(other, _)| *other != place);
            if let Some((_, outer)) = others.find(|(_, outer)| inner.real.starts_with(&outer.real))
            {
                let (inner, outer) = (inner.path.display(), outer.path.display());
                return Err(Failure::usage(
                    format!("{inner} lies within {outer}: what is found there would count twice"),
                    "name one of the two",
                ));
            }
        }
        let stranger = roots.iter().find(|root| root.name.is_none());
        if let Some(stranger) = stranger.filter(|_| self.record) {
            let known = match folders.join(", ").as_str() {
                "" => "add it to the plan: `scan: {folders: […]}`".to_owned(),
                known => format!("it names: {known}; or leave `--record` out"),
            };
            return Err(Failure::usage(
                format!(
                    "the plan names no folder {} under `scan`. Nothing was recorded",
                    stranger.path.display()
                ),
                known,
            ));
        }
        Ok(())
    }

    fn put_on_record(&self, workspace: &Workspace, scans: &[Scanned]) -> Result<(), Failure> {
        if !self.really {
            refuse_to_start_over(workspace, "Nothing was recorded")?;
        }
        let mut ledger = book::writer_in_turn(workspace, self.really)?;
        Ok(ledger.keep_scans(scans)?)
    }
}
