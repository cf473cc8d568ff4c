//! What it uses, and how often it is told, when the network of somebody with thousands of direct chats
//! comes and goes all the time.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use e2e::flapping::{self, Outcome, flapping};
use e2e::meter::Totals;
use e2e::{Options as StackOptions, Stack};

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Direct chats of the one who comes and goes.
    #[arg(long, default_value_t = 2_000, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    chats: u64,
    /// How many of those they chat with are connected, and watch.
    #[arg(long, default_value_t = 20, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=90))]
    watching: u64,
    /// How often they connect, and disconnect.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=500))]
    flaps: u64,
    /// The time for it.
    #[arg(long, default_value_t = 10, value_name = "SECONDS")]
    seconds: u64,
}

/// Runs it; fails when somebody is told too often, or something wrong in the end.
pub(crate) async fn run(options: &Options) -> ExitCode {
    let stack = Stack::start(&StackOptions::new());
    let small = |number: u64| usize::try_from(number).expect("a small number");
    let wanted = flapping::Options {
        chats: small(options.chats),
        watching: small(options.watching),
        flaps: small(options.flaps),
        within: Duration::from_secs(options.seconds),
    };
    let began = Instant::now();
    let outcome = flapping(&stack, wanted).await;
    println!(
        "{} direct chats, {} who watch; {} times there and gone in {:.1} s ({:.0} s with all around)",
        options.chats,
        options.watching,
        options.flaps,
        outcome.took.as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
    print(&outcome);
    for difference in &outcome.differences {
        println!("{difference}");
    }
    ExitCode::from(u8::from(!outcome.differences.is_empty()))
}

fn print(outcome: &Outcome) {
    let most = |counts: &dyn Fn(&(usize, usize)) -> usize| {
        let counts = outcome.told.iter().map(counts);
        counts.max().unwrap_or_default()
    };
    let (meanwhile, each) = (most(&|told| told.0), most(&|told| told.0 + told.1));
    let all: usize = outcome.told.iter().map(|told| told.0 + told.1).sum();
    let (bound, bound_in_all) = (outcome.bound, outcome.bound + 1);
    println!(
        "told to one at most {meanwhile} times meanwhile (bound {bound}), \
         {each} times with what came afterwards (bound {bound_in_all})"
    );
    println!("told to all {all} times\n");
    println!(
        "{:<20}{:>8}{:>14}{:>14}{:>8}{:>8}",
        "function", "runs", "write units", "read units", "jobs", "posts"
    );
    let mut sum = (0, Totals::default());
    for (function, (count, totals)) in &outcome.used {
        line(function, *count, totals);
        sum.0 += count;
        sum.1.add(totals);
    }
    line("together", sum.0, &sum.1);
}

fn line(name: &str, count: usize, totals: &Totals) {
    let Totals {
        write_units,
        read_units,
        messages,
        posts,
        ..
    } = totals;
    println!("{name:<20}{count:>8}{write_units:>14}{read_units:>14}{messages:>8}{posts:>8}");
}
