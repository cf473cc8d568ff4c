//! Everything that clients do, again and again.

use e2e::{Socket, Stack, User, fresh};
use reqwest::Method;
use serde_json::{Value, json};

use super::super::scene::text;

/// Turns after which new sockets are opened: the harness looks through all frames of a socket.
const RECONNECT: usize = 25;

/// Does everything so many times; gives the chat it was done in.
pub(super) async fn drive(stack: &Stack, times: usize) -> String {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let group = ann.group("everybody", std::slice::from_ref(&bob)).await;
    let mut sockets = (ann.connect().await, bob.connect().await);
    for turn in 0..times {
        if turn % RECONNECT == 0 {
            eprintln!("invocation {turn} of {times}");
            sockets = (ann.connect().await, bob.connect().await);
        }
        let (sender, reader) = &sockets;
        let message = frames(sender, reader, &chat).await;
        presence(reader, &ann, &chat).await;
        changes(sender, reader, &chat, &message).await;
        requests(&ann, &bob, &chat, &message).await;
        of_the_group(&ann, &group).await;
        let socket = ann.connect().await;
        socket.close().await;
    }
    chat
}

async fn frames(sender: &Socket, reader: &Socket, chat: &str) -> Value {
    let message = sender.say(chat, &text()).await;
    reader.expect_message(&message).await;
    let received = json!({"chatId": chat, "seq": message["seq"]});
    reader.send("markDelivered", received).await.ack();
    reader.send("markRead", json!({"chatId": chat})).await.ack();
    let position = json!({"chatId": chat, "limit": 50});
    reader.send("getMessages", position).await.ack();
    reader.send("sync", json!({})).await.ack();
    reader
        .send("heartbeat", json!({"active": true}))
        .await
        .ack();
    reader
        .send("nonsense", json!({}))
        .await
        .problem(400, "unknown_action");
    message
}

/// Looks, types, and says what it is.
async fn presence(reader: &Socket, ann: &User, chat: &str) {
    let looks = || json!({"chatId": chat});
    reader.send("openChat", looks()).await.ack();
    let types = json!({"chatId": chat, "state": "started"});
    reader.send("typing", types).await.ack();
    reader.send("closeChat", looks()).await.ack();
    let busy = json!({"status": "do_not_disturb"});
    reader.send("setPresence", busy).await.ack();
    let watched = json!({"userIds": [ann.id]});
    reader.send("watchPresence", watched).await.ack();
}

async fn changes(sender: &Socket, reader: &Socket, chat: &str, message: &Value) {
    let of = |message: &Value, more: Value| {
        let mut data = json!({"chatId": chat, "messageId": message["id"]});
        for (name, value) in more.as_object().expect("an object") {
            data[name] = value.clone();
        }
        data
    };
    let thumb = || of(message, json!({"emoji": "👍"}));
    reader.send("addReaction", thumb()).await.ack();
    reader.send("removeReaction", thumb()).await.ack();
    let edit = of(message, json!({"text": text()}));
    sender.send("editMessage", edit).await.ack();
    let options = json!([{"id": "1", "text": "yes"}, {"id": "2", "text": "no"}]);
    let question = json!({"question": "?", "options": options, "multiple": false});
    let poll = json!({
        "chatId": chat, "clientMessageId": fresh(), "type": "poll", "poll": question,
    });
    let poll = sender.send("sendMessage", poll).await.ack();
    let vote = of(&poll, json!({"optionIds": ["1"]}));
    reader.send("vote", vote).await.ack();
    let gone = of(&poll, json!({"for": "everyone"}));
    sender.send("deleteMessage", gone).await.ack();
}

async fn requests(ann: &User, bob: &User, chat: &str, message: &Value) {
    ann.say(chat, &text()).await;
    let id = message["id"].as_str().expect("an identifier");
    for path in [
        "/v1/chats".to_owned(),
        "/v1/users/me".to_owned(),
        "/v1/sync".to_owned(),
        "/v1/config".to_owned(),
        format!("/v1/chats/{chat}/scheduled"),
        format!("/v1/chats/{chat}/receipts"),
        format!("/v1/chats/{chat}/typing"),
        "/v1/presence/me".to_owned(),
        format!("/v1/chats/{chat}/messages/{id}/reactions"),
    ] {
        bob.get(&path).await.expect(200);
    }
    let description = bob.call(Method::GET, "/openapi.json").send().await;
    assert_eq!(description.status, 200);
    bob.get(&format!("/v1/nowhere/{}", fresh()))
        .await
        .problem(404, "not_found");
    bob.post("/v1/auth/ws-ticket", &json!({})).await;
    // Brings a letter into the outbox.
    let forgotten = json!({"email": ann.email});
    bob.post("/v1/auth/forgot-password", &forgotten)
        .await
        .expect(204);
}

async fn of_the_group(ann: &User, group: &str) {
    for list in ["members", "invites", "join-requests"] {
        ann.get(&format!("/v1/chats/{group}/{list}"))
            .await
            .expect(200);
    }
}
