//! From the start of a process to its first request for work.

use std::collections::BTreeMap;
use std::path::Path;

use super::programs::Executables;
use super::report::{Report, figure};
use super::runtime_api::Running;

const OPERATION: &str = "cold start, exec to first /next";
/// Runs of each function.
const RUNS: usize = 41;
/// Milliseconds above a program that does nothing.
const BOUND: f64 = 1.5;
/// Nobody answers there, and nobody asks before the first event.
const NOWHERE: &str = "http://127.0.0.1:9";

/// Compares every function with a program that does nothing, run in turn with it.
pub(super) fn measure(executables: &Executables, report: &mut Report) {
    let hello = executables.hello();
    let of_hello = executables.variables("hello", NOWHERE);
    let mut times: BTreeMap<&str, Pair> = BTreeMap::new();
    for _ in 0..RUNS {
        for name in executables.functions() {
            let variables = executables.variables(name, NOWHERE);
            let pair = times.entry(name).or_default();
            pair.hello.push(once(&hello, &of_hello));
            pair.function
                .push(once(&executables.path(name), &variables));
        }
    }
    for pair in times.values_mut() {
        pair.hello.sort_by(f64::total_cmp);
        pair.function.sort_by(f64::total_cmp);
    }
    let mut all: Vec<f64> = times.values().flat_map(|pair| pair.hello.clone()).collect();
    all.sort_by(f64::total_cmp);
    report.show(OPERATION, "hello world, ms", median(&all), &spread(&all));
    let worst = times
        .iter()
        .max_by(|one, other| one.1.above().total_cmp(&other.1.above()))
        .map(|(name, _)| *name);
    for (name, pair) in &times {
        let own = median(&pair.function);
        let note = format!("median {} ms {}", figure(own), spread(&pair.function));
        if Some(*name) == worst {
            let what = format!("{name} (worst), ms above");
            report.physical(OPERATION, &what, pair.above(), BOUND, &note);
        } else {
            report.show(OPERATION, &format!("{name}, ms above"), pair.above(), &note);
        }
    }
}

/// Times of a function and of the program that does nothing, each run right before it: what else
/// the machine does meets both.
#[derive(Debug, Default)]
struct Pair {
    hello: Vec<f64>,
    function: Vec<f64>,
}

impl Pair {
    fn above(&self) -> f64 {
        median(&self.function) - median(&self.hello)
    }
}

fn once(executable: &Path, variables: &BTreeMap<String, String>) -> f64 {
    Running::start(executable, variables)
        .cold_start
        .as_secs_f64()
        * 1e3
}

fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

fn spread(sorted: &[f64]) -> String {
    let p90 = sorted[sorted.len() * 9 / 10];
    format!("min {} p90 {}", figure(sorted[0]), figure(p90))
}
