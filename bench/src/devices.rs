//! Devices that come and go at random, seed by seed; people must be seen as they are.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use e2e::Stack;
use e2e::devices::{self, PACE, devices};

/// Differences that are shown of one seed.
const SHOWN: usize = 3;

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 5, value_name = "N")]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1, value_name = "SEED")]
    first_seed: u64,
    /// People, side by side, each with three devices.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=200))]
    people: u64,
    /// Rounds of each of them.
    #[arg(long, default_value_t = 10, value_name = "N")]
    rounds: usize,
}

/// Runs it.
pub(crate) async fn run(options: &Options) -> ExitCode {
    let mut differ = false;
    for seed in options.first_seed..options.first_seed + options.seeds {
        let stack = Stack::start(&PACE.options());
        let began = Instant::now();
        let people = usize::try_from(options.people).expect("a small number");
        let rounds = options.rounds;
        let wanted = devices::Options {
            seed,
            people,
            rounds,
        };
        let outcome = devices(&stack, wanted).await;
        println!("{outcome} ({:.0} s)", began.elapsed().as_secs_f64());
        for difference in outcome.differences.iter().take(SHOWN) {
            println!("  {difference}");
        }
        differ |= !outcome.differences.is_empty();
    }
    ExitCode::from(u8::from(differ))
}
