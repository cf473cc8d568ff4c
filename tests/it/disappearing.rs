//! Messages that disappear: hidden on time, everywhere.

use std::time::Duration;

use e2e::{DEADLINE, Options, Stack, User, Way, common, eventually, fresh, path_of, shared_stack};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

/// The shortest time there is.
const SHORTEST: i64 = 60;
const DAY: i64 = 24 * 60 * 60;

fn group(name: &str, others: &[&User], seconds: &Value) -> Value {
    let members: Vec<&str> = others.iter().map(|user| user.id.as_str()).collect();
    json!({"type": "group", "name": name, "memberIds": members, "disappearAfterSeconds": seconds})
}

/// Makes a group whose messages disappear after so many seconds.
async fn make(user: &User, others: &[&User], seconds: &Value) -> String {
    let chat = user
        .post("/v1/chats", &group("fleeting", others, seconds))
        .await
        .expect(201);
    assert_eq!(chat["disappearAfterSeconds"], *seconds);
    chat["id"].as_str().unwrap().to_owned()
}

fn time(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

/// Seconds from a message's creation to its end.
fn lifetime(message: &Value) -> i64 {
    let span = time(&message["expiresAt"]).duration_since(time(&message["createdAt"]));
    assert_eq!(span.subsec_nanos(), 0, "to the millisecond: {message}");
    span.as_secs()
}

/// Waits until a moment has passed: nothing is sent when a message disappears.
async fn until(moment: Timestamp) {
    let within = moment.duration_since(Timestamp::now()).unsigned_abs() + Duration::from_secs(5);
    let over = async || (Timestamp::now() >= moment).then_some(());
    eventually("a message's time", within, over).await;
}

/// A message with an answer, a reaction and a pin.
async fn with_everything(ann: &User, bob: &User, chat: &str) -> (Value, Value) {
    let message = ann.say(chat, "one").await;
    let reply = bob.reply(&message, "answer").await;
    bob.acting(Way::Rest)
        .await
        .react(&message, "👍")
        .await
        .done();
    ann.put(&format!("{}/pin", path_of(&message)), &json!({}))
        .await
        .expect(200);
    let edit = ann
        .call(Method::PATCH, &path_of(&message))
        .json(&json!({"text": "two"}));
    edit.send().await.expect(200);
    (ann.message(&message).await, reply)
}

/// Both take the shortest time there is, so they take it together.
#[tokio::test]
async fn a_message_is_hidden_from_the_moment_its_time_is_over() {
    let stack = shared_stack();
    let _log = stack.show_log();
    tokio::join!(some_are_gone(&stack), all_are_gone(&stack));
}

async fn some_are_gone(stack: &Stack) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cay = stack.register("cay").await;
    let chat = make(&ann, &[&bob, &cay], &json!(SHORTEST)).await;
    let (start, cays) = (cay.sync_token().await, cay.connect().await);
    let (message, reply) = with_everything(&ann, &bob, &chat).await;
    for one in [&message, &reply] {
        assert_eq!(lifetime(one), SHORTEST);
        assert_eq!(
            cays.expect_message(one).await["data"]["expiresAt"],
            one["expiresAt"]
        );
    }
    let last = message["updatedSeq"].clone();
    stack.until_pushed(&chat, &last).await;
    let listed = cay.chat(&chat).await;
    assert_eq!(
        (&listed["unreadCount"], &listed["disappearAfterSeconds"]),
        (&json!(2), &json!(60))
    );
    assert_eq!(cay.history(&chat).await.len(), 2);

    // Halfway there is another one; everything that was there is there still.
    let end = time(&message["expiresAt"]);
    until(end - Duration::from_secs(8)).await;
    let young = ann.say(&chat, "young").await;
    let texts = async |user: &User| {
        let history = user.history(&chat).await;
        history
            .iter()
            .map(|one| one["text"].clone())
            .collect::<Vec<Value>>()
    };
    assert_eq!(texts(&cay).await, ["two", "answer", "young"]);
    stack.until_pushed(&chat, &young["seq"]).await;
    assert_eq!(cay.chat(&chat).await["unreadCount"], 3);

    until(time(&reply["expiresAt"])).await;
    for user in [&ann, &bob, &cay] {
        assert_eq!(texts(user).await, ["young"]);
        assert!(user.pins(&chat).await.is_empty());
        for path in ["", "/history", "/reactions", "/replies", "/reads"] {
            let answer = user.get(&format!("{}{path}", path_of(&message))).await;
            answer.problem(404, "not_found");
        }
    }
    assert_eq!(cay.chat(&chat).await["unreadCount"], 1);
    let listed = cay.get("/v1/chats").await.expect(200);
    assert_eq!(listed["data"][0]["unreadCount"], 1);
    assert_eq!(listed["data"][0]["lastMessage"]["text"], "young");
    nothing_can_be_done(&ann, &bob, &message).await;
    let marked = cay
        .acting(Way::Rest)
        .await
        .mark_read(&chat, &json!({"seq": reply["seq"]}))
        .await;
    assert_eq!(
        marked.done()["unreadCount"],
        1,
        "what is behind it is gone by time"
    );
    expired_in_sync(stack, &cay, &chat, &start, &young).await;
}

/// A message that has disappeared is as good as none.
async fn nothing_can_be_done(ann: &User, bob: &User, message: &Value) {
    let chat = message["chatId"].as_str().unwrap();
    for way in Way::BOTH {
        let (ann, bob) = (ann.acting(way).await, bob.acting(way).await);
        ann.edit(message, &json!({"text": "x"}))
            .await
            .problem(404, "not_found");
        bob.react(message, "🎉").await.problem(404, "not_found");
        bob.unreact(message, "👍").await.problem(404, "not_found");
        for whom in ["everyone", "me"] {
            ann.delete_for(message, whom)
                .await
                .problem(404, "not_found");
        }
        let reply = json!({"type": "text", "text": "x", "replyToId": message["id"]});
        bob.send_body(chat, &reply)
            .await
            .refuses("replyToId", "unknown");
    }
    let forward = json!({"chatIds": [chat], "clientMessageId": fresh()});
    let path = path_of(message);
    bob.post(&format!("{path}/forward"), &forward)
        .await
        .problem(404, "not_found");
    for method in [Method::PUT, Method::DELETE] {
        let answer = ann.call(method, &format!("{path}/pin")).send().await;
        answer.problem(404, "not_found");
    }
}

/// What is gone by time is told as such: the log has no hole, and no content.
async fn expired_in_sync(stack: &Stack, user: &User, chat: &str, start: &Value, young: &Value) {
    let last = stack.dynamodb().seqs(chat).await.pop().unwrap();
    stack.until_pushed(chat, &json!(last)).await;
    let events = user.synced(start, chat).await;
    let mut through = 0;
    let mut created = Vec::new();
    for event in &events {
        let from = match event["type"].as_str().unwrap() {
            "entries.expired" => {
                assert_eq!(event["seq"], event["data"]["toSeq"], "{event}");
                event["data"]["fromSeq"].as_u64()
            }
            "message.created" => {
                created.push(event["data"].clone());
                event["seq"].as_u64()
            }
            _ => event["seq"].as_u64(),
        };
        assert_eq!(from, Some(through + 1), "no hole, in order: {events:?}");
        through = event["seq"].as_u64().unwrap();
    }
    assert_eq!(through, last);
    assert_eq!(created, [common(young)]);
    let told = json!(events).to_string();
    assert!(told.contains("entries.expired"), "{told}");
    assert!(!told.contains("answer") && !told.contains("two"), "{told}");
    // Somebody who knew the beginning is told of the rest alone.
    let data = json!({"chats": {chat: 1}});
    let reply = user.post("/v1/sync", &data).await.expect(200);
    let first = &reply["chats"][0]["events"][0];
    assert_eq!(first["data"]["fromSeq"], 2, "{first}");
}

/// A chat without messages that are left is empty, and goes on.
async fn all_are_gone(stack: &Stack) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = make(&ann, &[&bob], &json!(SHORTEST)).await;
    let (start, anns) = (bob.sync_token().await, ann.connect().await);
    let socket = bob.connect().await;
    let mut old = Value::Null;
    for number in 0..3 {
        old = anns.say(&chat, &number.to_string()).await;
    }
    stack.until_pushed(&chat, &old["seq"]).await;
    assert_eq!(bob.chat(&chat).await["unreadCount"], 3);
    until(time(&old["expiresAt"])).await;
    let seen = bob.chat(&chat).await;
    assert_eq!(
        (&seen["unreadCount"], &seen["lastMessage"]),
        (&json!(0), &Value::Null)
    );
    let page = socket
        .send("getMessages", json!({"chatId": chat}))
        .await
        .ack();
    assert_eq!(
        (&page["data"], &page["nextCursor"]),
        (&json!([]), &Value::Null)
    );
    let events = bob.synced(&start, &chat).await;
    let [event] = events.as_slice() else {
        panic!("one: {events:?}")
    };
    assert_eq!(
        (&event["type"], &event["seq"]),
        (&json!("entries.expired"), &json!(3))
    );
    assert_eq!(event["data"], json!({"fromSeq": 1, "toSeq": 3}));

    let new = ann.say(&chat, "new").await;
    assert_eq!(new["seq"], 4, "numbers go on");
    socket.expect_message(&new).await;
    stack.until_pushed(&chat, &new["seq"]).await;
    assert_eq!(bob.history(&chat).await, [common(&new)]);
    assert_eq!(bob.chat(&chat).await["unreadCount"], 1);
    let first = async || (bob.chat(&chat).await["firstSeq"] == 4).then_some(());
    eventually("the log begins with what is there", DEADLINE, first).await;
}

#[tokio::test]
async fn a_group_says_how_long_its_messages_stay() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    for wrong in [
        json!(0),
        json!(59),
        json!(31_536_001),
        json!(4_294_967_295_u64),
    ] {
        let problem = ann.post("/v1/chats", &group("x", &[&bob], &wrong)).await;
        let problem = problem.problem(400, "validation_failed");
        let error = &problem["errors"][0];
        let found = (&error["field"], &error["code"]);
        assert_eq!(
            found,
            (&json!("disappearAfterSeconds"), &json!("out_of_range")),
            "{wrong}"
        );
    }
    for wrong in [json!(-60), json!("60"), json!(60.5), json!([60])] {
        let problem = ann.post("/v1/chats", &group("x", &[&bob], &wrong)).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(
            problem["errors"][0]["field"], "disappearAfterSeconds",
            "{wrong}"
        );
    }
    for seconds in [60, 31_536_000] {
        let chat = make(&ann, &[&bob], &json!(seconds)).await;
        assert_eq!(bob.chat(&chat).await["disappearAfterSeconds"], seconds);
        assert_eq!(lifetime(&bob.say(&chat, "x").await), seconds);
    }
    let chat = make(&ann, &[&bob], &Value::Null).await;
    assert_eq!(
        bob.say(&chat, "x").await["expiresAt"],
        Value::Null,
        "it stays"
    );
}

#[tokio::test]
async fn a_deployment_keeps_messages_for_days_and_the_shorter_time_holds() {
    let stack = Stack::start(&Options::new().env("CHAT_HISTORY_DAYS", "1"));
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let direct = ann.direct_chat(&bob).await;
    let plain = make(&ann, &[&bob], &Value::Null).await;
    let longer = make(&ann, &[&bob], &json!(31_536_000)).await;
    let shorter = make(&ann, &[&bob], &json!(3_600)).await;
    for (chat, seconds) in [
        (&direct, DAY),
        (&plain, DAY),
        (&longer, DAY),
        (&shorter, 3_600),
    ] {
        for way in Way::BOTH {
            let sent = ann.acting(way).await;
            let sent = sent
                .send_body(chat, &json!({"type": "text", "text": "x"}))
                .await
                .done();
            assert_eq!(lifetime(&sent), seconds);
            assert_eq!(bob.message(&sent).await["expiresAt"], sent["expiresAt"]);
        }
        let sent = ann.history(chat).await[0].clone();
        let forward = json!({"chatIds": [direct], "clientMessageId": fresh()});
        let forwarded = ann
            .post(&format!("{}/forward", path_of(&sent)), &forward)
            .await;
        let forwarded = forwarded.expect(200)["data"][0]["message"].clone();
        assert_eq!(lifetime(&forwarded), DAY, "as its new chat has it");
    }
}
