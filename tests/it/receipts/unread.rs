//! What is unread is counted exactly.

use e2e::{Stack, User, Way, path_of, shared_stack};
use futures::StreamExt as _;
use reqwest::Method;
use serde_json::{Value, json};

use super::read;

async fn unread(user: &User, chat: &str) -> Value {
    let one = user.chat(chat).await["unreadCount"].clone();
    let listed = user.get("/v1/chats?limit=100").await.expect(200);
    let chats = listed["data"].as_array().unwrap();
    let same = chats.iter().find(|other| other["id"] == chat).unwrap();
    assert_eq!(same["unreadCount"], one);
    one
}

/// Waits until everything of a chat was pushed: what is unread is counted as far as the head knows.
async fn settled(stack: &Stack, chat: &str) {
    let seqs = stack.dynamodb().seqs(chat).await;
    let last = seqs.last().copied().unwrap_or_default();
    stack.until_pushed(chat, &json!(last)).await;
}

#[tokio::test]
async fn only_messages_of_others_count() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let first = ann.say(&chat, "one").await;
    let second = cay.say(&chat, "two").await;
    settled(&stack, &chat).await;
    assert_eq!(unread(&bob, &chat).await, 2);
    assert_eq!(unread(&ann, &chat).await, 1);
    assert_eq!(
        unread(&cay, &chat).await,
        0,
        "who writes has read what is above"
    );

    // Changes are entries of the log, and no messages.
    let acting = ann.acting(Way::Rest).await;
    acting.edit(&first, &json!({"text": "edited"})).await.done();
    acting.react(&second, "👍").await.done();
    ann.put(&format!("{}/pin", path_of(&second)), &json!({}))
        .await
        .expect(200);
    settled(&stack, &chat).await;
    assert_eq!(unread(&bob, &chat).await, 2);
    let seqs = stack.dynamodb().seqs(&chat).await;
    assert_eq!(seqs, [1, 2, 3, 4, 5]);
    let at_change = read(&bob, &chat, &json!(4)).await;
    assert_eq!(at_change["unreadCount"], 0);
    ann.say(&chat, "three").await;
    settled(&stack, &chat).await;
    assert_eq!(unread(&bob, &chat).await, 1);
}

#[tokio::test]
async fn deleted_messages_do_not_count_wherever_the_reader_stands() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let mut sent = Vec::new();
    for number in 0..8 {
        sent.push(ann.say(&chat, &number.to_string()).await);
    }
    settled(&stack, &chat).await;
    read(&bob, &chat, &sent[3]["seq"]).await;
    assert_eq!(
        [unread(&bob, &chat).await, unread(&cay, &chat).await],
        [4, 8]
    );
    let counts = [(0, 4, 7), (3, 4, 6), (4, 3, 5), (7, 2, 4)];
    for (place, bobs, cays) in counts {
        ann.delete(&path_of(&sent[place])).await.expect(200);
        settled(&stack, &chat).await;
        assert_eq!(
            [unread(&bob, &chat).await, unread(&cay, &chat).await],
            [bobs, cays]
        );
    }
    // From anywhere one reads to, the rest is counted: 2, 3, 6 and 7 are left.
    for (seq, left) in [(1, 4), (2, 3), (3, 2), (5, 2), (6, 1), (8, 0)] {
        assert_eq!(
            read(&cay, &chat, &json!(seq)).await["unreadCount"],
            left,
            "above {seq}"
        );
    }
    let hidden = ann.say(&chat, "hidden").await;
    settled(&stack, &chat).await;
    bob.delete(&format!("{}?for=me", path_of(&hidden)))
        .await
        .expect(200);
    assert_eq!(unread(&cay, &chat).await, 1, "hidden from bob alone");
}

#[tokio::test]
async fn however_many_were_deleted_the_count_is_exact() {
    const SENT: usize = 70;
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _cay, chat) = stack.group_of_three().await;
    let socket = ann.connect().await;
    let mut sent = Vec::new();
    for number in 0..SENT {
        sent.push(socket.say(&chat, &number.to_string()).await);
    }
    settled(&stack, &chat).await;
    assert_eq!(unread(&bob, &chat).await, SENT);
    // All but every tenth: more than the head of a chat keeps in mind.
    let (kept, gone): (Vec<usize>, Vec<usize>) = (0..SENT).partition(|place| place % 10 == 0);
    assert_eq!((kept.len(), gone.len()), (7, 63));
    let deleting = gone.iter().map(|place| {
        let path = path_of(&sent[*place]);
        let call = ann.call(Method::DELETE, &path);
        async move { call.send().await.expect(200) }
    });
    let deleted: Vec<Value> = futures::stream::iter(deleting)
        .buffer_unordered(3)
        .collect()
        .await;
    assert_eq!(deleted.len(), gone.len());
    settled(&stack, &chat).await;
    assert_eq!(unread(&bob, &chat).await, kept.len());
    for (seq, left) in [(1, 6), (5, 6), (10, 6), (11, 5), (35, 3), (61, 0), (70, 0)] {
        assert_eq!(
            read(&bob, &chat, &json!(seq)).await["unreadCount"],
            left,
            "above {seq}"
        );
        assert_eq!(unread(&bob, &chat).await, left);
    }
    ann.say(&chat, "new").await;
    settled(&stack, &chat).await;
    assert_eq!(unread(&bob, &chat).await, 1);
}
