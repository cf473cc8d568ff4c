//! What is told of messages from before one came: nothing, and the log has no hole.

use e2e::{Viewer, Way, as_viewed, path_of, shared_stack, whole_history};
use serde_json::{Value, json};

use super::{Scene, pin};

#[tokio::test]
async fn sync_says_of_what_was_before_that_it_is_gone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack, "fromJoin").await;
    let (cay, chat) = (&scene.cay, &scene.chat);
    let log = cay.whole_log(chat).await;
    let first = &log[0];
    assert_eq!(first["type"], "entries.expired", "{first}");
    assert_eq!(first["data"]["fromSeq"], 1, "{first}");
    let to = first["data"]["toSeq"].as_u64().unwrap();
    assert!((scene.joined - 1..=scene.joined).contains(&to), "{first}");
    let last = log.last().unwrap();
    assert_eq!(last["data"]["id"], scene.new["id"]);
    assert!(!json!(log).to_string().contains("secret"), "{log:?}");
    // The same from any place before.
    for seq in 1..scene.joined {
        let body = json!({"chats": {chat.clone(): seq}});
        let reply = cay.post("/v1/sync", &body).await.expect(200);
        assert!(!reply.to_string().contains("secret"), "{reply}");
    }
    let bobs = scene.bob.whole_log(chat).await;
    assert_eq!(bobs[0]["data"]["id"], scene.old["id"], "he was there");
    scene.show("all").await;
    let log = cay.whole_log(chat).await;
    assert_eq!(log[0]["data"]["id"], scene.old["id"]);
}

#[tokio::test]
async fn a_list_of_chats_shows_no_message_from_before() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 2).await;
    let (ann, cay) = (&people[0], &people[1]);
    for (visibility, shown) in [("fromJoin", Value::Null), ("all", json!("a secret"))] {
        let fields = json!({"historyVisibility": visibility});
        let chat = ann.make_chat(&fields).await;
        let old = ann.say(&chat, "a secret").await;
        stack.until_pushed(&chat, &old["seq"]).await;
        let start = cay.sync_token().await;
        ann.add(&chat, &[cay]).await;
        stack.until_pushed(&chat, &json!(2)).await;
        let listed = cay.listed("/v1/chats").await;
        let listed = listed.iter().find(|one| one["id"] == chat).unwrap();
        for seen in [listed, &cay.chat(&chat).await] {
            assert_eq!(seen["lastMessage"]["text"], shown, "{visibility}: {seen}");
        }
        let reply = cay.sync_since(&start).await;
        let is_told = reply.to_string().contains("a secret");
        assert_eq!(is_told, visibility == "all", "{reply}");
        let new = ann.say(&chat, "news").await;
        stack.until_pushed(&chat, &new["seq"]).await;
        let seen = cay.chat(&chat).await;
        assert_eq!(seen["lastMessage"]["text"], "news");
        if visibility == "fromJoin" {
            assert_eq!(seen["unreadCount"], 1, "{seen}");
        }
    }
}

#[tokio::test]
async fn what_happens_to_an_old_message_tells_nothing_of_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack, "fromJoin").await;
    let (ann, bob, cay, old) = (&scene.ann, &scene.bob, &scene.cay, &scene.old);
    let start = cay.sync_token().await;
    let viewer = Viewer::start(cay, Way::Rest).await;
    let socket = cay.connect().await;
    let bobs = bob.connect().await;
    let acting = ann.acting(Way::Rest).await;
    let text = json!({"text": "a secret still"});
    acting.edit(old, &text).await.done();
    acting.react(old, "🔒").await.done();
    pin(ann, &scene.answer).await;
    let path = format!("{}/pin", path_of(&scene.answer));
    ann.delete(&path).await.expect(200);
    let reply = bob.reply(old, "I know").await;
    acting.delete_for(&scene.answer, "everyone").await.done();
    let last = ann.say(&scene.chat, "the end").await;

    let seq = last["seq"].as_u64().unwrap();
    viewer.wait_for(&scene.chat, seq).await;
    for socket in [&socket, &bobs] {
        socket.expect_message(&reply).await;
        socket.expect_message(&last).await;
    }
    bobs.expect_event("message.updated", |_| true).await;
    stack.until_pushed(&scene.chat, &last["seq"]).await;
    socket.settle().await;
    let told = json!([socket.frames(), viewer.socket().unwrap().frames()]);
    assert!(!told.to_string().contains("secret"), "{told}");
    let synced = json!(cay.synced(&start, &scene.chat).await);
    assert!(!synced.to_string().contains("secret"), "{synced}");

    let history = whole_history(cay, &scene.chat, 100).await;
    let history: Vec<Value> = history.iter().map(as_viewed).collect();
    let view: Vec<Value> = viewer.messages(&scene.chat).iter().map(as_viewed).collect();
    assert_eq!(view, history);
}
