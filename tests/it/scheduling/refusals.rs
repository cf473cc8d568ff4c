//! What cannot be scheduled, listed or cancelled.

use e2e::{Way, path_of, shared_stack};
use serde_json::{Value, json};

use super::{cancel, in_seconds, later, schedule};

#[tokio::test]
async fn a_time_lies_ahead_and_within_a_year() {
    const DAY: i64 = 24 * 60 * 60;
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = stack.group_of_two().await;
    let cases = [
        (json!(in_seconds(-1)), "out_of_range"),
        (json!("2001-01-01T00:00:00Z"), "out_of_range"),
        (json!(in_seconds(367 * DAY)), "out_of_range"),
        (json!("2999-01-01T00:00:00Z"), "out_of_range"),
        (json!("tomorrow"), "wrong_type"),
        (json!("2030-02-30T00:00:00Z"), "wrong_type"),
        (json!("2030-01-01 00:00"), "wrong_type"),
        (json!(1_900_000_000), "wrong_type"),
        (json!({}), "wrong_type"),
    ];
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        for (at, code) in &cases {
            let mut body = later("x", "");
            body["sendAt"] = at.clone();
            ann.send_body(&chat, &body).await.refuses("sendAt", code);
        }
        let year = schedule(&ann, &chat, &later("x", &in_seconds(365 * DAY))).await;
        cancel(&ann, &year).await.expect(204);
        let mut elsewhere = later("x", "");
        elsewhere["sendAt"] = json!("2001-01-01T00:00:00+01:00");
        ann.send_body(&chat, &elsewhere)
            .await
            .refuses("sendAt", "out_of_range");
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
}

#[tokio::test]
async fn what_could_not_be_sent_now_cannot_be_scheduled() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let eve = stack.register("eve").await;
    let gone = ann.say(&chat, "gone").await;
    ann.delete(&path_of(&gone)).await.expect(200);
    let at = in_seconds(3_600);
    for way in Way::BOTH {
        let (bob, eve) = (bob.acting(way).await, eve.acting(way).await);
        let change = |field: &str, value: Value| {
            let mut body = later("x", &at);
            body[field] = value;
            body
        };
        bob.send_body(&chat, &change("text", json!("")))
            .await
            .refuses("text", "required");
        bob.send_body(&chat, &change("type", json!("location")))
            .await
            .problem(400, "validation_failed");
        let metadata = json!({"k": "x".repeat(2_048)});
        bob.send_body(&chat, &change("metadata", metadata))
            .await
            .refuses("metadata", "too_long");
        eve.send_body(&chat, &later("x", &at))
            .await
            .problem(404, "not_found");
        bob.send_body("cht_nothing", &later("x", &at))
            .await
            .problem(404, "not_found");
    }
    let list = format!("/v1/chats/{chat}/scheduled");
    assert_eq!(bob.get(&list).await.expect(200)["data"], json!([]));
    eve.get(&list).await.problem(404, "not_found");
    let mut nobody = later("x", &at);
    nobody["userId"] = json!("usr_nobody");
    let problem = bob.post("/v1/messages", &nobody).await;
    let problem = problem.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], "userId");
}

#[tokio::test]
async fn what_a_member_may_not_say_now_is_not_taken_for_later() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let eve = stack.register("eve").await;
    let gone = ann.say(&chat, "gone").await;
    ann.delete(&path_of(&gone)).await.expect(200);
    let body = |field: &str, value: Value| {
        let mut body = later("x", &in_seconds(3_600));
        body[field] = value;
        body
    };
    for way in Way::BOTH {
        let bob = bob.acting(way).await;
        let everyone = bob
            .send_body(&chat, &body("mentions", json!(["@all"])))
            .await;
        everyone.problem(403, "forbidden");
        let stranger = bob
            .send_body(&chat, &body("mentions", json!([eve.id])))
            .await;
        stranger.refuses("mentions[0]", "unknown");
        let to_gone = bob
            .send_body(&chat, &body("replyToId", gone["id"].clone()))
            .await;
        to_gone.refuses("replyToId", "unknown");
    }
}

#[tokio::test]
async fn only_what_waits_can_be_cancelled() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = stack.group_of_two().await;
    let eve = stack.register("eve").await;
    let acting = ann.acting(Way::Rest).await;
    let one = schedule(&acting, &chat, &later("x", &in_seconds(3_600))).await;
    let change = |field: &str, value: &str| {
        let mut one = one.clone();
        one[field] = json!(value);
        one
    };
    let elsewhere = ann.group("elsewhere", &[]).await;
    for missing in [
        change("id", "sch_1"),
        change("id", "nonsense"),
        change("id", "sch_99999999999999999999999999999999999999999999"),
        change("id", "%20"),
        change("chatId", &elsewhere),
        change("chatId", "cht_nothing"),
    ] {
        cancel(&ann, &missing).await.problem(404, "not_found");
    }
    cancel(&eve, &one).await.problem(404, "not_found");
    let list = format!("/v1/chats/{chat}/scheduled");
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let problem = ann.get(&format!("{list}?{query}")).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    assert_eq!(ann.get(&list).await.expect(200)["data"], json!([one]));
    cancel(&ann, &one).await.expect(204);
}
