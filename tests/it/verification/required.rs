//! Where addresses must be proven, who has not done so looks after their account and nothing else.

use std::sync::OnceLock;

use e2e::{Options, PASSWORD, Stack, claims, fresh, rest_routes, socket_actions};
use reqwest::Method;
use serde_json::{Value, json};

/// What is below these paths is for everybody who has a login.
const OWN: [&str; 2] = ["/v1/auth/", "/v1/users/me"];

/// A stack on which only who has proven their address may chat; its tests share it.
pub(super) fn strict_stack() -> &'static Stack {
    static STRICT: OnceLock<Stack> = OnceLock::new();
    STRICT.get_or_init(|| Stack::start(&Options::new().env("REQUIRE_VERIFIED_EMAIL", "true")))
}

/// The routes that are for those who may chat, with a name in place of every parameter.
fn routes_of_chatting() -> Vec<(Method, String)> {
    let routes = rest_routes().into_iter();
    let routes = routes.filter_map(|route| {
        let (method, path) = route.split_once(' ').unwrap();
        let is_open = !path.starts_with("/v1/") || path == "/v1/config";
        if is_open || OWN.iter().any(|own| path.starts_with(own)) {
            return None;
        }
        let segments = path.split('/').map(|segment| match segment {
            parameter if parameter.starts_with('{') => "nobody",
            name => name,
        });
        let path = segments.collect::<Vec<_>>().join("/");
        Some((method.parse().unwrap(), path))
    });
    routes.collect()
}

/// Fields that make a good frame of every action.
fn data() -> Value {
    json!({
        "chatId": "cht_nobody", "messageId": "msg_1_0000000000000", "clientMessageId": fresh(),
        "type": "text", "text": "x", "seq": 1, "emoji": "👍", "for": "me", "optionIds": ["1"],
        "state": "started", "status": "away", "userIds": ["usr_nobody"],
    })
}

#[tokio::test]
async fn who_has_not_proven_their_address_does_not_chat() {
    let stack = strict_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    assert_eq!(claims(&ann.access_token)["unverified"], true);
    let routes = routes_of_chatting();
    assert!(routes.len() > 40, "{routes:?}");
    for (method, path) in routes {
        let mut call = ann.call(method.clone(), &path);
        if method != Method::GET && method != Method::DELETE {
            call = call.json(&data());
        }
        let answer = call.send().await;
        assert_eq!(answer.status, 403, "{method} {path}: {}", answer.text());
        answer.problem(403, "email_unverified");
    }
    let search = ann.get("/v1/users/search?q=ann").await;
    search.problem(403, "email_unverified");
    let socket = ann.connect().await;
    for action in socket_actions() {
        let reply = socket.send(&action, data()).await;
        match action.as_str() {
            "heartbeat" => drop(reply.ack()),
            _ => drop(reply.problem(403, "email_unverified")),
        }
    }
}

#[tokio::test]
async fn who_has_not_proven_their_address_looks_after_their_account() {
    let stack = strict_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    for path in [
        "/v1/users/me",
        "/v1/users/me/settings",
        "/v1/users/me/export",
        "/v1/auth/sessions",
        "/v1/auth/mfa/setup",
    ] {
        ann.get(path).await.expect(200);
    }
    assert_eq!(ann.change_me(&json!({"bio": "x"})).await["bio"], "x");
    let theme = json!({"theme": "dark"});
    assert_eq!(ann.change_settings(&theme).await["theme"], "dark");
    ann.post_empty("/v1/auth/ws-ticket").await.expect(200);
    let ann = ann.refreshed().await;
    assert_eq!(claims(&ann.access_token)["unverified"], true);
    let end = ann.call(Method::DELETE, "/v1/users/me");
    let end = end.json(&json!({"password": PASSWORD})).send().await;
    end.expect(204);
}

#[tokio::test]
async fn who_proves_their_address_chats_with_new_tokens() {
    let stack = strict_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let before = ann.connect().await;
    stack.verify(&ann).await;
    stack.verify(&bob).await;
    let (ann, bob) = (ann.refreshed().await, bob.refreshed().await);
    for user in [&ann, &bob] {
        assert!(claims(&user.access_token).get("unverified").is_none());
    }
    assert!(ann.finds(&bob).await);
    let chat = ann.direct_chat(&bob).await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let message = anns.say(&chat, "hello").await;
    bobs.expect_message(&message).await;
    assert_eq!(bob.message(&message).await["text"], "hello");
    before.settle().await;
    let logged_in = ann.log_in_again().await;
    assert!(claims(&logged_in.access_token).get("unverified").is_none());
}

#[tokio::test]
async fn an_address_names_an_account_once_it_is_proven() {
    let stack = strict_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let by_address = stack.log_in(&ann.email, PASSWORD).await;
    by_address.problem(401, "invalid_credentials");
    let by_name = stack.log_in(&ann.username, PASSWORD).await;
    assert_eq!(by_name.expect(200)["user"]["id"], ann.id.as_str());
    stack.verify(&ann).await;
    for identifier in [ann.email.clone(), ann.email.to_uppercase()] {
        let by_address = stack.log_in(&identifier, PASSWORD).await.expect(200);
        assert_eq!(by_address["user"]["id"], ann.id.as_str());
    }
}
