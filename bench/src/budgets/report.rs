//! What was measured beside what is allowed.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::cost::number;
use super::plan::NETWORK_MILLIS;

/// A measured figure.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    operation: String,
    what: String,
    measured: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<f64>,
    verdict: Verdict,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

/// What a figure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum Verdict {
    /// Within its bound.
    Ok,
    /// Beyond it.
    Broken,
    /// There is no bound, or unoptimised programs tell nothing about it.
    NotJudged,
}

/// All figures of a run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// `release` or `debug`.
    build: &'static str,
    rows: Vec<Row>,
}

/// Figures this close to a bound are on it: sums of fractions are not exact.
const ROUNDING: f64 = 1e-9;

impl Report {
    pub(super) fn new(debug: bool) -> Self {
        let build = if debug { "debug" } else { "release" };
        let rows = Vec::new();
        Self { build, rows }
    }

    fn is_debug(&self) -> bool {
        self.build == "debug"
    }

    /// A count that may be at most `bound`.
    pub(super) fn count(&mut self, operation: &str, what: &str, measured: f64, bound: f64) {
        self.judge(operation, what, measured, bound, "");
    }

    /// Round trips one after another, over several samples; the most count.
    pub(super) fn trips(&mut self, operation: &str, samples: &[usize], bound: f64) {
        let most = samples.iter().max().expect("there are samples");
        let note = format!("calls take {NETWORK_MILLIS} ms here; samples {samples:?}");
        let what = "round trips one after another";
        self.judge(operation, what, number(*most), bound, &note);
    }

    /// A figure that must stay below `bound`.
    pub(super) fn below(&mut self, operation: &str, what: &str, measured: f64, bound: f64) {
        let within = measured < bound;
        let verdict = if within { Verdict::Ok } else { Verdict::Broken };
        self.add(operation, what, measured, Some(bound), verdict, "below it");
    }

    /// The same with something to say.
    pub(super) fn judge(
        &mut self,
        operation: &str,
        what: &str,
        measured: f64,
        bound: f64,
        note: &str,
    ) {
        let within = measured <= bound + ROUNDING;
        let verdict = if within { Verdict::Ok } else { Verdict::Broken };
        self.add(operation, what, measured, Some(bound), verdict, note);
    }

    /// A figure that only optimised programs can be judged by.
    pub(super) fn physical(
        &mut self,
        operation: &str,
        what: &str,
        measured: f64,
        bound: f64,
        note: &str,
    ) {
        if self.is_debug() {
            let note = format!("debug, not judged; {note}");
            let verdict = Verdict::NotJudged;
            self.add(operation, what, measured, Some(bound), verdict, &note);
        } else {
            self.judge(operation, what, measured, bound, note);
        }
    }

    /// A figure without a bound.
    pub(super) fn show(&mut self, operation: &str, what: &str, measured: f64, note: &str) {
        self.add(operation, what, measured, None, Verdict::NotJudged, note);
    }

    fn add(
        &mut self,
        operation: &str,
        what: &str,
        measured: f64,
        bound: Option<f64>,
        verdict: Verdict,
        note: &str,
    ) {
        let row = Row {
            operation: operation.to_owned(),
            what: what.to_owned(),
            measured,
            bound,
            verdict,
            note: note.trim_end_matches("; ").to_owned(),
        };
        eprintln!("{}", row.line());
        self.rows.push(row);
    }

    /// Whether a bound does not hold.
    pub(super) fn is_broken(&self) -> bool {
        self.rows.iter().any(|row| row.verdict == Verdict::Broken)
    }

    /// The whole as a table.
    pub(super) fn table(&self) -> String {
        let mut text = format!("\nBudgets, {} build\n", self.build);
        let mut operation = "";
        for row in &self.rows {
            if row.operation != operation {
                operation = &row.operation;
                let _ = write!(text, "\n{operation}\n");
            }
            let _ = writeln!(text, "{}", row.line());
        }
        text
    }

    /// Writes everything as JSON.
    pub(super) fn write_json(&self, file: &Path) {
        let text = serde_json::to_string_pretty(self).expect("figures have a form in JSON");
        std::fs::write(file, text + "\n").unwrap_or_else(|error| {
            panic!("{} cannot be written: {error}", file.display());
        });
    }
}

impl Row {
    fn line(&self) -> String {
        let bound = self.bound.map(|bound| format!("≤ {}", figure(bound)));
        let verdict = match (self.verdict, self.bound) {
            (Verdict::Ok, _) => "ok",
            (Verdict::Broken, _) => "BROKEN",
            (Verdict::NotJudged, Some(_)) => "not judged",
            (Verdict::NotJudged, None) => "",
        };
        let line = format!(
            "  {:<46} {:>10} {:>9}  {verdict:<10}  {}",
            self.what,
            figure(self.measured),
            bound.unwrap_or_default(),
            self.note
        );
        line.trim_end().to_owned()
    }
}

/// A number with at most two decimals.
pub(super) fn figure(number: f64) -> String {
    let text = format!("{number:.2}");
    match text.strip_suffix(".00") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}
