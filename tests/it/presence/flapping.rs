//! A network that comes and goes all the time does not make everybody's devices busy.

use std::time::Duration;

use e2e::flapping::{Options, flapping};

#[tokio::test]
async fn flapping_is_told_at_a_calm_pace() {
    let stack = e2e::Stack::start(&e2e::Options::new());
    let options = Options {
        chats: 50,
        watching: 5,
        flaps: 10,
        within: Duration::from_secs(3),
    };
    let outcome = flapping(&stack, options).await;
    assert!(outcome.differences.is_empty(), "{outcome:#?}");
    assert_eq!(outcome.told.len(), 5);
    for (meanwhile, afterwards) in &outcome.told {
        assert!(meanwhile + afterwards >= 2, "came and went: {outcome:#?}");
    }
    let times = |function: &str| outcome.used.get(function).map_or(0, |(count, _)| *count);
    assert_eq!(times("ws-connect"), 10, "{outcome:#?}");
    assert_eq!(times("ws-disconnect"), 10, "{outcome:#?}");
}
