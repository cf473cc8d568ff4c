//! Devices come and go in every way there is, while the gateway forgets, repeats and delays the news
//! of their ends. Whatever is read of their people at any time has to be something they can be, and
//! soon after each round it has to be what they are.

mod choose;
mod device;
mod person;
mod signs;
mod watcher;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, sleep_until};

use self::person::Person;
use self::watcher::{Watched, watch};
use crate::presence::{Pace, Sweep};
use crate::{DEADLINE, Stack, User, eventually};

/// The pace of the stack that this runs on.
pub const PACE: Pace = Pace { away: 2, silent: 4 };
/// An end is reported so many milliseconds late at most.
const LATE_MS: i64 = 4_500;
/// When rounds of different people begin is spread over this time.
const SPREAD: Duration = Duration::from_secs(5);
/// Pause between two sweeps.
const SWEEP: Duration = Duration::from_secs(2);

/// What to do.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What everybody's dice begin with. Who is quicker is left to the machine.
    pub seed: u64,
    /// People, each with three devices; all are read at once, so 200 at most.
    pub people: usize,
    /// Rounds of each: some acts, then quiet until it is sure that they are seen as they are.
    pub rounds: usize,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// As it was asked for.
    pub options: Options,
    /// Rounds of all people together, after which they were seen as they were.
    pub rounds: usize,
    /// Acts by kind.
    pub acts: BTreeMap<&'static str, usize>,
    /// How often each status was the true one after a round.
    pub statuses: BTreeMap<&'static str, usize>,
    /// How often each kind of fault struck.
    pub faults: BTreeMap<String, u64>,
    /// What was read and could not be, the first of each person; nothing, when all is well.
    pub differences: Vec<String>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Options { seed, people, .. } = self.options;
        let (rounds, differences) = (self.rounds, self.differences.len());
        write!(
            formatter,
            "seed {seed}: {rounds} rounds of {people} people, {differences} differences;"
        )?;
        for (what, count) in self.acts.iter().chain(&self.statuses) {
            write!(formatter, " {what} {count}")?;
        }
        for (fault, count) in &self.faults {
            write!(formatter, " {fault} {count}")?;
        }
        Ok(())
    }
}

/// Lets devices come and go on a stack of [`PACE`] that nobody else uses, and compares.
pub async fn devices(stack: &Stack, options: Options) -> Outcome {
    let viewer = stack.register("viewer").await;
    let people = stack.register_many("devices", options.people).await;
    let mut sweep = PACE.sweep(stack).await;
    stack.inject(&plan(options.seed)).await;

    let watched: Vec<Watched> = people.iter().map(Watched::new).collect();
    let acting = watched.iter().zip(&people).enumerate();
    let acting = acting.map(async |(place, (watched, user))| {
        let share = f64::from(u32::try_from(place).unwrap_or(0)) / people.len() as f64;
        sleep(SPREAD.mul_f64(share)).await;
        let seed = options.seed.wrapping_mul(1_000).wrapping_add(place as u64);
        let mut person = Person::new(user, watched, seed);
        let rounds = person.live(options.rounds).await;
        (rounds, person.acts)
    });
    let acting = join_all(acting);
    let done = tokio::select! {
        done = acting => done,
        () = watch(&viewer, &watched, options.seed) => Vec::new(),
        () = sweeping(&mut sweep) => Vec::new(),
    };
    let faults = stack.end_faults().await.by_kind();
    let mut acts = BTreeMap::new();
    for (kind, count) in done.iter().flat_map(|(_, acts)| acts) {
        *acts.entry(*kind).or_default() += count;
    }
    let mut statuses = BTreeMap::new();
    for status in watched.iter().flat_map(Watched::confirmed) {
        *statuses.entry(status).or_default() += 1;
    }
    let mut differences: Vec<String> = watched.iter().filter_map(Watched::difference).collect();
    if differences.is_empty() {
        differences.extend(left_over(stack, &people).await);
    }
    Outcome {
        options,
        rounds: done.iter().map(|(rounds, _)| rounds).sum(),
        acts,
        statuses,
        faults,
        differences,
    }
}

/// What the gateway does to the news that a connection has ended.
fn plan(seed: u64) -> Value {
    json!({"seed": seed, "rules": [
        {"on": "disconnect", "fault": "drop", "probability": 0.25},
        {"on": "disconnect", "fault": "double", "probability": 0.2},
        {"on": "disconnect", "fault": "late", "millis": [200, LATE_MS], "probability": 0.4},
    ]})
}

async fn sweeping(sweep: &mut Sweep) {
    loop {
        let next = Instant::now() + SWEEP;
        sweep.run().await;
        sleep_until(next).await;
    }
}

/// Connections that are still recorded long after everybody has gone.
async fn left_over(stack: &Stack, people: &[User]) -> Option<String> {
    // The other one may have been left in the middle of something.
    let mut sweep = PACE.sweep(stack).await;
    let dynamodb = stack.dynamodb();
    let until = Instant::now() + DEADLINE;
    let look = async || {
        sweep.run().await;
        let links = join_all(people.iter().map(|user| dynamodb.links(&user.id))).await;
        let links = links.concat();
        (links.is_empty() || Instant::now() > until).then_some(links)
    };
    let links = eventually("what is left over", 2 * DEADLINE, look).await;
    (!links.is_empty()).then(|| format!("nobody is there, but these are recorded: {links:?}"))
}
