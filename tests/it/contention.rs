//! Fifty write into one chat at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use e2e::{Client, Options, Proxy, Socket, Stack, User, Verdict, eventually, fresh};
use serde_json::{Value, json};

const SENDERS: usize = 50;
const EACH: usize = 20;
const ALL: u64 = (SENDERS * EACH) as u64;
/// Members who listen with a client of the contract's kind.
const LISTENERS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_senders_make_one_log_without_a_hole() {
    let transactions = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&transactions);
    let dynamodb = Proxy::start(move |bytes| count_transaction(&counting, bytes)).await;
    let url = dynamodb.url("http://x");
    let stack = Stack::start(&Options::new().env("AWS_ENDPOINT_URL_DYNAMODB", &url));
    dynamodb.lead_to(&stack.addresses.dynamodb);
    let people = stack.register_many("crowd", SENDERS + LISTENERS).await;
    let chat = people[0].group("crowd", &people[1..]).await;
    let (senders, listeners) = people.split_at(SENDERS);
    let listeners = futures::future::join_all(listeners.iter().map(Client::start)).await;

    // Every other sender writes over a socket, opened before the first message.
    let connecting = senders.iter().step_by(2).map(User::connect);
    let sockets = futures::future::join_all(connecting).await;
    let (began, before) = (Instant::now(), transactions.load(Ordering::Relaxed));
    let retries = AtomicUsize::new(0);
    let sending = senders.iter().enumerate().map(|(number, user)| {
        let socket = (number % 2 == 0).then(|| &sockets[number / 2]);
        send_all(user, socket, &chat, number, &retries)
    });
    let sent = futures::future::join_all(sending).await;
    let attempts = transactions.load(Ordering::Relaxed) - before;
    println!(
        "{ALL} messages acknowledged after {:?} with {attempts} transactions and {retries:?} repeats",
        began.elapsed()
    );

    let expected: BTreeMap<u64, String> = sent.into_iter().flatten().collect();
    assert!(expected.keys().copied().eq(1..=ALL), "every number once");
    let dynamodb = stack.dynamodb();
    assert!(
        dynamodb.seqs(&chat).await.into_iter().eq(1..=ALL),
        "as stored"
    );

    let pushed = async || (dynamodb.pushed_through(&chat).await == ALL).then_some(());
    eventually("everything is pushed", Duration::from_secs(60), pushed).await;
    println!("pushed after {:?}", began.elapsed());
    let head = dynamodb.head(&chat).await;
    assert_eq!(
        (&head["lastSeq"], &head["lastOrdinal"]),
        (&json!(ALL), &json!(ALL)),
        "{head}"
    );

    for listener in &listeners {
        listener.wait_for(&chat, ALL).await;
        assert!(texts(&listener.log(&chat)).eq(expected.values().map(String::as_str)));
    }
    for socket in &sockets {
        check_live(socket).await;
    }
}

fn count_transaction(count: &AtomicUsize, bytes: &[u8]) -> Verdict {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]);
    count.fetch_add(
        head.matches(".TransactWriteItems").count(),
        Ordering::Relaxed,
    );
    Verdict::Pass
}

/// What one sender does: one message after another. Gives their texts by number.
async fn send_all(
    user: &User,
    socket: Option<&Socket>,
    chat: &str,
    number: usize,
    retries: &AtomicUsize,
) -> BTreeMap<u64, String> {
    let mut sent = BTreeMap::new();
    for turn in 0..EACH {
        let text = format!("{number}-{turn}");
        let message = deliver(user, socket, chat, &text, retries).await;
        sent.insert(message["seq"].as_u64().unwrap(), text);
    }
    sent
}

/// Sends as a client does: again under the same key while the outcome is not known.
async fn deliver(
    user: &User,
    socket: Option<&Socket>,
    chat: &str,
    text: &str,
    retries: &AtomicUsize,
) -> Value {
    let body = json!({"clientMessageId": fresh(), "type": "text", "text": text, "chatId": chat});
    loop {
        let (done, answer) = match socket {
            Some(socket) => {
                let reply = socket.send("sendMessage", body.clone()).await;
                if reply.frame["type"] == "error" {
                    reply.problem(503, "unavailable");
                }
                (reply.frame["type"] == "ack", reply.frame["data"].clone())
            }
            None => {
                let answer = user.post("/v1/messages", &body).await;
                assert!([201, 503].contains(&answer.status), "{}", answer.text());
                (answer.status == 201, answer.json())
            }
        };
        if done {
            return answer;
        }
        retries.fetch_add(1, Ordering::Relaxed);
    }
}

/// A sender's socket has, live, everything but what it sent itself; that it has as acknowledgement.
async fn check_live(socket: &Socket) {
    socket.settle().await;
    let frames = socket.frames();
    let acknowledged = frames.iter().filter(|frame| frame["type"] == "ack");
    let acknowledged = acknowledged.filter_map(|frame| frame["data"]["seq"].as_u64());
    let live = frames
        .iter()
        .filter(|frame| frame["type"] == "message.created");
    let live = live.filter_map(|frame| frame["seq"].as_u64());
    let all: BTreeSet<u64> = acknowledged.chain(live).collect();
    let missing: Vec<u64> = (1..=ALL).filter(|seq| !all.contains(seq)).collect();
    assert!(
        missing.is_empty(),
        "a connected member has not got {missing:?} live"
    );
}

fn texts(log: &[Value]) -> impl Iterator<Item = &str> {
    log.iter()
        .filter_map(|event| event["data"]["text"].as_str())
}
