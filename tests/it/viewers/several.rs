//! Several chats at once, and chats that are nobody's business.

use e2e::looking::{self, check_viewers};
use e2e::shared_stack;
use serde_json::{Value, json};

use super::{check_told, expect_count};

#[tokio::test]
async fn one_connection_has_several_chats_open() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, group) = stack.group_of_three().await;
    let channel = ann.make_with("channel", &[&bob], &json!({})).await;
    let direct = ann.direct_chat(&bob).await;
    let chats = [&group, &channel, &direct];
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    for chat in chats {
        check_viewers(&looking::open(&bobs, chat).await, chat, &[&bob]);
    }
    for chat in chats {
        check_viewers(&looking::open(&anns, chat).await, chat, &[&ann, &bob]);
        expect_count(&bobs, "viewer.joined", &ann, chat, 2).await;
        looking::start(&anns, chat).await;
        looking::expect(&bobs, "typing.started", &ann, chat).await;
    }
    // Closing one closes no other, and opening one closes none.
    looking::close(&bobs, &group).await;
    expect_count(&anns, "viewer.left", &bob, &group, 1).await;
    for chat in [&channel, &direct] {
        check_viewers(&looking::open(&anns, chat).await, chat, &[&ann, &bob]);
        check_told(&anns, &bob, chat, 0, 0).await;
    }
    looking::open(&cays, &group).await;
    expect_count(&anns, "viewer.joined", &cay, &group, 2).await;
    check_told(&bobs, &cay, &group, 0, 0).await;
    // With the connection all of them are closed.
    bobs.close().await;
    for chat in [&channel, &direct] {
        expect_count(&anns, "viewer.left", &bob, chat, 1).await;
    }
    check_told(&anns, &bob, &group, 0, 1).await;
}

#[tokio::test]
async fn who_looks_is_no_business_of_a_stranger() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let eve = stack.register("eve").await;
    ann.remove(&chat, &cay).await.expect(204);
    let anns = ann.connect().await;
    looking::open(&anns, &chat).await;
    for user in [&eve, &cay] {
        let socket = user.connect().await;
        for action in ["openChat", "closeChat"] {
            let there = socket.send(action, json!({"chatId": chat})).await;
            let there = there.problem(404, "not_found");
            let unknown = json!({"chatId": "cht_nothing"});
            let unknown = socket.send(action, unknown).await;
            let unknown = unknown.problem(404, "not_found");
            assert_eq!(there["detail"], unknown["detail"], "{action}");
        }
    }
    let bobs = bob.connect().await;
    check_viewers(&looking::open(&bobs, &chat).await, &chat, &[&ann, &bob]);
    expect_count(&anns, "viewer.joined", &bob, &chat, 2).await;
    for user in [&eve, &cay] {
        check_told(&anns, user, &chat, 0, 0).await;
    }
}

#[tokio::test]
async fn looking_is_nothing_that_a_log_holds() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let start = bob.sync_token().await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    looking::open(&anns, &chat).await;
    looking::open(&bobs, &chat).await;
    looking::start(&anns, &chat).await;
    let typed = looking::expect(&bobs, "typing.started", &ann, &chat).await;
    looking::close(&anns, &chat).await;
    let left = looking::expect(&bobs, "viewer.left", &ann, &chat).await;
    for event in [&typed, &left] {
        let fields = event.as_object().unwrap().keys();
        let mut fields: Vec<&str> = fields.map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["chatId", "data", "ts", "type"], "{event}");
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [0; 0]);
    let synced = bob.sync_since(&start).await;
    assert_eq!(synced["private"], json!([]), "{synced}");
    let chats = synced["chats"].as_array().unwrap().iter();
    let events: Vec<&Value> = chats.map(|one| &one["events"]).collect();
    assert!(
        events.iter().all(|events| **events == json!([])),
        "{synced}"
    );
}
