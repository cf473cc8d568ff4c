//! Mentions name members, or everyone where that is allowed.

use e2e::{Stack, User, Way, common, shared_stack};
use serde_json::{Value, json};

use super::{TYPES, body};

/// A group of Ann, who made it, and Bob; and a stranger.
async fn group(stack: &Stack) -> (User, User, User, String) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let eve = stack.register("eve").await;
    let chat = ann.group("named", std::slice::from_ref(&bob)).await;
    (ann, bob, eve, chat)
}

fn naming(kind: &str, names: &Value) -> Value {
    let mut body = body(kind);
    body["mentions"] = names.clone();
    body
}

#[tokio::test]
async fn members_can_be_named_in_a_message_of_any_type() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _eve, chat) = group(&stack).await;
    let bobs = bob.connect().await;
    let names = json!([bob.id, ann.id]);
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        for (kind, _) in TYPES {
            let sent = ann.send_body(&chat, &naming(kind, &names)).await.done();
            assert_eq!(sent["mentions"], names);
            assert_eq!(bobs.expect_message(&sent).await["data"], common(&sent));
        }
        let none = ann
            .send_body(&chat, &naming("text", &json!([])))
            .await
            .done();
        assert_eq!(none["mentions"], json!([]));
    }
}

#[tokio::test]
async fn who_is_not_in_the_chat_cannot_be_named() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, eve, chat) = group(&stack).await;
    let left = stack.register("left").await;
    let other = ann
        .group("with one who left", &[bob.clone(), left.clone()])
        .await;
    let member = format!("#member#{}", left.id);
    let key = [("pk", other.as_str()), ("sk", member.as_str())];
    let state = [("state", json!({"S": "left"}))];
    stack.dynamodb().set("Chats", &key, &state).await;
    let cases = [
        (&chat, json!([eve.id]), "mentions[0]", "unknown"),
        (
            &chat,
            json!([bob.id, "usr_nobody"]),
            "mentions[1]",
            "unknown",
        ),
        (
            &chat,
            json!([bob.id, ann.id, chat]),
            "mentions[2]",
            "unknown",
        ),
        (&chat, json!(["@everyone"]), "mentions[0]", "unknown"),
        (&chat, json!([bob.username]), "mentions[0]", "unknown"),
        (&other, json!([left.id]), "mentions[0]", "unknown"),
        (&chat, json!([""]), "mentions[0]", "invalid"),
        (&chat, json!(["x".repeat(129)]), "mentions[0]", "invalid"),
        (&chat, json!([bob.id, 7]), "mentions[1]", "wrong_type"),
        (&chat, json!(bob.id), "mentions", "wrong_type"),
        (&chat, json!(vec![&bob.id; 51]), "mentions", "too_many"),
    ];
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        for (chat, names, field, code) in &cases {
            let refused = ann.send_body(chat, &naming("text", names)).await;
            refused.refuses(field, code);
        }
        let two = ann
            .send_body(&chat, &naming("text", &json!([eve.id, bob.id, left.id])))
            .await;
        let problem = two.problem(400, "validation_failed");
        let fields: Vec<&Value> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| &error["field"])
            .collect();
        assert_eq!(fields, ["mentions[0]", "mentions[2]"], "all at once");
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    assert!(stack.dynamodb().seqs(&other).await.is_empty());
}

#[tokio::test]
async fn everyone_is_named_by_who_may() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, eve, chat) = group(&stack).await;
    let direct = ann.direct_chat(&bob).await;
    for names in [json!(["@all"]), json!([ann.id, "@all"])] {
        for way in Way::BOTH {
            let (owner, member) = (ann.acting(way).await, bob.acting(way).await);
            let sent = owner.send_body(&chat, &naming("text", &names)).await.done();
            assert_eq!(sent["mentions"], names);
            let seqs = stack.dynamodb().seqs(&chat).await;
            let refused = member.send_body(&chat, &naming("text", &names)).await;
            refused.problem(403, "forbidden");
            assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
            for one in [&owner, &member] {
                let sent = one.send_body(&direct, &naming("text", &names)).await;
                assert_eq!(sent.done()["mentions"], names, "nobody needs leave for two");
            }
            let stranger = eve
                .acting(way)
                .await
                .send_body(&chat, &naming("text", &names))
                .await;
            stranger.problem(404, "not_found");
        }
    }
}
