use std::process::ExitCode;

use clap::Args;

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {}

/// Runs it.
pub(crate) async fn run(_options: &Options) -> ExitCode {
    ExitCode::SUCCESS
}
