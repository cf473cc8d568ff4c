//! Pages of a history that was changed in many ways: messages only, from any place in any direction.

use e2e::{User, Way, path_of, shared_stack};
use serde_json::{Value, json};

/// Fills a chat with messages and changes between them; gives the messages as `user` reads them.
async fn fill(ann: &User, bob: &User, chat: &str) -> Vec<Value> {
    let acting = ann.acting(Way::Socket).await;
    let mut sent = Vec::new();
    for number in 0..14 {
        let message = ann.say(chat, &number.to_string()).await;
        for emoji in ["👍", "🎉", "🚀"].iter().take(number % 4) {
            acting.react(&message, emoji).await.done();
        }
        if number % 5 == 0 {
            acting
                .edit(&message, &json!({"text": "edited"}))
                .await
                .done();
        }
        sent.push(message);
    }
    ann.delete(&path_of(&sent[3])).await.expect(200);
    bob.delete(&format!("{}?for=me", path_of(&sent[7])))
        .await
        .expect(200);
    let history = bob.history(chat).await;
    assert_eq!(history.len(), 13, "without what bob has hidden");
    history
}

async fn page(user: &User, chat: &str, query: &str) -> Value {
    let path = format!("/v1/chats/{chat}/messages?{query}");
    user.get(&path).await.expect(200)
}

fn data(page: &Value) -> Vec<Value> {
    page["data"].as_array().unwrap().clone()
}

/// Follows the cursors from a page to the end in one direction.
async fn follow(user: &User, chat: &str, mut cursor: Value, limit: usize) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    while let Some(next) = cursor.as_str() {
        let page = page(user, chat, &format!("limit={limit}&cursor={next}")).await;
        pages.push(data(&page));
        assert!(
            page.get("prevCursor").is_none(),
            "only around a place: {page}"
        );
        cursor = page["nextCursor"].clone();
    }
    pages
}

#[tokio::test]
async fn a_page_around_a_place_leads_both_ways_to_everything() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let all = fill(&ann, &bob, &chat).await;
    let last = stack.dynamodb().seqs(&chat).await.pop().unwrap();
    let socket = bob.connect().await;
    for around in 0..=last + 2 {
        for limit in [4, 100] {
            let query = format!("limit={limit}&aroundSeq={around}");
            let middle = page(&bob, &chat, &query).await;
            let asked = json!({"chatId": chat, "limit": limit, "aroundSeq": around});
            assert_eq!(socket.send("getMessages", asked).await.ack(), middle);
            assert!(
                middle.get("prevCursor").is_some(),
                "null, not absent: {middle}"
            );
            let found = data(&middle);
            assert!(found.len() <= limit, "{query}: {}", found.len());
            if all.iter().any(|message| message["seq"] == around) {
                assert!(
                    found.iter().any(|message| message["seq"] == around),
                    "{query}"
                );
            }
            if limit == 100 {
                assert_eq!(found, all, "{query}");
            }
        }
    }
    for around in [0, 5, 11, last, last + 2] {
        let middle = page(&bob, &chat, &format!("limit=4&aroundSeq={around}")).await;
        let mut older = follow(&bob, &chat, middle["nextCursor"].clone(), 3).await;
        older.reverse();
        let newer = follow(&bob, &chat, middle["prevCursor"].clone(), 3).await;
        let whole = [older.concat(), data(&middle), newer.concat()].concat();
        assert_eq!(whole, all, "around {around}: each once, ascending");
    }
}

#[tokio::test]
async fn the_smallest_page_around_a_place_leads_on_as_well() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let all = fill(&ann, &bob, &chat).await;
    for around in [0, 5] {
        let middle = page(&bob, &chat, &format!("limit=1&aroundSeq={around}")).await;
        assert!(
            middle.get("prevCursor").is_some(),
            "null, not absent: {middle}"
        );
        let mut older = follow(&bob, &chat, middle["nextCursor"].clone(), 3).await;
        older.reverse();
        let newer = follow(&bob, &chat, middle["prevCursor"].clone(), 3).await;
        let whole = [older.concat(), data(&middle), newer.concat()].concat();
        assert_eq!(whole, all, "around {around}");
    }
}

#[tokio::test]
async fn changes_are_on_no_page() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let all = fill(&ann, &bob, &chat).await;
    let first = json!(page(&bob, &chat, "limit=3").await);
    let back = follow(&bob, &chat, first["nextCursor"].clone(), 3).await;
    let mut pages = vec![data(&first)];
    pages.extend(back);
    pages.reverse();
    assert_eq!(pages.concat(), all);
    let first = page(&bob, &chat, "limit=3&afterSeq=0").await;
    let forward = follow(&bob, &chat, first["nextCursor"].clone(), 3).await;
    assert_eq!([vec![data(&first)], forward].concat().concat(), all);
    let last = stack.dynamodb().seqs(&chat).await.pop().unwrap();
    assert_eq!(
        page(&bob, &chat, "limit=100").await["asOfSeq"],
        last,
        "changes are contained"
    );
}

#[tokio::test]
async fn a_page_has_one_place_only() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = stack.group_of_two().await;
    ann.say(&chat, "one").await;
    let socket = ann.connect().await;
    let cursor = "PDE";
    for (one, other) in [
        ("beforeSeq", json!(1)),
        ("afterSeq", json!(1)),
        ("cursor", json!(cursor)),
    ] {
        let text = other
            .as_str()
            .map_or_else(|| other.to_string(), str::to_owned);
        let path = format!("/v1/chats/{chat}/messages?aroundSeq=1&{one}={text}");
        ann.get(&path).await.problem(400, "validation_failed");
        let data = json!({"chatId": chat, "aroundSeq": 1, one: other});
        socket
            .send("getMessages", data)
            .await
            .problem(400, "validation_failed");
    }
    for wrong in ["x", "-1", "1.5", ""] {
        let path = format!("/v1/chats/{chat}/messages?aroundSeq={wrong}");
        let problem = ann.get(&path).await.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], "aroundSeq");
    }
}
