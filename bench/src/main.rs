//! Shows that the promises and budgets hold, on a local stack with the real functions.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement that cannot be made ends the run"
)]

mod acts;
mod budgets;
mod crowd;
mod devices;
mod faults;
mod flapping;
mod history;
mod load;
mod mutants;

use std::process::ExitCode;

use clap::Parser;

/// Shows that the promises and budgets hold.
#[derive(Debug, Parser)]
#[command(name = "bench", version)]
enum Command {
    /// Has people do everything at once and at random, and compares what they see with what was done.
    Acts(acts::Options),
    /// Counts what each operation costs, prints it beside its bound, and writes docs/COST.md.
    Budgets(budgets::Options),
    /// Sends messages over many pairs and one large group, and says how fast and how dear that was.
    Load(load::Options),
    /// Sends to a group of thousands with some connected, and counts what that uses.
    Crowd(crowd::Options),
    /// Has devices come, go, break and idle at random, and compares what others see of their people.
    Devices(devices::Options),
    /// Runs mixed load under all faults and checks every promise from the clients' records.
    Faults(faults::Options),
    /// Has somebody with many contacts come and go all the time, and counts what that uses.
    Flapping(flapping::Options),
    /// Loads a long chat and counts what a page of its history costs, wherever it lies.
    History(history::Options),
    /// Breaks the product on purpose, one promise at a time, and sees that the checker notices.
    Mutants(mutants::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    match Command::parse() {
        Command::Acts(options) => acts::run(&options).await,
        Command::Budgets(options) => budgets::run(&options).await,
        Command::Load(options) => load::run(&options).await,
        Command::Crowd(options) => crowd::run(&options).await,
        Command::Devices(options) => devices::run(&options).await,
        Command::Faults(options) => faults::run(&options).await,
        Command::Flapping(options) => flapping::run(&options).await,
        Command::History(options) => history::run(&options).await,
        Command::Mutants(options) => mutants::run(&options).await,
    }
}
