//! Questions about what was recorded. Answers are copies, made while the lock is held and written
//! as JSON afterwards.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::Meter;
use super::record::{Call, Head, Id, Record};
use super::totals::Totals;

const DEFAULT_LIMIT: usize = 200;
const LARGEST_LIMIT: usize = 5_000;

/// Which invocations to list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Filter {
    /// Name of a function.
    function: Option<String>,
    /// A trigger, its first word, or a kind: `sendMessage`, `POST`, `queue`.
    trigger: Option<String>,
    trace: Option<String>,
    /// Anywhere in the invocation or its calls, in any case.
    text: Option<String>,
    /// Only those that began after this time, in milliseconds since 1970.
    since: Option<i64>,
    limit: Option<usize>,
}

/// One line of a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Summary {
    #[serde(flatten)]
    pub(super) head: Head,
    pub(super) totals: Totals,
}

/// One invocation with all its calls.
#[derive(Debug, Serialize)]
pub(super) struct Detail {
    #[serde(flatten)]
    summary: Summary,
    calls: Vec<Call>,
    /// The invocations it led to.
    effects: Vec<Summary>,
}

/// One invocation of a trace, with its calls and what followed from it.
#[derive(Debug, Serialize)]
struct Branch {
    #[serde(flatten)]
    summary: Summary,
    calls: Vec<Call>,
    children: Vec<Branch>,
}

/// Everything that followed from one request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Trace {
    trace: Id,
    started_ms: i64,
    /// From the first beginning to the last end.
    duration_ms: f64,
    invocations: usize,
    /// A batch that several traces share counts fully in each.
    totals: Totals,
    tree: Vec<Branch>,
}

impl Filter {
    fn passes(&self, head: &Head) -> bool {
        let same = |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|it| it == is);
        let of_trace = |wanted: &String| head.traces.iter().any(|trace| **trace == **wanted);
        same(&self.function, &head.function)
            && self.trigger.as_ref().is_none_or(|it| names(it, head))
            && self.trace.as_ref().is_none_or(of_trace)
            && self.since.is_none_or(|since| head.started_ms > since)
    }
}

fn names(wanted: &str, head: &Head) -> bool {
    wanted == &*head.trigger
        || wanted == head.source.name()
        || head.trigger.split(' ').next() == Some(wanted)
}

fn mentions(record: &Record, text: &str) -> bool {
    let holds = |field: &str| field.to_lowercase().contains(text);
    let head = &record.head;
    [&head.id, &head.function, &head.trigger]
        .into_iter()
        .chain(&head.connection)
        .chain(&head.traces)
        .chain(&head.error)
        .any(|field| holds(field))
        || record.calls.iter().any(|call| {
            holds(&call.target)
                || holds(&call.detail)
                || holds(&call.operation)
                || call.error.as_deref().is_some_and(holds)
                || call.fault.is_some_and(holds)
        })
}

impl Summary {
    fn of(record: &Record) -> Self {
        Self {
            head: record.head.clone(),
            totals: Totals::of(&record.calls),
        }
    }
}

impl Meter {
    /// The invocations that pass, newest first.
    pub(super) fn list(&self, filter: &Filter) -> Vec<Summary> {
        let limit = filter.limit.unwrap_or(DEFAULT_LIMIT).min(LARGEST_LIMIT);
        let text = filter.text.as_ref().map(|text| text.to_lowercase());
        let state = self.state();
        let newest_first = state.ring.iter().rev();
        newest_first
            .filter(|record| filter.passes(&record.head))
            .filter(|record| text.as_ref().is_none_or(|text| mentions(record, text)))
            .take(limit)
            .map(Summary::of)
            .collect()
    }

    pub(super) fn summaries(&self, ids: &[Id]) -> Vec<Summary> {
        let state = self.state();
        let records = ids.iter().filter_map(|id| state.ring.get(id));
        records.map(Summary::of).collect()
    }

    pub(super) fn detail(&self, id: &str) -> Option<Detail> {
        let state = self.state();
        let record = state.ring.get(id)?;
        let id = &record.head.id;
        let caused = state.ring.iter().filter(|it| it.head.causes.contains(id));
        Some(Detail {
            summary: Summary::of(record),
            calls: record.calls.clone(),
            effects: caused.map(Summary::of).collect(),
        })
    }

    pub(super) fn trace(&self, trace: &str) -> Option<Trace> {
        let all: Vec<(Summary, Vec<Call>)> = {
            let state = self.state();
            let of_trace = |record: &&Record| record.head.traces.iter().any(|it| **it == *trace);
            let records = state.ring.iter().filter(of_trace);
            records
                .map(|record| (Summary::of(record), record.calls.clone()))
                .collect()
        };
        let started_ms = all.first()?.0.head.started_ms;
        let mut totals = Totals::default();
        let mut duration_ms = 0.0_f64;
        for (summary, _) in &all {
            totals.add(&summary.totals);
            let head = &summary.head;
            // A trace lasts days at most: no precision is lost.
            let offset = (head.started_ms - started_ms) as f64;
            duration_ms = duration_ms.max(offset + head.duration_ms.unwrap_or_default());
        }
        Some(Trace {
            trace: trace.into(),
            started_ms,
            duration_ms,
            invocations: all.len(),
            totals,
            tree: tree(all),
        })
    }
}

/// Puts invocations, oldest first, below the first of their causes that is among them.
fn tree(all: Vec<(Summary, Vec<Call>)>) -> Vec<Branch> {
    let known: HashSet<Id> = all
        .iter()
        .map(|(summary, _)| Id::clone(&summary.head.id))
        .collect();
    // Younger ones are never causes of older ones, so going backwards every branch is complete
    // when it is hung up.
    let mut loose: Vec<Branch> = Vec::new();
    for (summary, calls) in all.into_iter().rev() {
        let mut children: Vec<Branch> = loose
            .extract_if(.., |branch| {
                let mut causes = branch.summary.head.causes.iter();
                causes.find(|cause| known.contains(*cause)) == Some(&summary.head.id)
            })
            .collect();
        children.reverse();
        loose.push(Branch {
            summary,
            calls,
            children,
        });
    }
    loose.reverse();
    loose
}
