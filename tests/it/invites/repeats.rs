//! A repeat under an `Idempotency-Key` makes no second invitation.

use e2e::{Answer, User, fresh, in_seconds, shared_stack};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

async fn invite(user: &User, chat: &str, body: &Value, key: &str) -> Answer {
    let call = user.call(Method::POST, &format!("/v1/chats/{chat}/invites"));
    call.header("idempotency-key", key).json(body).send().await
}

#[tokio::test]
async fn the_same_key_gives_the_same_invitation() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    ann.give_role(&chat, &bob, "admin").await;
    let body = json!({"maxUses": 3, "expiresAt": in_seconds(3_600)});
    let key = fresh();
    let calls = (0..5).map(|_| invite(&ann, &chat, &body, &key));
    let answers = join_all(calls).await;
    let made: Vec<Value> = answers.iter().map(|answer| answer.expect(201)).collect();
    assert!(made.iter().all(|one| *one == made[0]), "{made:?}");
    let path = format!("/v1/chats/{chat}/invites");
    assert_eq!(ann.listed(&path).await, [made[0].clone()]);

    let other = invite(&ann, &chat, &json!({"maxUses": 4}), &key).await;
    other.problem(422, "idempotency_mismatch");
    let long = invite(&ann, &chat, &body, &"k".repeat(65)).await;
    long.problem(400, "validation_failed");
    // A key belongs to who uses it.
    let bobs = invite(&bob, &chat, &json!({"maxUses": 4}), &key).await;
    assert_ne!(bobs.expect(201)["code"], made[0]["code"]);
    assert_eq!(ann.listed(&path).await.len(), 2);
}
