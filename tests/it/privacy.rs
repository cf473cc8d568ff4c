//! Who sees what somebody says of themselves.

mod presence;

use e2e::{User, shared_stack};
use serde_json::{Value, json};

/// What is somebody's to hide.
const HIDDEN: [&str; 4] = ["firstName", "lastName", "avatarUrl", "bio"];

/// A setting, and whether contacts and strangers see what it is about.
const AUDIENCES: [(&str, bool, bool); 3] = [
    ("everyone", true, true),
    ("contacts", true, false),
    ("nobody", false, false),
];

/// Says something of oneself in every field.
async fn introduce(user: &User) {
    let body = json!({
        "firstName": "Ann", "lastName": "Lee", "bio": "I like maps.",
        "avatarUrl": "https://pictures.example/ann.png",
    });
    user.change_me(&body).await;
}

/// Makes sure that a person is shown in full, or by name alone.
fn assert_shown(user: &Value, of: &User, in_full: bool) {
    for field in HIDDEN {
        let value = user.get(field).expect("null, not absent");
        assert_eq!(!value.is_null(), in_full, "{field}: {user}");
    }
    assert_eq!(user["id"], of.id.as_str());
    assert_eq!(user["username"], of.username.as_str());
    assert_eq!(user["displayName"], "ann", "a name is no secret: {user}");
    assert!(user["emailVerified"].is_boolean(), "{user}");
    assert!(user["createdAt"].is_string(), "{user}");
}

#[tokio::test]
async fn a_profile_is_shown_to_whom_its_owner_wants() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (cay, eve) = (stack.register("cay").await, stack.register("eve").await);
    introduce(&ann).await;
    let chat = ann.direct_chat(&bob).await;
    let group = ann.group("both", std::slice::from_ref(&cay)).await;
    for (audience, contacts, strangers) in AUDIENCES {
        let setting = json!({"profileVisibility": audience});
        ann.change_settings(&setting).await;
        for (viewer, shown) in [(&bob, contacts), (&cay, contacts), (&eve, strangers)] {
            let seen = viewer.sees(&ann).await;
            assert_shown(&seen, &ann, shown);
            assert_eq!(!seen["presence"].is_null(), shown, "{audience}: {seen}");
            assert_eq!(viewer.finds(&ann).await, shown, "{audience}");
        }
        assert_shown(&bob.chat(&chat).await["peer"], &ann, contacts);
        let members = cay.members(&group).await;
        let member = members.iter().find(|one| one["userId"] == ann.id.as_str());
        assert_shown(&member.unwrap()["user"], &ann, contacts);
        let me = ann.me().await;
        assert_shown(&me, &ann, true);
        assert!(me["presence"].is_object(), "{me}");
        assert!(ann.sees(&ann).await["presence"].is_object());
        assert!(eve.finds(&bob).await, "others are found");
    }
}

#[tokio::test]
async fn who_shares_no_chat_any_more_is_a_stranger() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    introduce(&ann).await;
    let setting = json!({"profileVisibility": "contacts"});
    ann.change_settings(&setting).await;
    assert_shown(&bob.sees(&ann).await, &ann, false);
    let group = bob.group("both", std::slice::from_ref(&ann)).await;
    assert_shown(&bob.sees(&ann).await, &ann, true);
    assert!(bob.finds(&ann).await);
    ann.leave(&group).await.expect(204);
    assert_shown(&bob.sees(&ann).await, &ann, false);
    assert!(!bob.finds(&ann).await);
}

#[tokio::test]
async fn news_of_a_profile_keep_to_who_may_see_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    ann.direct_chat(&bob).await;
    let setting = json!({"profileVisibility": "nobody"});
    ann.change_settings(&setting).await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    introduce(&ann).await;
    let of_ann = |event: &Value| event["data"]["id"] == ann.id.as_str();
    let own = anns.expect_event("user.updated", of_ann).await;
    assert_shown(&own["data"], &ann, true);
    // Her name is no secret, so he hears of a change of it, and of nothing else.
    ann.change_me(&json!({"displayName": "Ann Lee"})).await;
    let renamed = |event: &Value| of_ann(event) && event["data"]["displayName"] == "Ann Lee";
    bobs.expect_event("user.updated", renamed).await;
    for event in bobs.events("user.updated") {
        for field in HIDDEN {
            assert!(event["data"][field].is_null(), "{event}");
        }
    }
}
