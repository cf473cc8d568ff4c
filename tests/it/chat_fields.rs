//! What a chat says of itself: given when it is made, changed later, told to everyone.

mod archived;
mod direct;
mod refusals;

use e2e::{User, assert_note, fresh, shared_stack};
use serde_json::{Value, json};

/// Fields of a chat, each with another value than a new one has.
fn fields() -> [(&'static str, Value); 12] {
    [
        ("name", json!("Another name")),
        ("description", json!("We like maps.")),
        ("avatarUrl", json!("https://example.org/a.png")),
        ("visibility", json!("public")),
        ("joinPolicy", json!("open")),
        ("historyVisibility", json!("fromJoin")),
        ("maxMembers", json!(10_000)),
        ("slowModeSeconds", json!(3_600)),
        ("rules", json!("Be kind.\nStay on topic.")),
        ("tags", json!(["berlin", "maps"])),
        ("categories", json!(["travel"])),
        ("disappearAfterSeconds", json!(3_600)),
    ]
}

/// What belongs to the reader, and so is in no event to many.
const MINE: [&str; 8] = [
    "peer",
    "lastMessage",
    "unreadCount",
    "readSeq",
    "myRole",
    "myState",
    "myPermissions",
    "mySettings",
];

async fn change(user: &User, chat: &str, changes: &Value) -> Value {
    user.patch_chat(chat, changes).await.expect(200)
}

#[tokio::test]
async fn a_chat_has_every_field_it_was_made_with() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let bobs = bob.connect().await;
    let given: Value = fields().into_iter().collect();
    for kind in ["group", "channel"] {
        let chat = ann.make_with(kind, &[&bob], &given).await;
        let is_it = |event: &Value| event["chatId"] == chat.as_str();
        let created = bobs.expect_event("chat.created", is_it).await["data"].clone();
        for shown in [&ann.chat(&chat).await, &bob.chat(&chat).await, &created] {
            assert_eq!(
                (&shown["type"], &shown["memberCount"]),
                (&json!(kind), &json!(2))
            );
            for (field, value) in fields() {
                assert_eq!(shown[field], value, "{field}");
            }
            for (field, value) in [("verified", json!(false)), ("archived", json!(false))] {
                assert_eq!(shown[field], value, "{field}");
            }
        }
        for mine in MINE {
            assert!(created.get(mine).is_none(), "{mine}: {created}");
        }
        assert_eq!(bob.chat(&chat).await["myRole"], "member");
    }
}

#[tokio::test]
async fn what_is_not_given_has_its_default() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let defaults = [
        ("visibility", json!("private")),
        ("joinPolicy", json!("invite")),
        ("historyVisibility", json!("all")),
        ("maxMembers", json!(256)),
        ("slowModeSeconds", json!(0)),
        ("tags", json!([])),
        ("categories", json!([])),
        ("verified", json!(false)),
        ("archived", json!(false)),
        ("description", Value::Null),
        ("avatarUrl", Value::Null),
        ("rules", Value::Null),
        ("disappearAfterSeconds", Value::Null),
        ("rolePermissions", Value::Null),
        ("peer", Value::Null),
    ];
    let settings = json!({
        "mutedUntil": null, "pinned": false, "archived": false, "notificationLevel": "all",
    });
    for kind in ["group", "channel"] {
        // That a chat is genuine only the operator says.
        let fields = json!({"verified": true, "description": null});
        let chat = ann.make_with(kind, &[&bob], &fields).await;
        let shown = bob.chat(&chat).await;
        for (field, value) in &defaults {
            assert_eq!(shown.get(field), Some(value), "{field}: {shown}");
        }
        assert_eq!(shown["mySettings"], settings);
    }
    let direct = bob.chat(&ann.direct_chat(&bob).await).await;
    for nothing in [
        "name",
        "description",
        "avatarUrl",
        "visibility",
        "joinPolicy",
        "maxMembers",
        "rules",
    ] {
        assert_eq!(direct.get(nothing), Some(&Value::Null), "{nothing}");
    }
    assert_eq!(
        (&direct["archived"], &direct["verified"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(direct["mySettings"], settings);
}

#[tokio::test]
async fn each_change_is_one_entry_that_tells_what_is_new() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let start = bob.sync_token().await;
    let before = bob.chat(&chat).await;
    let mut told = Vec::new();
    for (seq, (field, value)) in (1..).zip(fields()) {
        let body = json!({field: value});
        let shown = change(&ann, &chat, &body).await;
        assert_eq!(shown[field], value, "{field}");
        assert_eq!(change(&ann, &chat, &body).await[field], value, "a repeat");
        assert_eq!(bob.chat(&chat).await[field], value, "{field}");
        for socket in [&anns, &bobs] {
            let event = socket.expect_entry(&chat, seq).await;
            assert_eq!(event["type"], "chat.updated");
            assert_eq!(event["data"]["changes"], body);
            assert_eq!(event["data"]["actorId"], ann.id.as_str());
            assert_note(&event["data"]["message"], "chat.updated", &ann, &[]);
        }
        told.push(bobs.expect_entry(&chat, seq).await["data"].clone());
    }
    let seqs = stack.dynamodb().seqs(&chat).await;
    assert_eq!(seqs.len(), told.len(), "a repeat takes no entry");
    stack.until_pushed(&chat, &json!(told.len())).await;
    let synced = bob.synced(&start, &chat).await;
    let synced: Vec<&Value> = synced.iter().map(|event| &event["data"]).collect();
    assert_eq!(synced, told.iter().collect::<Vec<_>>());
    let after = bob.chat(&chat).await;
    assert!(after["updatedAt"].as_str() > before["updatedAt"].as_str());
    for same in ["createdAt", "lastActivityAt", "lastMessage", "unreadCount"] {
        assert_eq!(after[same], before[same], "{same}");
    }
}

#[tokio::test]
async fn only_what_is_new_is_told_and_nothing_when_nothing_is() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let bobs = bob.connect().await;
    let (name, rules) = (format!("  {}  ", fresh()), fresh());
    let both = json!({"name": name, "rules": rules, "joinPolicy": "invite", "tags": []});
    let shown = change(&ann, &chat, &both).await;
    assert_eq!(shown["name"], name.trim());
    let event = bobs.expect_entry(&chat, 1).await;
    let changes = json!({"name": name.trim(), "rules": rules});
    assert_eq!(event["data"]["changes"], changes);
    for same in [
        both,
        changes,
        json!({}),
        json!({"description": null, "avatarUrl": null, "disappearAfterSeconds": null}),
        json!({"archived": false, "maxMembers": 256, "rolePermissions": null}),
        json!({"type": "channel", "verified": true, "memberIds": [], "memberCount": 7}),
    ] {
        let unchanged = change(&ann, &chat, &same).await;
        for field in ["type", "name", "rules", "verified", "memberCount"] {
            assert_eq!(unchanged[field], shown[field], "{same}");
        }
        assert_eq!(unchanged["updatedAt"], shown["updatedAt"], "{same}");
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
}

#[tokio::test]
async fn null_clears_all_but_the_name() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let given = json!({
        "description": "x", "avatarUrl": "https://example.org/a.png", "rules": "x", "tags": ["x"],
        "categories": ["x"], "disappearAfterSeconds": 3_600,
    });
    let chat = ann.make_with("group", &[&bob], &given).await;
    let bobs = bob.connect().await;
    let cleared = [
        ("description", Value::Null),
        ("avatarUrl", Value::Null),
        ("rules", Value::Null),
        ("tags", json!([])),
        ("categories", json!([])),
        ("disappearAfterSeconds", Value::Null),
    ];
    for (seq, (field, nothing)) in (1..).zip(cleared) {
        let shown = change(&ann, &chat, &json!({field: null})).await;
        assert_eq!(shown.get(field), Some(&nothing), "{field}");
        let event = bobs.expect_entry(&chat, seq).await;
        assert_eq!(event["data"]["changes"], json!({field: nothing}));
    }
    assert_eq!(bob.say(&chat, "it stays").await["expiresAt"], Value::Null);
    let answer = ann.patch_chat(&chat, &json!({"name": null})).await;
    let problem = answer.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], "name");
    assert_eq!(bob.chat(&chat).await["name"], "group");
}
