//! However devices come and go, and whatever the gateway tells of it, people are seen as they are.

use e2e::Stack;
use e2e::devices::{Options, PACE, devices};

const OPTIONS: Options = Options {
    seed: 1,
    people: 24,
    rounds: 8,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_seen_as_they_are_after_every_round() {
    let stack = Stack::start(&PACE.options());
    let outcome = devices(&stack, OPTIONS).await;
    println!("{outcome}");
    let differences = &outcome.differences;
    assert!(
        differences.is_empty(),
        "{outcome}\n{}",
        differences.join("\n")
    );
    assert!(outcome.rounds >= 190, "{outcome}");
    for kind in ["connect", "use", "idle", "close", "cut", "crash", "replace"] {
        assert!(outcome.acts.get(kind) > Some(&10), "{kind}: {outcome}");
    }
    for status in ["online", "away", "offline"] {
        assert!(
            outcome.statuses.get(status) > Some(&10),
            "{status}: {outcome}"
        );
    }
    for fault in ["drop", "double", "late"] {
        let struck = outcome.faults.get(&format!("disconnect {fault}"));
        assert!(struck > Some(&10), "{fault}: {outcome}");
    }
}
