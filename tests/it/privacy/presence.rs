//! Who sees whether somebody is there.

use e2e::{DEADLINE, User, eventually, shared_stack};
use serde_json::{Value, json};

use super::AUDIENCES;

/// Waits until somebody is seen like this.
async fn expect_status(viewer: &User, of: &User, status: &str) -> Value {
    let look = async || {
        let presence = viewer.sees(of).await["presence"].clone();
        (presence["status"] == status).then_some(presence)
    };
    eventually(status, DEADLINE, look).await
}

async fn block(user: &User, other: &User) {
    let path = format!("/v1/users/{}/block", other.id);
    user.post_empty(&path).await.expect(204);
}

#[tokio::test]
async fn one_is_there_as_long_as_one_device_is() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let before = bob.sees(&ann).await["presence"].clone();
    assert_eq!(before["status"], "offline");
    assert_eq!(before.get("text"), Some(&Value::Null), "{before}");
    assert!(before.get("lastSeenAt").is_some(), "{before}");
    let began = jiff::Timestamp::now();
    let (phone, tablet) = tokio::join!(ann.connect(), ann.connect());
    expect_status(&bob, &ann, "online").await;
    assert_eq!(ann.me().await["presence"]["status"], "online");
    phone.close().await;
    let one = async || (stack.dynamodb().links(&ann.id).await.len() == 1).then_some(());
    eventually("one device is left", DEADLINE, one).await;
    assert_eq!(bob.sees(&ann).await["presence"]["status"], "online");
    tablet.close().await;
    let gone = expect_status(&bob, &ann, "offline").await;
    let seen = gone["lastSeenAt"].as_str().expect("a time");
    let seen: jiff::Timestamp = seen.parse().unwrap();
    // The millisecond that it began in may be cut off.
    assert!(seen.as_millisecond() >= began.as_millisecond(), "{gone}");
    assert!(seen <= jiff::Timestamp::now(), "{gone}");
    expect_status(&ann, &ann, "offline").await;
}

#[tokio::test]
async fn whether_one_is_there_is_shown_to_whom_one_wants() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let eve = stack.register("eve").await;
    ann.change_me(&json!({"bio": "I like maps."})).await;
    ann.group("both", std::slice::from_ref(&bob)).await;
    let _socket = ann.connect().await;
    for (audience, contacts, strangers) in AUDIENCES {
        let setting = json!({"lastSeenVisibility": audience});
        ann.change_settings(&setting).await;
        for (viewer, shown) in [(&bob, contacts), (&eve, strangers)] {
            if shown {
                expect_status(viewer, &ann, "online").await;
            }
            let seen = viewer.sees(&ann).await;
            assert_eq!(!seen["presence"].is_null(), shown, "{audience}: {seen}");
            assert_eq!(seen["bio"], "I like maps.", "the rest is shown");
            assert!(viewer.finds(&ann).await, "{audience}");
        }
        assert_eq!(ann.me().await["presence"]["status"], "online");
    }
}

#[tokio::test]
async fn lists_do_not_tell_who_is_there() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.group("both", std::slice::from_ref(&bob)).await;
    let _socket = ann.connect().await;
    expect_status(&bob, &ann, "online").await;
    let search = format!("/v1/users/search?q={}", ann.username);
    let found = bob.listed(&search).await;
    assert_eq!(found[0].get("presence"), Some(&Value::Null), "{found:?}");
    for member in bob.members(&chat).await {
        let presence = member["user"].get("presence");
        assert_eq!(presence, Some(&Value::Null), "{member}");
    }
}

#[tokio::test]
async fn a_block_hides_each_from_the_other() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cay = stack.register("cay").await;
    ann.direct_chat(&bob).await;
    let _sockets = tokio::join!(ann.connect(), bob.connect());
    expect_status(&bob, &ann, "online").await;
    expect_status(&ann, &bob, "online").await;
    block(&ann, &bob).await;
    for (viewer, of) in [(&bob, &ann), (&ann, &bob)] {
        let seen = viewer.sees(of).await;
        assert_eq!(seen.get("presence"), Some(&Value::Null), "{seen}");
        assert_eq!(seen["username"], of.username.as_str());
        expect_status(&cay, of, "online").await;
    }
    let path = format!("/v1/users/{}/block", bob.id);
    ann.delete(&path).await.expect(204);
    expect_status(&bob, &ann, "online").await;
    expect_status(&ann, &bob, "online").await;
}
