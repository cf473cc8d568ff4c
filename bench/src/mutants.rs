//! Breaks the product on purpose, one promise at a time, and sees that the checker notices
//! (docs/PROOF.md).
//!
//! Every mutation is applied to a copy of the sources, built, and run through the same storm as the
//! unmutated copy, which has to pass. Mutants are built one after another while the storms of
//! earlier ones run.

mod copy;
mod mutation;
mod trial;
mod workshop;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::sync::Semaphore;

use self::mutation::Weather;
use self::trial::{Trial, Verdict};
use self::workshop::Workshop;

/// The name of the copy that nothing was done to.
const CONTROL: &str = "control";

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only these mutants; all of bench/mutants without a name.
    names: Vec<String>,
    /// Storms at a time. Much of the time of each is waiting.
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    jobs: u8,
    /// Where the people's choices come from.
    #[arg(long, default_value_t = 1, value_name = "SEED")]
    seed: u64,
}

/// Runs it.
pub(crate) async fn run(options: &Options) -> ExitCode {
    let began = Instant::now();
    let mutations = match mutation::load(&options.names) {
        Ok(mutations) => mutations,
        Err(what) => return refuse(&what),
    };
    let weathers: BTreeMap<String, Weather> = mutations
        .iter()
        .map(|mutation| {
            (
                mutation.weather.clone(),
                mutation::weather(&mutation.weather),
            )
        })
        .collect();
    let workshop = match Workshop::open(&mutations) {
        Ok(workshop) => Arc::new(workshop),
        Err(what) => return refuse(&what),
    };
    eprintln!("building the {CONTROL}");
    let control = match workshop.build_control() {
        Ok(folder) => folder,
        Err(what) => return refuse(&what),
    };
    eprintln!("built after {} s", began.elapsed().as_secs());

    let places = Arc::new(Semaphore::new(usize::from(options.jobs)));
    let mut trials = FuturesUnordered::new();
    let start = |trial: Trial| tokio::spawn(trial.run(Arc::clone(&places), options.seed));
    for weather in weathers.values() {
        trials.push(start(Trial::of_control(control.clone(), weather.clone())));
    }
    for mutation in mutations {
        let weather = weathers[&mutation.weather].clone();
        let name = mutation.name.clone();
        let building = Arc::clone(&workshop);
        let built = tokio::task::spawn_blocking(move || {
            let folder = building.build(&mutation);
            (mutation, folder)
        });
        match built.await.expect("building does not panic") {
            (mutation, Ok(folder)) => {
                eprintln!("{name} is built after {} s", began.elapsed().as_secs());
                trials.push(start(Trial::of(&mutation, folder, weather)));
            }
            (_, Err(what)) => return refuse(&what),
        }
    }
    let mut verdicts = Vec::new();
    while let Some(verdict) = trials.next().await {
        verdicts.push(verdict.expect("a trial does not panic"));
    }
    show(verdicts, weathers.len(), began)
}

/// Prints the table; a failure when something is not as it should be.
fn show(mut verdicts: Vec<Verdict>, weathers: usize, began: Instant) -> ExitCode {
    verdicts
        .sort_by(|one, other| (!one.is_control, &one.name).cmp(&(!other.is_control, &other.name)));
    println!("{}", trial::HEADING);
    for verdict in &verdicts {
        println!("{}", verdict.row());
    }
    let good = verdicts.iter().filter(|verdict| verdict.is_good()).count();
    println!(
        "{} mutants and {weathers} controls after {} s, {} not as they should be",
        verdicts.len() - weathers,
        began.elapsed().as_secs(),
        verdicts.len() - good
    );
    ExitCode::from(u8::from(good < verdicts.len()))
}

fn refuse(what: &str) -> ExitCode {
    eprintln!("{what}");
    ExitCode::FAILURE
}
