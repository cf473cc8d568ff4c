//! When its time has come a message is sent, and sent once.

use std::time::Duration;

use e2e::{Options, Stack, Way, common, eventually, fresh, shared_stack};
use serde_json::{Value, json};

use super::{
    WITHIN, cancel, expect_sent, in_seconds, later, schedule, scheduled, strike, strike_after, time,
};

#[tokio::test]
async fn it_is_sent_once_within_a_minute_of_its_time() {
    // A stack of its own: nobody but its own clock strikes.
    let stack = Stack::start(&Options::new());
    let (ann, bob, chat) = stack.group_of_two().await;
    let parent = bob.say(&chat, "when?").await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let mut waiting = Vec::new();
    for way in Way::BOTH {
        let acting = ann.acting(way).await;
        let mut body = later("<b>now</b>", &in_seconds(2));
        body["mentions"] = json!([bob.id, "@all"]);
        body["metadata"] = json!({"a": 0.1});
        body["replyToId"] = parent["id"].clone();
        waiting.push((
            acting,
            schedule(&ann.acting(way).await, &chat, &body).await,
            body,
        ));
    }
    let poll = json!({
        "question": "?", "options": [{"text": "a"}, {"text": "b"}], "closesAt": in_seconds(3_600),
    });
    let body =
        json!({"clientMessageId": fresh(), "type": "poll", "poll": poll, "sendAt": in_seconds(2)});
    waiting.push((
        ann.acting(Way::Rest).await,
        schedule(&ann.acting(Way::Rest).await, &chat, &body).await,
        body,
    ));

    for (_, scheduled, body) in &waiting {
        let event = expect_sent(&bobs, &body["clientMessageId"]).await;
        let sent = ann.message(&event["data"]).await;
        assert_eq!(event["data"], common(&sent));
        assert_eq!(
            expect_sent(&anns, &body["clientMessageId"]).await,
            event,
            "no connection has it"
        );
        let lateness = time(&sent["createdAt"]).duration_since(time(&scheduled["sendAt"]));
        assert!(!lateness.is_negative(), "not before its time: {lateness:?}");
        assert!(
            lateness.unsigned_abs() <= Duration::from_secs(62),
            "{lateness:?}"
        );
        assert_eq!(
            (&sent["senderId"], &sent["type"]),
            (&json!(ann.id), &body["type"])
        );
        for same in ["text", "mentions", "metadata", "replyToId"] {
            if let Some(value) = body.get(same) {
                assert_eq!(sent[same], *value);
            }
        }
        cancel(&ann, scheduled).await.problem(404, "not_found");
    }
    assert!(scheduled(&ann, &chat).await.is_empty());
    assert_eq!(bob.message(&parent).await["replyCount"], 2);
    let seqs = stack.dynamodb().seqs(&chat).await;
    assert_eq!(seqs, [1, 2, 3, 4], "each once");
    for (acting, first, body) in &waiting {
        let repeat = acting.send_body(&chat, body).await;
        let repeat = repeat.done();
        // The first result, or what came of it.
        let same = repeat == *first || repeat["clientMessageId"] == body["clientMessageId"];
        assert!(same, "{repeat}");
    }
    assert_eq!(
        stack.dynamodb().seqs(&chat).await,
        seqs,
        "and no second time"
    );
}

#[tokio::test]
async fn what_was_cancelled_is_never_sent() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let bobs = bob.connect().await;
    let acting = ann.acting(Way::Socket).await;
    let (unwanted, wanted) = (
        later("unwanted", &in_seconds(2)),
        later("wanted", &in_seconds(3)),
    );
    let first = schedule(&acting, &chat, &unwanted).await;
    let second = schedule(&acting, &chat, &wanted).await;
    cancel(&ann, &first).await.expect(204);
    assert_eq!(scheduled(&ann, &chat).await, [second]);
    strike_after(&stack, &wanted).await;
    let event = expect_sent(&bobs, &wanted["clientMessageId"]).await;
    assert_eq!(event["seq"], 1, "the other was due before");
    // What the clock queued beside it has been worked off when these have come.
    for number in 2..5 {
        bobs.expect_message(&ann.say(&chat, &number.to_string()).await)
            .await;
    }
    let texts: Vec<Value> = ann
        .history(&chat)
        .await
        .iter()
        .map(|one| one["text"].clone())
        .collect();
    assert_eq!(texts, ["wanted", "2", "3", "4"]);
}

#[tokio::test]
async fn however_often_the_clock_strikes_it_is_sent_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let bobs = bob.connect().await;
    let acting = ann.acting(Way::Rest).await;
    let mut bodies = Vec::new();
    for number in 0..5 {
        let body = later(&number.to_string(), &in_seconds(1));
        schedule(&acting, &chat, &body).await;
        bodies.push(body);
    }
    futures::future::join_all((0..3).map(|_| strike(&stack, 3))).await;
    strike_after(&stack, &bodies[4]).await;
    for body in &bodies {
        let key = &body["clientMessageId"];
        let sent = |event: &Value| event["data"]["clientMessageId"] == *key;
        bobs.expect_event("message.created", sent).await;
    }
    for number in 6..9 {
        bobs.expect_message(&ann.say(&chat, &number.to_string()).await)
            .await;
    }
    assert_eq!(ann.history(&chat).await.len(), 8, "each once");
    assert!(scheduled(&ann, &chat).await.is_empty());
}

#[tokio::test]
async fn a_repeat_is_a_repeat_when_its_time_has_come() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let bobs = bob.connect().await;
    let body = later("once", &in_seconds(1));
    let acting = ann.acting(Way::Rest).await;
    schedule(&acting, &chat, &body).await;
    strike_after(&stack, &body).await;
    // A client that missed the answer asks again: the key tells that it was scheduled before.
    acting.send_body(&chat, &body).await.done();
    expect_sent(&bobs, &body["clientMessageId"]).await;
    acting.send_body(&chat, &body).await.done();
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
}

#[tokio::test]
async fn a_first_message_can_be_scheduled_for_somebody() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let bobs = bob.connect().await;
    let mut body = later("surprise", &in_seconds(1));
    body["userId"] = json!(bob.id);
    let answer = ann.post("/v1/messages", &body).await.expect(202);
    strike_after(&stack, &body).await;
    let event = expect_sent(&bobs, &body["clientMessageId"]).await;
    assert_eq!(event["chatId"], answer["chatId"]);
    assert_eq!(event["data"]["text"], "surprise");
}

#[tokio::test]
async fn what_can_no_longer_be_sent_is_forgotten() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let question = ann.say(&chat, "question").await;
    let bobs = bob.acting(Way::Rest).await;
    let other = ann.direct_chat(&bob).await;
    let mut answer = later("answer", &in_seconds(2));
    answer["replyToId"] = question["id"].clone();
    schedule(&bobs, &chat, &answer).await;
    schedule(&bobs, &chat, &later("still here", &in_seconds(3))).await;
    ann.delete(&e2e::path_of(&question)).await.expect(200);
    let anns = ann.connect().await;
    let fine = later("fine", &in_seconds(3));
    schedule(&bobs, &other, &fine).await;
    strike_after(&stack, &fine).await;
    expect_sent(&anns, &fine["clientMessageId"]).await;
    let done = async || scheduled(&bob, &chat).await.is_empty().then_some(());
    eventually("nothing waits any more", WITHIN, done).await;
    let texts: Vec<Value> = ann
        .history(&chat)
        .await
        .iter()
        .map(|one| one["text"].clone())
        .collect();
    assert_eq!(texts, [Value::Null, json!("still here")]);
}
