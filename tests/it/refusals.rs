//! Every route's refusals beside its success.

use e2e::{Answer, Socket, Stack, User, claims, fresh, shared_stack, sign, sign_with, unsigned};
use reqwest::Method;
use serde_json::{Value, json};

/// Two people with a chat, and a stranger.
struct Scene {
    ann: User,
    eve: User,
    chat: String,
}

impl Scene {
    async fn new(stack: &Stack) -> Self {
        let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
        let eve = stack.register("eve").await;
        let chat = ann.direct_chat(&bob).await;
        ann.say(&chat, "private").await;
        Self { ann, eve, chat }
    }

    /// Every route that asks for a token, as a good request of a member.
    fn routes(&self) -> Vec<(Method, String, Option<Value>)> {
        let (ann, eve) = (&self.ann.id, &self.eve.id);
        let get = |path: String| (Method::GET, path, None);
        let post = |path: &str, body: Value| (Method::POST, path.to_owned(), Some(body));
        let mut routes = vec![
            get("/v1/users/me".to_owned()),
            get(format!("/v1/users/{ann}")),
            get("/v1/users/search?q=a".to_owned()),
            get("/v1/chats".to_owned()),
            get("/v1/sync".to_owned()),
            post("/v1/auth/ws-ticket", json!({})),
            post("/v1/chats", json!({"type": "direct", "memberIds": [eve]})),
            post("/v1/messages", self.message()),
            post("/v1/sync", json!({})),
        ];
        routes.extend(self.routes_of_a_chat(&self.chat));
        routes
    }

    /// Every route below a chat.
    fn routes_of_a_chat(&self, chat: &str) -> Vec<(Method, String, Option<Value>)> {
        vec![
            (Method::GET, format!("/v1/chats/{chat}"), None),
            (Method::GET, format!("/v1/chats/{chat}/messages"), None),
            (
                Method::POST,
                format!("/v1/chats/{chat}/messages"),
                Some(self.message()),
            ),
            (
                Method::POST,
                format!("/v1/chats/{chat}/read"),
                Some(json!({})),
            ),
        ]
    }

    /// Every action that names a chat.
    fn actions(&self, chat: &str) -> Vec<(&'static str, Value)> {
        let mut message = self.message();
        message["chatId"] = json!(chat);
        vec![
            ("sendMessage", message),
            ("getMessages", json!({"chatId": chat})),
            ("markRead", json!({"chatId": chat})),
            ("markRead", json!({"chatId": chat, "seq": 1})),
        ]
    }

    fn message(&self) -> Value {
        let chat = &self.chat;
        json!({"chatId": chat, "clientMessageId": fresh(), "type": "text", "text": "hello"})
    }
}

async fn send(
    stack: &Stack,
    token: Option<&str>,
    route: &(Method, String, Option<Value>),
) -> Answer {
    let (method, path, body) = route;
    let mut call = stack.call(method.clone(), path);
    if let Some(body) = body {
        call = call.json(body);
    }
    if let Some(token) = token {
        call = call.token(token);
    }
    call.send().await
}

#[tokio::test]
async fn no_route_lets_in_who_has_no_good_token() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let good = claims(&scene.ann.access_token);
    let mut past = good.clone();
    past["exp"] = json!(jiff::Timestamp::now().as_second() - 1);
    let mut foreign = good.clone();
    foreign["aud"] = json!("elsewhere");
    let refresh_token = scene.ann.refresh_token.clone();
    let tokens = [
        ("expired", sign(&past), "token_expired"),
        (
            "foreign signature",
            sign_with(&good, "a-secret-that-somebody-else-made-up"),
            "unauthenticated",
        ),
        ("alg none", unsigned(&good), "unauthenticated"),
        ("foreign audience", sign(&foreign), "unauthenticated"),
        (
            "expired and foreign",
            sign_with(&past, "a-secret-that-somebody-else-made-up"),
            "unauthenticated",
        ),
        ("refresh token", refresh_token, "unauthenticated"),
        ("nonsense", "nonsense".to_owned(), "unauthenticated"),
    ];
    for route in scene.routes() {
        send(&stack, None, &route)
            .await
            .problem(401, "unauthenticated");
        for (what, token, code) in &tokens {
            let answer = send(&stack, Some(token), &route).await;
            assert_eq!(answer.status, 401, "{what}: {route:?}");
            answer.problem(401, code);
        }
        let basic = stack
            .call(route.0.clone(), &route.1)
            .header("authorization", "Basic YTpi");
        basic.send().await.problem(401, "unauthenticated");
        let answer = send(&stack, Some(&scene.ann.access_token), &route).await;
        assert!(
            [200, 201].contains(&answer.status),
            "{route:?}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn a_stranger_cannot_tell_a_chat_from_none() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let unknown = "cht_nothing";
    let mut details = Vec::new();
    for chat in [scene.chat.as_str(), unknown] {
        for route in scene.routes_of_a_chat(chat) {
            let answer = send(&stack, Some(&scene.eve.access_token), &route).await;
            details.push(answer.problem(404, "not_found")["detail"].clone());
        }
    }
    let socket = scene.eve.connect().await;
    for chat in [scene.chat.as_str(), unknown] {
        for (action, data) in scene.actions(chat) {
            details
                .push(socket.send(action, data).await.problem(404, "not_found")["detail"].clone());
        }
    }
    assert!(
        details.iter().all(|detail| *detail == details[0]),
        "{details:?}"
    );
    assert_eq!(
        stack.dynamodb().seqs(&scene.chat).await,
        [1],
        "nothing was written"
    );
    assert_eq!(stack.dynamodb().seqs(unknown).await, [0; 0]);
    let body = json!({"chats": {scene.chat.clone(): 0}});
    assert_eq!(
        scene.eve.post("/v1/sync", &body).await.expect(200)["chats"],
        json!([])
    );
    scene
        .eve
        .get("/v1/users/usr_nobody")
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn a_body_must_be_json_of_the_right_type_and_size() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let mut paths: Vec<(String, bool)> =
        ["/v1/auth/register", "/v1/auth/login", "/v1/auth/refresh"]
            .map(|path| (path.to_owned(), false))
            .into();
    let with_body = scene
        .routes()
        .into_iter()
        .filter(|(method, path, _)| *method == Method::POST && path != "/v1/auth/ws-ticket");
    paths.extend(with_body.map(|(_, path, _)| (path, true)));
    let large = json!({"text": "x".repeat(256 * 1024)}).to_string();
    for (path, with_token) in paths {
        let post = |body: &str| {
            let call = stack.call(Method::POST, &path).body(body.to_owned());
            if with_token {
                call.token(&scene.ann.access_token)
            } else {
                call
            }
            .send()
        };
        for body in ["{", "hello", "{\"a\":1,}", "\"\u{1}\"", "{} {}"] {
            let answer = post(body).await;
            assert_eq!(answer.status, 400, "{path} {body}: {}", answer.text());
            let code = if body == "{} {}" {
                answer.json()["code"].clone()
            } else {
                Value::Null
            };
            match code.as_str() {
                Some("validation_failed") => answer.problem(400, "validation_failed"),
                _ => answer.problem(400, "malformed_json"),
            };
        }
        for body in ["[]", "7", "\"x\"", "null"] {
            let answer = post(body).await;
            assert_eq!(answer.status, 400, "{path} {body}: {}", answer.text());
            answer.problem(400, "validation_failed");
        }
        post(&large).await.problem(413, "too_large");
    }
}

#[tokio::test]
async fn a_wrong_type_names_the_field() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
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
        (
            "/v1/auth/register",
            json!({"username": "abc", "email": "a@b.co", "password": "x", "device": {"type": "tv"}}),
            "device.type",
        ),
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
        (
            "/v1/chats",
            json!({"type": "group", "name": 7, "memberIds": []}),
            "name",
        ),
        (
            "/v1/messages",
            json!({"clientMessageId": "a", "type": "text", "text": "x"}),
            "chatId",
        ),
        ("/v1/sync", json!({"since": 7}), "since"),
        ("/v1/sync", json!({"chats": {"cht_1": "x"}}), "chats.cht_1"),
    ];
    for (path, body, field) in cases {
        let problem = scene
            .ann
            .post(path, &body)
            .await
            .problem(400, "validation_failed");
        assert_eq!(
            problem["errors"][0]["field"], field,
            "{path} {body}: {problem}"
        );
        assert!(
            problem["detail"].as_str().unwrap().contains(field),
            "{problem}"
        );
    }
    let socket = scene.ann.connect().await;
    refuse_wrong_types(&socket, &scene.chat).await;
}

async fn refuse_wrong_types(socket: &Socket, chat: &str) {
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

#[tokio::test]
async fn nothing_a_client_sends_names_the_sender() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let mut body = scene.message();
    for name in ["senderId", "sender", "from", "actorId"] {
        body[name] = json!(scene.eve.id);
    }
    let message = scene.ann.post("/v1/messages", &body).await.expect(201);
    assert_eq!(message["senderId"], json!(scene.ann.id));
    let socket = scene.ann.connect().await;
    body["clientMessageId"] = json!(fresh());
    let frame = json!({
        "action": "sendMessage", "id": "1", "data": body,
        "userId": scene.eve.id, "requestContext": {"authorizer": {"userId": scene.eve.id}},
    });
    socket.send_frame(&frame).await;
    assert_eq!(
        socket.reply("1").await.ack()["senderId"],
        json!(scene.ann.id)
    );
    let read = json!({"userId": scene.eve.id});
    let path = format!("/v1/chats/{}/read", scene.chat);
    scene.ann.post(&path, &read).await.expect(200);
}
