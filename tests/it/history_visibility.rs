//! What was said before one came: in some chats it is there to read, in others it is not.

mod news;

use e2e::{Stack, User, Way, fresh, path_of, shared_stack, whole_history};
use serde_json::{Value, json};

/// A group of Ann, who owns it, and Bob. Cay came later: after what was said to be secret.
struct Scene {
    ann: User,
    bob: User,
    cay: User,
    chat: String,
    /// With an answer, a pin, a reaction and a former version.
    old: Value,
    answer: Value,
    /// The entry with which Cay came.
    joined: u64,
    new: Value,
}

impl Scene {
    async fn new(stack: &Stack, visibility: &str) -> Self {
        let people = stack.register_many("person", 3).await;
        let [ann, bob, cay] = people.try_into().unwrap();
        let fields = json!({"memberIds": [bob.id], "historyVisibility": visibility});
        let chat = ann.make_chat(&fields).await;
        let old = ann.say(&chat, "a secret").await;
        let answer = bob.reply(&old, "a secret answer").await;
        pin(&ann, &old).await;
        bob.acting(Way::Rest).await.react(&old, "🔒").await.done();
        let edited = json!({"text": "a better kept secret"});
        ann.acting(Way::Rest).await.edit(&old, &edited).await.done();
        let added = ann.add(&chat, &[&cay]).await;
        assert_eq!(added[0]["status"], "added");
        let joined = stack.dynamodb().seqs(&chat).await.pop().unwrap();
        let new = ann.say(&chat, "news").await;
        stack.until_pushed(&chat, &new["seq"]).await;
        Self {
            ann,
            bob,
            cay,
            chat,
            old,
            answer,
            joined,
            new,
        }
    }

    async fn show(&self, visibility: &str) {
        let change = json!({"historyVisibility": visibility});
        let changed = self.ann.change_chat(&self.chat, &change).await;
        assert_eq!(changed["historyVisibility"], visibility);
    }
}

async fn pin(user: &User, message: &Value) {
    let path = format!("{}/pin", path_of(message));
    user.put(&path, &json!({})).await.expect(200);
}

/// Everything there is to read of a message.
async fn statuses(user: &User, message: &Value) -> Vec<u16> {
    let mut statuses = Vec::new();
    for rest in ["", "/history", "/replies", "/reactions", "/reads"] {
        let answer = user.get(&format!("{}{rest}", path_of(message))).await;
        statuses.push(answer.status);
    }
    statuses
}

/// Whether somebody can read the old messages, by every way there is.
async fn check_reads_old(user: &User, scene: &Scene, reads: bool) {
    let expected = if reads { [200; 5] } else { [404; 5] };
    for message in [&scene.old, &scene.answer] {
        assert_eq!(statuses(user, message).await, expected, "{message}");
    }
    let history = whole_history(user, &scene.chat, 2).await;
    let is_told = |one: &Value| history.iter().any(|other| other["id"] == one["id"]);
    for message in [&scene.old, &scene.answer] {
        assert_eq!(is_told(message), reads, "{history:?}");
    }
    assert!(is_told(&scene.new), "{history:?}");
    assert_eq!(json!(history).to_string().contains("secret"), reads);
    let pins = user.pins(&scene.chat).await;
    assert_eq!(pins.len(), usize::from(reads), "{pins:?}");
    assert_eq!(statuses(user, &scene.new).await, [200; 5]);
}

#[tokio::test]
async fn who_came_later_reads_nothing_from_before() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack, "fromJoin").await;
    check_reads_old(&scene.cay, &scene, false).await;
    for user in [&scene.ann, &scene.bob] {
        check_reads_old(user, &scene, true).await;
    }
    let (cay, chat) = (&scene.cay, &scene.chat);
    let socket = cay.connect().await;
    let last = scene.new["seq"].as_u64().unwrap();
    for seq in 0..=last + 1 {
        for place in ["beforeSeq", "afterSeq", "aroundSeq"] {
            for limit in [1, 100] {
                let path = format!("/v1/chats/{chat}/messages?limit={limit}&{place}={seq}");
                let page = cay.get(&path).await.expect(200);
                let data = json!({"chatId": chat, "limit": limit, place: seq});
                assert_eq!(socket.send("getMessages", data).await.ack(), page);
                let messages = page["data"].as_array().unwrap().iter();
                let seqs: Vec<u64> = messages.filter_map(|one| one["seq"].as_u64()).collect();
                assert!(
                    seqs.iter().all(|seq| *seq >= scene.joined),
                    "{path}: {page}"
                );
                assert!(!page.to_string().contains("secret"), "{path}: {page}");
            }
        }
    }
    pin(&scene.ann, &scene.new).await;
    let pins = cay.pins(chat).await;
    assert_eq!(pins.len(), 1, "{pins:?}");
    assert_eq!(pins[0]["message"]["id"], scene.new["id"]);
}

#[tokio::test]
async fn in_other_chats_everything_is_there_to_read() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack, "all").await;
    for user in [&scene.ann, &scene.bob, &scene.cay] {
        check_reads_old(user, &scene, true).await;
        let history = whole_history(user, &scene.chat, 100).await;
        assert_eq!(history[0]["text"], "a better kept secret");
        assert_eq!(history[0]["replyCount"], 1);
        let log = user.whole_log(&scene.chat).await;
        assert_eq!(log[0]["data"]["id"], scene.old["id"], "from the beginning");
    }
    let reply = scene.cay.reply(&scene.old, "I see").await;
    assert_eq!(reply["replyToId"], scene.old["id"]);
    let acting = scene.cay.acting(Way::Socket).await;
    acting.react(&scene.old, "👍").await.done();
    // It is what a chat does unless it is told otherwise.
    let chat = scene.ann.make_chat(&json!({})).await;
    assert_eq!(scene.ann.chat(&chat).await["historyVisibility"], "all");
}

#[tokio::test]
async fn nothing_is_done_with_what_cannot_be_read() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack, "fromJoin").await;
    let (cay, old) = (&scene.cay, &scene.old);
    let own = cay.group("cay's", &[]).await;
    let seqs = stack.dynamodb().seqs(&scene.chat).await;
    for way in Way::BOTH {
        let cay = cay.acting(way).await;
        cay.react(old, "👍").await.problem(404, "not_found");
        cay.unreact(old, "🔒").await.problem(404, "not_found");
        cay.delete_for(old, "me").await.problem(404, "not_found");
        cay.vote(old, &json!(["1"])).await.problem(404, "not_found");
        let edit = json!({"text": "x"});
        cay.edit(old, &edit).await.problem(404, "not_found");
        let reply = json!({"type": "text", "text": "x", "replyToId": old["id"]});
        cay.send_body(&scene.chat, &reply)
            .await
            .refuses("replyToId", "unknown");
    }
    let forward = json!({"chatIds": [own], "clientMessageId": fresh()});
    for message in [old, &scene.answer] {
        let path = format!("{}/forward", path_of(message));
        let refused = cay.post(&path, &forward).await;
        refused.problem(404, "not_found");
    }
    assert!(stack.dynamodb().seqs(&own).await.is_empty());
    // Not by who may do more, either.
    scene.ann.give_role(&scene.chat, cay, "admin").await;
    let acting = cay.acting(Way::Rest).await;
    let deleted = acting.delete_for(old, "everyone").await;
    deleted.problem(404, "not_found");
    let path = format!("{}/pin", path_of(old));
    cay.put(&path, &json!({})).await.problem(404, "not_found");
    cay.delete(&path).await.problem(404, "not_found");
    assert_eq!(
        stack.dynamodb().seqs(&scene.chat).await.len(),
        seqs.len() + 1
    );
    let new = json!({"chatIds": [own], "clientMessageId": fresh()});
    let path = format!("{}/forward", path_of(&scene.new));
    let forwarded = cay.post(&path, &new).await.expect(200);
    assert_eq!(forwarded["data"][0]["message"]["text"], "news");
}

#[tokio::test]
async fn what_can_be_read_follows_the_setting() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack, "fromJoin").await;
    for (visibility, reads) in [("all", true), ("fromJoin", false), ("all", true)] {
        scene.show(visibility).await;
        check_reads_old(&scene.cay, &scene, reads).await;
        check_reads_old(&scene.bob, &scene, true).await;
    }
    for wrong in [json!("some"), json!(7), json!("")] {
        let change = json!({"historyVisibility": wrong});
        let path = format!("/v1/chats/{}", scene.chat);
        let problem = scene.ann.patch(&path, &change).await;
        let problem = problem.problem(400, "validation_failed");
        let field = &problem["errors"][0]["field"];
        assert_eq!(field, "historyVisibility", "{wrong}");
        let hide = json!({"historyVisibility": "fromJoin"});
        let refused = scene.bob.patch(&path, &hide).await;
        refused.problem(403, "forbidden");
    }
    check_reads_old(&scene.cay, &scene, true).await;
}

#[tokio::test]
async fn who_comes_back_reads_from_there_on() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack, "fromJoin").await;
    let (ann, bob, chat) = (&scene.ann, &scene.bob, &scene.chat);
    bob.leave(chat).await.expect(204);
    let away = ann.say(chat, "while he was away").await;
    ann.add(chat, &[bob]).await;
    let back = ann.say(chat, "welcome back").await;
    for message in [&scene.old, &scene.new, &away] {
        assert_eq!(statuses(bob, message).await, [404; 5], "{message}");
    }
    assert_eq!(statuses(bob, &back).await, [200; 5]);
    let texts = whole_history(bob, chat, 100).await;
    let texts: Vec<&str> = texts
        .iter()
        .filter_map(|one| one["text"].as_str())
        .collect();
    assert_eq!(texts, ["welcome back"]);
    scene.show("all").await;
    assert_eq!(statuses(bob, &away).await, [200; 5]);
    check_reads_old(bob, &scene, true).await;
}
