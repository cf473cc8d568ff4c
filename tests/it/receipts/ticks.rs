//! How far one's own messages have come.

use e2e::shared_stack;
use serde_json::Value;

use super::{deliver, read};

#[tokio::test]
async fn a_tick_is_as_far_as_the_slowest_of_the_others() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let one = ann.say(&chat, "one").await;
    let two = ann.say(&chat, "two").await;
    let status = async || {
        let by_page: Vec<Value> = ann
            .history(&chat)
            .await
            .iter()
            .map(|message| message["status"].clone())
            .collect();
        let by_id = [
            ann.message(&one).await["status"].clone(),
            ann.message(&two).await["status"].clone(),
        ];
        assert_eq!(by_page, by_id);
        by_id
    };
    assert_eq!(one["status"], "sent");
    assert_eq!(status().await, ["sent", "sent"]);
    deliver(&bob, &chat, &two["seq"]).await;
    assert_eq!(status().await, ["sent", "sent"], "one of two");
    deliver(&cay, &chat, &one["seq"]).await;
    assert_eq!(status().await, ["delivered", "sent"]);
    read(&bob, &chat, &two["seq"]).await;
    assert_eq!(status().await, ["delivered", "sent"]);
    read(&cay, &chat, &one["seq"]).await;
    assert_eq!(status().await, ["read", "sent"], "to read is to receive");
    read(&cay, &chat, &two["seq"]).await;
    assert_eq!(status().await, ["read", "read"]);
    for other in [&bob, &cay] {
        let messages = other.history(&chat).await;
        assert!(
            messages
                .iter()
                .all(|message| message.get("status").is_none()),
            "{messages:?}"
        );
    }
}

#[tokio::test]
async fn sync_brings_the_ticks_of_ones_own_messages() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (own, others) = (ann.sync_token().await, bob.sync_token().await);
    let sent = ann.say(&chat, "one").await;
    for user in [&bob, &cay] {
        deliver(user, &chat, &sent["seq"]).await;
    }
    stack.until_pushed(&chat, &sent["seq"]).await;
    let events = ann.synced(&own, &chat).await;
    assert_eq!(events[0]["data"]["status"], "delivered", "{events:?}");
    let events = bob.synced(&others, &chat).await;
    assert!(events[0]["data"].get("status").is_none(), "{events:?}");
}
