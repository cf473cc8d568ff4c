//! Who may not type, and frames that say nothing.

use e2e::looking;
use e2e::shared_stack;
use serde_json::{Value, json};

use super::{told_of_typing, typing};

#[tokio::test]
async fn who_may_not_write_does_not_type() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cay = stack.register("cay").await;
    let chat = ann.make_with("channel", &[&bob, &cay], &json!({})).await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    for socket in [&anns, &bobs, &cays] {
        looking::open(socket, &chat).await;
    }
    for state in ["started", "stopped"] {
        let reply = bobs.send("typing", typing(&chat, state)).await;
        reply.problem(403, "forbidden");
    }
    // They look on while others type, and type themselves once they may write.
    looking::start(&anns, &chat).await;
    for socket in [&bobs, &cays] {
        looking::expect(socket, "typing.started", &ann, &chat).await;
    }
    let typists = looking::typists(&cay, &chat).await;
    assert_eq!(typists.len(), 1, "{typists:?}");
    let own = json!({"permissions": ["post"]});
    ann.change_member(&chat, &bob, &own).await.expect(200);
    looking::type_until_told(&bobs, (&bob, &chat), &cays, 1).await;
    let reply = cays.send("typing", typing(&chat, "started")).await;
    reply.problem(403, "forbidden");
    for socket in [&anns, &bobs] {
        socket.settle().await;
        let told = looking::told(socket, "typing.started", &cay, &chat);
        assert!(told.is_empty(), "{told:?}");
    }
}

#[tokio::test]
async fn who_may_write_no_longer_types_no_longer() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (bobs, cays) = tokio::join!(bob.connect(), cay.connect());
    looking::open(&cays, &chat).await;
    looking::start(&bobs, &chat).await;
    let told = looking::expect(&cays, "typing.started", &bob, &chat).await;
    let nothing = json!({"permissions": []});
    ann.change_member(&chat, &bob, &nothing).await.expect(200);
    stack.until_pushed(&chat, &json!(1)).await;
    // What comes sooner is not looked at.
    looking::shadow_over(&told).await;
    let reply = bobs.send("typing", typing(&chat, "started")).await;
    reply.problem(403, "forbidden");
    cays.settle().await;
    let told = looking::told(&cays, "typing.started", &bob, &chat);
    assert_eq!(told.len(), 1, "{told:?}");
}

/// Frames that say too little or too much, and what is wrong with each.
fn wrong_frames(chat: &str) -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("typing", json!({}), "chatId"),
        ("typing", json!({"state": "started"}), "chatId"),
        (
            "typing",
            json!({"chatId": null, "state": "started"}),
            "chatId",
        ),
        ("typing", json!({"chatId": 7, "state": "started"}), "chatId"),
        (
            "typing",
            json!({"chatId": [chat], "state": "started"}),
            "chatId",
        ),
        (
            "typing",
            json!({"chatId": "", "state": "started"}),
            "chatId",
        ),
        ("typing", json!({"chatId": chat}), "state"),
        ("typing", json!({"chatId": chat, "state": null}), "state"),
        ("typing", json!({"chatId": chat, "state": true}), "state"),
        ("typing", json!({"chatId": chat, "state": 7}), "state"),
        ("typing", json!({"chatId": chat, "state": ""}), "state"),
        (
            "typing",
            json!({"chatId": chat, "state": "Started"}),
            "state",
        ),
        (
            "typing",
            json!({"chatId": chat, "state": "paused"}),
            "state",
        ),
        ("typing", json!({"chatId": chat, "state": {}}), "state"),
        ("openChat", json!({}), "chatId"),
        ("openChat", json!({"chatId": null}), "chatId"),
        ("openChat", json!({"chatId": 7}), "chatId"),
        ("openChat", json!({"chatId": {}}), "chatId"),
        ("openChat", json!({"chatId": ""}), "chatId"),
        ("closeChat", json!({}), "chatId"),
        ("closeChat", json!({"chatId": null}), "chatId"),
        ("closeChat", json!({"chatId": true}), "chatId"),
    ]
}

#[tokio::test]
async fn a_frame_says_where_and_what() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    looking::open(&bobs, &chat).await;
    for (action, data, field) in wrong_frames(&chat) {
        let problem = anns.send(action, data.clone()).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{data}: {problem}");
    }
    for (action, data) in [
        ("typing", typing("cht_nothing", "started")),
        ("typing", typing("#head", "stopped")),
        ("openChat", json!({"chatId": "cht_nothing"})),
        ("closeChat", json!({"chatId": "cht_nothing"})),
    ] {
        let problem = anns.send(action, data.clone()).await;
        let problem = problem.problem(404, "not_found");
        assert!(!problem["detail"].is_null(), "{data}");
    }
    bobs.settle().await;
    let told = [told_of_typing(&bobs), bobs.events("viewer.joined")].concat();
    assert!(told.is_empty(), "nothing was done: {told:?}");
    // Unknown fields are none of its business, nor is who somebody says they are.
    let claim = json!({"chatId": chat, "state": "started", "userId": bob.id, "color": "blue"});
    let ack = anns.send("typing", claim).await.ack();
    assert_eq!(ack, json!({}));
    looking::expect(&bobs, "typing.started", &ann, &chat).await;
}
