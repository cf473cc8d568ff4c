//! What a page of history costs, in a long chat and in a short one.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use e2e::meter::Meter;
use e2e::{Options as StackOptions, Programs, Stack, User};
use serde_json::Value;

/// Entries of the short chat: some pages.
const SHORT: u64 = 1_000;
/// Messages of a page.
const LIMIT: u64 = 50;
/// A page may cost so many read units more in the long chat than in the short one: pages are cut at
/// other places of the 4 KB that make a unit, and hold a few more or fewer reactions.
const TOLERANCE: f64 = 3.0;

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Entries of the long chat.
    #[arg(long, default_value_t = 100_000, value_name = "N", value_parser = clap::value_parser!(u64).range(1_000..))]
    entries: u64,
}

/// What a kind of page costs.
struct Cost {
    kind: &'static str,
    pages: usize,
    least: f64,
    most: f64,
    round_trips: usize,
}

/// Runs it; fails when a page of the long chat is dearer.
pub(crate) async fn run(options: &Options) -> ExitCode {
    let stack = Stack::start(&StackOptions::new().programs(Programs::Own));
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut tables = Vec::new();
    for (name, entries) in [("short", SHORT), ("long", options.entries)] {
        let chat = ann.group(name, std::slice::from_ref(&bob)).await;
        let began = Instant::now();
        stack.load_long_chat(&ann, &chat, entries).await;
        let seconds = began.elapsed().as_secs_f64();
        println!("\n{name} chat: {entries} entries, loaded in {seconds:.1} s");
        tables.push(measure(&stack, &bob, &chat, entries).await);
    }
    let mut dearer = false;
    for (short, long) in tables[0].iter().zip(&tables[1]) {
        if long.most > short.most + TOLERANCE {
            let (kind, most, bound) = (short.kind, long.most, short.most);
            println!("{kind}: {most} read units in the long chat, {bound} in the short one");
            dearer = true;
        }
    }
    if dearer {
        return ExitCode::FAILURE;
    }
    println!("\na page costs the same wherever it lies, and however long the chat is");
    ExitCode::SUCCESS
}

async fn measure(stack: &Stack, user: &User, chat: &str, entries: u64) -> Vec<Cost> {
    let meter = stack.meter();
    let spread = |parts: u64| (1..=parts).map(move |part| entries * part / (parts + 1));
    let paths = |name: &'static str| -> Vec<String> {
        let paths = spread(9).map(|seq| format!("&{name}={seq}"));
        paths.collect()
    };
    let mut costs = Vec::new();
    println!(
        "{:<28}{:>6}{:>18}{:>14}",
        "page of 50", "pages", "read units", "round trips"
    );
    let kinds = [
        ("newest", vec![String::new()]),
        ("oldest", vec!["&afterSeq=0".to_owned()]),
        ("beforeSeq", paths("beforeSeq")),
        ("afterSeq", paths("afterSeq")),
        ("aroundSeq", paths("aroundSeq")),
        ("a hundred pages by cursor", Vec::new()),
    ];
    for (kind, paths) in kinds {
        let mut found = Vec::new();
        if paths.is_empty() {
            found = walk(&meter, user, chat, entries * 9 / 10 / LIMIT).await;
        }
        for path in &paths {
            found.push(page(&meter, user, chat, path).await.1);
        }
        let units = found.iter().map(|(units, _)| *units);
        let cost = Cost {
            kind,
            pages: found.len(),
            least: units.clone().fold(f64::INFINITY, f64::min),
            most: units.fold(0.0, f64::max),
            round_trips: found
                .iter()
                .map(|(_, trips)| *trips)
                .max()
                .unwrap_or_default(),
        };
        let units = format!("{} to {}", cost.least, cost.most);
        let Cost {
            kind,
            pages,
            round_trips,
            ..
        } = cost;
        println!("{kind:<28}{pages:>6}{units:>18}{round_trips:>14}");
        costs.push(cost);
    }
    costs
}

/// Pages from the newest on, each where the last one ended.
async fn walk(meter: &Meter, user: &User, chat: &str, pages: u64) -> Vec<(f64, usize)> {
    let mut found = Vec::new();
    let mut path = String::new();
    // The last page of a short chat is cheaper: it holds less.
    for _ in 1..pages.min(100) {
        let (page, cost) = page(meter, user, chat, &path).await;
        found.push(cost);
        let cursor = page["nextCursor"].as_str().expect("there is more");
        path = format!("&cursor={cursor}");
    }
    found
}

/// A page, and its read units and round trips.
async fn page(meter: &Meter, user: &User, chat: &str, path: &str) -> (Value, (f64, usize)) {
    let path = format!("/v1/chats/{chat}/messages?limit={LIMIT}{path}");
    let page = user.get(&path).await.expect(200);
    let count = page["data"].as_array().map_or(0, Vec::len);
    assert_eq!(count, 50, "{path} is full");
    let totals = meter.newest("rest-messages").await.totals;
    (page, (totals.read_units, totals.round_trips))
}
