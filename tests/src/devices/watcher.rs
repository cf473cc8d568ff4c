//! Reads what everybody is, again and again, and judges it.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Notify;
use tokio::time::sleep;

use super::signs::{Possible, Truth};
use super::{LATE_MS, PACE};
use crate::looking::moment;
use crate::presence::{self, now};
use crate::{DEADLINE, User};

/// Pause between two looks.
const PAUSE: Duration = Duration::from_millis(250);
/// So often in a row somebody has to be seen as they are after everything has had its time.
const LOOKS: usize = 3;
/// Everything has had its time so many milliseconds after that.
const MARGIN_MS: i64 = 300;
/// Lines of a history that are shown.
const SHOWN: usize = 40;

/// One person: what is true of them, and how they were seen.
#[derive(Debug)]
pub(super) struct Watched {
    id: String,
    name: String,
    began: i64,
    truth: Mutex<Truth>,
    seen: Mutex<Seen>,
    settled: Notify,
}

#[derive(Debug, Default)]
struct Seen {
    round: usize,
    /// Since when nothing happens any more, in milliseconds since 1970.
    quiet: Option<i64>,
    /// How often they were seen as they are since everything has had its time.
    looks: usize,
    confirmed: Vec<&'static str>,
    history: Vec<String>,
    difference: Option<String>,
}

impl Watched {
    pub(super) fn new(user: &User) -> Self {
        Self {
            id: user.id.clone(),
            name: user.username.clone(),
            began: now(),
            truth: Mutex::default(),
            seen: Mutex::default(),
            settled: Notify::new(),
        }
    }

    /// Looks at what is true, or changes it.
    pub(super) fn truth<T>(&self, change: impl FnOnce(&mut Truth) -> T) -> T {
        change(&mut self.truth.lock().unwrap())
    }

    /// A round begins.
    pub(super) fn begin(&self, round: usize) {
        self.truth(|truth| truth.tidy());
        let mut seen = self.seen();
        seen.round = round;
        seen.quiet = None;
        seen.looks = 0;
    }

    /// Writes an act down.
    pub(super) fn note(&self, what: &str) {
        let (at, mut seen) = (now() - self.began, self.seen());
        let line = format!("{at:>7} ms, round {}: {what}", seen.round);
        seen.history.push(line);
    }

    /// From now on devices only say that they live.
    pub(super) fn is_quiet(&self) {
        self.note("quiet");
        self.seen().quiet = Some(now());
    }

    /// Waits until it is sure how they are seen, or that something differs.
    pub(super) async fn settled(&self) {
        self.settled.notified().await;
    }

    /// Statuses at the ends of rounds.
    pub(super) fn confirmed(&self) -> Vec<&'static str> {
        self.seen().confirmed.clone()
    }

    /// What was not as it has to be, if anything was.
    pub(super) fn difference(&self) -> Option<String> {
        self.seen().difference.clone()
    }

    /// Something is not as it has to be; the first of it is kept.
    pub(super) fn differs(&self, what: &str) {
        let truth = self.truth(|truth| truth.clone());
        let mut seen = self.seen();
        let (at, round) = (now() - self.began, seen.round);
        let from = seen.history.len().saturating_sub(SHOWN);
        let history = seen.history[from..].join("\n  ");
        let name = &self.name;
        let text = format!(
            "{name}, {at} ms, round {round}: {what}\n  {history}\n  at {now}: {truth:?}",
            now = now()
        );
        seen.difference.get_or_insert(text);
        drop(seen);
        self.settled.notify_one();
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    /// Judges what was read within some time.
    fn judge(&self, before: &Truth, read: &Value, time: (i64, i64)) {
        let after = self.truth(|truth| truth.clone());
        let possible = Possible::between(before, &after, time);
        let status = read["status"].as_str().unwrap_or_default();
        if !possible.allows(status) {
            return self.differs(&format!("{read}, but they can be {possible}"));
        }
        if status == "offline"
            && let Some(last) = before.last_sign
        {
            let at = match &read["lastSeenAt"] {
                Value::Null => None,
                at => Some(moment(at).as_millisecond()),
            };
            if at.is_none_or(|at| at < last || at > time.1) {
                return self.differs(&format!("{read}, but they were there at {last}"));
            }
        }
        let mut seen = self.seen();
        let Some(quiet) = seen.quiet else { return };
        let longest = [PACE.away, PACE.silent].map(|seconds| i64::from(seconds) * 1_000);
        let longest = longest.into_iter().fold(LATE_MS, i64::max) + MARGIN_MS;
        if time.0 >= quiet + longest
            && let Some(only) = possible.only()
        {
            seen.looks += 1;
            if seen.looks == LOOKS {
                seen.confirmed.push(only);
                seen.quiet = None;
                self.settled.notify_one();
            }
        } else if Duration::from_millis((time.1 - quiet).unsigned_abs()) > 2 * DEADLINE {
            drop(seen);
            self.differs(&format!("{read}, and it is not sure yet: {possible}"));
        }
    }
}

/// Reads everybody at once until the end.
pub(super) async fn watch(viewer: &User, people: &[Watched], seed: u64) {
    let ids: Vec<&str> = people.iter().map(|one| one.id.as_str()).collect();
    loop {
        let before: Vec<Truth> = people
            .iter()
            .map(|one| one.truth(|truth| truth.clone()))
            .collect();
        let from = now();
        let read = presence::of_many(viewer, &ids).await;
        let to = now();
        assert_eq!(read.len(), people.len(), "seed {seed}: each once");
        for ((one, before), read) in people.iter().zip(&before).zip(&read) {
            assert_eq!(read["userId"], one.id.as_str(), "as asked: {read}");
            if one.difference().is_none() {
                one.judge(before, read, (from, to));
            }
        }
        sleep(PAUSE).await;
    }
}
