//! A direct chat has one thing to set: how long its messages stay. Both set it.

use e2e::shared_stack;
use serde_json::{Value, json};

use super::change;

#[tokio::test]
async fn both_say_how_long_messages_stay() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let steps = [(&ann, json!(60)), (&bob, json!(3_600)), (&ann, Value::Null)];
    for (seq, (user, seconds)) in (1..).step_by(2).zip(steps) {
        let changes = json!({"disappearAfterSeconds": seconds});
        let shown = change(user, &chat, &changes).await;
        assert_eq!(shown.get("disappearAfterSeconds"), Some(&seconds));
        for socket in [&anns, &bobs] {
            let event = socket.expect_entry(&chat, seq).await;
            assert_eq!(event["type"], "chat.updated");
            assert_eq!(event["data"]["changes"], changes);
            assert_eq!(event["data"]["actorId"], user.id.as_str());
        }
        let sent = bob.say(&chat, "x").await;
        assert_eq!(sent["expiresAt"].is_null(), seconds.is_null(), "{sent}");
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn it_has_nothing_else_to_set() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let eve = stack.register("eve").await;
    let chat = ann.direct_chat(&bob).await;
    for changes in [
        json!({"name": "x"}),
        json!({"description": "x"}),
        json!({"avatarUrl": "https://example.org/a.png"}),
        json!({"visibility": "public"}),
        json!({"joinPolicy": "open"}),
        json!({"maxMembers": 5}),
        json!({"slowModeSeconds": 5}),
        json!({"rules": "x"}),
        json!({"archived": true}),
        json!({"rolePermissions": {"member": []}}),
        json!({"disappearAfterSeconds": 60, "name": "x"}),
    ] {
        for user in [&ann, &bob] {
            let answer = user.patch_chat(&chat, &changes).await;
            // Because nobody may, or by the name of the field.
            match answer.status {
                403 => answer.problem(403, "forbidden"),
                _ => answer.problem(400, "validation_failed"),
            };
        }
    }
    let changes = json!({"disappearAfterSeconds": 60});
    let answer = eve.patch_chat(&chat, &changes).await;
    answer.problem(404, "not_found");
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    let seen = bob.chat(&chat).await;
    for nothing in ["name", "disappearAfterSeconds"] {
        assert_eq!(seen.get(nothing), Some(&Value::Null));
    }
}
