//! Acts and reads that look at a message while somebody else changes it: nobody is told a mixture
//! of before and after.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use e2e::{DEADLINE, Options, Proxy, Stack, User, Verdict, eventually, path_of};
use serde_json::{Value, json};

const THUMB: &str = "%F0%9F%91%8D";

#[tokio::test]
async fn an_edit_tells_the_reaction_that_overtook_it() {
    let stack = Stack::start(&Options::new());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let socket = bob.connect().await;
    for operation in ["Query", "GetItem"] {
        // Some of what the edit looks at, it sees long after the rest.
        let message = ann.say(&chat, "one").await;
        let plan = json!({"rules": [{
            "on": "dynamodb", "fault": "slow", "millis": [2_000, 2_000], "probability": 1,
            "times": 1, "operations": [operation], "functions": ["rest-messages"],
        }]});
        stack.inject(&plan).await;
        let edit = async {
            let call = ann.call(reqwest::Method::PATCH, &path_of(&message));
            call.json(&json!({"text": "two"})).send().await.expect(200)
        };
        let react = async {
            let is_slow = async || (stack.fault_counts().await.injected() == 1).then_some(());
            eventually("a slow look", DEADLINE, is_slow).await;
            let path = format!("{}/reactions/{THUMB}", path_of(&message));
            bob.put(&path, &json!({})).await.expect(200)
        };
        let (edited, _) = tokio::join!(edit, react);
        stack.end_faults().await;
        let is_about = |event: &Value| event["data"]["messageId"] == message["id"];
        let added = socket.expect_event("reaction.added", is_about).await;
        let is_about = |event: &Value| event["data"]["id"] == message["id"];
        let updated = socket.expect_event("message.updated", is_about).await;
        assert!(
            added["seq"].as_u64() < updated["seq"].as_u64(),
            "the reaction was quicker"
        );
        let count = |message: &Value| message["reactions"]["👍"]["count"].clone();
        assert_eq!(count(&edited), 1, "{operation}: {edited}");
        assert_eq!(count(&updated["data"]), 1, "{operation}: {updated}");
    }
}

/// A change that happens while somebody reads.
#[derive(Clone, Copy, Debug)]
enum Meanwhile {
    EditAndReaction,
    Deletion,
}

impl Meanwhile {
    async fn happen(self, ann: &User, message: &Value) {
        let path = path_of(message);
        match self {
            Self::EditAndReaction => {
                let call = ann.call(reqwest::Method::PATCH, &path);
                let edited = call.json(&json!({"text": "two"})).send().await;
                edited.expect(200);
                let path = format!("{path}/reactions/{THUMB}");
                ann.put(&path, &json!({})).await.expect(200);
            }
            Self::Deletion => drop(ann.delete(&path).await.expect(200)),
        }
    }
}

#[tokio::test]
async fn what_is_read_during_a_change_does_not_claim_to_contain_it() {
    let (armed, chat) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(Mutex::new(String::new())),
    );
    let (looking, log) = (Arc::clone(&armed), Arc::clone(&chat));
    let proxy = Proxy::start(move |bytes| {
        let is_log = holds(bytes, ":low") && holds(bytes, &log.lock().unwrap());
        if is_log && looking.swap(false, Ordering::SeqCst) {
            Verdict::Delay
        } else {
            Verdict::Pass
        }
    });
    let (stack, proxy) = behind(proxy.await).await;
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let direct = ann.direct_chat(&bob).await;
    *chat.lock().unwrap() = format!("\"{direct}\"");
    let mut entries = 0;
    for meanwhile in [Meanwhile::EditAndReaction, Meanwhile::Deletion] {
        for by_sync in [false, true] {
            let token = bob.sync_token().await;
            let message = ann.say(&direct, "one").await;
            stack.until_pushed(&direct, &message["seq"]).await;
            armed.store(true, Ordering::SeqCst);
            let read = async {
                if by_sync {
                    let events = bob.synced(&token, &direct).await.into_iter();
                    events.map(|event| event["data"].clone()).collect()
                } else {
                    bob.history(&direct).await
                }
            };
            let change = async {
                let looked = async || (!armed.load(Ordering::SeqCst)).then_some(());
                eventually("the look at the log", DEADLINE, looked).await;
                meanwhile.happen(&ann, &message).await;
                proxy.resume();
            };
            let (read, ()): (Vec<Value>, ()) = tokio::join!(read, change);
            let read = read.iter().find(|one| one["id"] == message["id"]).unwrap();
            let is_old = read["text"] == "one";
            let claims = read["updatedSeq"].as_u64() > message["seq"].as_u64();
            assert!(
                !(is_old && claims),
                "{meanwhile:?}, by sync: {by_sync}; a client drops what it has not seen: {read}"
            );
            entries += 1;
        }
    }
    assert_eq!(entries, 4);
}

/// A stack whose functions speak to DynamoDB by way of a proxy.
async fn behind(proxy: Proxy) -> (Stack, Proxy) {
    let url = proxy.url("http://x");
    let stack = Stack::start(&Options::new().env("AWS_ENDPOINT_URL_DYNAMODB", &url));
    proxy.lead_to(&stack.addresses.dynamodb);
    (stack, proxy)
}

fn holds(bytes: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(text)
}
