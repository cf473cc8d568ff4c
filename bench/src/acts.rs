//! Random acts of several people, seed by seed; what everybody sees must be what was done.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use e2e::Stack;
use e2e::random_acts::{self, random_acts};

/// Differences that are shown of one seed.
const SHOWN: usize = 12;

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 10, value_name = "N")]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1, value_name = "SEED")]
    first_seed: u64,
    /// Acts for each seed, all people together.
    #[arg(long, default_value_t = 2_000, value_name = "N")]
    acts: usize,
}

/// Runs it.
pub(crate) async fn run(options: &Options) -> ExitCode {
    let mut differ = false;
    for seed in options.first_seed..options.first_seed + options.seeds {
        let stack = Stack::start(&e2e::Options::new());
        let began = Instant::now();
        let acts = options.acts;
        let outcome = random_acts(&stack, random_acts::Options { seed, acts }).await;
        println!("{outcome} ({:.0} s)", began.elapsed().as_secs_f64());
        for difference in outcome.differences.iter().take(SHOWN) {
            println!("  {difference}");
        }
        differ |= !outcome.differences.is_empty();
    }
    ExitCode::from(u8::from(differ))
}
