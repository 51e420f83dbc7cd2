//! The doorbell: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    forewarn::cli::run()
}
