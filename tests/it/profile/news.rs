//! Who is told of a change, and what nobody else ever sees.

use e2e::{User, shared_stack};
use serde_json::{Value, json};

use super::filled;

/// Fields that are one's own alone.
const PRIVATE: [&str; 4] = ["email", "pendingEmail", "phone", "mfaEnabled"];

/// Makes sure that somebody is shown as others may see them.
fn assert_public(user: &Value, of: &User) {
    assert_eq!(user["id"], of.id.as_str(), "{user}");
    for field in PRIVATE {
        assert!(user.get(field).is_none(), "{field}: {user}");
    }
    let text = user.to_string();
    assert!(!text.contains(&of.email), "{user}");
    assert!(!text.contains("+4930123456"), "{user}");
}

#[tokio::test]
async fn ones_devices_and_ones_partners_are_told_of_a_change() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (cay, eve) = (stack.register("cay").await, stack.register("eve").await);
    ann.direct_chat(&bob).await;
    ann.group("both", std::slice::from_ref(&cay)).await;
    let sockets = [
        ann.connect().await,
        ann.log_in_again().await.connect().await,
        bob.connect().await,
    ];
    let (cays, eves) = tokio::join!(cay.connect(), eve.connect());
    let mut changes = filled();
    changes["displayName"] = json!("Ann Lee");
    ann.change_me(&changes).await;
    for socket in &sockets {
        let is_new = |event: &Value| event["data"]["displayName"] == "Ann Lee";
        let event = socket.expect_event("user.updated", is_new).await;
        assert_public(&event["data"], &ann);
        assert_eq!(event["data"]["firstName"], "Ann");
        assert_eq!(event["data"]["username"], ann.username.as_str());
        assert!(event.get("seq").is_none(), "it is no entry: {event}");
    }
    for socket in [&cays, &eves] {
        socket.settle().await;
        assert!(socket.events("user.updated").is_empty());
    }
    let username = format!("new-{}", &e2e::fresh()[..12]);
    ann.change_me(&json!({"username": username})).await;
    let is_new = |event: &Value| event["data"]["username"] == username.as_str();
    sockets[2].expect_event("user.updated", is_new).await;
}

#[tokio::test]
async fn others_never_see_address_and_number() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    ann.change_me(&filled()).await;
    let pending = json!({"email": format!("{}@example.org", e2e::fresh()),
        "currentPassword": e2e::PASSWORD});
    ann.change_me(&pending).await;
    let chat = ann.direct_chat(&bob).await;
    let group = ann.group("both", std::slice::from_ref(&bob)).await;
    ann.say(&chat, "hello").await;
    assert_public(&bob.sees(&ann).await, &ann);
    let found = format!("/v1/users/search?q={}", ann.username);
    assert_public(&bob.listed(&found).await[0], &ann);
    assert_public(&bob.chat(&chat).await["peer"], &ann);
    let members = bob.members(&group).await;
    let member = members.iter().find(|one| one["userId"] == ann.id.as_str());
    assert_public(&member.unwrap()["user"], &ann);
    let pending = pending["email"].as_str().unwrap();
    for path in [
        "/v1/chats".to_owned(),
        format!("/v1/chats/{chat}/messages"),
        format!("/v1/chats/{group}/members"),
        format!("/v1/users/{}", ann.id),
    ] {
        let text = bob.get(&path).await.text();
        for secret in [ann.email.as_str(), pending, "+4930123456"] {
            assert!(!text.contains(secret), "{path}: {text}");
        }
    }
    let me = ann.me().await;
    for field in PRIVATE {
        assert!(me.get(field).is_some(), "she sees it herself: {me}");
    }
}
