//! Roles, titles and permissions: who may do what, and to whom.

mod grants;
mod owner;
mod permissions;
mod rank;

use e2e::{User, assert_note, shared_stack};
use serde_json::{Value, json};

/// Every permission, in the order in which they are shown.
const ALL: [&str; 7] = [
    "deleteMessages",
    "editInfo",
    "invite",
    "manageMembers",
    "mentionAll",
    "pin",
    "post",
];
/// What a moderator may.
const MODERATORS: [&str; 4] = ["deleteMessages", "invite", "pin", "post"];

async fn change(by: &User, chat: &str, of: &User, change: &Value) -> Value {
    by.change_member(chat, of, change).await.expect(200)
}

async fn give_role(by: &User, chat: &str, of: &User, role: &str) -> Value {
    change(by, chat, of, &json!({"role": role})).await
}

/// Gives somebody permissions of their own; null takes them back.
async fn permit(by: &User, chat: &str, of: &User, permissions: &Value) -> Value {
    change(by, chat, of, &json!({"permissions": permissions})).await
}

/// Permissions in the order of the alphabet.
fn sorted(permissions: &Value) -> Value {
    let mut permissions = permissions.as_array().expect("a list").clone();
    permissions.sort_by_key(Value::to_string);
    Value::Array(permissions)
}

/// What somebody may, in the order of the alphabet.
async fn may(user: &User, chat: &str) -> Value {
    sorted(&user.chat(chat).await["myPermissions"])
}

#[tokio::test]
async fn a_new_role_is_one_entry_that_everyone_sees() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    let start = cay.sync_token().await;
    let member = give_role(&ann, &chat, &bob, "admin").await;
    assert_eq!(
        (&member["userId"], &member["role"], &member["state"]),
        (&json!(bob.id), &json!("admin"), &json!("active"))
    );
    let again = give_role(&ann, &chat, &bob, "admin").await;
    assert_eq!(again, member, "a repeat");
    let nothing = change(&ann, &chat, &bob, &json!({})).await;
    assert_eq!(nothing, member);
    let mut event = Value::Null;
    for socket in [&anns, &bobs, &cays] {
        event = socket.expect_entry(&chat, 1).await;
        assert_eq!(event["type"], "member.updated");
        let data = &event["data"];
        assert_eq!(
            (&data["member"], &data["actorId"]),
            (&member, &json!(ann.id))
        );
        assert_note(&data["message"], "member.updated", &ann, &[&bob]);
    }
    stack.until_pushed(&chat, &json!(1)).await;
    let synced = cay.synced(&start, &chat).await;
    let [same] = synced.as_slice() else {
        panic!("one entry: {synced:?}")
    };
    assert_eq!(
        (&same["type"], &same["data"]),
        (&event["type"], &event["data"])
    );
    assert_eq!(bob.chat(&chat).await["myRole"], "admin");
    assert!(cay.members(&chat).await.contains(&member));
    let seen = cay.chat(&chat).await;
    assert_eq!(
        (&seen["unreadCount"], &seen["lastMessage"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
}

#[tokio::test]
async fn each_role_has_its_permissions() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let kinds = [
        ("group", "invite", vec!["post"]),
        ("group", "open", vec!["invite", "post"]),
        ("group", "approval", vec!["post"]),
        ("channel", "invite", vec![]),
        ("channel", "open", vec!["invite"]),
    ];
    for (kind, policy, of_member) in kinds {
        let fields = json!({"joinPolicy": policy});
        let chat = ann.make_with(kind, &[&bob], &fields).await;
        assert_eq!(may(&ann, &chat).await, json!(ALL));
        assert_eq!(may(&bob, &chat).await, json!(of_member), "{kind} {policy}");
        let shown = ann.chat(&chat).await["myPermissions"].clone();
        assert_eq!(shown, sorted(&shown), "in the order of the alphabet");
        give_role(&ann, &chat, &bob, "moderator").await;
        assert_eq!(may(&bob, &chat).await, json!(MODERATORS), "{kind}");
        give_role(&ann, &chat, &bob, "admin").await;
        assert_eq!(may(&bob, &chat).await, json!(ALL));
        give_role(&ann, &chat, &bob, "member").await;
        assert_eq!(may(&bob, &chat).await, json!(of_member));
    }
    let direct = ann.direct_chat(&bob).await;
    for user in [&ann, &bob] {
        let both = json!(["mentionAll", "pin", "post"]);
        assert_eq!(may(user, &direct).await, both);
    }
}

#[tokio::test]
async fn a_title_is_what_somebody_is_called_in_the_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let bobs = bob.connect().await;
    let longest = "é".repeat(50);
    for (seq, title) in (1..).zip([json!("Treasurer"), json!(longest), Value::Null]) {
        let member = change(&ann, &chat, &bob, &json!({"title": title})).await;
        assert_eq!(member["title"], title);
        let event = bobs.expect_entry(&chat, seq).await;
        assert_eq!(event["data"]["member"], member);
        assert!(cay.members(&chat).await.contains(&member));
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2, 3]);
    // One's own, for who manages members.
    let own = change(&ann, &chat, &ann, &json!({"title": "Founder"})).await;
    assert_eq!(
        (&own["title"], &own["role"]),
        (&json!("Founder"), &json!("owner"))
    );
    let title = json!({"title": "Founder"});
    let answer = bob.change_member(&chat, &bob, &title).await;
    answer.problem(403, "forbidden");
    give_role(&ann, &chat, &bob, "admin").await;
    let own = change(&bob, &chat, &bob, &title).await;
    assert_eq!(own["title"], "Founder");
}

#[tokio::test]
async fn what_a_member_can_be_is_checked() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let cases = [
        (json!({"role": "king"}), "role"),
        (json!({"role": 7}), "role"),
        (json!({"role": "owner"}), "role"),
        (json!({"title": "x".repeat(51)}), "title"),
        (json!({"title": "a\u{7}b"}), "title"),
        (json!({"title": 7}), "title"),
        (json!({"permissions": "post"}), "permissions"),
        (json!({"permissions": ["fly"]}), "permissions[0]"),
        (json!({"permissions": ["post", 7]}), "permissions[1]"),
        (json!({"role": "admin", "title": "x".repeat(51)}), "title"),
    ];
    for (body, field) in cases {
        let answer = ann.change_member(&chat, &bob, &body).await;
        let problem = answer.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    assert_eq!(bob.chat(&chat).await["myRole"], "member");
}
