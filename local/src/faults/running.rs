//! A plan at work: who is next, and how often that went wrong.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::draw::{self, Draws};
use super::plan::{Plan, Rule};
use super::words::{Effect, Kind, On};

/// A plan in force.
#[derive(Debug)]
pub(super) struct Running {
    seed: u64,
    rules: Vec<Live>,
}

/// A rule with its counters.
#[derive(Debug)]
struct Live {
    rule: Rule,
    counts: Mutex<Counts>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    considered: u64,
    injected: u64,
}

/// Something that may go wrong.
#[derive(Debug)]
pub(super) struct Opportunity<'a> {
    pub(super) on: On,
    /// The kinds that can happen at this point.
    pub(super) now: fn(Kind) -> bool,
    pub(super) operation: &'a str,
    pub(super) function: &'a str,
    pub(super) queue: &'a str,
}

impl<'a> Opportunity<'a> {
    pub(super) fn new(on: On, operation: &'a str) -> Self {
        Self {
            on,
            now: |_kind| true,
            operation,
            function: "",
            queue: "",
        }
    }
}

/// What goes wrong this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) kind: Kind,
    pub(super) effect: Effect,
    pub(super) wait: Duration,
    /// For whatever else has to be drawn.
    pub(super) spare: u64,
}

impl Decision {
    /// A place from 0 to below 1.
    pub(super) fn place(&self) -> f64 {
        draw::unit(self.spare)
    }
}

impl Running {
    pub(super) fn new(plan: Plan) -> Self {
        let live = |rule: Rule| Live {
            rule,
            counts: Mutex::default(),
        };
        Self {
            seed: plan.seed,
            rules: plan.rules.into_iter().map(live).collect(),
        }
    }

    /// Asks the rules in their order; the first that injects has decided, and those after it are
    /// not asked.
    pub(super) fn decide(&self, opportunity: &Opportunity<'_>) -> Option<Decision> {
        let rules = self.rules.iter().enumerate();
        let mut fitting = rules.filter(|(_, live)| live.rule.fits(opportunity));
        fitting.find_map(|(index, live)| live.consider(self.seed, index))
    }

    /// The rules as given, with their counters.
    pub(super) fn describe(&self) -> Value {
        let rules = self.rules.iter().map(|live| {
            let counts = *live.counts();
            let mut rule = live.rule.given.clone();
            rule.insert("considered".to_owned(), counts.considered.into());
            rule.insert("injected".to_owned(), counts.injected.into());
            Value::Object(rule)
        });
        json!({"seed": self.seed, "rules": rules.collect::<Vec<_>>()})
    }
}

impl Live {
    /// Takes the next opportunity. Number and outcome are settled together, so that `times` falls
    /// on the same opportunities in every run.
    fn consider(&self, seed: u64, index: usize) -> Option<Decision> {
        let mut counts = self.counts();
        let number = counts.considered;
        counts.considered += 1;
        let rule = &self.rule;
        let mut draws = Draws::new(seed, index, number);
        let exhausted = rule.times.is_some_and(|times| counts.injected >= times);
        if draws.unit() >= rule.probability || exhausted {
            return None;
        }
        counts.injected += 1;
        drop(counts);
        let drawn = match draws.whole() & 1 {
            0 => Effect::Before,
            _ => Effect::After,
        };
        let (from, to) = rule.millis;
        let wait = from + draws.whole() % (to - from + 1);
        Some(Decision {
            kind: rule.kind,
            effect: rule.effect.unwrap_or(drawn),
            wait: Duration::from_millis(wait),
            spare: draws.whole(),
        })
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rule {
    fn fits(&self, opportunity: &Opportunity<'_>) -> bool {
        let passes = |filter: &Option<Vec<String>>, name: &str| {
            filter
                .as_ref()
                .is_none_or(|names| names.iter().any(|it| it == name))
        };
        self.on == opportunity.on
            && (opportunity.now)(self.kind)
            && self.kind.befalls(opportunity.operation)
            && passes(&self.operations, opportunity.operation)
            && passes(&self.functions, opportunity.function)
            && passes(&self.queues, opportunity.queue)
    }
}
