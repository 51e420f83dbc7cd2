//! The command line.
use crate::diagnostic::{Findings, Sources, render};

/// Runs the program: arguments in, exit code out.
#[allow(clippy::all, clippy::disallowed_methods, clippy::disallowed_macros)]
pub fn run() -> std::process::ExitCode {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let path = std::path::PathBuf::from(std::env::args().nth(2).unwrap());
    let zones = crate::calendar::load::zones();
    let file = crate::plan::load::plan(&path, &mut sources, &mut findings).unwrap();
    if let Some(written) = crate::plan::file::read(file, &sources, &mut findings) {
        let _ = written.mean(&zones, &Default::default(), &mut findings);
    }
    findings.sort();
    for f in findings.iter() {
        println!(
            "{}",
            render::render(
                f,
                &sources,
                render::Style {
                    colour: false,
                    width: 80
                }
            )
        );
    }
    std::process::ExitCode::SUCCESS
}
