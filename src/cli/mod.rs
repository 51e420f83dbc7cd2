//! The command line.

/// Runs the program: arguments in, exit code out.
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
