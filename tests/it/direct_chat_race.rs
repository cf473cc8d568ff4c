//! Two people create their direct chat at the same instant, again and again: each time there is one.

use std::collections::{BTreeMap, BTreeSet};

use e2e::{User, insist, shared_stack};
use futures::StreamExt as _;
use serde_json::{Value, json};

/// Twenty-one people are two hundred and ten pairs.
const PEOPLE: usize = 21;
const PAIRS: usize = 200;
/// Pairs that meet at the same time.
const AT_ONCE: usize = 4;

async fn create(user: &User, other: &User) -> e2e::Answer {
    let body = json!({"type": "direct", "memberIds": [other.id]});
    insist(async || user.post("/v1/chats", &body).await).await
}

/// Both create their chat, and get the same; somebody else cannot see it.
async fn meet(one: &User, other: &User, third: &User) -> String {
    let (ones, others) = tokio::join!(create(one, other), create(other, one));
    let mut statuses = [ones.status, others.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 201], "one of both calls made it");
    let (ones, others) = (ones.json(), others.json());
    assert_eq!(ones["id"], others["id"], "one chat");
    for (chat, peer) in [(&ones, other), (&others, one)] {
        assert_eq!(
            (&chat["type"], &chat["memberCount"]),
            (&json!("direct"), &json!(2))
        );
        assert_eq!(chat["peer"]["id"], peer.id.as_str());
    }
    let chat = ones["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/chats/{chat}");
    third.get(&path).await.problem(404, "not_found");
    chat
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_at_once_make_one_chat_two_hundred_times() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("pair", PEOPLE).await;
    let pairs = (0..PEOPLE).flat_map(|one| (0..one).map(move |other| (one, other)));
    let pairs: Vec<(usize, usize)> = pairs.take(PAIRS).collect();
    assert_eq!(pairs.len(), PAIRS);
    let meeting = pairs.iter().map(|(one, other)| {
        let third = (0..).find(|third| third != one && third != other);
        meet(&people[*one], &people[*other], &people[third.unwrap()])
    });
    let chats: Vec<String> = futures::stream::iter(meeting)
        .buffered(AT_ONCE)
        .collect()
        .await;

    let mut expected: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for ((one, other), chat) in pairs.iter().zip(&chats) {
        for place in [one, other] {
            expected.entry(*place).or_default().insert(chat);
        }
    }
    let different: BTreeSet<&String> = chats.iter().collect();
    assert_eq!(different.len(), PAIRS, "a chat for each pair");
    for (place, expected) in expected {
        let listed = people[place].pages("/v1/chats", 100).await.concat();
        let ids: BTreeSet<&str> = listed.iter().map(id_of).collect();
        assert_eq!(
            (listed.len(), &ids),
            (expected.len(), &expected),
            "no other"
        );
    }
    // And it stays the one.
    let (one, other) = pairs[0];
    assert_eq!(people[one].direct_chat(&people[other]).await, chats[0]);
}

fn id_of(chat: &Value) -> &str {
    chat["id"].as_str().unwrap()
}
