//! A wrong type names the field.

use e2e::{Answer, Socket, User, path_of, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

use super::scene::Scene;

fn names(answer: &Answer, field: &str) {
    let problem = answer.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    assert!(
        problem["detail"].as_str().unwrap().contains(field),
        "{problem}"
    );
}

#[tokio::test]
async fn a_wrong_type_names_the_field() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let group = json!({"type": "group", "name": 7, "memberIds": []});
    let device = json!({
        "username": "abc", "email": "a@b.co", "password": "x", "device": {"type": "tv"},
    });
    let cases = [
        (
            "/v1/auth/register",
            json!({"username": 7, "email": "a@b.co", "password": "x"}),
            "username",
        ),
        (
            "/v1/auth/register",
            json!({"username": "abc", "password": "x"}),
            "email",
        ),
        ("/v1/auth/register", device, "device.type"),
        ("/v1/auth/login", json!({"identifier": "abc"}), "password"),
        (
            "/v1/auth/login",
            json!({"identifier": {}, "password": "x"}),
            "identifier",
        ),
        ("/v1/auth/refresh", json!({}), "refreshToken"),
        (
            "/v1/auth/refresh",
            json!({"refreshToken": 7}),
            "refreshToken",
        ),
        ("/v1/auth/verify-email", json!({"token": 7}), "token"),
        ("/v1/auth/forgot-password", json!({}), "email"),
        (
            "/v1/auth/reset-password",
            json!({"token": "x"}),
            "newPassword",
        ),
        ("/v1/auth/mfa/enable", json!({"code": 123_456}), "code"),
        ("/v1/auth/mfa/disable", json!({"code": "x"}), "password"),
        ("/v1/chats", group, "name"),
        (
            "/v1/messages",
            json!({"clientMessageId": "a", "type": "text", "text": "x"}),
            "chatId",
        ),
        ("/v1/sync", json!({"since": 7}), "since"),
        ("/v1/sync", json!({"chats": {"cht_1": "x"}}), "chats.cht_1"),
    ];
    for (path, body, field) in cases {
        names(&scene.ann.post(path, &body).await, field);
    }
    let message = scene.message().await;
    refuse_wrong_changes(&scene.ann, &message).await;
    let socket = scene.ann.connect().await;
    refuse_wrong_frames(&socket, &scene.chat, &message).await;
    refuse_wrong_presence(&scene.ann, &socket, &scene.chat).await;
}

async fn refuse_wrong_presence(user: &User, socket: &Socket, chat: &str) {
    let mine = [
        (json!({}), "status"),
        (json!({"status": 7}), "status"),
        (json!({"status": null}), "status"),
        (json!({"status": "asleep"}), "status"),
        (json!({"text": 7}), "text"),
        (json!({"text": ["x"]}), "text"),
        (json!({"text": "x".repeat(201)}), "text"),
    ];
    for (body, field) in &mine {
        names(&user.put("/v1/presence/me", body).await, field);
    }
    let many: Vec<String> = (0..201).map(|number| format!("usr_{number}")).collect();
    let long = format!("?userIds={}", many.join(","));
    for query in ["", "?userIds=", "?userIds=,", long.as_str()] {
        let path = format!("/v1/presence/users{query}");
        names(&user.get(&path).await, "userIds");
    }
    let mine = mine.map(|(data, field)| ("setPresence", data, field));
    let others = [
        ("watchPresence", json!({}), "userIds"),
        ("watchPresence", json!({"userIds": null}), "userIds"),
        ("watchPresence", json!({"userIds": "usr_1"}), "userIds"),
        ("watchPresence", json!({"userIds": many}), "userIds"),
        ("typing", json!({"chatId": 7, "state": "started"}), "chatId"),
        ("typing", json!({"chatId": chat, "state": 7}), "state"),
        ("openChat", json!({"chatId": 7}), "chatId"),
        ("closeChat", json!({"chatId": 7}), "chatId"),
    ];
    for (action, data, field) in mine.into_iter().chain(others) {
        let reply = socket.send(action, data).await;
        let problem = reply.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{action}: {problem}");
    }
}

async fn refuse_wrong_changes(user: &User, message: &Value) {
    let (one, chat) = (path_of(message), message["chatId"].as_str().unwrap());
    let of_chat = |rest: &str| format!("/v1/chats/{chat}/{rest}");
    let cases = [
        (Method::PATCH, one.clone(), json!({"text": 7}), "text"),
        (
            Method::PATCH,
            one.clone(),
            json!({"text": "x", "mentions": {}}),
            "mentions",
        ),
        (
            Method::PATCH,
            one.clone(),
            json!({"text": "x", "metadata": "x"}),
            "metadata",
        ),
        (
            Method::PUT,
            format!("{one}/vote"),
            json!({"optionIds": 7}),
            "optionIds",
        ),
        (
            Method::POST,
            format!("{one}/forward"),
            json!({"chatIds": 7}),
            "chatIds",
        ),
        (Method::POST, of_chat("read"), json!({"seq": "x"}), "seq"),
        (
            Method::POST,
            of_chat("read"),
            json!({"messageIds": "x"}),
            "messageIds",
        ),
        (Method::POST, of_chat("delivered"), json!({}), "seq"),
        (
            Method::POST,
            of_chat("delivered"),
            json!({"seq": "x"}),
            "seq",
        ),
        (
            Method::PUT,
            "/v1/users/me/settings".to_owned(),
            json!({"readReceiptsEnabled": 7}),
            "readReceiptsEnabled",
        ),
    ];
    for (method, path, body, field) in cases {
        names(&user.call(method, &path).json(&body).send().await, field);
    }
    let queries = [
        (of_chat("messages?aroundSeq=x"), "aroundSeq"),
        (of_chat("messages?limit=0"), "limit"),
        (format!("{one}/replies?limit=x"), "limit"),
        (format!("{one}/history?limit=101"), "limit"),
        (format!("{one}/reactions?limit=-1"), "limit"),
        (of_chat("scheduled?limit=1.5"), "limit"),
        (format!("{one}/replies?cursor=x"), "cursor"),
        (format!("{one}/history?cursor=x"), "cursor"),
        (format!("{one}/reactions?cursor=x"), "cursor"),
        (of_chat("scheduled?cursor=x"), "cursor"),
    ];
    for (path, field) in queries {
        names(&user.get(&path).await, field);
    }
    names(&user.delete(&format!("{one}?for=x")).await, "for");
}

async fn refuse_wrong_frames(socket: &Socket, chat: &str, message: &Value) {
    let id = &message["id"];
    let with = |extra: Value| {
        let mut data = json!({"chatId": chat, "messageId": id});
        data.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        data
    };
    let cases = [
        (
            "sendMessage",
            json!({"chatId": 7, "clientMessageId": "a", "type": "text"}),
            "chatId",
        ),
        ("getMessages", json!({"chatId": 7}), "chatId"),
        (
            "getMessages",
            json!({"chatId": chat, "limit": "x"}),
            "limit",
        ),
        ("markRead", json!({}), "chatId"),
        ("markRead", json!({"chatId": chat, "seq": "x"}), "seq"),
        ("markDelivered", json!({"chatId": chat}), "seq"),
        ("markDelivered", json!({"seq": 1}), "chatId"),
        (
            "editMessage",
            json!({"chatId": chat, "text": "x"}),
            "messageId",
        ),
        (
            "editMessage",
            with(json!({"chatId": 7, "text": "x"})),
            "chatId",
        ),
        ("editMessage", with(json!({})), "text"),
        (
            "editMessage",
            with(json!({"text": "x", "mentions": 7})),
            "mentions",
        ),
        ("deleteMessage", with(json!({"for": "x"})), "for"),
        ("deleteMessage", with(json!({"for": 7})), "for"),
        (
            "deleteMessage",
            json!({"chatId": chat, "for": "me"}),
            "messageId",
        ),
        ("addReaction", with(json!({})), "emoji"),
        ("addReaction", with(json!({"emoji": 7})), "emoji"),
        (
            "removeReaction",
            json!({"messageId": id, "emoji": "👍"}),
            "chatId",
        ),
        ("vote", with(json!({})), "optionIds"),
        ("vote", with(json!({"optionIds": "1"})), "optionIds"),
        ("sync", json!({"since": 7}), "since"),
    ];
    for (action, data, field) in cases {
        let problem = socket
            .send(action, data)
            .await
            .problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{action}: {problem}");
    }
}
