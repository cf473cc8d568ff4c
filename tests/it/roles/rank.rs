//! Nobody acts on a role at or above their own, nor gives one.

use e2e::{Stack, User, shared_stack};
use serde_json::json;

use super::{ALL, change, give_role, may, permit, sorted};

/// Ranks of those in the group below.
const RANKS: [u8; 7] = [3, 2, 2, 1, 1, 0, 0];
const ROLES: [&str; 4] = ["member", "moderator", "admin", "owner"];

/// A group of an owner, two admins, two moderators and two members.
async fn ranks(stack: &Stack) -> (Vec<User>, String) {
    let people = stack.register_many("member", RANKS.len()).await;
    let (owner, others) = people.split_first().unwrap();
    let chat = owner.group("ranks", others).await;
    for (person, rank) in people.iter().zip(RANKS).skip(1) {
        give_role(owner, &chat, person, ROLES[usize::from(rank)]).await;
    }
    (people, chat)
}

/// Lets moderators and members do everything: then their rank alone decides.
async fn permit_all(owner: &User, chat: &str) {
    let permissions = json!({"rolePermissions": {"moderator": ALL, "member": ALL}});
    owner.patch_chat(chat, &permissions).await.expect(200);
}

#[tokio::test]
async fn nobody_acts_on_a_rank_as_high_as_their_own() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (people, chat) = ranks(&stack).await;
    permit_all(&people[0], &chat).await;
    let seqs = stack.dynamodb().seqs(&chat).await;
    let mut refused = 0;
    for (actor, rank) in people.iter().zip(RANKS) {
        for (target, other) in people.iter().zip(RANKS) {
            if rank > other || actor.id == target.id {
                continue;
            }
            let mut changes = vec![json!({"title": "x"}), json!({"permissions": ["post"]})];
            if other > 0 {
                changes.push(json!({"role": "member"}));
            }
            for change in changes {
                let answer = actor.change_member(&chat, target, &change).await;
                answer.problem(403, "forbidden");
            }
            let answer = actor.remove(&chat, target).await;
            answer.problem(403, "forbidden");
            refused += 1;
        }
    }
    assert_eq!(refused, 24);
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);

    // On whoever is next below, they do.
    for (actor, target) in [(4, 6), (2, 4), (0, 2)] {
        let (actor, target) = (&people[actor], &people[target]);
        change(actor, &chat, target, &json!({"title": "x"})).await;
        permit(actor, &chat, target, &json!([])).await;
        actor.remove(&chat, target).await.expect(204);
    }
}

#[tokio::test]
async fn nobody_gives_a_rank_as_high_as_their_own() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (people, chat) = ranks(&stack).await;
    permit_all(&people[0], &chat).await;
    let (owner, admin, moderator) = (&people[0], &people[1], &people[3]);
    let member = &people[5];
    for (actor, role) in [
        (admin, "admin"),
        (moderator, "admin"),
        (moderator, "moderator"),
    ] {
        let answer = actor
            .change_member(&chat, member, &json!({"role": role}))
            .await;
        answer.problem(403, "forbidden");
    }
    assert_eq!(member.chat(&chat).await["myRole"], "member");
    for (actor, role) in [
        (admin, "moderator"),
        (admin, "member"),
        (owner, "admin"),
        (owner, "moderator"),
    ] {
        give_role(actor, &chat, member, role).await;
        assert_eq!(member.chat(&chat).await["myRole"], role);
    }
    // Nor does anybody change their own.
    for (actor, role) in [(owner, "admin"), (admin, "member"), (moderator, "admin")] {
        let answer = actor
            .change_member(&chat, actor, &json!({"role": role}))
            .await;
        answer.problem(403, "forbidden");
    }
    let own = json!({"permissions": ["post"]});
    let answer = admin.change_member(&chat, admin, &own).await;
    answer.problem(403, "forbidden");
}

#[tokio::test]
async fn only_who_manages_members_acts_on_them() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (people, chat) = ranks(&stack).await;
    let (owner, admin, moderator) = (&people[0], &people[1], &people[3]);
    let (member, eve) = (&people[5], stack.register("eve").await);
    let changes = [
        json!({"title": "x"}),
        json!({"role": "moderator"}),
        json!({"permissions": ["post"]}),
    ];
    let seqs = stack.dynamodb().seqs(&chat).await;
    for (actor, status, code) in [
        (moderator, 403, "forbidden"),
        (&people[6], 403, "forbidden"),
        (&eve, 404, "not_found"),
    ] {
        for change in &changes {
            let answer = actor.change_member(&chat, member, change).await;
            answer.problem(status, code);
        }
        let answer = actor.remove(&chat, member).await;
        answer.problem(status, code);
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);

    permit(owner, &chat, moderator, &json!(["manageMembers", "post"])).await;
    change(moderator, &chat, member, &json!({"title": "x"})).await;
    moderator.remove(&chat, member).await.expect(204);
    permit(owner, &chat, admin, &json!(["post"])).await;
    let answer = admin.remove(&chat, &people[6]).await;
    answer.problem(403, "forbidden");
}

#[tokio::test]
async fn nobody_grants_what_they_lack() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (people, chat) = ranks(&stack).await;
    let (owner, admin, member) = (&people[0], &people[1], &people[5]);
    permit(owner, &chat, admin, &json!(["manageMembers", "post"])).await;
    let seqs = stack.dynamodb().seqs(&chat).await;
    for lacking in [json!(["pin"]), json!(["editInfo", "post"]), json!(ALL)] {
        let change = json!({"permissions": lacking});
        let answer = admin.change_member(&chat, member, &change).await;
        answer.problem(403, "forbidden");
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    for given in [json!([]), json!(["post"]), json!(["manageMembers", "post"])] {
        let changed = permit(admin, &chat, member, &given).await;
        assert_eq!(sorted(&changed["permissions"]), given);
        assert_eq!(may(member, &chat).await, given);
    }
}
