//! What a message to a large group uses, beside one to a chat of two.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use e2e::meter::Detail;
use e2e::{Options as StackOptions, Programs, Socket, Stack, User, eventually};
use futures::StreamExt as _;
use futures::future::join_all;
use serde_json::{Value, json};

/// Items of one write (Amazon DynamoDB API Reference, `BatchWriteItem`).
const BATCH: usize = 25;
/// Writes and connects under way at once.
const AT_ONCE: usize = 8;
/// Messages measured in each chat, one after another; the dearest is shown.
const SAMPLES: usize = 5;
/// A busy machine pushes to so many pages of members slowly.
const PATIENCE: Duration = Duration::from_secs(60);
const SENDER: &str = "ws-send-message";
const WORKER: &str = "sqs-fan-out";

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Members of the group.
    #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u64).range(100..=10_000))]
    members: u64,
    /// How many of them are connected, the sender included.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=90))]
    connected: u64,
}

/// What one message used, from the frame to the last post.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    write_units: f64,
    read_units: f64,
    jobs: usize,
    posts: usize,
}

/// Runs it; fails when the group's message writes more, or does not reach everybody connected once.
pub(crate) async fn run(options: &Options) -> ExitCode {
    let stack = Stack::start(&StackOptions::new().programs(Programs::Own));
    let connected = usize::try_from(options.connected).expect("a small number");
    let people = stack.register_many("crowd", connected).await;
    let two = people[0].direct_chat(&people[1]).await;
    let crowd = make_group(&people, options.members).await;
    let began = Instant::now();
    load_members(&stack, &crowd, &people[1], options.members).await;
    println!(
        "{} members, loaded in {:.1} s",
        options.members,
        began.elapsed().as_secs_f64()
    );
    let connecting = people.iter().map(User::connect);
    let sockets: Vec<Socket> = futures::stream::iter(connecting)
        .buffered(AT_ONCE)
        .collect()
        .await;

    let small = measure(&stack, &sockets, &two, &sockets[1..2]).await;
    let large = measure(&stack, &sockets, &crowd, &sockets[1..]).await;
    println!(
        "{:<24}{:>12}{:>12}{:>8}{:>8}",
        "a message to", "write units", "read units", "jobs", "posts"
    );
    for (name, used) in [("a chat of two", small), ("the group", large)] {
        let Used {
            write_units,
            read_units,
            jobs,
            posts,
        } = used;
        println!("{name:<24}{write_units:>12}{read_units:>12}{jobs:>8}{posts:>8}");
    }
    let is_good = large.write_units <= small.write_units && large.posts == connected - 1;
    println!(
        "{}",
        if is_good {
            "as many writes as to two, one post for each connection"
        } else {
            "not as promised"
        }
    );
    ExitCode::from(u8::from(!is_good))
}

async fn make_group(people: &[User], members: u64) -> String {
    let ids: Vec<&str> = people[1..].iter().map(|user| user.id.as_str()).collect();
    let body =
        json!({"type": "group", "name": "crowd", "memberIds": ids, "maxMembers": members.max(2)});
    let chat = people[0].post("/v1/chats", &body).await.expect(201);
    chat["id"].as_str().expect("a string").to_owned()
}

/// Copies what the product stored for one member to as many people as are missing. They have no
/// accounts: nobody asks for them here.
async fn load_members(stack: &Stack, chat: &str, like: &User, members: u64) {
    let tables = stack.dynamodb();
    let table = tables.chats_table().await;
    let sort = |user: &str| format!("#member#{user}");
    let key = json!({"pk": {"S": chat}, "sk": {"S": sort(&like.id)}});
    let found = tables
        .call("GetItem", &json!({"TableName": table, "Key": key}))
        .await;
    let pattern = found["Item"].clone();
    let there = tables.head(chat).await["memberCount"]
        .as_u64()
        .expect("a number");
    let items: Vec<Value> = (there..members)
        .map(|number| {
            let user = format!("usr_loaded{number:020}");
            let mut item = pattern.clone();
            item["sk"] = json!({"S": sort(&user)});
            item["userId"] = json!({"S": user});
            json!({"PutRequest": {"Item": item}})
        })
        .collect();
    let writes = items.chunks(BATCH).map(async |batch| {
        let body = json!({"RequestItems": {table.as_str(): batch}});
        tables.call("BatchWriteItem", &body).await;
    });
    futures::stream::iter(writes)
        .buffer_unordered(AT_ONCE)
        .collect::<()>()
        .await;
    let count = [("memberCount", json!({"N": members.to_string()}))];
    tables
        .set("Chats", &[("pk", chat), ("sk", "#head")], &count)
        .await;
}

/// The dearest of several messages that the first socket sends and the others get.
async fn measure(stack: &Stack, sockets: &[Socket], chat: &str, others: &[Socket]) -> Used {
    let mut dearest = Used::default();
    for sample in 0..=SAMPLES {
        let message = sockets[0]
            .say(chat, "A message as people write them, of some length.")
            .await;
        join_all(others.iter().map(|socket| socket.expect_message(&message))).await;
        let used = settled(stack, others.len()).await;
        // The first finds the functions cold.
        if sample > 0 {
            dearest.write_units = dearest.write_units.max(used.write_units);
            dearest.read_units = dearest.read_units.max(used.read_units);
            dearest.jobs = dearest.jobs.max(used.jobs);
            dearest.posts = dearest.posts.max(used.posts);
        }
    }
    dearest
}

/// What the newest message used, once nothing of it is under way any more.
async fn settled(stack: &Stack, posts: usize) -> Used {
    let meter = stack.meter();
    let trace = meter.newest(SENDER).await.traces[0].clone();
    let mut before = 0;
    eventually("every page of members was served", PATIENCE, async || {
        let details = meter.settled(&trace, &[SENDER, WORKER], PATIENCE).await;
        let used = Used::of(&details);
        let is_quiet = details.len() == before && used.posts >= posts;
        before = details.len();
        is_quiet.then_some(used)
    })
    .await
}

impl Used {
    fn of(details: &[Detail]) -> Self {
        let own = details.iter().map(|one| &one.invocation);
        own.filter(|one| [SENDER, WORKER].contains(&one.function.as_str()))
            .fold(Self::default(), |sum, one| Self {
                write_units: sum.write_units + one.totals.write_units,
                read_units: sum.read_units + one.totals.read_units,
                jobs: sum.jobs + one.totals.messages,
                posts: sum.posts + one.totals.posts,
            })
    }
}
