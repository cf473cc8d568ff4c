//! Who may not invite, and whom an invitation does not let in.

use e2e::{User, in_seconds, public, shared_stack};
use serde_json::{Value, json};

use super::{accept, invite, invite_one, path, revoke};

/// A chat's owner, an admin, a moderator, a member, and people who are not in it: one asks to
/// join, one left, one was removed, one is banned, and one never came.
struct Scene {
    ann: User,
    inside: [User; 3],
    outside: [User; 5],
    chat: String,
}

impl Scene {
    async fn new() -> Self {
        let people = shared_stack().register_many("person", 9).await;
        let [
            ann,
            admin,
            moderator,
            member,
            pending,
            left,
            removed,
            banned,
            eve,
        ] = people.try_into().unwrap();
        let mut fields = public("approval");
        let members = [&admin, &moderator, &member, &left, &removed, &banned];
        fields["memberIds"] = json!(members.map(|user| &user.id));
        let chat = ann.make_chat(&fields).await;
        ann.give_role(&chat, &admin, "admin").await;
        ann.give_role(&chat, &moderator, "moderator").await;
        pending.join(&chat).await.expect(202);
        left.leave(&chat).await.expect(204);
        ann.remove(&chat, &removed).await.expect(204);
        ann.ban(&chat, &banned, &json!({})).await.expect(200);
        Self {
            ann,
            inside: [admin, moderator, member],
            outside: [pending, left, removed, banned, eve],
            chat,
        }
    }
}

/// Whether somebody may make invitations, see them, and take back their own.
async fn invites(user: &User, chat: &str, expected: bool) {
    let path = format!("/v1/chats/{chat}/invites");
    let (made, listed) = (user.post(&path, &json!({})).await, user.get(&path).await);
    if expected {
        listed.expect(200);
        let made = made.expect(201);
        revoke(user, chat, &made).await.expect(204);
    } else {
        made.problem(403, "forbidden");
        listed.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn who_may_invite_depends_on_role_and_policy() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new().await;
    let (ann, chat) = (&scene.ann, &scene.chat);
    let [admin, moderator, member] = &scene.inside;
    for (policy, may) in [
        ("approval", [true, true, false, false]),
        ("invite", [true, true, true, false]),
        ("open", [true, true, true, true]),
    ] {
        ann.change_chat(chat, &json!({"joinPolicy": policy})).await;
        for (user, may) in [ann, admin, moderator, member].into_iter().zip(may) {
            invites(user, chat, may).await;
        }
        for user in &scene.outside {
            let list = format!("/v1/chats/{chat}/invites");
            user.get(&list).await.problem(404, "not_found");
            let made = user.post(&list, &json!({})).await;
            made.problem(404, "not_found");
        }
    }
    let direct = ann.direct_chat(admin).await;
    invites(ann, &direct, false).await;
}

#[tokio::test]
async fn an_invitation_is_taken_back_by_who_made_it_or_manages_members() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new().await;
    let (ann, chat) = (&scene.ann, &scene.chat);
    let [admin, moderator, member] = &scene.inside;
    ann.change_chat(chat, &json!({"joinPolicy": "open"})).await;
    let anns = invite(ann, chat, &json!({})).await;
    let members = invite(member, chat, &json!({})).await;
    for user in [moderator, member] {
        revoke(user, chat, &anns).await.problem(403, "forbidden");
    }
    revoke(moderator, chat, &members)
        .await
        .problem(403, "forbidden");
    for user in &scene.outside {
        revoke(user, chat, &anns).await.problem(404, "not_found");
    }
    revoke(admin, chat, &anns).await.expect(204);
    revoke(member, chat, &members).await.expect(204);
    let unknown = json!({"code": "nothing"});
    revoke(ann, chat, &unknown).await.problem(404, "not_found");
    let elsewhere = ann.make_chat(&json!({})).await;
    let other = invite(ann, &elsewhere, &json!({})).await;
    revoke(ann, chat, &other).await.problem(404, "not_found");
    ann.get(&path(&other)).await.expect(200);
}

#[tokio::test]
async fn the_banned_and_whom_there_is_no_room_for_do_not_come_in() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let chat = ann.make_chat(&json!({"maxMembers": 2})).await;
    let link = invite(ann, &chat, &json!({"maxUses": 1})).await;
    let own = invite_one(ann, &chat, cay).await;
    ann.ban(&chat, bob, &json!({})).await.expect(200);
    accept(bob, &link).await.problem(403, "forbidden");
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    let unban = format!("/v1/chats/{chat}/bans/{}", bob.id);
    ann.delete(&unban).await.expect(204);
    accept(bob, &link).await.expect(200);

    let another = invite(ann, &chat, &json!({"maxUses": 1})).await;
    for full in [&own, &another] {
        accept(cay, full).await.problem(409, "chat_full");
    }
    let shown = cay.get(&path(&another)).await.expect(200);
    assert_eq!(shown["uses"], 0, "nobody came in by it");
    bob.leave(&chat).await.expect(204);
    accept(cay, &own).await.expect(200);
    assert_eq!(cay.get(&path(&another)).await.expect(200)["uses"], 0);
}

#[tokio::test]
async fn an_invitation_says_sensibly_whom_how_often_and_how_long() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let chat = ann.make_chat(&json!({})).await;
    let list = format!("/v1/chats/{chat}/invites");
    let cases = [
        (json!({"userId": "usr_nobody"}), "userId"),
        (json!({"userId": 7}), "userId"),
        (json!({"expiresAt": in_seconds(-1)}), "expiresAt"),
        (
            json!({"expiresAt": "2001-01-01T00:00:00.000Z"}),
            "expiresAt",
        ),
        (json!({"expiresAt": "tomorrow"}), "expiresAt"),
        (json!({"expiresAt": 7}), "expiresAt"),
        (json!({"maxUses": 0}), "maxUses"),
        (json!({"maxUses": 10_001}), "maxUses"),
        (json!({"maxUses": -1}), "maxUses"),
        (json!({"maxUses": 1.5}), "maxUses"),
        (json!({"maxUses": "3"}), "maxUses"),
    ];
    for (body, field) in cases {
        let problem = ann.post(&list, &body).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{body}: {problem}");
    }
    assert!(ann.listed(&list).await.is_empty());
    for most in [1, 10_000] {
        let link = invite(&ann, &chat, &json!({"maxUses": most})).await;
        assert_eq!(link["maxUses"], most);
    }
    let none = json!({"userId": null, "expiresAt": null, "maxUses": null});
    let link = invite(&ann, &chat, &none).await;
    assert_eq!(link["userId"], Value::Null);
}
