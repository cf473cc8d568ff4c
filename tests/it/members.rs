//! Who is in a chat: who comes, who goes, who is listed, and what everyone is told of it.

mod adding;
mod going;
mod notes;
mod refusals;
mod room;

use std::collections::BTreeSet;

use e2e::{Answer, User, shared_stack};
use serde_json::{Value, json};

fn ids(members: &[Value]) -> BTreeSet<&str> {
    let ids = members.iter().map(|member| member["userId"].as_str());
    ids.map(|id| id.expect("a string")).collect()
}

fn ids_of<'a>(people: &[&'a User]) -> BTreeSet<&'a str> {
    people.iter().map(|user| user.id.as_str()).collect()
}

/// How the addition of each person ended, in the order in which they were named.
fn statuses(answer: &Answer, people: &[&User]) -> Vec<Value> {
    let results = answer.expect(200)["data"].clone();
    let results = results.as_array().expect("a list");
    let named: Vec<&Value> = results.iter().map(|result| &result["userId"]).collect();
    let expected: Vec<&str> = people.iter().map(|user| user.id.as_str()).collect();
    assert_eq!(named, expected);
    let statuses = results.iter().map(|result| result["status"].clone());
    statuses.collect()
}

#[tokio::test]
async fn members_are_listed_page_by_page() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 7).await;
    let (ann, others) = people.split_first().unwrap();
    let chat = ann.group("listed", others).await;
    let path = format!("/v1/chats/{chat}/members");
    let everyone = ids_of(&people.iter().collect::<Vec<_>>());
    for reader in [ann, &others[3]] {
        for limit in [1, 3, 100] {
            let listed = reader.pages(&path, limit).await.concat();
            assert_eq!(listed.len(), people.len(), "each once");
            assert_eq!(ids(&listed), everyone);
        }
    }
    for member in others[0].members(&chat).await {
        let is_owner = member["userId"] == ann.id.as_str();
        let role = if is_owner { "owner" } else { "member" };
        assert_eq!(
            (&member["role"], &member["state"]),
            (&json!(role), &json!("active"))
        );
        let user = &member["user"];
        assert_eq!(
            (&user["id"], &user["displayName"]),
            (&member["userId"], &json!("member"))
        );
        for secret in ["email", "phone"] {
            assert!(user.get(secret).is_none(), "others do not see it: {user}");
        }
        for nothing in ["title", "permissions", "leftAt"] {
            assert_eq!(member.get(nothing), Some(&Value::Null), "{member}");
        }
        assert!(member["joinedAt"].is_string(), "{member}");
    }
}

#[tokio::test]
async fn who_went_is_listed_by_how_they_went() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 4).await;
    let [ann, bob, cay, dan] = people.as_slice() else {
        panic!("four people")
    };
    let chat = ann.group("some go", &people[1..]).await;
    bob.leave(&chat).await.expect(204);
    ann.remove(&chat, cay).await.expect(204);
    let expected = [
        ("active", vec![ann, dan]),
        ("left", vec![bob]),
        ("removed", vec![cay]),
        ("banned", vec![]),
        ("pending", vec![]),
    ];
    for (state, people) in expected {
        let path = format!("/v1/chats/{chat}/members?state={state}");
        let page = ann.get(&path).await.expect(200);
        let members = page["data"].as_array().unwrap();
        assert_eq!(ids(members), ids_of(&people), "{state}");
        for member in members {
            assert_eq!(member["state"], state);
            let is_gone = state != "active";
            assert_eq!(member["leftAt"].is_string(), is_gone, "{member}");
        }
    }
    assert_eq!(ids(&dan.members(&chat).await), ids_of(&[ann, dan]));
}

#[tokio::test]
async fn only_members_read_the_list_and_only_in_pages() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let eve = stack.register("eve").await;
    let path = format!("/v1/chats/{chat}/members");
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
        ("state=gone", "state"),
    ] {
        let answer = bob.get(&format!("{path}?{query}")).await;
        let problem = answer.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{query}");
    }
    eve.get(&path).await.problem(404, "not_found");
    bob.leave(&chat).await.expect(204);
    bob.get(&path).await.problem(404, "not_found");
    let direct = ann.direct_chat(&eve).await;
    assert_eq!(ids(&eve.members(&direct).await), ids_of(&[&ann, &eve]));
}
