//! Invitations: personal ones, and links that anybody may follow who has them.

mod links;
mod refusals;
mod repeats;

use e2e::{User, check_member, common, public, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

/// Makes an invitation.
async fn invite(user: &User, chat: &str, body: &Value) -> Value {
    let path = format!("/v1/chats/{chat}/invites");
    user.post(&path, body).await.expect(201)
}

/// Invites somebody by name.
async fn invite_one(user: &User, chat: &str, other: &User) -> Value {
    invite(user, chat, &json!({"userId": other.id})).await
}

/// The path of an invitation, as whoever has its code sees it.
fn path(invite: &Value) -> String {
    format!("/v1/invites/{}", invite["code"].as_str().unwrap())
}

async fn accept(user: &User, invite: &Value) -> e2e::Answer {
    user.post_empty(&format!("{}/accept", path(invite))).await
}

async fn decline(user: &User, invite: &Value) -> e2e::Answer {
    user.post_empty(&format!("{}/decline", path(invite))).await
}

async fn revoke(user: &User, chat: &str, invite: &Value) -> e2e::Answer {
    let code = invite["code"].as_str().unwrap();
    user.delete(&format!("/v1/chats/{chat}/invites/{code}"))
        .await
}

/// The codes of a list of invitations.
async fn codes(user: &User, path: &str) -> Vec<Value> {
    let invites = user.listed(path).await;
    invites.iter().map(|one| one["code"].clone()).collect()
}

#[tokio::test]
async fn who_is_invited_is_told_and_comes_in() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, eve) = (&people[0], &people[1], &people[2]);
    let chat = ann.make_chat(&json!({"visibility": "secret"})).await;
    let (anns, bobs, eves) = tokio::join!(ann.connect(), bob.connect(), eve.connect());
    let (bob_knows, eve_knows) = tokio::join!(bob.sync_token(), eve.sync_token());
    let made = invite_one(ann, &chat, bob).await;
    assert_eq!(
        (&made["chatId"], &made["userId"]),
        (&json!(chat), &json!(bob.id))
    );
    assert_eq!(
        (&made["createdBy"], &made["uses"]),
        (&json!(ann.id), &json!(0))
    );
    assert!(made["createdAt"].is_string(), "{made}");

    let event = bobs.expect_event("invite.created", |_| true).await;
    assert!(event.get("seq").is_none(), "it is no entry: {event}");
    let data = &event["data"];
    assert_eq!(
        (&data["invite"], &data["chat"]["id"]),
        (&made, &json!(chat))
    );
    for mine in ["myRole", "unreadCount", "lastMessage"] {
        assert!(data["chat"].get(mine).is_none(), "he is not in: {event}");
    }
    let of_it = |event: &Value| event["data"]["invite"]["code"] == made["code"];
    let told = bob
        .expect_private(&bob_knows, "invite.created", of_it)
        .await;
    assert_eq!(told["data"], *data);
    assert!(eve.privately(&eve_knows, "invite.created").await.is_empty());
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    bob.get(&format!("/v1/chats/{chat}"))
        .await
        .problem(404, "not_found");

    let joined = accept(bob, &made).await.expect(200);
    assert_eq!(
        (&joined["id"], &joined["myState"]),
        (&json!(chat), &json!("active"))
    );
    for socket in [&anns, &bobs] {
        let added = socket.expect_event("member.added", |_| true).await;
        assert_eq!((&added["chatId"], &added["seq"]), (&json!(chat), &json!(1)));
        check_member(&added["data"]["member"], bob, "member", "active");
        let history = ann.history(&chat).await;
        assert_eq!(common(&history[0]), common(&added["data"]["message"]));
    }
    let message = ann.say(&chat, "welcome").await;
    bobs.expect_message(&message).await;
    eves.settle().await;
    assert!(eves.events("invite.created").is_empty());
    accept(bob, &made).await.expect(200);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2], "once");
}

#[tokio::test]
async fn invitations_to_me_are_listed_until_they_are_answered() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut made = Vec::new();
    for number in 0..5 {
        let name = format!("chat {number}");
        let chat = ann.make_chat(&json!({"name": name})).await;
        made.push(invite_one(&ann, &chat, &bob).await);
    }
    let mine = bob.pages("/v1/invites", 2).await.concat();
    assert_eq!(mine.len(), made.len(), "each once");
    for invite in &made {
        let listed = mine.iter().find(|one| one["code"] == invite["code"]);
        let listed = listed.unwrap();
        assert_eq!(listed["chat"]["id"], invite["chatId"]);
        for (field, value) in invite.as_object().unwrap() {
            assert_eq!(listed[field], *value, "{field}");
        }
        assert_eq!(bob.get(&path(invite)).await.expect(200), *listed);
    }
    assert!(ann.listed("/v1/invites").await.is_empty(), "hers to others");

    assert_eq!(decline(&bob, &made[0]).await.expect(204), Value::Null);
    accept(&bob, &made[1]).await.expect(200);
    let third = made[2]["chatId"].as_str().unwrap();
    revoke(&ann, third, &made[2]).await.expect(204);
    let mut left = codes(&bob, "/v1/invites").await;
    left.sort_by_key(Value::to_string);
    let mut expected = vec![made[3]["code"].clone(), made[4]["code"].clone()];
    expected.sort_by_key(Value::to_string);
    assert_eq!(left, expected);
    for gone in [&made[0], &made[2]] {
        bob.get(&path(gone)).await.problem(404, "not_found");
        accept(&bob, gone).await.problem(404, "not_found");
        decline(&bob, gone).await.problem(404, "not_found");
    }
    let chats = bob.listed("/v1/chats").await;
    assert_eq!(chats.len(), 1, "he came into one");
    for (query, field) in [("limit=0", "limit"), ("cursor=x", "cursor")] {
        let problem = bob.get(&format!("/v1/invites?{query}")).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field);
    }
}

#[tokio::test]
async fn an_invitation_to_somebody_is_nobody_elses() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, eve) = (&people[0], &people[1], &people[2]);
    for fields in [json!({}), public("invite"), public("open")] {
        let chat = ann.make_chat(&fields).await;
        let made = invite_one(ann, &chat, bob).await;
        let unknown = eve.get("/v1/invites/nothing").await;
        let unknown = unknown.problem(404, "not_found");
        let shown = eve.get(&path(&made)).await.problem(404, "not_found");
        assert_eq!(shown["detail"], unknown["detail"], "she cannot tell");
        accept(eve, &made).await.problem(404, "not_found");
        decline(eve, &made).await.problem(404, "not_found");
        revoke(eve, &chat, &made).await.problem(404, "not_found");
        revoke(bob, &chat, &made).await.problem(404, "not_found");
        assert!(eve.listed("/v1/invites").await.is_empty());
        for (method, end) in [
            (Method::GET, ""),
            (Method::POST, "/accept"),
            (Method::POST, "/decline"),
        ] {
            let call = stack.call(method, &format!("{}{end}", path(&made)));
            call.send().await.problem(401, "unauthenticated");
        }
        accept(bob, &made).await.expect(200);
    }
}

#[tokio::test]
async fn who_asked_to_join_comes_in_by_an_invitation() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.make_chat(&public("approval")).await;
    bob.join(&chat).await.expect(202);
    let link = invite(&ann, &chat, &json!({})).await;
    accept(&bob, &link).await.expect(200);
    let requests = format!("/v1/chats/{chat}/join-requests");
    assert!(ann.listed(&requests).await.is_empty(), "it is answered");
    assert_eq!(ann.chat(&chat).await["memberCount"], 2);
}
