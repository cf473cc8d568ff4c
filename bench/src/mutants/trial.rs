//! One storm over one mutant.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use e2e::check::{Violation, promises};
use e2e::storm::storm;
use e2e::{Programs, Stack, storm as storms};
use serde_json::json;
use tokio::sync::Semaphore;

use super::CONTROL;
use super::mutation::{Mutation, Weather};

/// Heading of the table.
pub(super) const HEADING: &str =
    "mutant                       weather    breaks    found         s  first evidence";

/// What is to be run.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    name: String,
    /// Promises of which one has to be found broken; none for the control.
    breaks: Vec<u8>,
    programs: PathBuf,
    weather: Weather,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) name: String,
    pub(super) is_control: bool,
    weather: String,
    breaks: Vec<u8>,
    violations: Vec<Violation>,
    acknowledged: usize,
    took: Duration,
}

impl Trial {
    pub(super) fn of_control(programs: PathBuf, weather: Weather) -> Self {
        Self {
            name: CONTROL.to_owned(),
            breaks: Vec::new(),
            programs,
            weather,
        }
    }

    pub(super) fn of(mutation: &Mutation, programs: PathBuf, weather: Weather) -> Self {
        Self {
            name: mutation.name.clone(),
            breaks: mutation.breaks.clone(),
            programs,
            weather,
        }
    }

    /// Runs the storm when there is a place for it.
    pub(super) async fn run(self, places: Arc<Semaphore>, seed: u64) -> Verdict {
        let _place = places.acquire().await.expect("places are never closed");
        let began = Instant::now();
        let programs = Programs::In(self.programs.clone());
        let stack = Stack::start(&e2e::Options::new().programs(programs));
        let rules = self.weather.rules.as_ref();
        let options = storms::Options {
            seed,
            lasts: Duration::from_secs(self.weather.seconds),
            rate: self.weather.rate,
            faults: rules.map(|rules| json!({"seed": seed, "rules": rules})),
        };
        let report = storm(&stack, &options, |_| {}).await;
        drop(stack);
        let is_control = self.name == CONTROL;
        if !is_control && let Err(error) = std::fs::remove_dir_all(&self.programs) {
            eprintln!("{} stays: {error}", self.programs.display());
        }
        let verdict = Verdict {
            is_control,
            name: self.name,
            weather: self.weather.name,
            breaks: self.breaks,
            violations: report.violations,
            acknowledged: report.acknowledged,
            took: began.elapsed(),
        };
        eprintln!("{verdict}");
        verdict
    }
}

impl Verdict {
    /// A mutant was caught with the promise it breaks; the control broke none.
    pub(super) fn is_good(&self) -> bool {
        let found = promises(&self.violations);
        if self.is_control {
            found.is_empty() && self.acknowledged > 0
        } else {
            self.breaks.iter().any(|promise| found.contains(promise))
        }
    }

    /// The violation to show: of a promise that was to be broken, if there is one.
    fn evidence(&self) -> Option<&Violation> {
        let expected = |violation: &&Violation| self.breaks.contains(&violation.promise);
        let mut violations = self.violations.iter();
        violations
            .clone()
            .find(expected)
            .or_else(|| violations.next())
    }

    /// A row of the table.
    pub(super) fn row(&self) -> String {
        let list = |promises: Vec<u8>| {
            let promises: Vec<String> = promises.iter().map(u8::to_string).collect();
            promises.join(" ")
        };
        let mark = if self.is_good() { ' ' } else { '!' };
        let found = list(promises(&self.violations).into_iter().collect());
        let evidence = self
            .evidence()
            .map_or_else(String::new, ToString::to_string);
        format!(
            "{:<28} {:<10} {:<9} {found:<9} {:>5} {mark}{evidence}",
            self.name,
            self.weather,
            list(self.breaks.clone()),
            self.took.as_secs(),
        )
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let how = match (self.is_control, self.is_good()) {
            (true, true) => "holds every promise",
            (true, false) => "BROKE A PROMISE",
            (false, true) => "is caught",
            (false, false) => "SURVIVED",
        };
        write!(
            formatter,
            "{} in {} {how} after {} s, {} messages",
            self.name,
            self.weather,
            self.took.as_secs(),
            self.acknowledged
        )
    }
}
