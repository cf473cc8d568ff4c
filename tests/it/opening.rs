//! A connection is recorded before it is open: until `$connect` has returned, API Gateway answers a
//! post with 410, as for one that is gone (API Gateway Developer Guide, "Use @connections commands
//! in your backend service").

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use e2e::{DEADLINE, Options, Proxy, Stack, Verdict, eventually};
use serde_json::json;

#[tokio::test]
async fn a_connection_that_is_about_to_open_is_not_taken_for_a_dead_one() {
    let (database, armed) = database().await;
    let url = database.url("http://x");
    let stack = Stack::start(&Options::new().env("AWS_ENDPOINT_URL_DYNAMODB", &url));
    database.lead_to(&stack.addresses.dynamodb);
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let laptop = bob.connect().await;

    // The phone's connection is recorded, but `$connect` has not returned.
    armed.store(true, Ordering::SeqCst);
    let phone = bob.connect();
    let meanwhile = async {
        let recorded = async || (stack.dynamodb().links(&bob.id).await.len() == 2).then_some(());
        eventually("the connection is recorded", DEADLINE, recorded).await;
        let early = ann.say(&chat, "early").await;
        laptop.expect_message(&early).await;
        let pushed = async || (stack.dynamodb().pushed_through(&chat).await == 1).then_some(());
        eventually("the message is pushed", DEADLINE, pushed).await;
        database.resume();
        early
    };
    let (phone, early) = tokio::join!(phone, meanwhile);

    let late = ann.say(&chat, "late").await;
    phone.expect_message(&late).await;
    phone.expect_message(&early).await;
    assert_eq!(stack.dynamodb().links(&bob.id).await.len(), 2);
}

#[tokio::test]
async fn a_login_that_ends_meanwhile_takes_its_connection_with_it() {
    let (database, armed) = database().await;
    let url = database.url("http://x");
    let stack = Stack::start(&Options::new().env("AWS_ENDPOINT_URL_DYNAMODB", &url));
    database.lead_to(&stack.addresses.dynamodb);
    let bob = stack.register("bob").await;

    // The phone's connection is recorded, but `$connect` has not returned.
    armed.store(true, Ordering::SeqCst);
    let phone = bob.connect();
    let meanwhile = async {
        let recorded = async || (stack.dynamodb().links(&bob.id).await.len() == 1).then_some(());
        eventually("the connection is recorded", DEADLINE, recorded).await;
        bob.post("/v1/auth/logout", &json!({})).await.expect(204);
        database.resume();
    };
    let (phone, ()) = tokio::join!(phone, meanwhile);

    let told = phone
        .expect_within("the end of the login", 2 * DEADLINE, |frame| {
            frame["type"] == "session.revoked"
        })
        .await;
    assert_eq!(told["data"]["reason"], "logged_out", "{told}");
    phone.expect_close(1000).await;
}

/// A way to the database that can be told to hold back the answer to the next connection's record.
async fn database() -> (Proxy, Arc<AtomicBool>) {
    let armed = Arc::new(AtomicBool::new(false));
    let arming = Arc::clone(&armed);
    let database = Proxy::start(move |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let records = text.contains("TransactItems") && text.contains("ConnectionsTable");
        match records && arming.swap(false, Ordering::SeqCst) {
            true => Verdict::Delay,
            false => Verdict::Pass,
        }
    });
    (database.await, armed)
}
