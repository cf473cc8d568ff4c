//! Messages: what is sent is what is read, and a history is read page by page.

use e2e::{Stack, User, fresh, shared_stack};
use serde_json::{Value, json};

/// Two people with a direct chat.
async fn pair(stack: &Stack) -> (User, User, String) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    (ann, bob, chat)
}

/// A page of a chat's history; `query` begins with `?` or is empty.
async fn page(user: &User, chat: &str, query: &str) -> Value {
    user.get(&format!("/v1/chats/{chat}/messages{query}"))
        .await
        .expect(200)
}

fn seqs(page: &Value) -> Vec<u64> {
    let messages = page["data"].as_array().into_iter().flatten();
    messages
        .filter_map(|message| message["seq"].as_u64())
        .collect()
}

/// Follows `nextCursor` from a first query to the end and gives the numbers of every page.
async fn pages(user: &User, chat: &str, first: &str, limit: u32) -> Vec<Vec<u64>> {
    let mut found = Vec::new();
    let mut query = format!("?limit={limit}{first}");
    loop {
        let page = page(user, chat, &query).await;
        found.push(seqs(&page));
        match page["nextCursor"].as_str() {
            Some(cursor) => query = format!("?limit={limit}&cursor={cursor}"),
            None => return found,
        }
    }
}

#[tokio::test]
async fn everyone_sees_the_message_as_it_was_answered() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    let (other_device, bobs) = tokio::join!(ann.connect(), bob.connect());
    let metadata = json!({"draft": 7, "ratio": 0.1, "deep": {"list": [null, true, "x"]}});
    let key = fresh();
    let body = json!({"clientMessageId": key, "type": "text", "text": "hi", "metadata": metadata});
    let path = format!("/v1/chats/{chat}/messages");
    let sent = ann.post(&path, &body).await.expect(201);
    assert_eq!(
        (&sent["chatId"], &sent["seq"], &sent["updatedSeq"]),
        (&json!(chat), &json!(1), &json!(1))
    );
    assert_eq!(
        (&sent["senderId"], &sent["clientMessageId"]),
        (&json!(ann.id), &json!(key))
    );
    assert_eq!(
        (&sent["type"], &sent["text"], &sent["metadata"]),
        (&json!("text"), &json!("hi"), &metadata)
    );
    assert_eq!(
        sent["sender"],
        json!({"displayName": "ann", "avatarUrl": null})
    );
    assert_eq!(sent["status"], "sent");

    let mut common = sent.clone();
    common.as_object_mut().unwrap().remove("status");
    for socket in [&other_device, &bobs] {
        let event = socket.expect_message(&sent).await;
        assert_eq!(
            event["data"], common,
            "an event to many holds nothing of its reader"
        );
        assert_eq!(
            (&event["chatId"], &event["seq"]),
            (&sent["chatId"], &sent["seq"])
        );
        assert_eq!(event["ts"], sent["createdAt"]);
    }
    assert_eq!(page(&ann, &chat, "").await["data"], json!([sent]));
    assert_eq!(page(&bob, &chat, "").await["data"], json!([common]));
}

#[tokio::test]
async fn a_text_comes_back_to_the_letter() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    let bobs = bob.connect().await;
    let texts = [
        "  spaces stay \n\tand so do lines\n",
        "<script>alert('x')</script> &amp; \"quotes\" \\ {\"action\":\"sendMessage\"}",
        "👩🏽‍🚀 e\u{301} \u{202e}txet עברית 中文 \u{fffd} \u{10ffff}",
        "${jndi:ldap://x} '; DROP TABLE messages; -- %00 %s",
        "null",
    ];
    let socket = ann.connect().await;
    for text in texts {
        let over_rest = ann.say(&chat, text).await;
        let over_socket = socket.say(&chat, text).await;
        for message in [&over_rest, &over_socket] {
            assert_eq!(message["text"], text);
            assert_eq!(bobs.expect_message(message).await["data"]["text"], text);
        }
    }
    let history = page(&bob, &chat, "").await;
    for (place, message) in history["data"].as_array().unwrap().iter().enumerate() {
        assert_eq!(message["text"], texts[place / 2]);
    }
}

#[tokio::test]
async fn a_history_is_read_from_the_newest_to_the_oldest() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    let empty = page(&bob, &chat, "").await;
    assert_eq!(
        (&empty["data"], &empty["nextCursor"], &empty["asOfSeq"]),
        (&json!([]), &Value::Null, &json!(0))
    );
    let socket = ann.connect().await;
    for number in 1..=12 {
        assert_eq!(socket.say(&chat, &number.to_string()).await["seq"], number);
    }

    let newest = page(&bob, &chat, "?limit=5").await;
    assert_eq!(seqs(&newest), [8, 9, 10, 11, 12], "ascending");
    assert_eq!(newest["asOfSeq"], 12);
    let cursor = newest["nextCursor"].as_str().unwrap();
    // What is sent meanwhile does not move the pages behind the cursor.
    socket.say(&chat, "13").await;
    let older = page(&bob, &chat, &format!("?limit=5&cursor={cursor}")).await;
    assert_eq!(seqs(&older), [3, 4, 5, 6, 7]);
    let again = page(&bob, &chat, &format!("?limit=5&cursor={cursor}")).await;
    assert_eq!(again, older, "a cursor can be used again");

    assert_eq!(
        pages(&bob, &chat, "", 5).await,
        [vec![9, 10, 11, 12, 13], vec![4, 5, 6, 7, 8], vec![1, 2, 3]]
    );
    assert_eq!(
        pages(&bob, &chat, "&beforeSeq=6", 3).await,
        [vec![3, 4, 5], vec![1, 2]]
    );
    assert_eq!(
        pages(&bob, &chat, "&beforeSeq=1", 3).await,
        [Vec::<u64>::new()]
    );
    assert_eq!(page(&bob, &chat, "?limit=13").await["data"][0]["seq"], 1);
}

#[tokio::test]
async fn a_history_is_read_from_a_place_to_the_newest() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    let socket = ann.connect().await;
    for number in 1..=8 {
        socket.say(&chat, &number.to_string()).await;
    }
    assert_eq!(
        pages(&bob, &chat, "&afterSeq=1", 3).await,
        [vec![2, 3, 4], vec![5, 6, 7], vec![8]]
    );
    assert_eq!(
        pages(&bob, &chat, "&afterSeq=0", 4).await.concat(),
        (1..=8).collect::<Vec<_>>()
    );
    for beyond in ["8", "1000", "18446744073709551615"] {
        let found = pages(&bob, &chat, &format!("&afterSeq={beyond}"), 3).await;
        assert_eq!(found, [Vec::<u64>::new()], "after {beyond}");
    }
    let everything = pages(&bob, &chat, "&beforeSeq=18446744073709551615", 100).await;
    assert_eq!(everything.concat(), (1..=8).collect::<Vec<_>>());
    for two in [
        "afterSeq=1&beforeSeq=5",
        "afterSeq=1&cursor=PDU",
        "beforeSeq=5&cursor=PDU",
    ] {
        let answer = bob.get(&format!("/v1/chats/{chat}/messages?{two}")).await;
        answer.problem(400, "validation_failed");
    }
}

#[tokio::test]
async fn the_socket_reads_the_same_pages() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    let socket = bob.connect().await;
    for number in 1..=5 {
        ann.say(&chat, &number.to_string()).await;
    }
    let cases = [
        (json!({}), ""),
        (json!({"limit": 2}), "?limit=2"),
        (json!({"limit": 2, "beforeSeq": 4}), "?limit=2&beforeSeq=4"),
        (json!({"limit": 2, "afterSeq": 1}), "?limit=2&afterSeq=1"),
    ];
    for (position, query) in cases {
        let expected = page(&bob, &chat, query).await;
        let mut by_chat = position.clone();
        by_chat["chatId"] = json!(chat);
        assert_eq!(socket.send("getMessages", by_chat).await.ack(), expected);
        let mut by_person = position;
        by_person["userId"] = json!(ann.id);
        assert_eq!(socket.send("getMessages", by_person).await.ack(), expected);
        if let Some(cursor) = expected["nextCursor"].as_str() {
            let next = json!({"chatId": chat, "limit": 2, "cursor": cursor});
            let over_rest = page(&bob, &chat, &format!("?limit=2&cursor={cursor}")).await;
            assert_eq!(socket.send("getMessages", next).await.ack(), over_rest);
        }
    }
}

#[tokio::test]
async fn a_page_ends_before_it_is_too_large_for_a_socket() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = pair(&stack).await;
    let bobs = bob.connect().await;
    // The largest text there is: 8,000 characters of three bytes.
    let text = "語".repeat(8_000);
    for _ in 0..9 {
        let message = ann.say(&chat, &text).await;
        assert_eq!(bobs.expect_message(&message).await["data"]["text"], text);
    }
    let back = pages(&bob, &chat, "", 100).await;
    let largest = back.iter().map(Vec::len).max();
    assert!(largest <= Some(4), "96 KB hold no more: {back:?}");
    let in_order: Vec<u64> = back.into_iter().rev().flatten().collect();
    assert_eq!(in_order, (1..=9).collect::<Vec<_>>());
    let forward = pages(&bob, &chat, "&afterSeq=0", 100).await;
    assert_eq!(forward.concat(), (1..=9).collect::<Vec<_>>());

    let mut data = json!({"chatId": chat, "limit": 100});
    let mut found = Vec::new();
    loop {
        let page = bobs.send("getMessages", data.clone()).await.ack();
        assert!(page.to_string().len() <= 97 * 1024);
        found.splice(0..0, seqs(&page));
        if page["nextCursor"].is_null() {
            break;
        }
        data["cursor"] = page["nextCursor"].clone();
    }
    assert_eq!(found, (1..=9).collect::<Vec<_>>());
}

#[tokio::test]
async fn only_a_text_within_its_limits_is_a_message() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = pair(&stack).await;
    let path = format!("/v1/chats/{chat}/messages");
    let text = |text: &str| json!({"text": text});
    let cases = [
        (json!({"text": null}), "text", "required"),
        (text(""), "text", "required"),
        (text(" \n\t "), "text", "required"),
        (text(&"x".repeat(8_001)), "text", "too_long"),
        (text(&"👩".repeat(6_145)), "text", "too_long"),
        (text("bell \u{7}"), "text", "control_characters"),
        (text("end \u{0}"), "text", "control_characters"),
        (
            json!({"clientMessageId": ""}),
            "clientMessageId",
            "required",
        ),
        (
            json!({"clientMessageId": "x".repeat(65)}),
            "clientMessageId",
            "too_long",
        ),
        (
            json!({"metadata": {"x": "y".repeat(2_048)}}),
            "metadata",
            "too_long",
        ),
        (json!({"type": "system"}), "type", "forbidden"),
        (json!({"type": "fax"}), "type", "unknown"),
    ];
    let socket = ann.connect().await;
    for (change, field, code) in cases {
        let mut body = json!({"clientMessageId": fresh(), "type": "text", "text": "x"});
        let fields = change.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(fields);
        let by_rest = ann
            .post(&path, &body)
            .await
            .problem(400, "validation_failed");
        body["chatId"] = json!(chat);
        if body.to_string().len() < 30_000 {
            let reply = socket.send("sendMessage", body).await;
            let by_socket = reply.problem(400, "validation_failed");
            assert_eq!(by_socket["errors"], by_rest["errors"]);
        }
        let error = &by_rest["errors"][0];
        assert_eq!(
            (&error["field"], &error["code"]),
            (&json!(field), &json!(code))
        );
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    // At the limits themselves: characters are Unicode scalar values.
    for text in ["x".repeat(8_000), "é".repeat(8_000), "👩".repeat(6_144)] {
        assert_eq!(ann.say(&chat, &text).await["text"], text);
    }
}
