//! Links: whoever has one comes in, as often and as long as it says.

use e2e::{DEADLINE, User, eventually, in_seconds, insist, shared_stack};
use futures::future::join_all;
use serde_json::{Value, json};

use super::{accept, codes, invite, path, revoke};

#[tokio::test]
async fn a_link_shows_the_chat_and_lets_in_whoever_has_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    for visibility in ["public", "private", "secret"] {
        let fields = json!({"visibility": visibility, "name": "behind the link"});
        let chat = ann.make_chat(&fields).await;
        ann.say(&chat, "a secret").await;
        let link = invite(ann, &chat, &json!({})).await;
        for unlimited in ["userId", "expiresAt", "maxUses"] {
            assert_eq!(link.get(unlimited), Some(&Value::Null), "{link}");
        }
        let list = format!("/v1/chats/{chat}/invites");
        for (user, uses) in [(bob, 0), (cay, 1)] {
            let preview = user.get(&path(&link)).await.expect(200);
            let shown = &preview["chat"];
            assert_eq!(
                (&shown["id"], &shown["name"]),
                (&json!(chat), &json!("behind the link"))
            );
            assert_eq!(shown["memberCount"], uses + 1);
            assert!(!preview.to_string().contains("a secret"), "{preview}");
            assert_eq!(preview["uses"], uses);
            assert!(user.listed("/v1/invites").await.is_empty(), "nobody's own");

            accept(user, &link).await.expect(200);
            let again = accept(user, &link).await.expect(200);
            assert_eq!(again["memberCount"], uses + 2, "a repeat");
            assert_eq!(ann.listed(&list).await[0]["uses"], uses + 1);
        }
        // Who is in already uses nothing up.
        accept(ann, &link).await.expect(200);
        assert_eq!(ann.listed(&list).await[0]["uses"], 2);
        assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2, 3]);
    }
}

#[tokio::test]
async fn a_link_for_three_lets_in_three_of_five_who_come_at_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 7).await;
    let (ann, others) = people.split_first().unwrap();
    let chat = ann.make_chat(&json!({})).await;
    let link = invite(ann, &chat, &json!({"maxUses": 3})).await;
    assert_eq!(link["maxUses"], 3);
    let (late, five) = others.split_first().unwrap();
    let accepting = five
        .iter()
        .map(|user| insist(async || accept(user, &link).await));
    let answers = join_all(accepting).await;
    let mut inside: Vec<&User> = Vec::new();
    for (user, answer) in five.iter().zip(&answers) {
        if answer.status == 200 {
            inside.push(user);
        } else {
            answer.problem(404, "not_found");
        }
    }
    assert_eq!(inside.len(), 3);
    assert_eq!(ann.chat(&chat).await["memberCount"], 4);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2, 3]);

    late.get(&path(&link)).await.problem(404, "not_found");
    accept(late, &link).await.problem(404, "not_found");
    let list = format!("/v1/chats/{chat}/invites");
    assert!(ann.listed(&list).await.is_empty(), "it is not in force");
    // A place that becomes free is no use given back.
    inside[0].leave(&chat).await.expect(204);
    accept(late, &link).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_link_ends_at_its_time() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let chat = ann.make_chat(&json!({})).await;
    let list = format!("/v1/chats/{chat}/invites");
    let at = in_seconds(3);
    let link = invite(ann, &chat, &json!({"expiresAt": at})).await;
    let longer = invite(ann, &chat, &json!({"expiresAt": in_seconds(3_600)})).await;
    assert_eq!(link["expiresAt"], at.as_str());
    accept(bob, &link).await.expect(200);
    let over = async || (cay.get(&path(&link)).await.status == 404).then_some(());
    eventually("its time", DEADLINE, over).await;
    assert!(jiff::Timestamp::now() >= at.parse().unwrap(), "not before");
    accept(cay, &link).await.problem(404, "not_found");
    assert_eq!(codes(ann, &list).await, [longer["code"].clone()]);
    assert_eq!(
        bob.chat(&chat).await["myState"],
        "active",
        "who is in stays"
    );
    accept(cay, &longer).await.expect(200);
}

#[tokio::test]
async fn a_link_is_revoked() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let chat = ann.make_chat(&json!({})).await;
    let list = format!("/v1/chats/{chat}/invites");
    let mut links = Vec::new();
    for _ in 0..5 {
        links.push(invite(ann, &chat, &json!({})).await);
    }
    accept(bob, &links[0]).await.expect(200);
    revoke(ann, &chat, &links[0]).await.expect(204);
    revoke(ann, &chat, &links[0])
        .await
        .problem(404, "not_found");
    cay.get(&path(&links[0])).await.problem(404, "not_found");
    accept(cay, &links[0]).await.problem(404, "not_found");
    assert_eq!(
        bob.chat(&chat).await["myState"],
        "active",
        "who is in stays"
    );

    let pages = ann.pages(&list, 3).await;
    assert_eq!(pages.iter().map(Vec::len).sum::<usize>(), 4);
    let listed = pages.concat();
    for link in &links[1..] {
        assert!(listed.iter().any(|one| one["code"] == link["code"]));
    }
    for (query, field) in [("limit=101", "limit"), ("cursor=x", "cursor")] {
        let problem = ann.get(&format!("{list}?{query}")).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field);
    }
}
