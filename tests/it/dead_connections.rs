//! A connection that is dead costs one post, and nobody else notices.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use e2e::{DEADLINE, Options, Proxy, Stack, User, Verdict, eventually, shared_stack};
use serde_json::json;

/// Messages of 8 KB that are more than network and gateway hold for one connection.
const PILE: usize = 2_000;

#[tokio::test]
async fn a_connection_that_breaks_is_forgotten_and_the_other_device_stays() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let dynamodb = stack.dynamodb();
    let (laptop, kept) = stack.connect_known(&bob, &bob.addresses.web_socket).await;
    let network = Proxy::network(&bob.addresses).await;
    let url = network.url(&bob.addresses.web_socket);
    let (_phone, lost) = stack.connect_known(&bob, &url).await;

    network.cut();
    stack.until_forgotten(&bob, &lost).await;
    assert_eq!(dynamodb.links(&bob.id).await, [kept.as_str()]);
    assert!(dynamodb.knows_connection(&kept).await);
    let message = ann.say(&chat, "still there?").await;
    laptop.expect_message(&message).await;
}

#[tokio::test]
async fn a_connection_that_is_dead_costs_one_post() {
    let posts = Posts::default();
    let seen = posts.clone();
    let management = Proxy::start(move |bytes| seen.note(bytes)).await;
    let variable = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI";
    let stack = Stack::start(&Options::new().env(variable, &management.url("http://x/live")));
    management.lead_to(&stack.addresses.http);

    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let dynamodb = stack.dynamodb();
    let (laptop, kept) = stack.connect_known(&bob, &bob.addresses.web_socket).await;
    let chat = ann.direct_chat(&bob).await;
    // The event of the chat's making must not be under way any more, nor that he is there.
    laptop.expect_event("chat.created", |_| true).await;
    stack.until_told_online(&bob).await;
    let ghost = ghost(&stack, &bob).await;

    let message = ann.say(&chat, "one").await;
    laptop.expect_message(&message).await;
    stack.until_forgotten(&bob, &ghost).await;
    let again = ann.say(&chat, "two").await;
    laptop.expect_message(&again).await;

    assert_eq!(posts.to(&ghost), 1, "one failed post");
    assert_eq!(dynamodb.links(&bob.id).await, [kept]);
    let events = laptop.events("message.created");
    assert_eq!(events.len(), 2, "each once: {events:?}");
}

#[tokio::test]
async fn a_connection_that_is_silent_does_not_hold_up_the_others() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let laptop = bob.connect().await;
    let network = Proxy::network(&bob.addresses).await;
    let phone = bob
        .connect_at(&network.url(&bob.addresses.web_socket))
        .await;
    phone.settle().await;

    network.swallow();
    for text in ["one", "two", "three"] {
        let message = ann.say(&chat, text).await;
        laptop.expect_message(&message).await;
    }
    assert!(
        phone.events("message.created").is_empty(),
        "nothing came through"
    );
    assert_eq!(
        stack.dynamodb().links(&bob.id).await.len(),
        2,
        "the gateway has not noticed"
    );
}

#[tokio::test]
async fn a_client_that_cannot_keep_up_delays_nobody_and_gets_everything_in_the_end() {
    let again = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&again);
    let queue = Proxy::start(move |bytes| {
        let posts_again = String::from_utf8_lossy(bytes).contains(r#"\"job\":\"post\""#);
        counting.fetch_add(usize::from(posts_again), Ordering::Relaxed);
        Verdict::Pass
    });
    let queue = queue.await;
    let stack = Stack::start(&Options::new().env("AWS_ENDPOINT_URL_SQS", &queue.url("http://x")));
    queue.lead_to(&stack.addresses.sqs);
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let laptop = bob.connect().await;
    let network = Proxy::network(&bob.addresses).await;
    let phone = bob
        .connect_at(&network.url(&bob.addresses.web_socket))
        .await;
    phone.settle().await;

    network.stall();
    let text = "x".repeat(8_000);
    let mut sent = 0;
    // Until the gateway takes no more, and some beyond that.
    while again.load(Ordering::Relaxed) < 5 {
        let message = ann.say(&chat, &text).await;
        laptop.expect_message(&message).await;
        sent += 1;
        assert!(sent < PILE, "the gateway takes everything");
    }
    network.resume();
    let complete = async || {
        let events = phone.events("message.created").into_iter();
        let seqs: BTreeSet<u64> = events.filter_map(|event| event["seq"].as_u64()).collect();
        (1..=sent as u64)
            .all(|seq| seqs.contains(&seq))
            .then_some(())
    };
    eventually("the phone has everything", 2 * DEADLINE, complete).await;
    assert_eq!(
        stack.dynamodb().links(&bob.id).await.len(),
        2,
        "both are still there"
    );
}

/// A connection of a minute ago whose end nobody reported: `$disconnect` is only tried by API Gateway (API Gateway
/// Developer Guide, "Manage connected users and client apps: $connect and $disconnect routes").
async fn ghost(stack: &Stack, user: &User) -> String {
    let rule = json!({"on": "disconnect", "fault": "drop", "probability": 1});
    stack.inject(&json!({"rules": [rule]})).await;
    let url = &user.addresses.web_socket;
    let (socket, id) = stack.connect_known(user, url).await;
    socket.close().await;
    let ended = async || (stack.fault_counts().await.injected() == 1).then_some(());
    eventually("its end, which is not reported", DEADLINE, ended).await;
    stack.end_faults().await;
    stack.dynamodb().backdate(user, &id, 60).await;
    id
}

/// The paths of the posts that went to API Gateway.
#[derive(Clone, Debug, Default)]
struct Posts(Arc<Mutex<Vec<String>>>);

impl Posts {
    fn note(&self, bytes: &[u8]) -> Verdict {
        let text = String::from_utf8_lossy(bytes);
        let line = text
            .strip_prefix("POST ")
            .and_then(|rest| rest.split(' ').next());
        self.0.lock().unwrap().extend(line.map(str::to_owned));
        Verdict::Pass
    }

    fn to(&self, connection: &str) -> usize {
        let name = connection.trim_end_matches('=');
        self.0
            .lock()
            .unwrap()
            .iter()
            .filter(|path| path.contains(name))
            .count()
    }
}
