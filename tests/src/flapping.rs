//! Somebody with many direct chats whose network comes and goes all the time, and what it costs to
//! tell those who watch.

mod partners;

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt as _;
use futures::future::join_all;
use tokio::time::{Instant, interval};

use self::partners::load_partners;
use crate::meter::Totals;
use crate::{Socket, Stack, User, presence};

/// One push in so many seconds (`presenceIntervalSeconds`).
const INTERVAL_SECONDS: f64 = 5.0;
/// Beside those: one at the beginning, and one when an interval begins or ends in between.
const MARGIN: usize = 2;
/// Connects under way at once.
const AT_ONCE: usize = 8;

/// What to do.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Direct chats of the one who comes and goes.
    pub chats: usize,
    /// How many of those they chat with are connected, and watch.
    pub watching: usize,
    /// How often they connect, and disconnect.
    pub flaps: usize,
    /// The time for it.
    pub within: Duration,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// How long it took in fact.
    pub took: Duration,
    /// What each of those who watch was told: meanwhile, and afterwards.
    pub told: Vec<(usize, usize)>,
    /// How many each may be told meanwhile.
    pub bound: usize,
    /// By function: how often it ran, and what its calls cost.
    pub used: BTreeMap<String, (usize, Totals)>,
    /// What is not as it has to be; nothing, when all is well.
    pub differences: Vec<String>,
}

/// Has somebody come and go.
pub async fn flapping(stack: &Stack, options: Options) -> Outcome {
    let user = stack.register("flapping").await;
    let partners = stack.register_many("watching", options.watching).await;
    for partner in &partners {
        user.direct_chat(partner).await;
    }
    load_partners(stack, &user, &partners[0], options.chats).await;
    let connecting = partners.iter().map(User::connect);
    let sockets: Vec<Socket> = futures::stream::iter(connecting)
        .buffered(AT_ONCE)
        .collect()
        .await;
    for socket in &sockets {
        presence::watch(socket, &[user.id.as_str()]).await;
    }
    stack.until_idle().await;

    let since = presence::now();
    let began = Instant::now();
    come_and_go(&user, options).await;
    let took = began.elapsed();
    let meanwhile = counts(&user, &sockets).await;
    stack.until_idle().await;
    let used = used(stack, since).await;
    let all = counts(&user, &sockets).await;

    let told = meanwhile.iter().zip(&all);
    let told: Vec<(usize, usize)> = told.map(|(first, all)| (*first, all - first)).collect();
    let intervals = (took.as_secs_f64() / INTERVAL_SECONDS).ceil();
    // Positive, and small.
    let bound = intervals as usize + MARGIN;
    let mut differences = Vec::new();
    for (partner, (meanwhile, afterwards)) in partners.iter().zip(&told) {
        if *meanwhile > bound || meanwhile + afterwards > bound + 1 {
            let name = &partner.username;
            differences.push(format!(
                "{name} was told {meanwhile} times, and {afterwards} times afterwards; {bound} and one may be"
            ));
        }
    }
    for (partner, socket) in partners.iter().zip(&sockets) {
        differences.extend(difference_at_the_end(&user, partner, socket).await);
    }
    Outcome {
        took,
        told,
        bound,
        used,
        differences,
    }
}

/// Connects and disconnects at an even pace, and is gone in the end.
async fn come_and_go(user: &User, options: Options) {
    let times = u32::try_from(2 * options.flaps).expect("a small number");
    let mut pace = interval(options.within / times);
    for _ in 0..options.flaps {
        pace.tick().await;
        let socket = user.connect().await;
        pace.tick().await;
        socket.close().await;
    }
}

/// How often each was told of them so far.
async fn counts(user: &User, sockets: &[Socket]) -> Vec<usize> {
    // What was posted before comes before the answers.
    join_all(sockets.iter().map(Socket::settle)).await;
    let told = sockets.iter().map(|socket| presence::told(socket, user));
    told.map(|events| events.len()).collect()
}

/// What somebody was told last has to be what they read.
async fn difference_at_the_end(user: &User, partner: &User, socket: &Socket) -> Option<String> {
    let read = presence::of(partner, user).await;
    let told = presence::told(socket, user).pop();
    let told = told.map(|event| event["data"]["status"].clone());
    let is_right = read["status"] == "offline" && told.as_ref() == Some(&read["status"]);
    let name = &partner.username;
    (!is_right).then(|| format!("{name} was told {told:?} at last, and reads {read}"))
}

/// What every function has used since then, but for what only looks.
async fn used(stack: &Stack, since: i64) -> BTreeMap<String, (usize, Totals)> {
    let mut used: BTreeMap<String, (usize, Totals)> = BTreeMap::new();
    let since = since.to_string();
    for invocation in stack.meter().list(&[("since", &since)]).await {
        let looks = ["rest-", "ws-heartbeat"];
        if looks
            .iter()
            .any(|name| invocation.function.starts_with(name))
        {
            continue;
        }
        let (count, sum) = used.entry(invocation.function).or_default();
        *count += 1;
        sum.add(&invocation.totals);
    }
    used
}
