//! Who may not ban, and whom, and for how long.

use e2e::{Answer, Stack, User, in_seconds, public, shared_stack};
use reqwest::Method;
use serde_json::json;

/// Sees the bans of a chat, bans somebody, and lifts the ban of somebody else.
async fn banning(user: &User, chat: &str, whom: &User, banned: &User) -> [Answer; 3] {
    let bans = format!("/v1/chats/{chat}/bans");
    [
        user.get(&bans).await,
        user.ban(chat, whom, &json!({})).await,
        user.delete(&format!("{bans}/{}", banned.id)).await,
    ]
}

/// A chat of an owner, two admins, two moderators and a member, in this order.
async fn staffed(stack: &Stack) -> ([User; 6], String) {
    let people: [User; 6] = stack.register_many("staff", 6).await.try_into().unwrap();
    let mut fields = public("open");
    let others: Vec<&str> = people[1..].iter().map(|user| user.id.as_str()).collect();
    fields["memberIds"] = json!(others);
    let chat = people[0].make_chat(&fields).await;
    for (place, role) in [
        (1, "admin"),
        (2, "admin"),
        (3, "moderator"),
        (4, "moderator"),
    ] {
        people[0].give_role(&chat, &people[place], role).await;
    }
    (people, chat)
}

#[tokio::test]
async fn only_who_manages_members_bans() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (staff, chat) = staffed(&stack).await;
    let [owner, _, _, moderator, _, member] = &staff;
    let people = stack.register_many("person", 3).await;
    let (former, banned, eve) = (&people[0], &people[1], &people[2]);
    former.join(&chat).await.expect(200);
    former.leave(&chat).await.expect(204);
    owner.ban(&chat, banned, &json!({})).await.expect(200);
    let seqs = stack.dynamodb().seqs(&chat).await;
    for whom in [member, eve] {
        for refused in banning(moderator, &chat, whom, banned).await {
            refused.problem(403, "forbidden");
        }
    }
    for refused in banning(member, &chat, eve, banned).await {
        refused.problem(403, "forbidden");
    }
    for user in [former, banned, eve] {
        for refused in banning(user, &chat, member, banned).await {
            refused.problem(404, "not_found");
        }
    }
    for refused in banning(owner, "cht_nothing", eve, banned).await {
        refused.problem(404, "not_found");
    }
    let path = format!("/v1/chats/{chat}/bans/{}", eve.id);
    for method in [Method::PUT, Method::DELETE] {
        let call = stack.call(method, &path).json(&json!({}));
        call.send().await.problem(401, "unauthenticated");
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    let listed = owner.listed(&format!("/v1/chats/{chat}/bans")).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
}

#[tokio::test]
async fn nobody_bans_who_stands_as_high_or_higher() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (staff, chat) = staffed(&stack).await;
    let [
        owner,
        admin,
        other_admin,
        moderator,
        other_moderator,
        member,
    ] = &staff;
    let keeper = json!({"permissions": ["post", "manageMembers"]});
    for user in [moderator, member] {
        let kept = owner.change_member(&chat, user, &keeper).await;
        kept.expect(200);
    }
    let seqs = stack.dynamodb().seqs(&chat).await;
    for (user, above) in [
        (admin, vec![owner, other_admin]),
        (moderator, vec![owner, admin, other_moderator]),
        (member, vec![owner, admin, moderator]),
    ] {
        for whom in above {
            let refused = user.ban(&chat, whom, &json!({})).await;
            refused.problem(403, "forbidden");
            assert_eq!(whom.chat(&chat).await["myState"], "active");
        }
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    moderator.ban(&chat, member, &json!({})).await.expect(200);
    admin.ban(&chat, moderator, &json!({})).await.expect(200);
    owner.ban(&chat, admin, &json!({})).await.expect(200);
    assert_eq!(owner.chat(&chat).await["memberCount"], 3);
}

#[tokio::test]
async fn a_ban_says_sensibly_why_and_until_when() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let cases = [
        (json!({"reason": "x".repeat(501)}), "reason"),
        (json!({"reason": 7}), "reason"),
        (json!({"until": in_seconds(-1)}), "until"),
        (json!({"until": "2001-01-01T00:00:00.000Z"}), "until"),
        (json!({"until": "tomorrow"}), "until"),
        (json!({"until": 3_600}), "until"),
    ];
    for (body, field) in cases {
        let problem = ann.ban(&chat, &bob, &body).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{body}: {problem}");
    }
    assert_eq!(bob.chat(&chat).await["myState"], "active");
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    let longest = json!({"reason": "x".repeat(500)});
    ann.ban(&chat, &bob, &longest).await.expect(200);
}

#[tokio::test]
async fn who_does_not_exist_or_is_not_banned_is_not_found() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let eve = stack.register("eve").await;
    let bans = format!("/v1/chats/{chat}/bans");
    let nobody = format!("{bans}/usr_nobody");
    ann.put(&nobody, &json!({})).await.problem(404, "not_found");
    for path in [
        nobody,
        format!("{bans}/{}", bob.id),
        format!("{bans}/{}", eve.id),
    ] {
        ann.delete(&path).await.problem(404, "not_found");
    }
    assert_eq!(bob.chat(&chat).await["myState"], "active");
    // In a direct chat nobody keeps order over the other.
    let direct = ann.direct_chat(&bob).await;
    for refused in banning(&ann, &direct, &bob, &bob).await {
        refused.problem(403, "forbidden");
    }
    assert_eq!(bob.chat(&direct).await["myState"], "active");
}
