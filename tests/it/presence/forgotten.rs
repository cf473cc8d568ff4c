//! Connections that the service takes for gone, rightly.

use e2e::presence::{self, check_last_seen, now};
use e2e::{DEADLINE, Options, Stack, eventually};
use serde_json::json;

#[tokio::test]
async fn who_cannot_be_posted_to_has_gone() {
    let stack = Stack::start(&Options::new());
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = bob.direct_chat(&ann).await;
    let came = now();
    let (socket, lost) = stack.connect_known(&ann, &ann.addresses.web_socket).await;
    presence::expect(&bob, &ann, "online").await;
    stack.until_told_online(&ann).await;
    // So old that 410 cannot mean that it is still opening.
    stack.dynamodb().backdate(&ann, &lost, 60).await;
    let rules = json!({"rules": [
        {"on": "connections", "fault": "gone", "probability": 1, "times": 1},
        {"on": "disconnect", "fault": "drop", "probability": 1},
    ]});
    stack.inject(&rules).await;
    bob.say(&chat, "are you there?").await;
    let gone = presence::expect(&bob, &ann, "offline").await;
    check_last_seen(&gone, came..=now());
    stack.until_forgotten(&ann, &lost).await;
    assert_eq!(presence::of(&bob, &ann).await, gone);
    let cut = async || {
        let counts = stack.fault_counts().await;
        let struck: Vec<u64> = counts.rules.iter().map(|rule| rule.injected).collect();
        (socket.is_closed() && struck == [1, 1]).then_some(())
    };
    eventually("its end, which is not reported", DEADLINE, cut).await;
    stack.end_faults().await;

    let _again = ann.connect().await;
    presence::expect(&bob, &ann, "online").await;
}
