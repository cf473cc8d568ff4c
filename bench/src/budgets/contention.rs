//! Many write into one chat at once.

use std::time::Instant;

use e2e::meter::Meter;
use e2e::{Options, Programs, Socket, Stack, User, eventually, fresh};
use futures::StreamExt as _;
use futures::future::join_all;
use serde_json::json;

use super::cost::number;
use super::plan;
use super::report::{Report, figure};
use super::scene::{PATIENCE, text};

const WRITERS: usize = 50;
const EACH: usize = 20;
const ALL: usize = WRITERS * EACH;
/// Attempts and write units a message may take.
const ATTEMPTS: f64 = 4.0;
const WRITE_UNITS: f64 = 16.0;
/// Details asked for at a time.
const AT_ONCE: usize = 16;

/// Measures and judges it; with `conflicts` a tenth of the transactions meets another one.
pub(super) async fn measure(programs: &Programs, conflicts: bool, report: &mut Report) {
    let operation = if conflicts {
        "50 writers × 20 into one chat, 10 % TransactionConflict"
    } else {
        "50 writers × 20 into one chat"
    };
    let stack = Stack::start(
        &Options::new()
            .counting_requests()
            .programs(programs.clone()),
    );
    let people = stack.register_many("w", WRITERS).await;
    let chat = people[0].group("crowd", &people[1..]).await;
    let sockets: Vec<Socket> = futures::stream::iter(people.iter().map(User::connect))
        .buffered(6)
        .collect()
        .await;
    if conflicts {
        plan::conflicts(&stack).await;
    }
    let meter = stack.meter();
    let before = meter.newest("ws-connect").await.started_ms;
    let began = Instant::now();
    let refused: usize = join_all(sockets.iter().map(|socket| write(socket, &chat)))
        .await
        .into_iter()
        .sum();
    let took = began.elapsed().as_secs_f64();
    let dynamodb = stack.dynamodb();
    eventually("everything is pushed", PATIENCE * 4, async || {
        let through = dynamodb.pushed_through(&chat).await;
        (through + u64::try_from(refused).expect("a small count") >= 1_000).then_some(())
    })
    .await;
    let (attempts, injected) = attempts(&meter).await;
    let since = before.to_string();
    let all = meter.list(&[("since", &since)]).await;
    let written: f64 = all.iter().map(|one| one.totals.write_units).sum();
    let a_message = |count: f64| count / number(ALL - refused);
    let note = format!("{} a second", figure(number(ALL) / took));
    report.judge(
        operation,
        "attempts a message",
        a_message(number(attempts)),
        ATTEMPTS,
        &note,
    );
    let what = "write units a message, all functions";
    report.count(operation, what, a_message(written), WRITE_UNITS);
    report.count(operation, "refused", number(refused), 0.0);
    if conflicts {
        assert!(injected > 0, "no conflict was injected");
        report.show(operation, "conflicts met", number(injected), "");
    }
}

/// Writes one message after another; how many were refused.
async fn write(socket: &Socket, chat: &str) -> usize {
    let mut refused = 0;
    for _ in 0..EACH {
        let key = fresh();
        let body = json!({
            "chatId": chat, "clientMessageId": key, "type": "text", "text": text(),
        });
        let reply = socket.send("sendMessage", body).await;
        refused += usize::from(reply.frame["type"] != "ack");
    }
    refused
}

/// Transactions of all sends, and those that met a conflict.
async fn attempts(meter: &Meter) -> (usize, usize) {
    let sends = meter.list(&[("function", "ws-send-message")]).await;
    assert_eq!(sends.len(), ALL, "the meter has kept every send");
    let details = sends.iter().map(|one| meter.detail(&one.id));
    let details = futures::stream::iter(details).buffer_unordered(AT_ONCE);
    details
        .fold((0, 0), async |(attempts, conflicts), detail| {
            let calls = detail.calls.iter();
            let tries = calls.filter(|call| call.operation == "TransactWriteItems");
            let met = tries.clone().filter(|call| call.fault.is_some());
            (attempts + tries.clone().count(), conflicts + met.count())
        })
        .await
}
