//! Mixed load under all faults, seed by seed, each on a stack of its own; the checker says which
//! promises were kept (docs/PROOF.md).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use e2e::check::{Run, check};
use e2e::storm::{Report, all_faults, storm};
use e2e::{Programs, Stack, storm, workspace};
use futures::StreamExt as _;
use serde_json::{Value, json};

/// Violations that are shown of one seed; all are in the records.
const SHOWN: usize = 12;

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 20, value_name = "N")]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1, value_name = "SEED")]
    first_seed: u64,
    /// How long people act under faults, for each seed. Their access tokens last 15 minutes.
    #[arg(long, default_value_t = 60, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Acts a second, all people together.
    #[arg(long, default_value_t = 10.0, value_name = "R", value_parser = rate)]
    rate: f64,
    /// A plan of faults in JSON or YAML instead of the one with all of them; its seed is replaced.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Seeds at a time. Much of the time of each is waiting.
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    jobs: u8,
    /// Use functions as they are deployed, with optimisations; the stack stays as it is.
    #[arg(long)]
    release: bool,
    /// Run nothing, check the records of an earlier run.
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
}

/// What came of one seed.
struct Outcome {
    seed: u64,
    took: Duration,
    report: Report,
    records: Option<PathBuf>,
}

/// Runs it.
pub(crate) async fn run(options: &Options) -> ExitCode {
    if let Some(path) = &options.records {
        return check_again(path);
    }
    let programs = match options.release {
        true => Programs::Deployed,
        false => Programs::Own,
    };
    // Built once, before the clock of any seed runs.
    let _folder = programs.folder();
    let plan: Option<Value> = options.plan.as_ref().map(|path| {
        let text = std::fs::read_to_string(path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_yaml_ng::from_str(&text).expect("a plan in JSON or YAML")
    });
    let seeds = options.first_seed..options.first_seed + options.seeds;
    let storms = seeds.map(|seed| one(options, &programs, plan.as_ref(), seed));
    let mut storms = futures::stream::iter(storms).buffered(usize::from(options.jobs));
    let mut outcomes = Vec::new();
    while let Some(outcome) = storms.next().await {
        show(&outcome);
        outcomes.push(outcome);
    }
    println!("{}", summary(options, &outcomes));
    let broken = outcomes
        .iter()
        .any(|outcome| !outcome.report.violations.is_empty());
    ExitCode::from(u8::from(broken))
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: Option<f64> = text.parse().ok();
    rate.filter(|rate| (0.1..=1_000.0).contains(rate))
        .ok_or_else(|| "must be a number of acts a second, 0.1 to 1000".to_owned())
}

async fn one(options: &Options, programs: &Programs, plan: Option<&Value>, seed: u64) -> Outcome {
    let mut faults = plan.cloned().unwrap_or_else(|| all_faults(seed));
    faults["seed"] = json!(seed);
    let began = Instant::now();
    let stack = Stack::start(&e2e::Options::new().programs(programs.clone()));
    let options = storm::Options {
        seed,
        lasts: Duration::from_secs(options.seconds),
        rate: options.rate,
        faults: Some(faults),
    };
    let report = storm(&stack, &options, |what| eprintln!("seed {seed}: {what}")).await;
    let records = (!report.is_clean()).then(|| {
        let path = workspace().join(format!("target/storm/seed-{seed}.jsonl"));
        report.run.write(&path).expect("target/ can be written to");
        path
    });
    Outcome {
        seed,
        took: began.elapsed(),
        report,
        records,
    }
}

fn show(outcome: &Outcome) {
    let Outcome {
        seed,
        took,
        report,
        records,
    } = outcome;
    println!("seed {seed}, {} s: {report}", took.as_secs());
    println!("  faults: {}", counts(&report.faults));
    for violation in report.violations.iter().take(SHOWN) {
        println!("  {violation}");
    }
    if let Some(path) = records {
        println!("  records: {}", path.display());
    }
}

fn counts(faults: &BTreeMap<String, u64>) -> String {
    let kinds = faults.iter().map(|(kind, count)| format!("{kind} {count}"));
    kinds.collect::<Vec<_>>().join(", ")
}

fn summary(options: &Options, outcomes: &[Outcome]) -> Value {
    let seeds = outcomes.iter().map(|outcome| {
        let report = &outcome.report;
        let violations: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
        json!({
            "seed": outcome.seed,
            "tookSeconds": outcome.took.as_secs(),
            "acknowledged": report.acknowledged,
            "entries": report.entries,
            "unknownOutcomes": report.unknown,
            "refusals": report.refusals,
            "reconnects": report.reconnects,
            "failedPosts": report.failed_posts,
            "faults": report.faults,
            "slowestPushMillis": report.slowest_push,
            "violations": violations,
            "records": outcome.records,
        })
    });
    let seeds: Vec<Value> = seeds.collect();
    let sum = |count: fn(&Report) -> u64| -> u64 {
        outcomes.iter().map(|outcome| count(&outcome.report)).sum()
    };
    json!({
        "seconds": options.seconds,
        "rate": options.rate,
        "acknowledged": sum(|report| report.acknowledged as u64),
        "entries": sum(|report| report.entries as u64),
        "faults": sum(|report| report.faults.values().sum()),
        "violations": sum(|report| report.violations.len() as u64),
        "slowestPushMillis": outcomes.iter().map(|outcome| outcome.report.slowest_push).max(),
        "seeds": seeds,
    })
}

fn check_again(path: &Path) -> ExitCode {
    let run = Run::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let violations = check(&run);
    violations
        .iter()
        .for_each(|violation| println!("{violation}"));
    println!("{} violations", violations.len());
    ExitCode::from(u8::from(!violations.is_empty()))
}
