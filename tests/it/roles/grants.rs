//! What roles may do can be set for each chat; what somebody has of their own goes before it.

use e2e::{Answer, User, path_of, shared_stack};
use serde_json::{Value, json};

use super::{ALL, MODERATORS, give_role, may, permit, sorted};

async fn pin(user: &User, message: &Value) -> Answer {
    let path = format!("{}/pin", path_of(message));
    user.put(&path, &json!({})).await
}

async fn set(by: &User, chat: &str, permissions: &Value) -> Answer {
    let body = json!({"rolePermissions": permissions});
    by.patch_chat(chat, &body).await
}

#[tokio::test]
async fn a_chat_gives_its_roles_permissions_of_their_own() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let cays = cay.connect().await;
    give_role(&ann, &chat, &bob, "moderator").await;
    let plain = ann.chat(&chat).await;
    assert_eq!(plain.get("rolePermissions"), Some(&Value::Null));
    let sent = ann.say(&chat, "one").await;
    pin(&cay, &sent).await.problem(403, "forbidden");
    let roles = json!({"moderator": ["post"], "member": ["pin", "post"]});
    let changed = set(&ann, &chat, &roles).await.expect(200);
    let event = cays.expect_entry(&chat, 3).await;
    assert_eq!(event["type"], "chat.updated");
    for shown in [
        &changed["rolePermissions"],
        &event["data"]["changes"]["rolePermissions"],
        &cay.chat(&chat).await["rolePermissions"],
    ] {
        for role in ["moderator", "member"] {
            assert_eq!(sorted(&shown[role]), roles[role], "{shown}");
        }
    }
    assert_eq!(may(&ann, &chat).await, json!(ALL), "an owner may all");
    assert_eq!(may(&bob, &chat).await, json!(["post"]));
    assert_eq!(may(&cay, &chat).await, json!(["pin", "post"]));
    pin(&bob, &sent).await.problem(403, "forbidden");
    pin(&cay, &sent).await.expect(200);

    permit(&ann, &chat, &cay, &json!(["post"])).await;
    assert_eq!(may(&cay, &chat).await, json!(["post"]));
    let other = cay.say(&chat, "two").await;
    pin(&cay, &other).await.problem(403, "forbidden");
    permit(&ann, &chat, &cay, &Value::Null).await;
    pin(&cay, &other).await.expect(200);

    let changed = set(&ann, &chat, &Value::Null).await.expect(200);
    assert_eq!(changed.get("rolePermissions"), Some(&Value::Null));
    assert_eq!(may(&bob, &chat).await, json!(MODERATORS));
    assert_eq!(may(&cay, &chat).await, json!(["post"]));
    let third = ann.say(&chat, "three").await;
    pin(&cay, &third).await.problem(403, "forbidden");
    pin(&bob, &third).await.expect(200);
}

#[tokio::test]
async fn owner_and_admins_set_what_those_below_them_may() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 5).await;
    let [ann, bob, cay, dan, eve] = people.as_slice() else {
        panic!("five people")
    };
    let chat = ann.group("roles", &people[1..4]).await;
    give_role(ann, &chat, bob, "admin").await;
    give_role(ann, &chat, cay, "moderator").await;
    permit(ann, &chat, cay, &json!(["editInfo", "post"])).await;
    let seqs = stack.dynamodb().seqs(&chat).await;
    let (for_admins, for_members) = (json!({"admin": ["post"]}), json!({"member": ["post"]}));
    let refused = set(bob, &chat, &for_admins).await;
    refused.problem(403, "forbidden");
    for user in [cay, dan] {
        let refused = set(user, &chat, &for_members).await;
        refused.problem(403, "forbidden");
    }
    let refused = set(eve, &chat, &for_members).await;
    refused.problem(404, "not_found");
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    let info = json!({"description": "What it is about."});
    cay.patch_chat(&chat, &info).await.expect(200);

    let roles = json!({"moderator": ["post"], "member": ["mentionAll"]});
    set(bob, &chat, &roles).await.expect(200);
    assert_eq!(may(dan, &chat).await, json!(["mentionAll"]));
    permit(ann, &chat, bob, &json!(["editInfo", "post"])).await;
    let lacking = json!({"moderator": ["post"], "member": ["mentionAll", "pin"]});
    let refused = set(bob, &chat, &lacking).await;
    refused.problem(403, "forbidden");
    assert_eq!(may(dan, &chat).await, json!(["mentionAll"]));
    permit(ann, &chat, bob, &Value::Null).await;
    set(ann, &chat, &for_admins).await.expect(200);
    assert_eq!(may(bob, &chat).await, json!(["post"]));
    let refused = bob.patch_chat(&chat, &json!({"rules": "x"})).await;
    refused.problem(403, "forbidden");
    assert_eq!(may(ann, &chat).await, json!(ALL));
}

#[tokio::test]
async fn only_permissions_that_there_are_can_be_given() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = stack.group_of_two().await;
    let cases = [
        (json!(7), "rolePermissions"),
        (json!({"member": "post"}), "rolePermissions.member"),
        (json!({"member": ["fly"]}), "rolePermissions.member[0]"),
        (json!({"admin": ["post", 7]}), "rolePermissions.admin[1]"),
    ];
    for (permissions, field) in cases {
        let answer = set(&ann, &chat, &permissions).await;
        let problem = answer.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
}
