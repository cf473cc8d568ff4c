//! How far a message has come: cursors, ticks, receipts, and who is told.

mod lists;
mod privacy;
mod ticks;
mod unread;

use std::time::{Duration, Instant};

use e2e::{DEADLINE, Socket, User, Way, shared_stack};
use serde_json::{Value, json};

fn up_to(seq: &Value) -> Value {
    json!({"seq": seq})
}

fn position(read: u64, delivered: u64, unread: u64) -> Value {
    json!({"readSeq": read, "deliveredSeq": delivered, "unreadCount": unread})
}

/// Marks as read, by REST.
async fn read(user: &User, chat: &str, seq: &Value) -> Value {
    let path = format!("/v1/chats/{chat}/read");
    user.post(&path, &up_to(seq)).await.expect(200)
}

/// Marks as delivered, by REST.
async fn deliver(user: &User, chat: &str, seq: &Value) -> Value {
    let path = format!("/v1/chats/{chat}/delivered");
    user.post(&path, &up_to(seq)).await.expect(200)
}

/// Somebody's cursors in a chat, as `user` is told them.
async fn cursors(user: &User, chat: &str, of: &User) -> Value {
    let page = user
        .get(&format!("/v1/chats/{chat}/receipts"))
        .await
        .expect(200);
    assert_eq!(page.get("nextCursor"), Some(&Value::Null));
    let found = page["data"].as_array().unwrap().iter();
    let mut found = found.filter(|one| one["userId"] == of.id.as_str());
    found.next().cloned().unwrap_or_default()
}

/// Receipts of one person that a socket got.
fn receipts(socket: &Socket, kind: &str, of: &User) -> Vec<Value> {
    let mut events = socket.events(kind);
    events.retain(|event| event["data"]["userId"] == of.id.as_str());
    events
}

#[tokio::test]
async fn the_cursor_of_what_was_received_moves_forward_only() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let mut sent = Value::Null;
    for text in ["one", "two", "three", "four"] {
        sent = ann.say(&chat, text).await;
    }
    stack.until_pushed(&chat, &sent["seq"]).await;
    for (way, user) in Way::BOTH.into_iter().zip([&bob, &cay]) {
        let user = user.acting(way).await;
        let mark = async |seq: u64| {
            user.mark_delivered(&chat, &json!({"seq": seq}))
                .await
                .done()
        };
        assert_eq!(mark(0).await, position(0, 0, 4));
        assert_eq!(mark(2).await, position(0, 2, 4));
        assert_eq!(mark(1).await, position(0, 2, 4), "never back");
        let read = user.mark_read(&chat, &json!({"seq": 3})).await.done();
        assert_eq!(read, position(3, 3, 1), "what is read was received");
        assert_eq!(mark(2).await, position(3, 3, 1));
        assert_eq!(mark(4).await, position(3, 4, 1));
        let seen = user.chat(&chat).await;
        let found = [
            &seen["readSeq"],
            &seen["deliveredSeq"],
            &seen["unreadCount"],
        ];
        assert_eq!(found, [3, 4, 1]);
        for beyond in [5, u64::MAX] {
            let refused = user.mark_delivered(&chat, &json!({"seq": beyond})).await;
            refused.refuses("seq", "unknown");
        }
        for (wrong, code) in [
            (json!({}), "required"),
            (json!({"seq": null}), "wrong_type"),
            (json!({"seq": "4"}), "wrong_type"),
            (json!({"seq": -1}), "wrong_type"),
            (json!({"seq": 1.5}), "wrong_type"),
        ] {
            user.mark_delivered(&chat, &wrong)
                .await
                .refuses("seq", code);
        }
    }
    assert_eq!(
        stack.dynamodb().seqs(&chat).await.len(),
        4,
        "no entries of the log"
    );
}

#[tokio::test]
async fn authors_are_told_of_what_was_received_and_then_read() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    ann.say(&chat, "by ann").await;
    bob.say(&chat, "by bob").await;
    let third = ann.say(&chat, "by ann").await;
    stack.until_pushed(&chat, &third["seq"]).await;
    for way in Way::BOTH {
        let reader = if way == Way::Rest { &cay } else { &bob };
        let acting = reader.acting(way).await;
        let (anns, other_device) = tokio::join!(ann.connect(), reader.connect());
        let unread = if way == Way::Rest { 3 } else { 1 };
        acting
            .mark_delivered(&chat, &up_to(&third["seq"]))
            .await
            .done();
        let is_from = |event: &Value| event["data"]["userId"] == reader.id.as_str();
        let told = anns.expect_event("receipt.delivered", is_from).await;
        assert_eq!(
            (&told["chatId"], &told["data"]["seq"]),
            (&json!(chat), &third["seq"])
        );
        assert!(told.get("seq").is_none(), "no entry of the log: {told}");
        assert!(told["data"]["at"].is_string(), "{told}");
        assert!(told["data"].get("unreadCount").is_none(), "{told}");
        let own = other_device
            .expect_event("receipt.delivered", is_from)
            .await;
        assert_eq!(own["data"]["unreadCount"], unread);
        if let Some(socket) = acting.socket() {
            socket.settle().await;
            let told = receipts(socket, "receipt.delivered", reader);
            assert!(told.is_empty(), "it has its answer: {told:?}");
        }

        acting.mark_read(&chat, &up_to(&third["seq"])).await.done();
        let told = anns.expect_event("receipt.read", is_from).await;
        assert_eq!(told["data"]["seq"], third["seq"]);
        let own = other_device.expect_event("receipt.read", is_from).await;
        assert_eq!(own["data"]["unreadCount"], 0);
        anns.settle().await;
        assert_eq!(
            receipts(&anns, "receipt.delivered", reader).len(),
            1,
            "once"
        );
    }
}

/// When receipts of one person arrive at a socket, until the one that fits.
async fn arrivals(socket: &Socket, of: &User, last: impl Fn(&Value) -> bool) -> Vec<Instant> {
    let (mut times, mut seen, until) = (Vec::new(), 0, Instant::now() + DEADLINE);
    loop {
        let frames = socket.beyond(seen, until).await.expect("the last receipt");
        seen += frames.len();
        for frame in &frames {
            let is_receipt = ["receipt.delivered", "receipt.read"]
                .iter()
                .any(|kind| frame["type"] == *kind);
            if is_receipt && frame["data"]["userId"] == of.id.as_str() {
                times.push(Instant::now());
            }
        }
        if frames.iter().any(&last) {
            return times;
        }
    }
}

#[tokio::test]
async fn receipts_keep_their_distance_and_the_last_tells_the_newest() {
    // Two seconds, less what the first may have been late.
    const APART: Duration = Duration::from_secs(1);
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _cay, chat) = stack.group_of_three().await;
    for number in 0..8 {
        ann.say(&chat, &number.to_string()).await;
    }
    let (anns, acting) = tokio::join!(ann.connect(), bob.acting(Way::Socket));
    let began = Instant::now();
    let marking = async {
        for seq in 1..=8 {
            let mark = json!({"seq": seq});
            acting.mark_delivered(&chat, &mark).await.done();
            acting.mark_read(&chat, &mark).await.done();
        }
    };
    // Hers may tell the same place: she has read what she wrote.
    let last = |frame: &Value| {
        let data = &frame["data"];
        frame["type"] == "receipt.read" && data["seq"] == 8 && data["userId"] == bob.id.as_str()
    };
    let ((), times) = tokio::join!(marking, arrivals(&anns, &bob, last));
    anns.settle().await;
    let count = ["receipt.delivered", "receipt.read"].map(|kind| receipts(&anns, kind, &bob).len());
    assert_eq!(
        count.iter().sum::<usize>(),
        times.len(),
        "the last was the last"
    );
    let most = 2 + began.elapsed().as_secs() / 2;
    assert!(
        times.len() as u64 <= most,
        "{count:?} of sixteen marks, {most} at most"
    );
    let apart = times.windows(2).map(|pair| pair[1] - pair[0]);
    assert!(apart.min().is_none_or(|least| least >= APART), "{times:?}");
}

#[tokio::test]
async fn each_device_learns_where_the_others_stand() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _cay, chat) = stack.group_of_three().await;
    let mut last = Value::Null;
    for number in 0..3 {
        last = ann.say(&chat, &number.to_string()).await;
    }
    stack.until_pushed(&chat, &last["seq"]).await;
    let (phone, tablet) = tokio::join!(bob.acting(Way::Socket), bob.acting(Way::Socket));
    // The second receipt waits for its two seconds when the tablet reads on.
    phone.mark_read(&chat, &json!({"seq": 1})).await.done();
    phone.mark_read(&chat, &json!({"seq": 2})).await.done();
    tablet.mark_read(&chat, &json!({"seq": 3})).await.done();
    let told = |seq: u64| move |event: &Value| event["data"]["seq"] == seq;
    let on_phone = phone.socket().unwrap();
    let event = on_phone.expect_event("receipt.read", told(3)).await;
    assert_eq!(event["data"]["unreadCount"], 0);
}
