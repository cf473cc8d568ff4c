//! Mixed load under faults: people who write, read, leave and come back, with clients that survive
//! everything and write down what they see. What they wrote is then checked (docs/PROOF.md).

mod chats;
mod dead;
mod device;
mod keep_up;
mod link;
mod person;
mod plan;
mod record;
mod report;
mod rest;
mod send;
mod settle;

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use self::chats::Chat;
use self::dead::FailedPosts;
use self::device::Device;
use self::person::Person;
pub use self::plan::all_faults;
use self::record::Clock;
pub use self::report::Report;
use crate::check::Run;
use crate::{Stack, User};

/// An answer comes within this time or never: API Gateway waits 29 seconds for a function over a
/// socket and 30 over HTTP (API Gateway Developer Guide, quotas).
const ANSWER: Duration = Duration::from_secs(35);
/// People go on so long after the faults have ended.
const CALM: Duration = Duration::from_secs(2);
/// People with a second device, counted from the first.
const TWO_DEVICES: usize = 2;
/// How often the stack is asked for what it keeps only for a while.
const LOOK: Duration = Duration::from_secs(5);

/// What kind of storm.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the people's choices come from.
    pub seed: u64,
    /// How long they act under faults.
    pub lasts: Duration,
    /// How many acts a second, all people together.
    pub rate: f64,
    /// The plan of faults, as the local stack takes it; none for fair weather.
    pub faults: Option<Value>,
}

/// Runs a storm on a stack that has no faults yet, and checks it.
///
/// The end comes when nothing is owed to anybody any more, or a promise is broken for good, or a
/// minute has passed since the last thing that could have excused a delay.
///
/// # Panics
/// When the stack cannot be used at all.
pub async fn storm(stack: &Stack, options: &Options, progress: impl Fn(&str)) -> Report {
    let clock = Clock::start();
    let (people, chats) = chats::make(stack).await;
    let devices = start_devices(&people, &chats, clock).await;
    let mut failed = FailedPosts::of(stack);
    let mut run = Run::default();

    if let Some(plan) = &options.faults {
        stack.inject(plan).await;
        run.faults_began = Some(clock.now());
    }
    progress(&format!("{} people act", people.len()));
    let end = Instant::now() + options.lasts;
    let rate = options.rate / people.len() as f64;
    let acting = people
        .iter()
        .zip(chats)
        .enumerate()
        .map(|(place, (user, chats))| {
            let own = devices
                .iter()
                .filter(|device| device.inner.user.id == user.id);
            let own = own.map(Arc::clone).collect();
            let seed = options.seed.wrapping_mul(1_000).wrapping_add(place as u64);
            tokio::spawn(Person::new(own, chats, seed).live(rate, end + CALM))
        });
    let acting = join_all(acting);
    let watching = async {
        while Instant::now() + LOOK < end {
            sleep_until(Instant::now() + LOOK).await;
            failed.look().await;
        }
        sleep_until(end).await;
        let faults = stack.end_faults().await;
        (faults, clock.now())
    };
    let (acted, (faults, faults_ended)) = tokio::join!(acting, watching);
    for person in acted {
        person.expect("nobody panics");
    }
    run.faults_ended = faults_ended;
    progress("quiet");
    settle::settle(&mut run, &devices, &mut failed, clock).await;
    Report::of(run, faults.by_kind())
}

/// Starts everybody's devices, which are online when this is done.
async fn start_devices(people: &[User], chats: &[Vec<Chat>], clock: Clock) -> Vec<Arc<Device>> {
    let mut starting = Vec::new();
    for (place, user) in people.iter().enumerate() {
        for number in 0..if place < TWO_DEVICES { 2 } else { 1 } {
            let name = format!("{}/{number}", user.username);
            let chats = chats[place].iter().map(|chat| chat.id.clone()).collect();
            let syncs_by_socket = (place + number) % 2 == 0;
            starting.push(Device::start(user, (name, clock), chats, syncs_by_socket));
        }
    }
    join_all(starting).await.into_iter().map(Arc::new).collect()
}
