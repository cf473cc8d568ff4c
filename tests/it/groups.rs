//! Groups.

use e2e::{User, fresh, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

fn group(name: &str, others: &[User]) -> Value {
    let members: Vec<&str> = others.iter().map(|user| user.id.as_str()).collect();
    json!({"type": "group", "name": name, "memberIds": members})
}

async fn create_with(user: &User, key: &str, body: &Value) -> e2e::Answer {
    let call = user
        .call(Method::POST, "/v1/chats")
        .header("idempotency-key", key);
    call.json(body).send().await
}

#[tokio::test]
async fn a_group_is_told_to_all_its_members() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 3).await;
    let (ann, others) = people.split_first().unwrap();
    let (anns, bobs, cays) = tokio::join!(ann.connect(), others[0].connect(), others[1].connect());
    let mut body = group("  Fans of maps ", others);
    body["description"] = json!("We like maps.");
    let chat = ann.post("/v1/chats", &body).await.expect(201);
    assert_eq!(
        (&chat["name"], &chat["type"]),
        (&json!("Fans of maps"), &json!("group"))
    );
    assert_eq!(
        (&chat["memberCount"], &chat["myRole"]),
        (&json!(3), &json!("owner"))
    );
    assert_eq!(
        (&chat["description"], &chat["peer"]),
        (&json!("We like maps."), &Value::Null)
    );
    for socket in [&anns, &bobs, &cays] {
        socket
            .expect_event("chat.created", |event| event["chatId"] == chat["id"])
            .await;
    }
    let id = chat["id"].as_str().unwrap();
    let message = ann.say(id, "hello").await;
    for socket in [&anns, &bobs, &cays] {
        socket.expect_message(&message).await;
    }
    assert_eq!(others[0].chat(id).await["myRole"], "member");
    for chat in [
        ann.group("twice", others).await,
        ann.group("twice", others).await,
    ] {
        assert_ne!(chat, id, "without a key every call makes a group");
    }
}

#[tokio::test]
async fn a_key_makes_one_group() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 2).await;
    let (ann, others) = people.split_first().unwrap();
    let (key, body) = (fresh(), group("once", others));
    let at_once = (0..5).map(|_| create_with(ann, &key, &body));
    let answers = futures::future::join_all(at_once).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(
        made,
        1,
        "{:?}",
        answers
            .iter()
            .map(|answer| answer.status)
            .collect::<Vec<_>>()
    );
    let id = answers[0].json()["id"].clone();
    assert!(answers.iter().all(|answer| answer.json()["id"] == id));
    assert_eq!(create_with(ann, &key, &body).await.expect(200)["id"], id);
    let other = group("another", others);
    create_with(ann, &key, &other)
        .await
        .problem(422, "idempotency_mismatch");
    let bobs = create_with(&others[0], &key, &group("once", &people[..1]))
        .await
        .expect(201);
    assert_ne!(bobs["id"], id, "a key belongs to its user");
    for key in ["", &"x".repeat(65)] {
        create_with(ann, key, &body)
            .await
            .problem(400, "validation_failed");
    }
}

#[tokio::test]
async fn a_hundred_and_fifty_join_in_one_call() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 151).await;
    let (ann, others) = people.split_first().unwrap();
    let (first, last) = tokio::join!(others[0].connect(), others[149].connect());
    let chat = ann.group("all", others).await;
    assert_eq!(ann.chat(&chat).await["memberCount"], 151);
    let message = ann.say(&chat, "hello").await;
    first.expect_message(&message).await;
    last.expect_message(&message).await;
    for user in [&others[0], &others[89], &others[90], &others[149]] {
        assert_eq!(user.chat(&chat).await["id"], json!(chat));
        let page = user
            .get(&format!("/v1/chats/{chat}/messages"))
            .await
            .expect(200);
        assert_eq!(page["data"][0]["id"], message["id"]);
    }
}

#[tokio::test]
async fn a_group_needs_a_name_people_who_exist_and_room() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let crowd: Vec<String> = (0..256).map(|number| format!("usr_{number}")).collect();
    let cases = [
        (json!({"type": "group", "memberIds": []}), "name"),
        (
            json!({"type": "group", "name": " ", "memberIds": []}),
            "name",
        ),
        (
            json!({"type": "group", "name": "x".repeat(101), "memberIds": []}),
            "name",
        ),
        (
            json!({"type": "group", "name": "a\u{7}b", "memberIds": []}),
            "name",
        ),
        (
            json!({"type": "group", "name": "x", "memberIds": ["usr_nobody"]}),
            "memberIds[0]",
        ),
        (
            json!({"type": "group", "name": "x", "memberIds": crowd}),
            "memberIds",
        ),
        (
            json!({"type": "group", "name": "x", "memberIds": "usr_1"}),
            "memberIds",
        ),
        (
            json!({"type": "group", "name": "x", "memberIds": [7]}),
            "memberIds[0]",
        ),
        (json!({"type": "group", "name": "x"}), "memberIds"),
        (
            json!({"type": "club", "name": "x", "memberIds": []}),
            "type",
        ),
        (
            json!({"type": "group", "name": "x", "memberIds": [], "description": "x".repeat(501)}),
            "description",
        ),
    ];
    for (body, field) in cases {
        let problem = ann
            .post("/v1/chats", &body)
            .await
            .problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    assert_eq!(ann.get("/v1/chats").await.expect(200)["data"], json!([]));
    let alone = ann
        .post("/v1/chats", &group("alone", &[]))
        .await
        .expect(201);
    assert_eq!(alone["memberCount"], 1);
}
