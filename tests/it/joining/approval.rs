//! A chat that somebody has to let one into: requests are listed, approved, denied and withdrawn.

use e2e::{User, assert_note, check_member, path_of, public, shared_stack};
use serde_json::{Value, json};

/// A chat to ask for, its owner, an admin, a moderator, a member, and somebody who asks.
struct Scene {
    ann: User,
    admin: User,
    moderator: User,
    member: User,
    eve: User,
    chat: String,
}

impl Scene {
    async fn new() -> Self {
        let people = shared_stack().register_many("person", 5).await;
        let [ann, admin, moderator, member, eve] = people.try_into().unwrap();
        let mut fields = public("approval");
        fields["memberIds"] = json!([admin.id, moderator.id, member.id]);
        let chat = ann.make_chat(&fields).await;
        ann.give_role(&chat, &admin, "admin").await;
        ann.give_role(&chat, &moderator, "moderator").await;
        Self {
            ann,
            admin,
            moderator,
            member,
            eve,
            chat,
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/chats/{}/{rest}", self.chat)
    }

    fn of(&self, user: &User, answer: &str) -> String {
        self.path(&format!("join-requests/{}/{answer}", user.id))
    }

    async fn requests(&self) -> Vec<Value> {
        self.ann.listed(&self.path("join-requests")).await
    }

    async fn ask(&self) {
        let asked = self.eve.join(&self.chat).await.expect(202);
        assert_eq!(asked, json!({"state": "pending"}));
    }
}

#[tokio::test]
async fn who_may_approve_is_told_of_a_request() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new().await;
    let Scene {
        ann,
        admin,
        moderator,
        member,
        eve,
        chat,
    } = &scene;
    let (anns, admins) = tokio::join!(ann.connect(), admin.connect());
    let (moderators, members) = tokio::join!(moderator.connect(), member.connect());
    let (ann_knows, member_knows) = tokio::join!(ann.sync_token(), member.sync_token());
    let seqs = stack.dynamodb().seqs(chat).await;
    scene.ask().await;
    for socket in [&anns, &admins] {
        let event = socket.expect_event("joinRequest.created", |_| true).await;
        assert!(event.get("seq").is_none(), "it is no entry: {event}");
        let data = &event["data"];
        assert_eq!(
            (&data["chatId"], &data["userId"]),
            (&json!(chat), &json!(eve.id))
        );
        assert_eq!(data["user"]["username"], eve.username.as_str());
        assert!(data["user"].get("email").is_none(), "{event}");
        let mut listed = scene.requests().await[0].clone();
        listed["chatId"] = json!(chat);
        assert_eq!(listed, *data, "as it is listed");
    }
    let of_eve = |event: &Value| event["data"]["userId"] == eve.id;
    ann.expect_private(&ann_knows, "joinRequest.created", of_eve)
        .await;

    scene.ask().await;
    assert_eq!(scene.requests().await.len(), 1, "a repeat is the same");
    assert_eq!(stack.dynamodb().seqs(chat).await, seqs, "it is no entry");
    // What comes later has arrived, so this would have.
    let later = ann.say(chat, "later").await;
    for socket in [&moderators, &members] {
        socket.expect_message(&later).await;
        assert!(socket.events("joinRequest.created").is_empty());
    }
    let told = member.privately(&member_knows, "joinRequest.created").await;
    assert!(told.is_empty(), "{told:?}");
}

#[tokio::test]
async fn who_waits_reads_nothing() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new().await;
    let (ann, eve, chat) = (&scene.ann, &scene.eve, &scene.chat);
    let socket = eve.connect().await;
    let start = eve.sync_token().await;
    let before = ann.say(chat, "a secret").await;
    scene.ask().await;
    let after = ann.say(chat, "a secret still").await;
    stack.until_pushed(chat, &after["seq"]).await;

    let mut paths = vec![format!("/v1/chats/{chat}")];
    let lists = [
        "messages",
        "members",
        "pins",
        "receipts",
        "scheduled",
        "join-requests",
        "bans",
        "invites",
    ];
    paths.extend(lists.map(|list| scene.path(list)));
    for message in [&before, &after] {
        paths.push(path_of(message));
        paths.push(format!("{}/replies", path_of(message)));
    }
    for path in &paths {
        let problem = eve.get(path).await.problem(404, "not_found");
        let unknown = eve.get(&path.replace(chat.as_str(), "cht_nothing")).await;
        let unknown = unknown.problem(404, "not_found");
        assert_eq!(problem["detail"], unknown["detail"], "{path}");
    }
    let body = json!({"clientMessageId": "1", "type": "text", "text": "x"});
    eve.post(&scene.path("messages"), &body)
        .await
        .problem(404, "not_found");
    assert!(eve.listed("/v1/chats").await.is_empty());
    let by_token = eve.sync_since(&start).await;
    let from_zero = json!({"chats": {chat.clone(): 0}});
    let from_zero = eve.post("/v1/sync", &from_zero).await.expect(200);
    for reply in [by_token, from_zero] {
        assert!(!reply.to_string().contains("secret"), "{reply}");
    }
    socket.settle().await;
    assert!(socket.events("message.created").is_empty());
}

#[tokio::test]
async fn who_is_approved_is_in() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new().await;
    let (ann, admin, eve, chat) = (&scene.ann, &scene.admin, &scene.eve, &scene.chat);
    let (anns, eves) = tokio::join!(ann.connect(), eve.connect());
    let last = stack.dynamodb().seqs(chat).await.pop();
    scene.ask().await;
    let member = admin
        .post_empty(&scene.of(eve, "approve"))
        .await
        .expect(200);
    check_member(&member, eve, "member", "active");
    assert_eq!(
        stack.dynamodb().seqs(chat).await.pop(),
        last.map(|seq| seq + 1)
    );
    for socket in [&anns, &eves] {
        let is_here = |event: &Value| event["chatId"] == *chat;
        let event = socket.expect_event("member.added", is_here).await;
        assert_eq!(event["data"]["member"], member);
        assert_eq!(event["data"]["actorId"], admin.id.as_str());
        assert_note(&event["data"]["message"], "member.added", admin, &[eve]);
    }
    let own = &eves.events("member.added")[0];
    assert_eq!(own["data"]["chat"]["id"], *chat);
    assert!(scene.requests().await.is_empty());
    let message = ann.say(chat, "welcome").await;
    eves.expect_message(&message).await;
    assert_eq!(eve.chat(chat).await["myState"], "active");
    eve.join(chat).await.expect(200);
    for answer in ["approve", "deny"] {
        let again = ann.post_empty(&scene.of(eve, answer)).await;
        again.problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_request_is_denied_or_withdrawn_and_may_be_made_again() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new().await;
    let (ann, admin, eve, chat) = (&scene.ann, &scene.admin, &scene.eve, &scene.chat);
    let mine = scene.path("join-requests/me");
    eve.delete(&mine).await.problem(404, "not_found");
    let seqs = stack.dynamodb().seqs(chat).await;
    for _ in 0..2 {
        scene.ask().await;
        let denied = admin.post_empty(&scene.of(eve, "deny")).await;
        assert_eq!(denied.expect(204), Value::Null);
        eve.delete(&mine).await.problem(404, "not_found");
        scene.ask().await;
        eve.delete(&mine).await.expect(204);
        eve.delete(&mine).await.problem(404, "not_found");
        assert!(scene.requests().await.is_empty());
        for answer in ["approve", "deny"] {
            let late = ann.post_empty(&scene.of(eve, answer)).await;
            late.problem(404, "not_found");
        }
        eve.get(&scene.path("messages"))
            .await
            .problem(404, "not_found");
    }
    assert_eq!(stack.dynamodb().seqs(chat).await, seqs, "none is an entry");
    ann.delete(&mine).await.problem(404, "not_found");
}
