//! Nothing a client sends names who acts: that is the token's.

use e2e::{User, fresh, path_of, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

use super::scene::Scene;

/// A body that claims to be somebody else's in every way one could think of.
fn claiming(mut body: Value, other: &str) -> Value {
    for name in ["senderId", "sender", "from", "actorId", "by", "author"] {
        body[name] = json!(other);
    }
    body
}

#[tokio::test]
async fn nothing_a_client_sends_names_the_sender() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let mut body = claiming(scene.text(), &scene.bob.id);
    body["chatId"] = json!(scene.chat);
    let message = scene.ann.post("/v1/messages", &body).await.expect(201);
    assert_eq!(message["senderId"], json!(scene.ann.id));
    let socket = scene.ann.connect().await;
    body["clientMessageId"] = json!(fresh());
    let frame = json!({
        "action": "sendMessage", "id": "1", "data": body,
        "userId": scene.bob.id, "requestContext": {"authorizer": {"userId": scene.bob.id}},
    });
    socket.send_frame(&frame).await;
    assert_eq!(
        socket.reply("1").await.ack()["senderId"],
        json!(scene.ann.id)
    );
    let read = json!({"userId": scene.bob.id});
    let path = format!("/v1/chats/{}/read", scene.chat);
    scene.ann.post(&path, &read).await.expect(200);
    assert_eq!(scene.bob.chat(&scene.chat).await["readSeq"], 0);
}

#[tokio::test]
async fn nothing_a_client_sends_names_who_is_there() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let (ann, bob) = (&scene.ann, &scene.bob);
    let (anns, watching) = tokio::join!(ann.connect(), bob.connect());
    let claim = |body: Value| {
        let mut body = claiming(body, &bob.id);
        body["userId"] = json!(bob.id);
        body
    };
    let chosen = async |user: &User| {
        let own = user.get("/v1/presence/me").await.expect(200);
        (own["userId"].clone(), own["chosenStatus"].clone())
    };
    let change = claim(json!({"status": "do_not_disturb"}));
    ann.put("/v1/presence/me", &change).await.expect(200);
    assert_eq!(chosen(ann).await, (json!(ann.id), json!("do_not_disturb")));
    let change = claim(json!({"status": "away"}));
    let ack = anns.send("setPresence", change).await.ack();
    assert_eq!(ack["userId"], ann.id.as_str());
    assert_eq!(chosen(ann).await, (json!(ann.id), json!("away")));
    assert_eq!(chosen(bob).await, (json!(bob.id), json!("online")));

    let there = json!({"chatId": scene.chat});
    watching.send("openChat", there.clone()).await.ack();
    anns.send("openChat", claim(there.clone())).await.ack();
    let typing = json!({"chatId": scene.chat, "state": "started"});
    anns.send("typing", claim(typing)).await.ack();
    anns.send("closeChat", claim(there)).await.ack();
    for kind in ["viewer.joined", "typing.started", "viewer.left"] {
        let told = watching.expect_event(kind, |_| true).await;
        assert_eq!(told["data"]["userId"], ann.id.as_str(), "{told}");
    }
    watching.settle().await;
    assert_eq!(watching.events("viewer.left").len(), 1, "not his own");
}

#[tokio::test]
async fn nothing_a_client_sends_names_who_changes_a_message() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let (ann, bob) = (&scene.ann, &scene.bob);
    let watching = bob.connect().await;
    let (poll, text) = (scene.poll().await, scene.message().await);
    let bobs = bob.say(&scene.chat, "by bob").await;
    let claim = |body: Value| {
        let mut body = claiming(body, &bob.id);
        body["userId"] = json!(bob.id);
        body
    };
    let path = path_of(&bobs);
    let edit = ann
        .call(Method::PATCH, &path)
        .json(&claim(json!({"text": "x"})));
    edit.send().await.problem(403, "forbidden");

    let vote = claim(json!({"optionIds": ["1"]}));
    ann.put(&format!("{}/vote", path_of(&poll)), &vote)
        .await
        .expect(200);
    assert_eq!(bob.message(&poll).await["poll"]["votes"], json!([]));
    let forward = claim(json!({"chatIds": [scene.chat], "clientMessageId": fresh()}));
    let forwarded = ann
        .post(&format!("{path}/forward"), &forward)
        .await
        .expect(200);
    assert_eq!(forwarded["data"][0]["message"]["senderId"], ann.id.as_str());
    ann.put(&format!("{}/pin", path_of(&text)), &claim(json!({})))
        .await
        .expect(200);
    assert_eq!(bob.pins(&scene.chat).await[0]["pinnedBy"], ann.id.as_str());

    let socket = ann.connect().await;
    let names = json!({"chatId": scene.chat, "messageId": text["id"], "emoji": "👍"});
    socket.send("addReaction", claim(names)).await.ack();
    let added = watching.expect_event("reaction.added", |_| true).await;
    assert_eq!(added["data"]["userId"], ann.id.as_str());
    let names = json!({"chatId": scene.chat, "messageId": text["id"], "for": "everyone"});
    socket.send("deleteMessage", claim(names)).await.ack();
    let deleted = watching.expect_event("message.deleted", |_| true).await;
    assert_eq!(deleted["data"]["deletedBy"], ann.id.as_str());
    let settings = claim(json!({"readReceiptsEnabled": false}));
    ann.put("/v1/users/me/settings", &settings)
        .await
        .expect(200);
    let bobs = bob.get("/v1/users/me/settings").await.expect(200);
    assert_eq!(bobs["readReceiptsEnabled"], true);
}
