//! Whom a chat does not let in, and who may not answer requests.

use e2e::{Answer, User, public, shared_stack};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_chat_for_the_invited_is_not_joined() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    for fields in [public("invite"), json!({"visibility": "public"})] {
        let chat = ann.make_chat(&fields).await;
        for _ in 0..2 {
            eve.join(&chat).await.problem(403, "forbidden");
        }
        assert!(stack.dynamodb().seqs(&chat).await.is_empty());
        let path = format!("/v1/chats/{chat}/join-requests");
        assert!(ann.listed(&path).await.is_empty());
        let path = format!("/v1/chats/{chat}");
        eve.get(&path).await.problem(404, "not_found");
        // Who is in already has nothing to ask for.
        assert_eq!(ann.join(&chat).await.expect(200)["myRole"], "owner");
    }
}

#[tokio::test]
async fn a_stranger_cannot_tell_a_hidden_chat_from_none() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    let unknown = eve.join("cht_nothing").await.problem(404, "not_found");
    for visibility in ["private", "secret"] {
        for policy in ["open", "approval", "invite"] {
            let fields = json!({"visibility": visibility, "joinPolicy": policy});
            let chat = ann.make_chat(&fields).await;
            let problem = eve.join(&chat).await.problem(404, "not_found");
            assert_eq!(
                problem["detail"], unknown["detail"],
                "{visibility} {policy}"
            );
            let mine = format!("/v1/chats/{chat}/join-requests/me");
            eve.delete(&mine).await.problem(404, "not_found");
            let requests = format!("/v1/chats/{chat}/join-requests");
            assert!(ann.listed(&requests).await.is_empty());
            assert!(stack.dynamodb().seqs(&chat).await.is_empty());
        }
    }
    let bob = stack.register("bob").await;
    let direct = ann.direct_chat(&bob).await;
    eve.join(&direct).await.problem(404, "not_found");
}

#[tokio::test]
async fn who_left_a_private_chat_does_not_come_back_by_themselves() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let fields = json!({"joinPolicy": "open", "memberIds": [bob.id]});
    let chat = ann.make_chat(&fields).await;
    bob.join(&chat).await.expect(200);
    bob.leave(&chat).await.expect(204);
    bob.join(&chat).await.problem(404, "not_found");
    let public = json!({"visibility": "public"});
    ann.change_chat(&chat, &public).await;
    bob.join(&chat).await.expect(200);
}

/// Reads the requests of a chat, and answers the one of somebody.
async fn keeping_the_door(user: &User, chat: &str, asking: &User) -> [Answer; 3] {
    let path = format!("/v1/chats/{chat}/join-requests");
    let one = format!("{path}/{}", asking.id);
    [
        user.get(&path).await,
        user.post_empty(&format!("{one}/approve")).await,
        user.post_empty(&format!("{one}/deny")).await,
    ]
}

#[tokio::test]
async fn only_who_manages_members_keeps_the_door() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 6).await;
    let [ann, moderator, member, former, asking, eve] = people.try_into().unwrap();
    let mut fields = public("approval");
    fields["memberIds"] = json!([moderator.id, member.id, former.id]);
    let chat = ann.make_chat(&fields).await;
    ann.give_role(&chat, &moderator, "moderator").await;
    former.leave(&chat).await.expect(204);
    asking.join(&chat).await.expect(202);
    let seqs = stack.dynamodb().seqs(&chat).await;
    for user in [&moderator, &member] {
        for refused in keeping_the_door(user, &chat, &asking).await {
            refused.problem(403, "forbidden");
        }
    }
    for user in [&former, &asking, &eve] {
        for refused in keeping_the_door(user, &chat, &asking).await {
            refused.problem(404, "not_found");
        }
    }
    for refused in keeping_the_door(&ann, "cht_nothing", &asking).await {
        refused.problem(404, "not_found");
    }
    // Who has not asked is not let in, whoever they are.
    for user in [&eve, &member, &former] {
        let [_, approved, denied] = keeping_the_door(&ann, &chat, user).await;
        approved.problem(404, "not_found");
        denied.problem(404, "not_found");
    }
    let nobody = format!("/v1/chats/{chat}/join-requests/usr_nobody/approve");
    ann.post_empty(&nobody).await.problem(404, "not_found");
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);

    // A permission of one's own opens it.
    let keeper = json!({"permissions": ["post", "manageMembers"]});
    let kept = ann.change_member(&chat, &member, &keeper).await;
    kept.expect(200);
    let [listed, approved, _] = keeping_the_door(&member, &chat, &asking).await;
    assert_eq!(listed.expect(200)["data"][0]["userId"], asking.id.as_str());
    approved.expect(200);
}

#[tokio::test]
async fn joining_asks_for_a_good_token() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let chat = ann.make_chat(&public("open")).await;
    for (method, rest) in [
        (Method::POST, "join"),
        (Method::GET, "join-requests"),
        (Method::DELETE, "join-requests/me"),
    ] {
        let call = stack.call(method, &format!("/v1/chats/{chat}/{rest}"));
        call.send().await.problem(401, "unauthenticated");
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
}
