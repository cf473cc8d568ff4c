//! How bans end: somebody lifts them, or their time is over.

use e2e::{DEADLINE, eventually, in_seconds, public, shared_stack};
use serde_json::{Value, json};

use super::{check_ban, lift};

#[tokio::test]
async fn a_ban_is_lifted() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut fields = public("open");
    fields["memberIds"] = json!([bob.id]);
    let chat = ann.make_chat(&fields).await;
    let start = bob.sync_token().await;
    for _ in 0..2 {
        ann.ban(&chat, &bob, &json!({})).await.expect(200);
        bob.join(&chat).await.problem(403, "forbidden");
        let seqs = stack.dynamodb().seqs(&chat).await;
        assert_eq!(lift(&ann, &chat, &bob).await.expect(204), Value::Null);
        lift(&ann, &chat, &bob).await.problem(404, "not_found");
        assert!(
            ann.listed(&format!("/v1/chats/{chat}/bans"))
                .await
                .is_empty()
        );
        assert_eq!(stack.dynamodb().seqs(&chat).await, seqs, "it is no entry");
        let path = format!("/v1/chats/{chat}");
        bob.get(&path).await.problem(404, "not_found");
        let synced = bob.sync_since(&start).await;
        assert_eq!(synced["chats"][0]["membership"], "removed", "{synced}");
        bob.join(&chat).await.expect(200);
    }
    let message = bob.say(&chat, "here again").await;
    assert_eq!(ann.message(&message).await["text"], "here again");
}

#[tokio::test]
async fn a_ban_ends_at_its_time() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut fields = public("open");
    fields["memberIds"] = json!([bob.id]);
    let chat = ann.make_chat(&fields).await;
    let until = in_seconds(3);
    let ban = ann.ban(&chat, &bob, &json!({"until": until})).await;
    check_ban(&ban.expect(200), &bob, &ann, &Value::Null, &json!(until));
    bob.join(&chat).await.problem(403, "forbidden");
    let joined = async || {
        let answer = bob.join(&chat).await;
        if answer.status == 403 {
            answer.problem(403, "forbidden");
            return None;
        }
        Some(answer.expect(200))
    };
    let joined = eventually("the ban ends", DEADLINE, joined).await;
    assert!(
        jiff::Timestamp::now() >= until.parse().unwrap(),
        "not before"
    );
    assert_eq!(
        (&joined["myState"], &joined["memberCount"]),
        (&json!("active"), &json!(2))
    );
    let bans = format!("/v1/chats/{chat}/bans");
    assert!(ann.listed(&bans).await.is_empty());
    lift(&ann, &chat, &bob).await.problem(404, "not_found");
    assert_eq!(bob.chat(&chat).await["myState"], "active", "he stays");
}
