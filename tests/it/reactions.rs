//! Reactions: any one emoji, each person any kind once.

mod emoji;

use e2e::{Stack, User, Way, path_of, shared_stack};
use serde_json::{Value, json};

/// A group of Ann, who made it, and Bob, with a message of Ann's.
async fn scene(stack: &Stack) -> (User, User, Value) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.group("writers", std::slice::from_ref(&bob)).await;
    let message = ann.say(&chat, "react!").await;
    (ann, bob, message)
}

/// Kinds of their own, as many as one likes up to 26 times 26: flags.
fn kinds(count: usize) -> Vec<String> {
    let letters = || '\u{1f1e6}'..='\u{1f1ff}';
    let flags = letters().flat_map(|one| letters().map(move |two| format!("{one}{two}")));
    flags.take(count).collect()
}

#[tokio::test]
async fn a_reaction_is_one_entry_that_everyone_sees() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, message) = scene(&stack).await;
    let chat = message["chatId"].as_str().unwrap();
    let (anns, other_device) = tokio::join!(ann.connect(), bob.connect());
    for way in Way::BOTH {
        let (acting, ann) = (bob.acting(way).await, ann.acting(way).await);
        let one = json!({"👍": {"count": 1, "mine": true}});
        let added = acting.react(&message, "👍").await.done();
        assert_eq!(added, json!({"reactions": one}));
        let both = ann.react(&message, "👍").await.done();
        assert_eq!(both["reactions"], json!({"👍": {"count": 2, "mine": true}}));
        let removed = ann.unreact(&message, "👍").await.done();
        assert_eq!(
            removed["reactions"],
            json!({"👍": {"count": 1, "mine": false}})
        );
        assert_eq!(bob.message(&message).await["reactions"], one);
        assert_eq!(bob.history(chat).await[0]["reactions"], one);
        let last = acting.unreact(&message, "👍").await.done();
        assert_eq!(last, json!({"reactions": {}}));

        let seen = ann.message(&message).await;
        assert_eq!(seen["reactions"], json!({}));
        let end = seen["updatedSeq"].as_u64().unwrap();
        let expected = [
            ("reaction.added", &bob, 1, end - 3),
            ("reaction.added", &ann, 2, end - 2),
            ("reaction.removed", &ann, 1, end - 1),
            ("reaction.removed", &bob, 0, end),
        ];
        for (kind, user, count, seq) in expected {
            for socket in [&anns, &other_device] {
                let event = socket.expect_event(kind, |event| event["seq"] == seq).await;
                let data = json!({
                    "messageId": message["id"], "emoji": "👍", "userId": user.id, "count": count,
                });
                assert_eq!((&event["chatId"], &event["data"]), (&json!(chat), &data));
            }
        }
        if let Some(socket) = acting.socket() {
            // The acknowledgement names no entry: without the event the log would have a hole.
            for (kind, _, _, seq) in expected {
                socket.expect_event(kind, |event| event["seq"] == seq).await;
            }
        }
    }
}

#[tokio::test]
async fn a_repeat_makes_no_entry() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (_ann, bob, message) = scene(&stack).await;
    let chat = message["chatId"].as_str().unwrap();
    for way in Way::BOTH {
        let bob = bob.acting(way).await;
        let first = bob.react(&message, "🎉").await.done();
        let seqs = stack.dynamodb().seqs(chat).await;
        assert_eq!(bob.react(&message, "🎉").await.done(), first);
        assert_eq!(stack.dynamodb().seqs(chat).await, seqs);
        let removed = bob.unreact(&message, "🎉").await.done();
        let seqs = stack.dynamodb().seqs(chat).await;
        assert_eq!(bob.unreact(&message, "🎉").await.done(), removed);
        assert_eq!(bob.unreact(&message, "🚀").await.done(), removed);
        assert_eq!(stack.dynamodb().seqs(chat).await, seqs);
    }
}

#[tokio::test]
async fn a_message_gathers_twenty_kinds() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, message) = scene(&stack).await;
    let flags = kinds(21);
    for flag in &flags[..20] {
        bob.acting(Way::Rest)
            .await
            .react(&message, flag)
            .await
            .done();
    }
    let seqs = stack
        .dynamodb()
        .seqs(message["chatId"].as_str().unwrap())
        .await;
    for way in Way::BOTH {
        for user in [&ann, &bob] {
            let one_more = user.acting(way).await.react(&message, &flags[20]).await;
            one_more.problem(409, "limit_reached");
        }
    }
    assert_eq!(
        stack
            .dynamodb()
            .seqs(message["chatId"].as_str().unwrap())
            .await,
        seqs
    );
    let ann = ann.acting(Way::Socket).await;
    let same = ann.react(&message, &flags[0]).await.done();
    assert_eq!(
        same["reactions"][&flags[0]],
        json!({"count": 2, "mine": true}),
        "no new kind"
    );
    let bob = bob.acting(Way::Rest).await;
    bob.unreact(&message, &flags[1]).await.done();
    let room = ann.react(&message, &flags[20]).await.done();
    assert_eq!(room["reactions"].as_object().unwrap().len(), 20);
}

#[tokio::test]
async fn who_reacted_is_listed_page_by_page() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 6).await;
    let (ann, others) = people.split_first().unwrap();
    let chat = ann.group("reactors", others).await;
    let message = ann.say(&chat, "react!").await;
    assert!(ann.list(&message, "reactions").await.is_empty());
    for user in others {
        let user = user.acting(Way::Rest).await;
        for emoji in ["👍", "🎉"] {
            user.react(&message, emoji).await.done();
        }
    }
    let ones = others[0].acting(Way::Socket).await;
    ones.unreact(&message, "👍").await.done();
    let twos = others[1].acting(Way::Socket).await;
    for emoji in ["👍", "🎉"] {
        twos.unreact(&message, emoji).await.done();
    }
    let path = format!("{}/reactions", path_of(&message));
    for limit in [2, 50] {
        let listed = ann.pages(&path, limit).await.concat();
        assert_eq!(listed.len(), 4, "{listed:?}");
        for (place, user) in others.iter().enumerate().filter(|(place, _)| *place != 1) {
            let found = listed
                .iter()
                .filter(|one| one["userId"] == user.id.as_str());
            let [one] = found.collect::<Vec<_>>()[..] else {
                panic!("{} once: {listed:?}", user.username)
            };
            let mut emojis: Vec<&str> = one["emojis"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            emojis.sort_unstable();
            let expected = if place == 0 {
                vec!["🎉"]
            } else {
                vec!["🎉", "👍"]
            };
            assert_eq!(emojis, expected);
            assert_eq!(one["user"]["username"], user.username.as_str());
            assert!(one["user"].get("email").is_none(), "{one}");
        }
    }
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let problem = ann.get(&format!("{path}?{query}")).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field);
    }
}
