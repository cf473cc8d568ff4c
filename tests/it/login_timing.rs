//! How long an answer takes tells nobody whether there is an account.

use std::time::{Duration, Instant};

use e2e::{Answer, Options, Stack, User, fresh};
use serde_json::{Value, json};

/// Calls of each kind that are timed, and before that some that are not: environments start.
const TIMED: usize = 40;
const WARMING: usize = 4;
const WRONG: &str = "a wrong horse battery staple";

/// Times of one kind, in order.
struct Times(Vec<Duration>);

impl Times {
    fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    fn at(&self, percent: usize) -> Duration {
        self.0[(self.0.len() - 1) * percent / 100]
    }

    /// Whether a time is one of the ordinary ones.
    fn has_like(&self, time: Duration) -> bool {
        (self.at(5)..=self.at(95)).contains(&time)
    }

    fn told(&self) -> String {
        let told = [5, 25, 50, 75, 95].map(|percent| {
            let time = self.at(percent).as_secs_f64() * 1_000.0;
            format!("{percent} %: {time:.1} ms")
        });
        told.join(", ")
    }
}

/// Calls for those who are there and for those who are not, by turns, and compares the times.
async fn compare(
    what: &str,
    people: &[User],
    call: impl AsyncFn(&str) -> Answer,
    known: impl Fn(&User) -> String,
    unknown: impl Fn() -> String,
) {
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..WARMING + TIMED {
        let names = [known(&people[round % people.len()]), unknown()];
        // Each kind comes first in every other round.
        for place in [round % 2, 1 - round % 2] {
            let since = Instant::now();
            let answer = call(&names[place]).await;
            let took = since.elapsed();
            assert!([204, 401].contains(&answer.status), "{}", answer.text());
            if round >= WARMING {
                times[place].push(took);
            }
        }
    }
    let [known, unknown] = times.map(Times::new);
    println!("{what}, known:   {}", known.told());
    println!("{what}, unknown: {}", unknown.told());
    assert!(
        known.has_like(unknown.at(50)) && unknown.has_like(known.at(50)),
        "{what}: {} | {}",
        known.told(),
        unknown.told()
    );
}

#[tokio::test]
async fn a_login_takes_as_long_whether_or_not_the_account_exists() {
    let stack = Stack::start(&Options::new());
    let people = stack.register_many("known", 8).await;
    let log_in = async |name: &str| stack.log_in(name, WRONG).await;
    let username = |user: &User| user.username.clone();
    let no_username = || format!("known-{}", &fresh()[..12]);
    compare("login by name", &people, log_in, username, no_username).await;
    let email = |user: &User| user.email.clone();
    let no_email = || format!("known-{}@example.org", &fresh()[..12]);
    compare("login by address", &people, log_in, email, no_email).await;
}

#[tokio::test]
async fn a_forgotten_password_takes_as_long_whether_or_not_the_account_exists() {
    let stack = Stack::start(&Options::new());
    let people = stack.register_many("known", 8).await;
    let forget = async |email: &str| {
        let body: Value = json!({"email": email});
        let answer = stack.post_openly("/v1/auth/forgot-password", &body).await;
        answer.expect(204);
        answer
    };
    let email = |user: &User| user.email.clone();
    let no_email = || format!("known-{}@example.org", &fresh()[..12]);
    compare("forgotten password", &people, forget, email, no_email).await;
}
