//! Blocking: no direct messages either way, and the blocked one lets nobody in who does not want it.

use e2e::{User, Way, fresh, path_of, shared_stack};
use serde_json::{Value, json};

async fn block(user: &User, other: &User) {
    let path = format!("/v1/users/{}/block", other.id);
    user.post(&path, &json!({})).await.expect(204);
}

async fn unblock(user: &User, other: &User) {
    let path = format!("/v1/users/{}/block", other.id);
    user.delete(&path).await.expect(204);
}

fn text() -> Value {
    json!({"clientMessageId": fresh(), "type": "text", "text": "hello"})
}

#[tokio::test]
async fn nobody_of_the_two_writes_while_one_has_blocked_the_other() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let group = ann.group("both", std::slice::from_ref(&bob)).await;
    let old = bob.say(&chat, "before").await;
    for way in Way::BOTH {
        let (anns, bobs) = (ann.acting(way).await, bob.acting(way).await);
        block(&ann, &bob).await;
        block(&ann, &bob).await;
        for acting in [&anns, &bobs] {
            acting
                .send_body(&chat, &text())
                .await
                .problem(403, "blocked");
        }
        let edit = bobs.edit(&old, &json!({"text": "after"})).await;
        edit.problem(403, "blocked");
        assert_eq!(ann.message(&old).await["text"], "before", "it stays");
        bobs.send_body(&group, &text()).await.done();
        unblock(&ann, &bob).await;
        for acting in [&anns, &bobs] {
            acting.send_body(&chat, &text()).await.done();
        }
    }
    // Each has a block of their own.
    block(&ann, &bob).await;
    block(&bob, &ann).await;
    unblock(&ann, &bob).await;
    ann.post("/v1/messages", &with_user(&bob))
        .await
        .problem(403, "blocked");
    unblock(&bob, &ann).await;
    ann.post("/v1/messages", &with_user(&bob)).await.expect(201);
    ann.delete(&path_of(&old)).await.problem(403, "forbidden");
}

fn with_user(user: &User) -> Value {
    let mut body = text();
    body["userId"] = json!(user.id);
    body
}

#[tokio::test]
async fn a_direct_chat_that_is_not_there_is_not_made() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    block(&ann, &bob).await;
    for (user, other) in [(&ann, &bob), (&bob, &ann)] {
        let direct = json!({"type": "direct", "memberIds": [other.id]});
        user.post("/v1/chats", &direct)
            .await
            .problem(403, "blocked");
        let sent = user.post("/v1/messages", &with_user(other)).await;
        sent.problem(403, "blocked");
        assert_eq!(user.get("/v1/chats").await.expect(200)["data"], json!([]));
    }
    unblock(&ann, &bob).await;
    bob.post("/v1/messages", &with_user(&ann)).await.expect(201);
}

#[tokio::test]
async fn who_is_blocked_lets_nobody_in_who_has_blocked_them() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay) = (
        stack.register("ann").await,
        stack.register("bob").await,
        stack.register("cay").await,
    );
    block(&ann, &bob).await;
    let group = json!({"type": "group", "name": "all", "memberIds": [cay.id, ann.id]});
    bob.post("/v1/chats", &group).await.problem(403, "blocked");
    let chat = bob.group("bob's", &[]).await;
    let members = format!("/v1/chats/{chat}/members");
    let both = json!({"userIds": [ann.id, cay.id]});
    let added = bob.post(&members, &both).await.expect(200);
    let statuses: Vec<&Value> = added["data"].as_array().unwrap().iter().collect();
    assert_eq!(statuses[0]["status"], "blocked", "{added}");
    assert_eq!(statuses[0]["member"], Value::Null);
    assert_eq!(statuses[1]["status"], "added", "{added}");
    let invite = json!({"userId": ann.id});
    let invites = format!("/v1/chats/{chat}/invites");
    bob.post(&invites, &invite).await.problem(403, "blocked");
    // Cay may: it is not her whom Ann has blocked.
    let own = cay.group("cay's", std::slice::from_ref(&bob)).await;
    let members = format!("/v1/chats/{own}/members");
    let added = cay.post(&members, &json!({"userIds": [ann.id]})).await;
    assert_eq!(added.expect(200)["data"][0]["status"], "added");
}

#[tokio::test]
async fn one_sees_whom_one_has_blocked() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 4).await;
    let (ann, others) = people.split_first().unwrap();
    for other in others {
        block(ann, other).await;
    }
    let listed = ann.pages("/v1/users/blocked", 2).await.concat();
    let mut ids: Vec<&str> = listed
        .iter()
        .map(|one| one["userId"].as_str().unwrap())
        .collect();
    let mut expected: Vec<&str> = others.iter().map(|other| other.id.as_str()).collect();
    ids.sort_unstable();
    expected.sort_unstable();
    assert_eq!(ids, expected);
    assert!(listed.iter().all(|one| one["user"]["username"].is_string()));
    assert!(listed.iter().all(|one| one["blockedAt"].is_string()));
    unblock(ann, &others[0]).await;
    unblock(ann, &others[0]).await;
    assert_eq!(ann.pages("/v1/users/blocked", 100).await.concat().len(), 2);
    let mine = others[0].get("/v1/users/blocked").await.expect(200);
    assert_eq!(mine["data"], json!([]));

    let own = format!("/v1/users/{}/block", ann.id);
    ann.post(&own, &json!({}))
        .await
        .problem(400, "validation_failed");
    let unknown = ann.post("/v1/users/usr_nobody/block", &json!({})).await;
    unknown.problem(404, "not_found");
}
