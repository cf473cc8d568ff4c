//! Who does not show themself is neither listed, nor counted, nor told of.

use e2e::looking::{self, check_viewers};
use e2e::{DEADLINE, User, eventually, shared_stack};
use serde_json::json;

use super::{check_told, expect_count};

/// Why somebody is not seen.
const WAYS: [&str; 4] = ["nobody", "invisible", "blocks", "blocked"];

async fn hide(shy: &User, from: &User, way: &str) {
    match way {
        "nobody" => {
            let nobody = json!({"lastSeenVisibility": "nobody"});
            shy.change_settings(&nobody).await;
        }
        "invisible" => {
            let offline = json!({"status": "offline"});
            shy.put("/v1/presence/me", &offline).await.expect(200);
        }
        "blocks" => block(shy, from).await,
        _ => block(from, shy).await,
    }
}

async fn block(user: &User, other: &User) {
    let path = format!("/v1/users/{}/block", other.id);
    user.post_empty(&path).await.expect(204);
}

#[tokio::test]
async fn who_does_not_show_themself_looks_unseen() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for way in WAYS {
        let (ann, shy, cay, chat) = stack.group_of_three().await;
        hide(&shy, &ann, way).await;
        // A block is between the two: others see both.
        let is_hidden_from_all = !way.starts_with("block");
        let (anns, shys, cays) = tokio::join!(ann.connect(), shy.connect(), cay.connect());
        looking::open(&anns, &chat).await;
        let ack = looking::open(&shys, &chat).await;
        let seen: &[&User] = if is_hidden_from_all { &[&ann] } else { &[&shy] };
        check_viewers(&ack, &chat, seen);
        let ack = looking::open(&cays, &chat).await;
        let seen: &[&User] = match is_hidden_from_all {
            true => &[&ann, &cay],
            false => &[&ann, &shy, &cay],
        };
        check_viewers(&ack, &chat, seen);

        expect_count(&anns, "viewer.joined", &cay, &chat, 2).await;
        expect_count(&shys, "viewer.joined", &cay, &chat, 2).await;
        check_viewers(&looking::open(&anns, &chat).await, &chat, &[&ann, &cay]);
        looking::close(&shys, &chat).await;
        looking::close(&cays, &chat).await;
        expect_count(&anns, "viewer.left", &cay, &chat, 1).await;
        check_told(&anns, &shy, &chat, 0, 0).await;
        let times = usize::from(!is_hidden_from_all);
        check_told(&cays, &shy, &chat, 0, times).await;
    }
}

#[tokio::test]
async fn who_hides_while_they_look_is_listed_no_more() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for way in WAYS {
        let (ann, shy, cay, chat) = stack.group_of_three().await;
        let (anns, shys, cays) = tokio::join!(ann.connect(), shy.connect(), cay.connect());
        looking::open(&shys, &chat).await;
        check_viewers(&looking::open(&anns, &chat).await, &chat, &[&ann, &shy]);
        hide(&shy, &ann, way).await;
        let is_alone = async || {
            let ack = looking::open(&anns, &chat).await;
            (ack["userIds"] == json!([ann.id])).then_some(ack)
        };
        let what = format!("she sees nobody else, {way}");
        let ack = eventually(&what, DEADLINE, is_alone).await;
        check_viewers(&ack, &chat, &[&ann]);
        looking::open(&cays, &chat).await;
        expect_count(&anns, "viewer.joined", &cay, &chat, 2).await;
        // What they do from now on is not told either.
        looking::close(&shys, &chat).await;
        looking::open(&shys, &chat).await;
        looking::close(&cays, &chat).await;
        expect_count(&anns, "viewer.left", &cay, &chat, 1).await;
        anns.settle().await;
        let joined = looking::told(&anns, "viewer.joined", &shy, &chat);
        assert!(joined.is_empty(), "{way}: {joined:?}");
    }
}

#[tokio::test]
async fn who_shows_themself_to_contacts_is_seen_by_all_of_a_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let contacts = json!({"lastSeenVisibility": "contacts"});
    bob.change_settings(&contacts).await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    looking::open(&anns, &chat).await;
    check_viewers(&looking::open(&bobs, &chat).await, &chat, &[&ann, &bob]);
    expect_count(&anns, "viewer.joined", &bob, &chat, 2).await;
    check_viewers(
        &looking::open(&cays, &chat).await,
        &chat,
        &[&ann, &bob, &cay],
    );
    looking::close(&bobs, &chat).await;
    for socket in [&anns, &cays] {
        expect_count(socket, "viewer.left", &bob, &chat, 2).await;
    }
}
