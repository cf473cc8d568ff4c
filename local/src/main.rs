//! The local stack: `cargo run` starts what `template.yaml` declares on this machine.

mod builder;
mod cli;
mod dynamodb;
mod error;
mod faults;
mod front;
mod http_api;
mod lambda;
mod mapping;
mod meter;
mod s3;
mod ses;
mod signal;
mod sqs;
mod ssm;
mod stack;
mod start;
mod template;
mod websocket_api;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    // Before anything else: each start of a function comes through here.
    if let Some(error) = lambda::exec(std::env::args_os().skip(1)) {
        eprintln!("the function cannot be started: {error}");
        return ExitCode::from(127);
    }
    let options = cli::Options::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The stack cannot start any threads ({error}).");
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(start::run(options));
    // What still runs has nothing left to do.
    runtime.shutdown_background();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
