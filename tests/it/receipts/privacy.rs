//! Who does not tell what they read is not told what others read.

use e2e::{Stack, User, shared_stack};
use serde_json::{Value, json};

use super::{cursors, deliver, read, receipts};

async fn set(user: &User, enabled: bool) {
    let body = json!({"readReceiptsEnabled": enabled});
    let settings = user.put("/v1/users/me/settings", &body).await.expect(200);
    assert_eq!(settings["readReceiptsEnabled"], enabled);
}

async fn settings(user: &User) -> Value {
    user.get("/v1/users/me/settings").await.expect(200)
}

#[tokio::test]
async fn the_setting_is_on_until_it_is_put_off() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    assert_eq!(settings(&ann).await["readReceiptsEnabled"], true);
    set(&ann, false).await;
    assert_eq!(settings(&ann).await["readReceiptsEnabled"], false);
    let merged = ann
        .put("/v1/users/me/settings", &json!({}))
        .await
        .expect(200);
    assert_eq!(merged["readReceiptsEnabled"], false, "absence leaves alone");
    set(&ann, true).await;
    for wrong in [json!("off"), json!(0), json!([])] {
        let body = json!({"readReceiptsEnabled": wrong});
        let problem = ann.put("/v1/users/me/settings", &body).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], "readReceiptsEnabled");
    }
    assert_eq!(settings(&ann).await["readReceiptsEnabled"], true);
}

/// What Ann learns of what Bob has received and read, by every way there is.
async fn told(stack: &Stack, ann: &User, bob: &User, chat: &str) -> (Vec<Value>, Value, Value) {
    let sent = ann.say(chat, "hello").await;
    stack.until_pushed(chat, &sent["seq"]).await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let by_bob = |event: &Value| event["data"]["userId"] == bob.id.as_str();
    deliver(bob, chat, &sent["seq"]).await;
    anns.expect_event("receipt.delivered", by_bob).await;
    read(bob, chat, &sent["seq"]).await;
    let own = bobs.expect_event("receipt.read", by_bob).await;
    assert_eq!(
        own["data"]["seq"], sent["seq"],
        "one's own devices are told always"
    );
    anns.settle().await;
    let cursors = cursors(ann, chat, bob).await;
    assert_eq!(
        cursors["deliveredSeq"], sent["seq"],
        "delivery is no secret"
    );
    let reads = ann.list(&sent, "reads").await;
    assert_eq!(reads[0]["userId"], bob.id.as_str());
    assert!(reads[0]["deliveredAt"].is_string(), "{reads:?}");
    let status = ann.message(&sent).await["status"].clone();
    let seen = json!([cursors["readSeq"], cursors["readAt"], reads[0]["readAt"]]);
    (receipts(&anns, "receipt.read", bob), seen, status)
}

#[tokio::test]
async fn reading_is_told_only_between_those_who_both_tell() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _cay, _) = stack.group_of_three().await;
    let chat = ann.direct_chat(&bob).await;
    for (anns, bobs) in [(true, false), (false, true), (false, false)] {
        set(&ann, anns).await;
        set(&bob, bobs).await;
        let (events, seen, status) = told(&stack, &ann, &bob, &chat).await;
        assert!(events.is_empty(), "{anns} {bobs}: {events:?}");
        assert_eq!(seen, json!([null, null, null]), "{anns} {bobs}");
        assert_eq!(status, "delivered", "{anns} {bobs}");
    }
    set(&ann, true).await;
    set(&bob, true).await;
    let sent = ann.say(&chat, "hello").await;
    stack.until_pushed(&chat, &sent["seq"]).await;
    let anns = ann.connect().await;
    read(&bob, &chat, &sent["seq"]).await;
    let newest = |event: &Value| event["data"]["seq"] == sent["seq"];
    anns.expect_event("receipt.read", newest).await;
    assert_eq!(ann.message(&sent).await["status"], "read");
    assert_eq!(cursors(&ann, &chat, &bob).await["readSeq"], sent["seq"]);
    assert!(ann.list(&sent, "reads").await[0]["readAt"].is_string());
}

#[tokio::test]
async fn one_who_does_not_tell_hides_nobody_else() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    set(&bob, false).await;
    let sent = ann.say(&chat, "hello").await;
    stack.until_pushed(&chat, &sent["seq"]).await;
    let anns = ann.connect().await;
    for user in [&bob, &cay] {
        read(user, &chat, &sent["seq"]).await;
    }
    let by_cay = |event: &Value| event["data"]["userId"] == cay.id.as_str();
    anns.expect_event("receipt.read", by_cay).await;
    let by_bob = |event: &Value| event["data"]["userId"] == bob.id.as_str();
    anns.expect_event("receipt.delivered", by_bob).await;
    assert!(receipts(&anns, "receipt.read", &bob).is_empty());
    assert_eq!(cursors(&ann, &chat, &cay).await["readSeq"], sent["seq"]);
    assert_eq!(cursors(&ann, &chat, &bob).await["readSeq"], Value::Null);
    assert_eq!(cursors(&bob, &chat, &cay).await["readSeq"], Value::Null);
    assert_eq!(
        ann.message(&sent).await["status"],
        "delivered",
        "not read by all, as far as told"
    );
    assert_eq!(
        bob.chat(&chat).await["readSeq"],
        sent["seq"],
        "his own he sees"
    );

    // It holds in chats that came later as well.
    let later = ann.group("later", std::slice::from_ref(&bob)).await;
    let sent = ann.say(&later, "hello").await;
    stack.until_pushed(&later, &sent["seq"]).await;
    read(&bob, &later, &sent["seq"]).await;
    assert_eq!(cursors(&ann, &later, &bob).await["readSeq"], Value::Null);
    assert_eq!(ann.message(&sent).await["status"], "delivered");
}
