//! Messages that are sent later: listed, cancelled, and sent once, within a minute of their time.

mod refusals;
mod sending;

use std::time::Duration;

use e2e::{
    Actor, DEADLINE, Function, Outcome, Socket, Stack, User, Way, eventually, fresh, shared_stack,
    workspace,
};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Sent within a minute of its time; the rest is for a busy machine.
const WITHIN: Duration = Duration::from_secs(75);

/// So many seconds from now, to the millisecond.
fn in_seconds(seconds: i64) -> String {
    let at = Timestamp::now().as_millisecond() + seconds * 1_000;
    let at = Timestamp::from_millisecond(at).unwrap();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn time(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

fn later(text: &str, at: &str) -> Value {
    json!({"clientMessageId": fresh(), "type": "text", "text": text, "sendAt": at})
}

async fn scheduled(user: &User, chat: &str) -> Vec<Value> {
    let path = format!("/v1/chats/{chat}/scheduled");
    let page = user.get(&path).await.expect(200);
    assert_eq!(page["nextCursor"], Value::Null);
    page["data"].as_array().unwrap().clone()
}

async fn cancel(user: &User, scheduled: &Value) -> e2e::Answer {
    let name = |field: &str| scheduled[field].as_str().unwrap().to_owned();
    user.delete(&format!(
        "/v1/chats/{}/scheduled/{}",
        name("chatId"),
        name("id")
    ))
    .await
}

/// Schedules, and looks at the answer.
async fn schedule(actor: &Actor, chat: &str, body: &Value) -> Value {
    let answer = actor.send_body(chat, body).await;
    if let e2e::Acted::Rest(answer) = &answer {
        assert_eq!(answer.status, 202, "{}", answer.text());
    }
    let answer = answer.done();
    assert_eq!(
        (&answer["chatId"], &answer["sendAt"]),
        (&json!(chat), &body["sendAt"])
    );
    assert!(time(&answer["createdAt"]) <= Timestamp::now());
    assert!(holds(&answer["message"], body), "as it was given: {answer}");
    answer
}

/// Whether everything that was given is found; what was not given may be null.
fn holds(found: &Value, given: &Value) -> bool {
    match (found, given) {
        (Value::Object(found), Value::Object(given)) => given
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|one| holds(one, value))),
        (Value::Array(found), Value::Array(given)) => {
            found.len() == given.len()
                && found
                    .iter()
                    .zip(given)
                    .all(|(one, other)| holds(one, other))
        }
        _ => found == given,
    }
}

/// Lets the clock strike when the time of a message has come, as it does every minute.
async fn strike_after(stack: &Stack, body: &Value) {
    let end = time(&body["sendAt"]);
    let over = async || (Timestamp::now() > end).then_some(());
    eventually("its time", DEADLINE, over).await;
    strike(stack, 1).await;
}

/// Lets a clock beside the stack's own strike so often.
async fn strike(stack: &Stack, times: usize) {
    let event = workspace().join("events/cron-send-scheduled/minute.json");
    let event = std::fs::read_to_string(event).unwrap();
    let mut clock = Function::with_settings(stack, "cron-send-scheduled", &[]).await;
    for _ in 0..times {
        let outcome = clock.invoke(&event).await;
        assert!(matches!(outcome, Outcome::Response(_)), "{outcome:?}");
    }
}

/// Waits for the message that was sent under a key.
async fn expect_sent(socket: &Socket, key: &Value) -> Value {
    let is_it = |frame: &Value| {
        frame["type"] == "message.created" && frame["data"]["clientMessageId"] == *key
    };
    socket
        .expect_within("the scheduled message", WITHIN, is_it)
        .await
}

#[tokio::test]
async fn a_scheduled_message_is_its_senders_alone_until_it_is_cancelled() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let bobs = bob.connect().await;
    let mut all = Vec::new();
    for (way, seconds) in Way::BOTH.into_iter().zip([7_200, 3_600]) {
        let acting = ann.acting(way).await;
        let body = later("later", &in_seconds(seconds));
        let first = schedule(&acting, &chat, &body).await;
        assert_eq!(schedule(&acting, &chat, &body).await, first, "a repeat");
        let mut other = body.clone();
        other["text"] = json!("another");
        acting
            .send_body(&chat, &other)
            .await
            .problem(422, "idempotency_mismatch");
        other["sendAt"] = Value::Null;
        acting
            .send_body(&chat, &other)
            .await
            .problem(422, "idempotency_mismatch");
        all.insert(0, first);
    }
    assert_eq!(scheduled(&ann, &chat).await, all, "soonest first");
    assert!(scheduled(&bob, &chat).await.is_empty());
    let elsewhere = ann.group("elsewhere", &[]).await;
    assert!(scheduled(&ann, &elsewhere).await.is_empty());
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    assert!(ann.history(&chat).await.is_empty());
    bobs.settle().await;
    assert!(bobs.events("message.created").is_empty());

    cancel(&bob, &all[0]).await.problem(404, "not_found");
    assert_eq!(cancel(&ann, &all[0]).await.expect(204), Value::Null);
    cancel(&ann, &all[0]).await.problem(404, "not_found");
    assert_eq!(scheduled(&ann, &chat).await, all[1..]);
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = stack.group_of_two().await;
    let acting = ann.acting(Way::Rest).await;
    let mut all = Vec::new();
    for seconds in [300, 100, 200, 500, 400] {
        let body = later("later", &in_seconds(10_000 + seconds));
        all.push(schedule(&acting, &chat, &body).await);
    }
    all.sort_by_key(|one| time(&one["sendAt"]));
    let path = format!("/v1/chats/{chat}/scheduled");
    assert_eq!(ann.pages(&path, 2).await.concat(), all);
    for one in &all {
        cancel(&ann, one).await.expect(204);
    }
}
