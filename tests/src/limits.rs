//! Limits of rates, as a client sees them.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Method;

use crate::{Answer, Call, Stack, eventually};

/// Seconds of a window in which everything a test does in it has room.
const ROOM: i64 = 25;
/// How many more each further environment lets through before it tells the others.
const UNTOLD: usize = 5;

/// Waits until a window of so many seconds has just begun, or has long to go.
pub async fn in_one_window(seconds: i64) {
    let has_room = async || {
        let gone = Timestamp::now().as_second().rem_euclid(seconds);
        (seconds - gone >= ROOM).then_some(())
    };
    let within = Duration::from_secs(ROOM.unsigned_abs() + 5);
    eventually("a window with room", within, has_room).await;
}

/// Calls until it is refused for being too often: what was answered before, and the refusal.
///
/// # Panics
/// When so many calls are all let through.
pub async fn until_refused(most: usize, call: impl AsyncFn() -> Answer) -> (Vec<Answer>, Answer) {
    let mut answers = Vec::new();
    while answers.len() <= most {
        let answer = call().await;
        if answer.status == 429 {
            return (answers, answer);
        }
        answers.push(answer);
    }
    panic!("{} calls, and none was refused", answers.len());
}

/// What a reply says about a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// What is counted together.
    pub name: String,
    /// How many there may be.
    pub most: u64,
    /// How many are left.
    pub left: u64,
    /// Seconds until the window ends.
    pub seconds: u64,
}

impl Answer {
    /// What the headers `RateLimit-Policy` and `RateLimit` say.
    ///
    /// # Panics
    /// When they are not there, or not about one and the same minute.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        let (name, policy) = read(self.header("ratelimit-policy"));
        let (same, limit) = read(self.header("ratelimit"));
        assert_eq!(name, same, "{:?}", self.headers);
        assert_eq!(number(&policy, "w"), 60);
        RateLimit {
            name,
            most: number(&policy, "q"),
            left: number(&limit, "r"),
            seconds: number(&limit, "t"),
        }
    }

    /// Makes sure that this is a refusal for being too often, and gives the seconds to wait.
    ///
    /// # Panics
    /// When it is not, or the seconds are not within the window.
    pub fn too_often(&self, window: u64) -> u64 {
        self.problem(429, "rate_limited");
        let seconds: u64 = self.header("retry-after").parse().expect("seconds");
        assert!((1..=window).contains(&seconds), "{seconds}");
        seconds
    }
}

/// A header's value as `"name";a=1;b=2`.
fn read(header: &str) -> (String, Vec<(String, u64)>) {
    let mut parts = header.split(';');
    let name = parts.next().unwrap_or_default().trim();
    let is_quoted = name.len() > 2 && name.starts_with('"') && name.ends_with('"');
    assert!(is_quoted, "{header:?}");
    let pairs = parts.map(|part| {
        let (name, number) = part.trim().split_once('=').expect("a pair");
        (name.to_owned(), number.parse().expect("a number"))
    });
    (name.trim_matches('"').to_owned(), pairs.collect())
}

fn number(pairs: &[(String, u64)], name: &str) -> u64 {
    let pair = pairs.iter().find(|(own, _)| own == name);
    pair.unwrap_or_else(|| panic!("no {name} in {pairs:?}")).1
}

impl Stack {
    /// A request without a token that comes from 127.0.0.x: on Linux, all of them are this machine.
    ///
    /// # Panics
    /// When the machine has no such address.
    #[must_use]
    pub fn call_from(&self, last: u8, method: Method, path: &str) -> Call {
        let address = IpAddr::from([127, 0, 0, last]);
        let http = reqwest::Client::builder().local_address(address).build();
        let http = http.expect("a client");
        Call::new(&http, &self.addresses, method, path)
    }

    /// How many environments the function has that served a route or action last.
    ///
    /// # Panics
    /// When none has.
    pub async fn environments_of(&self, trigger: &str) -> usize {
        let invocations = self.meter().list(&[]).await;
        let newest = invocations.iter().find(|one| one.trigger == trigger);
        let newest = newest.unwrap_or_else(|| panic!("{trigger} was not called"));
        self.meter().environments(&newest.function).await.len()
    }

    /// How many calls of a route or action a limit lets through: exactly as many as it says in one
    /// environment. A busy machine may have started more.
    pub async fn admitted(&self, trigger: &str, limit: usize) -> RangeInclusive<usize> {
        let others = self.environments_of(trigger).await.saturating_sub(1);
        limit..=limit + UNTOLD * others
    }
}
