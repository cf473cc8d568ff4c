//! Two people, one chat for ever.

use e2e::{User, fresh, shared_stack};
use serde_json::{Value, json};

async fn create(user: &User, other: &User) -> e2e::Answer {
    let body = json!({"type": "direct", "memberIds": [other.id]});
    user.post("/v1/chats", &body).await
}

#[tokio::test]
async fn a_direct_chat_is_one_from_both_sides_and_both_learn_of_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let chat = create(&ann, &bob).await.expect(201);
    assert_eq!(
        (&chat["type"], &chat["name"]),
        (&json!("direct"), &Value::Null)
    );
    assert_eq!(
        (&chat["memberCount"], &chat["lastSeq"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(
        (&chat["peer"]["id"], &chat["unreadCount"]),
        (&json!(bob.id), &json!(0))
    );
    assert_eq!(
        (&chat["lastMessage"], &chat["myState"]),
        (&Value::Null, &json!("active"))
    );
    assert!(chat["peer"].get("email").is_none(), "{chat}");

    let same = create(&bob, &ann).await.expect(200);
    assert_eq!(
        (&same["id"], &same["peer"]["id"]),
        (&chat["id"], &json!(ann.id))
    );
    for socket in [&anns, &bobs] {
        let event = socket.expect_event("chat.created", |_| true).await;
        assert_eq!(
            (&event["chatId"], &event["data"]["id"]),
            (&chat["id"], &chat["id"])
        );
        for mine in ["peer", "unreadCount", "myRole", "lastMessage"] {
            assert!(
                event["data"].get(mine).is_none(),
                "depends on the reader: {event}"
            );
        }
    }
}

#[tokio::test]
async fn both_sides_at_once_make_one_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let answers = tokio::join!(
        create(&ann, &bob),
        create(&bob, &ann),
        send_to(&ann, &bob, "hello"),
        create(&ann, &bob),
        send_to(&bob, &ann, "hi"),
        create(&bob, &ann),
    );
    let created = [&answers.0, &answers.1, &answers.3, &answers.5];
    let mut chats: Vec<Value> = created
        .iter()
        .map(|answer| answer.json()["id"].clone())
        .collect();
    chats.extend([&answers.2, &answers.4].map(|answer| answer.expect(201)["chatId"].clone()));
    chats.dedup();
    assert_eq!(chats.len(), 1, "{chats:?}");
    let new = created.iter().filter(|answer| answer.status == 201).count();
    assert!(new <= 1, "at most one call made it");
    let chat = chats[0].as_str().unwrap();
    assert_eq!(stack.dynamodb().seqs(chat).await, [1, 2]);
    for user in [&ann, &bob] {
        assert_eq!(
            user.get("/v1/chats").await.expect(200)["data"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
}

#[tokio::test]
async fn a_message_to_a_person_makes_the_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let page = anns
        .send("getMessages", json!({"userId": bob.id}))
        .await
        .ack();
    assert_eq!(
        (&page["data"], &page["nextCursor"]),
        (&json!([]), &Value::Null),
        "no chat yet"
    );

    let body = json!({"userId": bob.id, "clientMessageId": fresh(), "type": "text", "text": "hi"});
    let first = anns.send("sendMessage", body).await.ack();
    assert_eq!(
        (&first["seq"], &first["senderId"]),
        (&json!(1), &json!(ann.id))
    );
    let event = bobs.expect_message(&first).await;
    assert_eq!(event["chatId"], first["chatId"]);
    let answer = send_to(&bob, &ann, "hello").await.expect(201);
    assert_eq!(
        (&answer["seq"], &answer["chatId"]),
        (&json!(2), &first["chatId"])
    );
    anns.expect_message(&answer).await;
    let page = anns
        .send("getMessages", json!({"userId": bob.id}))
        .await
        .ack();
    assert_eq!(page["data"].as_array().unwrap().len(), 2);
    let chat = first["chatId"].as_str().unwrap();
    assert_eq!(ann.direct_chat(&bob).await, chat);
}

#[tokio::test]
async fn a_direct_chat_needs_exactly_one_other_who_exists() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cases = [
        (json!([]), "memberIds"),
        (json!([bob.id, ann.id]), "memberIds"),
        (json!([ann.id]), "memberIds[0]"),
        (json!(["usr_nobody"]), "memberIds[0]"),
    ];
    for (members, field) in cases {
        let answer = ann
            .post(
                "/v1/chats",
                &json!({"type": "direct", "memberIds": members}),
            )
            .await;
        let problem = answer.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{members}");
    }
    for user in ["usr_nobody", ann.id.as_str()] {
        let body = json!({"userId": user, "clientMessageId": "1", "type": "text", "text": "hi"});
        let problem = ann
            .post("/v1/messages", &body)
            .await
            .problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], "userId");
    }
    assert_eq!(ann.get("/v1/chats").await.expect(200)["data"], json!([]));
}

async fn send_to(user: &User, other: &User, text: &str) -> e2e::Answer {
    let key = fresh();
    let body = json!({"userId": other.id, "clientMessageId": key, "type": "text", "text": text});
    user.post("/v1/messages", &body).await
}
