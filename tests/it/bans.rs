//! Bans: who is banned is out, and stays out until the ban is lifted or ends.

mod ends;
mod refusals;

use e2e::{User, assert_note, check_member, common, in_seconds, path_of, public, shared_stack};
use serde_json::{Value, json};

/// Makes sure of what is shown of a ban.
fn check_ban(ban: &Value, user: &User, by: &User, reason: &Value, until: &Value) {
    assert_eq!(ban["userId"], user.id.as_str(), "{ban}");
    assert_eq!(ban["user"]["username"], user.username.as_str(), "{ban}");
    assert!(ban["user"].get("email").is_none(), "{ban}");
    assert_eq!(ban["by"], by.id.as_str(), "{ban}");
    assert_eq!((&ban["reason"], &ban["until"]), (reason, until), "{ban}");
    assert!(ban["at"].is_string(), "{ban}");
}

async fn lift(user: &User, chat: &str, banned: &User) -> e2e::Answer {
    let path = format!("/v1/chats/{chat}/bans/{}", banned.id);
    user.delete(&path).await
}

#[tokio::test]
async fn a_member_who_is_banned_is_out_and_everybody_is_told_why() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    let before = ann.say(&chat, "before").await;
    bobs.expect_message(&before).await;
    let start = bob.sync_token().await;
    let banned = ann.ban(&chat, &bob, &json!({"reason": "spam"})).await;
    check_ban(
        &banned.expect(200),
        &bob,
        &ann,
        &json!("spam"),
        &Value::Null,
    );
    for socket in [&anns, &bobs, &cays] {
        let event = socket.expect_event("member.removed", |_| true).await;
        assert_eq!((&event["chatId"], &event["seq"]), (&json!(chat), &json!(2)));
        let data = &event["data"];
        assert_eq!(
            (&data["actorId"], &data["reason"]),
            (&json!(ann.id), &json!("spam"))
        );
        check_member(&data["member"], &bob, "member", "banned");
        assert_note(&data["message"], "member.removed", &ann, &[&bob]);
        let history = cay.history(&chat).await;
        assert_eq!(history[1], common(&data["message"]));
    }
    assert_eq!(ann.chat(&chat).await["memberCount"], 2);

    let after = ann.say(&chat, "a secret").await;
    cays.expect_message(&after).await;
    stack.until_pushed(&chat, &after["seq"]).await;
    reads_nothing_more(&bob, &chat, &[&before, &after]).await;
    bobs.settle().await;
    assert_eq!(bobs.events("message.created").len(), 1);
    let synced = bob.sync_since(&start).await;
    let [one] = synced["chats"].as_array().unwrap().as_slice() else {
        panic!("one chat: {synced}")
    };
    assert_eq!(
        (&one["chatId"], &one["membership"]),
        (&json!(chat), &json!("banned"))
    );
    assert!(!synced.to_string().contains("secret"), "{synced}");
}

/// The chat is as good as none.
async fn reads_nothing_more(user: &User, chat: &str, messages: &[&Value]) {
    let path = format!("/v1/chats/{chat}");
    for rest in ["", "/messages", "/members", "/pins", "/bans"] {
        let answer = user.get(&format!("{path}{rest}")).await;
        answer.problem(404, "not_found");
    }
    for message in messages {
        user.get(&path_of(message)).await.problem(404, "not_found");
    }
    let body = json!({"clientMessageId": "1", "type": "text", "text": "x"});
    let sent = user.post(&format!("{path}/messages"), &body).await;
    sent.problem(404, "not_found");
    user.leave(chat).await.problem(404, "not_found");
    assert!(user.listed("/v1/chats").await.is_empty());
}

#[tokio::test]
async fn a_repeat_changes_why_and_how_long_and_makes_no_entry() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let bans = format!("/v1/chats/{chat}/bans");
    let until = in_seconds(3_600);
    for (body, reason, until) in [
        (json!({}), Value::Null, Value::Null),
        (json!({"reason": "spam"}), json!("spam"), Value::Null),
        (
            json!({"reason": "more spam", "until": until}),
            json!("more spam"),
            json!(until),
        ),
        (json!({}), Value::Null, Value::Null),
    ] {
        let ban = ann.ban(&chat, &bob, &body).await.expect(200);
        check_ban(&ban, &bob, &ann, &reason, &until);
        assert_eq!(ann.listed(&bans).await, [ban]);
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
    assert_eq!(ann.chat(&chat).await["memberCount"], 1);
}

#[tokio::test]
async fn who_is_no_member_is_banned_without_an_entry() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    for policy in ["open", "approval"] {
        let chat = ann.make_chat(&public(policy)).await;
        if policy == "approval" {
            eve.join(&chat).await.expect(202);
        }
        let ban = ann.ban(&chat, &eve, &json!({"reason": "known"})).await;
        check_ban(&ban.expect(200), &eve, &ann, &json!("known"), &Value::Null);
        assert!(stack.dynamodb().seqs(&chat).await.is_empty());
        for _ in 0..2 {
            eve.join(&chat).await.problem(403, "forbidden");
        }
        let requests = format!("/v1/chats/{chat}/join-requests");
        assert!(ann.listed(&requests).await.is_empty(), "it is answered");
        let approve = format!("{requests}/{}/approve", eve.id);
        ann.post_empty(&approve).await.problem(404, "not_found");
        assert_eq!(ann.chat(&chat).await["memberCount"], 1);
    }
}

#[tokio::test]
async fn the_banned_are_listed_page_by_page() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 6).await;
    let (ann, others) = people.split_first().unwrap();
    let chat = ann.group("some", &others[..2]).await;
    let bans = format!("/v1/chats/{chat}/bans");
    assert!(ann.listed(&bans).await.is_empty());
    let mut made = Vec::new();
    for user in others {
        let reason = format!("reason {}", user.username);
        let ban = ann.ban(&chat, user, &json!({"reason": reason})).await;
        made.push(ban.expect(200));
    }
    let listed = ann.pages(&bans, 2).await.concat();
    assert_eq!(listed.len(), made.len(), "each once");
    for ban in &made {
        assert!(listed.contains(ban), "{ban}");
    }
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let problem = ann.get(&format!("{bans}?{query}")).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field);
    }
}

#[tokio::test]
async fn the_banned_are_not_added() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    ann.ban(&chat, &bob, &json!({})).await.expect(200);
    let seqs = stack.dynamodb().seqs(&chat).await;
    let result = json!({"userId": bob.id, "status": "banned", "member": null});
    let added = ann.add(&chat, &[&bob]).await;
    assert_eq!(added, std::slice::from_ref(&result));
    let both = ann.add(&chat, &[&bob, &cay]).await;
    assert_eq!((&both[0], &both[1]["status"]), (&result, &json!("already")));
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    bob.get(&format!("/v1/chats/{chat}"))
        .await
        .problem(404, "not_found");
    lift(&ann, &chat, &bob).await.expect(204);
    assert_eq!(ann.add(&chat, &[&bob]).await[0]["status"], "added");
}
