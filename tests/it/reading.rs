//! Reading: cursors, receipts, what is unread, and the list of chats.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeSet;

use e2e::{DEADLINE, Socket, User, eventually, shared_stack};
use futures::StreamExt as _;
use serde_json::{Value, json};

async fn read(user: &User, chat: &str, body: &Value) -> Value {
    let path = format!("/v1/chats/{chat}/read");
    user.post(&path, body).await.expect(200)
}

fn position(read_seq: u64, unread: u64) -> Value {
    json!({"readSeq": read_seq, "deliveredSeq": read_seq, "unreadCount": unread})
}

/// Waits until the chat shows everything up to `seq`: its head follows the log.
async fn until_shown(user: &User, chat: &str, seq: u64) {
    let shown = async || (user.chat(chat).await["lastSeq"].as_u64() >= Some(seq)).then_some(());
    eventually("the chat shows its newest message", DEADLINE, shown).await;
}

async fn until_unread(user: &User, chat: &str, count: u64) {
    let look = async || (user.chat(chat).await["unreadCount"] == count).then_some(());
    eventually(&format!("{count} unread"), DEADLINE, look).await;
}

fn is_from(event: &Value, reader: &User) -> bool {
    event["data"]["userId"] == reader.id.as_str()
}

#[tokio::test]
async fn what_others_wrote_is_unread_until_it_is_read() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    assert_eq!(
        read(&bob, &chat, &json!({})).await,
        position(0, 0),
        "an empty chat"
    );
    let mut messages = Vec::new();
    for text in ["one", "two", "three", "four"] {
        messages.push(ann.say(&chat, text).await);
    }
    until_shown(&bob, &chat, 4).await;
    until_unread(&bob, &chat, 4).await;
    until_unread(&ann, &chat, 0).await;

    let ids = json!({"messageIds": [messages[0]["id"]]});
    assert_eq!(read(&bob, &chat, &ids).await, position(1, 3));
    until_unread(&bob, &chat, 3).await;
    assert_eq!(read(&bob, &chat, &json!({"seq": 3})).await, position(3, 1));
    // Only forward.
    assert_eq!(read(&bob, &chat, &json!({"seq": 2})).await, position(3, 1));
    assert_eq!(read(&bob, &chat, &json!({"seq": 0})).await, position(3, 1));
    let path = format!("/v1/chats/{chat}/read");
    let without_body = bob.call(reqwest::Method::POST, &path).send().await;
    assert_eq!(without_body.expect(200), position(4, 0));
    let chats = bob.get("/v1/chats").await.expect(200);
    assert_eq!(
        (
            &chats["data"][0]["unreadCount"],
            &chats["data"][0]["readSeq"]
        ),
        (&json!(0), &json!(4))
    );

    let socket = bob.connect().await;
    let five = ann.say(&chat, "five").await;
    let six = ann.say(&chat, "six").await;
    until_shown(&bob, &chat, 6).await;
    let both = json!({"chatId": chat, "messageIds": [six["id"], five["id"]]});
    assert_eq!(socket.send("markRead", both).await.ack(), position(6, 0));
}

#[tokio::test]
async fn what_the_chat_does_not_have_cannot_be_read() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let path = format!("/v1/chats/{chat}/read");
    let answer = bob.post(&path, &json!({"seq": 1})).await;
    answer.problem(400, "validation_failed");
    ann.say(&chat, "one").await;
    let elsewhere = ann.group("both", std::slice::from_ref(&bob)).await;
    let foreign = ann.say(&elsewhere, "one").await["id"].clone();
    let cases = [
        (json!({"seq": 2}), "seq"),
        (json!({"seq": u64::MAX}), "seq"),
        (json!({"messageIds": []}), "messageIds"),
        (json!({"messageIds": ["msg_2_x"]}), "messageIds"),
        (json!({"messageIds": ["nonsense"]}), "messageIds"),
        (json!({"messageIds": [foreign]}), "messageIds"),
    ];
    let socket = bob.connect().await;
    for (body, field) in cases {
        let problem = bob
            .post(&path, &body)
            .await
            .problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{body}");
        let mut data = body;
        data["chatId"] = json!(chat);
        let problem = socket.send("markRead", data).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    assert_eq!(bob.chat(&chat).await["readSeq"], 0);
}

#[tokio::test]
async fn sending_reads_up_to_ones_own_message() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    ann.say(&chat, "one").await;
    ann.say(&chat, "two").await;
    until_unread(&bob, &chat, 2).await;
    bob.say(&chat, "three").await;
    until_unread(&bob, &chat, 0).await;
    until_unread(&ann, &chat, 1).await;
    let seen = bob.chat(&chat).await;
    assert_eq!((&seen["readSeq"], &seen["lastSeq"]), (&json!(3), &json!(3)));
}

#[tokio::test]
async fn a_receipt_goes_to_the_authors_and_to_ones_own_devices() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 4).await;
    let (ann, others) = people.split_first().unwrap();
    let [bob, cay, dan] = others else {
        panic!("four people")
    };
    let chat = ann.group("readers", others).await;
    ann.say(&chat, "by ann").await;
    ann.say(&chat, "by ann again").await;
    bob.say(&chat, "by bob").await;
    until_shown(ann, &chat, 3).await;
    let (anns, bobs, dans) = tokio::join!(ann.connect(), bob.connect(), dan.connect());
    let (reading, other_device) = tokio::join!(cay.connect(), cay.connect());

    let up_to = |seq: u64| json!({"chatId": chat, "seq": seq});
    let ack = reading.send("markRead", up_to(2)).await.ack();
    assert_eq!(ack, position(2, 1));
    let receipt = |socket: &Socket| {
        let mut events = socket.events("receipt.read");
        events.retain(|event| is_from(event, cay));
        events
    };
    let event = anns
        .expect_event("receipt.read", |event| is_from(event, cay))
        .await;
    assert_eq!(event["chatId"], chat.as_str());
    assert!(event.get("seq").is_none(), "it is no entry of the log");
    assert_eq!(event["data"]["seq"], 2);
    assert!(event["data"]["at"].is_string(), "{event}");
    assert!(event["data"].get("unreadCount").is_none(), "{event}");
    let own = other_device
        .expect_event("receipt.read", |event| is_from(event, cay))
        .await;
    assert_eq!(
        (&own["data"]["seq"], &own["data"]["unreadCount"]),
        (&json!(2), &json!(1))
    );

    // Now what bob wrote; whatever came from the first read has arrived by then.
    reading.send("markRead", up_to(3)).await.ack();
    let event = bobs
        .expect_event("receipt.read", |event| is_from(event, cay))
        .await;
    assert_eq!(
        event["data"]["seq"], 3,
        "the first covered nothing of bob's"
    );
    let newest = |event: &Value| event["data"]["seq"] == 3;
    let own = other_device.expect_event("receipt.read", newest).await;
    assert_eq!(own["data"]["unreadCount"], 0);
    for socket in [&anns, &dans, &reading] {
        socket.settle().await;
    }
    assert_eq!(receipt(&anns).len(), 1, "nothing of ann's was newly read");
    assert!(receipt(&dans).is_empty(), "dan wrote nothing");
    // It has the answer to the first; a receipt that waits may tell more than a connection knows.
    let told = receipt(&reading);
    assert!(
        told.iter().all(|event| event["data"]["seq"] == 3),
        "{told:?}"
    );
}

#[tokio::test]
async fn receipts_are_few_and_the_last_tells_the_newest() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    for text in ["one", "two", "three", "four", "five"] {
        ann.say(&chat, text).await;
    }
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let began = std::time::Instant::now();
    for seq in 1..=5 {
        let data = json!({"chatId": chat, "seq": seq});
        assert_eq!(bobs.send("markRead", data).await.ack()["readSeq"], seq);
    }
    let newest = |event: &Value| event["data"]["seq"] == 5;
    anns.expect_event("receipt.read", newest).await;
    anns.settle().await;
    let count = anns.events("receipt.read").len();
    // One every two seconds, and on a busy machine five reads take some.
    let seconds = usize::try_from(began.elapsed().as_secs()).unwrap();
    assert!(count <= 3 + seconds / 2, "{count} receipts in {seconds} s");
}

#[tokio::test]
async fn a_message_is_read_when_all_have_read_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 3).await;
    let (ann, others) = people.split_first().unwrap();
    let chat = ann.group("readers", others).await;
    let sent = ann.say(&chat, "one").await;
    ann.say(&chat, "two").await;
    others[0].say(&chat, "three").await;
    assert_eq!(sent["status"], "sent");
    let states = async || {
        let page = ann
            .get(&format!("/v1/chats/{chat}/messages"))
            .await
            .expect(200);
        let messages = page["data"].as_array().unwrap().iter();
        let states = messages.map(|message| message.get("status").cloned());
        states.collect::<Vec<_>>()
    };
    let (sent, seen) = (Some(json!("sent")), Some(json!("read")));
    assert_eq!(states().await, [sent.clone(), sent.clone(), None]);
    read(&others[0], &chat, &json!({})).await;
    assert_eq!(
        states().await,
        [sent.clone(), sent.clone(), None],
        "one of two"
    );
    read(&others[1], &chat, &json!({"seq": 1})).await;
    assert_eq!(states().await, [seen, sent, None]);
}

#[tokio::test]
async fn the_list_of_chats_is_whole_and_in_order() {
    const CHATS: usize = 120;
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let names: Vec<String> = (0..CHATS).map(|number| format!("chat {number}")).collect();
    let making = names.iter().map(|name| ann.group(name, &[]));
    let chats: Vec<String> = futures::stream::iter(making).buffered(6).collect().await;

    // A message brings a chat to the top, in the order in which they were sent.
    let bumped = [&chats[3], &chats[110], &chats[57]];
    for chat in bumped {
        ann.say(chat, "look").await;
    }
    for chat in bumped {
        until_shown(&ann, chat, 1).await;
    }
    for limit in [7, 50, 100] {
        let listed = list(&ann, limit).await;
        let ids: Vec<&str> = listed
            .iter()
            .map(|chat| chat["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids[..3], [bumped[2], bumped[1], bumped[0]], "newest first");
        let different: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(
            (ids.len(), different.len()),
            (CHATS, CHATS),
            "pages of {limit}"
        );
        let times = listed
            .iter()
            .map(|chat| chat["lastActivityAt"].as_str().unwrap());
        assert!(times.is_sorted_by(|newer, older| newer >= older));
    }
    let first = ann.get("/v1/chats").await.expect(200);
    assert_eq!(first["data"].as_array().unwrap().len(), 50, "the default");
    let top = &first["data"][0];
    assert_eq!(top["lastMessage"]["text"], "look");
    assert_eq!(top["lastActivityAt"], top["lastMessage"]["createdAt"]);
}

/// All pages of the list of chats.
async fn list(user: &User, limit: usize) -> Vec<Value> {
    let mut chats = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = user.get(&format!("/v1/chats?limit={limit}{cursor}")).await;
        let page = page.expect(200);
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= limit);
        chats.extend(data.iter().cloned());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return chats,
        }
    }
}
