//! Connections that the service takes for gone by mistake: now and then API Gateway answers so for one
//! that lives (aws-sdk-js#3773).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use e2e::presence::{self, now};
use e2e::{
    DEADLINE, Function, Options, Outcome, Proxy, Stack, User, Verdict, eventually, shared_stack,
    workspace,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// What API Gateway answers when a connection is gone; then another one has to be opened to it.
const GONE: &str = "HTTP/1.1 410 Gone\r\nx-amzn-errortype: GoneException\r\n\
                    connection: close\r\ncontent-length: 18\r\n\r\n{\"message\":\"Gone\"}";

#[tokio::test]
async fn a_connection_that_lives_is_closed_at_its_next_heartbeat_and_its_client_catches_up() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = bob.direct_chat(&ann).await;
    let (dynamodb, url) = (stack.dynamodb(), &ann.addresses.web_socket);
    let (phone, lost) = stack.connect_known(&ann, url).await;
    let (laptop, kept) = stack.connect_known(&ann, url).await;
    let start = phone.send("sync", json!({})).await.ack();
    dynamodb.unlink(&ann, &lost).await;
    assert_eq!(dynamodb.links(&ann.id).await, [kept.as_str()]);
    let missed = bob.say(&chat, "missed").await;
    laptop.expect_message(&missed).await;

    presence::beat(&phone, true).await;
    phone.expect_close(1000).await;
    let phone = ann.connect().await;
    assert_eq!(dynamodb.links(&ann.id).await.len(), 2);
    let since = json!({"since": start["nextToken"]});
    let caught_up = phone.send("sync", since).await.ack();
    let events = caught_up["chats"][0]["events"].as_array().unwrap();
    let has_it = |event: &Value| event["data"]["text"] == "missed";
    assert!(events.iter().any(has_it), "{caught_up}");
    let message = bob.say(&chat, "hello again").await;
    for socket in [&phone, &laptop] {
        socket.expect_message(&message).await;
    }

    laptop.close().await;
    stack.until_forgotten(&ann, &kept).await;
    assert_eq!(presence::of(&bob, &ann).await["status"], "online");
}

/// A gateway for which every connection is gone; it counts what it is asked.
async fn gateway_of_ghosts() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counting = Arc::clone(&counting);
            tokio::spawn(async move {
                let mut request = vec![0; 64 * 1024];
                if matches!(stream.read(&mut request).await, Ok(1..)) {
                    counting.fetch_add(1, Ordering::SeqCst);
                    drop(stream.write_all(GONE.as_bytes()).await);
                }
            });
        }
    });
    (url, asked)
}

#[tokio::test]
async fn a_gateway_that_is_wrong_about_a_connection_costs_one_message() {
    let management = Proxy::start(|_| Verdict::Pass).await;
    let variable = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI";
    let stack = Stack::start(&Options::new().env(variable, &management.url("http://x/live")));
    management.lead_to(&stack.addresses.http);
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = bob.direct_chat(&ann).await;
    let url = &ann.addresses.web_socket;
    let (socket, id) = stack.connect_known(&ann, url).await;
    stack.until_told_online(&ann).await;
    // So old that 410 cannot mean that it is still opening.
    stack.dynamodb().backdate(&ann, &id, 60).await;

    let (ghosts, asked) = gateway_of_ghosts().await;
    management.lead_to(&ghosts);
    // What is carried to the right one already would go there still.
    management.cut();
    let cut = async || (management.open() == 0).then_some(());
    eventually("the way is free", DEADLINE, cut).await;
    management.resume();
    bob.say(&chat, "missed").await;
    stack.until_forgotten(&ann, &id).await;
    assert!(asked.load(Ordering::SeqCst) > 0);
    assert_eq!(presence::of(&bob, &ann).await["status"], "offline");

    management.lead_to(&stack.addresses.http);
    presence::beat(&socket, true).await;
    socket.expect_close(1000).await;
    let socket = ann.connect().await;
    assert_eq!(presence::of(&bob, &ann).await["status"], "online");
    let message = bob.say(&chat, "hello again").await;
    socket.expect_message(&message).await;
}

/// The event of a heartbeat on a connection.
fn heartbeat(user: &User, connection: &str) -> String {
    let sample = workspace().join("events/ws-heartbeat/active.json");
    let sample = std::fs::read_to_string(sample).unwrap();
    let mut event: Value = serde_json::from_str(&sample).unwrap();
    let context = &mut event["requestContext"];
    context["connectionId"] = json!(connection);
    context["connectedAt"] = json!(now());
    context["requestTimeEpoch"] = json!(now());
    for (name, value) in [
        ("userId", user.id.clone()),
        ("principalId", user.id.clone()),
        ("sessionId", user.session_id()),
    ] {
        context["authorizer"][name] = json!(value);
    }
    event.to_string()
}

#[tokio::test]
async fn a_heartbeat_that_comes_after_the_end_brings_nothing_back() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let dynamodb = stack.dynamodb();
    let (socket, id) = stack.connect_known(&ann, &ann.addresses.web_socket).await;
    let mut function = Function::with_settings(&stack, "ws-heartbeat", &[]).await;
    let outcome = function.invoke(&heartbeat(&ann, &id)).await;
    assert!(matches!(outcome, Outcome::Response(_)), "{outcome:?}");
    assert_eq!(dynamodb.links(&ann.id).await, [id.as_str()]);

    socket.close().await;
    stack.until_forgotten(&ann, &id).await;
    let gone = presence::of(&bob, &ann).await;
    assert_eq!(gone["status"], "offline", "{gone}");
    for _ in 0..2 {
        let outcome = function.invoke(&heartbeat(&ann, &id)).await;
        assert!(matches!(outcome, Outcome::Response(_)), "{outcome:?}");
        assert!(dynamodb.links(&ann.id).await.is_empty());
        assert!(!dynamodb.knows_connection(&id).await);
        assert_eq!(presence::of(&bob, &ann).await, gone);
    }
}
