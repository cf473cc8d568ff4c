//! Whatever several people do at once, everybody sees the same, and it is what they did.

use e2e::random_acts::{Options, random_acts};
use e2e::shared_stack;

const OPTIONS: Options = Options {
    seed: 1,
    acts: 2_000,
};
/// Differences that are shown.
const SHOWN: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_everybody_sees_is_what_was_done() {
    let stack = shared_stack();
    let outcome = random_acts(&stack, OPTIONS).await;
    println!("{outcome}");
    let differences = &outcome.differences;
    let shown = differences.iter().take(SHOWN);
    let shown: Vec<&str> = shown.map(String::as_str).collect();
    assert!(differences.is_empty(), "{outcome}\n{}", shown.join("\n"));
    assert!(outcome.count() >= OPTIONS.acts, "{outcome}");
    assert!(outcome.disconnects > 10, "{outcome}");
    for (kind, (done, _)) in &outcome.acts {
        assert!(*done > 0, "no {kind} succeeded: {outcome}");
    }
}
