//! What was missed comes by `sync`: every change since a token, in order, none twice.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::{Client, DEADLINE, User, eventually, shared_stack};
use serde_json::{Value, json};

async fn token(user: &User) -> String {
    let reply = user.get("/v1/sync").await.expect(200);
    assert_eq!(
        (&reply["chats"], &reply["private"]),
        (&json!([]), &json!([])),
        "a token to start from brings nothing"
    );
    assert_eq!(
        (&reply["hasMore"], &reply["reset"]),
        (&json!(false), &json!(false))
    );
    reply["nextToken"].as_str().unwrap().to_owned()
}

async fn since(user: &User, token: &str) -> Value {
    user.post("/v1/sync", &json!({"since": token}))
        .await
        .expect(200)
}

/// Asks until there is no more; the replies, and the token after the last.
async fn catch_up(user: &User, mut token: String) -> (Vec<Value>, String) {
    let mut replies = Vec::new();
    loop {
        let reply = since(user, &token).await;
        assert_eq!(reply["reset"], false);
        token = reply["nextToken"].as_str().unwrap().to_owned();
        let more = reply["hasMore"] == true;
        replies.push(reply);
        if !more {
            return (replies, token);
        }
    }
}

/// The numbers of a chat's entries, in the order in which the replies bring them.
fn seqs(replies: &[Value], chat: &str) -> Vec<u64> {
    let chats = replies
        .iter()
        .flat_map(|reply| reply["chats"].as_array().unwrap());
    let events = chats
        .filter(|one| one["chatId"] == chat)
        .flat_map(|one| one["events"].as_array().unwrap());
    events.map(|event| event["seq"].as_u64().unwrap()).collect()
}

/// Waits until the chat shows everything up to `seq`: its head follows the log.
async fn until_shown(user: &User, chat: &str, seq: u64) {
    let shown = async || (user.chat(chat).await["lastSeq"].as_u64() >= Some(seq)).then_some(());
    eventually("the chat shows its newest message", DEADLINE, shown).await;
}

#[tokio::test]
async fn a_client_that_was_away_has_everything_in_order_and_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let client = Client::start(&bob).await;
    let first = ann.say(&chat, "0").await;
    client.wait_for(&chat, 1).await;
    client.go_offline().await;
    let anns = ann.connect().await;
    for number in 1..=30 {
        anns.say(&chat, &number.to_string()).await;
    }
    client.go_online();
    client.wait_for(&chat, 31).await;
    let last = anns.say(&chat, "31").await;
    client.wait_for(&chat, 32).await;

    let log = client.log(&chat);
    let texts: Vec<&str> = log
        .iter()
        .map(|event| event["data"]["text"].as_str().unwrap())
        .collect();
    let expected: Vec<String> = (0..=31).map(|number| number.to_string()).collect();
    assert_eq!(texts, expected);
    assert_eq!(log.first().unwrap()["data"]["id"], first["id"]);
    assert_eq!(log.last().unwrap()["data"]["id"], last["id"]);
    // It asks on connect and once more five seconds later, and nothing comes again.
    let syncs = client.syncs();
    let again = async || (client.syncs() > syncs).then_some(());
    eventually("the second sync", DEADLINE, again).await;
    assert_eq!(client.log(&chat).len(), 32);
}

#[tokio::test]
async fn a_token_covers_exactly_what_it_delivered() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    let start = token(&bob).await;
    let bobs = bob.connect().await;
    for text in ["one", "two", "three"] {
        let message = ann.say(&chat, text).await;
        bobs.expect_message(&message).await;
    }
    until_shown(&bob, &chat, 3).await;

    let reply = since(&bob, &start).await;
    let [news] = reply["chats"].as_array().unwrap().as_slice() else {
        panic!("one chat: {reply}")
    };
    assert_eq!(
        (&news["chatId"], &news["chat"]),
        (&json!(chat), &Value::Null)
    );
    assert_eq!(
        (&news["membership"], &news["firstSeq"]),
        (&json!("active"), &json!(1))
    );
    assert_eq!(
        (&news["lastSeq"], &news["unreadCount"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(
        (&news["readSeq"], &news["deliveredSeq"]),
        (&json!(0), &json!(0))
    );
    let mut on_socket = bobs.events("message.created");
    on_socket.sort_by_key(|event| event["seq"].as_u64());
    assert_eq!(news["events"], json!(on_socket), "as on the socket");

    let (nothing, after) = catch_up(&bob, reply["nextToken"].as_str().unwrap().to_owned()).await;
    assert_eq!(nothing[0]["chats"], json!([]));
    ann.say(&chat, "four").await;
    until_shown(&bob, &chat, 4).await;
    let (replies, _) = catch_up(&bob, after).await;
    assert_eq!(seqs(&replies, &chat), [4]);
    let (replies, _) = catch_up(&bob, start).await;
    assert_eq!(
        seqs(&replies, &chat),
        [1, 2, 3, 4],
        "an old token is still good"
    );
}

#[tokio::test]
async fn more_than_a_reply_holds_comes_in_several() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (many, large) = (
        ann.direct_chat(&bob).await,
        ann.group("large", std::slice::from_ref(&bob)).await,
    );
    let start = token(&bob).await;
    let socket = ann.connect().await;
    for number in 1..=105 {
        socket.say(&many, &number.to_string()).await;
    }
    let text = "語".repeat(8_000);
    for _ in 0..6 {
        ann.say(&large, &text).await;
    }
    until_shown(&bob, &many, 105).await;
    until_shown(&bob, &large, 6).await;

    let (replies, _) = catch_up(&bob, start.clone()).await;
    assert!(replies.len() >= 3, "{} replies", replies.len());
    assert!(
        replies
            .iter()
            .all(|reply| reply.to_string().len() < 100 * 1024)
    );
    assert_eq!(seqs(&replies, &many), (1..=105).collect::<Vec<_>>());
    assert_eq!(seqs(&replies, &large), (1..=6).collect::<Vec<_>>());

    // The same over the socket: no reply is too large for it.
    let bobs = bob.connect().await;
    let (mut token, mut replies) = (start, Vec::new());
    loop {
        let reply = bobs.send("sync", json!({"since": token})).await.ack();
        token = reply["nextToken"].as_str().unwrap().to_owned();
        let more = reply["hasMore"] == true;
        replies.push(reply);
        if !more {
            break;
        }
    }
    assert_eq!(seqs(&replies, &many), (1..=105).collect::<Vec<_>>());
    assert_eq!(seqs(&replies, &large), (1..=6).collect::<Vec<_>>());
}

#[tokio::test]
async fn news_of_many_chats_come_whole_and_new_chats_in_full() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let known = ann.direct_chat(&bob).await;
    let start = token(&bob).await;
    let mut groups = Vec::new();
    for number in 0..25 {
        let group = ann
            .group(&format!("group {number}"), std::slice::from_ref(&bob))
            .await;
        ann.say(&group, "one").await;
        groups.push(group);
    }
    ann.say(&known, "one").await;
    let silent = ann.group("nobody speaks", std::slice::from_ref(&bob)).await;
    for chat in groups.iter().chain([&known]) {
        until_shown(&bob, chat, 1).await;
    }
    let (replies, after) = catch_up(&bob, start).await;
    let chats: Vec<&Value> = replies
        .iter()
        .flat_map(|reply| reply["chats"].as_array().unwrap())
        .collect();
    for group in &groups {
        assert_eq!(seqs(&replies, group), [1]);
        let found = chats.iter().filter(|one| one["chatId"] == group.as_str());
        let [one] = found.collect::<Vec<_>>()[..] else {
            panic!("{group} once")
        };
        assert_eq!(
            one["chat"],
            bob.chat(group).await,
            "in full, as GET gives it"
        );
    }
    assert_eq!(seqs(&replies, &known), [1]);
    assert!(
        chats
            .iter()
            .any(|one| one["chatId"] == silent.as_str() && one["events"] == json!([]))
    );
    assert_eq!(chats.len(), 27);
    assert_eq!(since(&bob, &after).await["chats"], json!([]));
}

#[tokio::test]
async fn positions_of_chosen_chats_do_for_a_token() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 3).await;
    let (ann, bob, eve) = (&people[0], &people[1], &people[2]);
    let (one, other) = (
        ann.direct_chat(bob).await,
        ann.group("both", std::slice::from_ref(bob)).await,
    );
    let secret = ann.direct_chat(eve).await;
    for chat in [&one, &other, &secret] {
        ann.say(chat, "one").await;
        ann.say(chat, "two").await;
    }
    for chat in [&one, &other, &secret] {
        until_shown(ann, chat, 2).await;
    }
    let socket = bob.connect().await;
    let data = json!({"chats": {&one: 1, &secret: 0, "cht_nobody": 0}});
    let over_socket = socket.send("sync", data.clone()).await.ack();
    let over_rest = bob.post("/v1/sync", &data).await.expect(200);
    for reply in [over_socket, over_rest] {
        let replies = [reply];
        assert_eq!(seqs(&replies, &one), [2]);
        assert_eq!(
            replies[0]["chats"].as_array().unwrap().len(),
            1,
            "only what was asked and is bob's"
        );
    }
}

#[tokio::test]
async fn a_token_opens_nothing_to_somebody_else() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 3).await;
    let (ann, bob, eve) = (&people[0], &people[1], &people[2]);
    let chat = ann.direct_chat(bob).await;
    let start = token(bob).await;
    ann.say(&chat, "one").await;
    until_shown(bob, &chat, 1).await;
    let reply = since(eve, &start).await;
    assert_eq!(reply["chats"], json!([]));
}

#[tokio::test]
async fn what_is_no_token_is_refused_and_an_old_one_starts_anew() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    ann.say(&chat, "one").await;
    until_shown(&bob, &chat, 1).await;
    let socket = bob.connect().await;
    for foreign in ["", "x", "e30", "%F0%9F", bob.access_token.as_str()] {
        let body = json!({"since": foreign});
        let by_rest = bob
            .post("/v1/sync", &body)
            .await
            .problem(400, "validation_failed");
        assert_eq!(by_rest["errors"][0]["field"], "since");
        bob.get(&format!("/v1/sync?since={foreign}"))
            .await
            .problem(400, "validation_failed");
        socket
            .send("sync", body)
            .await
            .problem(400, "validation_failed");
    }
    let fresh = token(&bob).await;
    let reply = bob
        .get(&format!("/v1/sync?since={fresh}"))
        .await
        .expect(200);
    assert_eq!(reply["chats"], json!([]));

    // A month has to be written into the token: nobody can wait for it.
    let bytes = URL_SAFE_NO_PAD.decode(&fresh).unwrap();
    let mut content: Value = serde_json::from_slice(&bytes).unwrap();
    content["t"] = json!(content["t"].as_i64().unwrap() - 31 * 24 * 60 * 60);
    let old = URL_SAFE_NO_PAD.encode(content.to_string());
    let reply = since(&bob, &old).await;
    assert_eq!(
        (&reply["reset"], &reply["resetChats"]),
        (&json!(true), &Value::Null)
    );
    ann.say(&chat, "two").await;
    until_shown(&bob, &chat, 2).await;
    let (replies, _) = catch_up(&bob, reply["nextToken"].as_str().unwrap().to_owned()).await;
    assert_eq!(seqs(&replies, &chat), [2], "from the new token on");
}
