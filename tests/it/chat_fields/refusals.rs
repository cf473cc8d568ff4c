//! What a chat cannot say of itself, and who may not change it.

use e2e::{Answer, shared_stack};
use serde_json::{Value, json};

/// Fields that are wrong, and what the refusal names.
fn wrong() -> Vec<(Value, &'static str)> {
    let url = format!("https://example.org/{}", "x".repeat(2_048));
    let many: Vec<String> = (0..11).map(|number| number.to_string()).collect();
    let texts = [
        (json!({"name": " "}), "name"),
        (json!({"name": "x".repeat(101)}), "name"),
        (json!({"name": "a\u{7}b"}), "name"),
        (json!({"name": 7}), "name"),
        (json!({"description": "x".repeat(501)}), "description"),
        (json!({"description": "a\u{7}b"}), "description"),
        (json!({"description": []}), "description"),
        (json!({"rules": "x".repeat(2_001)}), "rules"),
        (json!({"rules": "a\u{7}b"}), "rules"),
        (json!({"rules": 7}), "rules"),
        (
            json!({"avatarUrl": "http://example.org/a.png"}),
            "avatarUrl",
        ),
        (json!({"avatarUrl": "javascript:alert(1)"}), "avatarUrl"),
        (json!({"avatarUrl": "nonsense"}), "avatarUrl"),
        (json!({"avatarUrl": url}), "avatarUrl"),
        (json!({"avatarUrl": 7}), "avatarUrl"),
    ];
    let choices = [
        (json!({"visibility": "hidden"}), "visibility"),
        (json!({"visibility": 7}), "visibility"),
        (json!({"joinPolicy": "closed"}), "joinPolicy"),
        (json!({"historyVisibility": "none"}), "historyVisibility"),
        (json!({"maxMembers": 1}), "maxMembers"),
        (json!({"maxMembers": 10_001}), "maxMembers"),
        (json!({"maxMembers": "10"}), "maxMembers"),
        (json!({"maxMembers": 2.5}), "maxMembers"),
        (json!({"slowModeSeconds": 3_601}), "slowModeSeconds"),
        (json!({"slowModeSeconds": -1}), "slowModeSeconds"),
        (json!({"slowModeSeconds": "5"}), "slowModeSeconds"),
        (
            json!({"disappearAfterSeconds": 59}),
            "disappearAfterSeconds",
        ),
        (
            json!({"disappearAfterSeconds": 31_536_001}),
            "disappearAfterSeconds",
        ),
        (
            json!({"disappearAfterSeconds": "60"}),
            "disappearAfterSeconds",
        ),
    ];
    let lists = [
        (json!({"tags": many}), "tags"),
        (json!({"tags": "x"}), "tags"),
        (json!({"tags": ["a", ""]}), "tags[1]"),
        (json!({"tags": ["x".repeat(31)]}), "tags[0]"),
        (json!({"tags": [7]}), "tags[0]"),
        (json!({"categories": many}), "categories"),
        (json!({"categories": ["a", ""]}), "categories[1]"),
        (json!({"categories": ["x".repeat(31)]}), "categories[0]"),
        (json!({"categories": [7]}), "categories[0]"),
    ];
    texts.into_iter().chain(choices).chain(lists).collect()
}

fn refuses(answer: &Answer, field: &str) {
    let problem = answer.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(field), "it names the field: {problem}");
}

#[tokio::test]
async fn a_wrong_field_is_refused_by_its_name() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let before = bob.chat(&chat).await;
    for (fields, field) in wrong() {
        refuses(&ann.patch_chat(&chat, &fields).await, field);
        for kind in ["group", "channel"] {
            let mut body = json!({"type": kind, "name": "x", "memberIds": []});
            let given = fields.as_object().unwrap().clone();
            body.as_object_mut().unwrap().extend(given);
            refuses(&ann.post("/v1/chats", &body).await, field);
        }
    }
    refuses(
        &ann.patch_chat(&chat, &json!({"archived": "yes"})).await,
        "archived",
    );
    let crowd = json!({
        "type": "group", "name": "x", "maxMembers": 2, "memberIds": [bob.id, "usr_other"],
    });
    refuses(&ann.post("/v1/chats", &crowd).await, "memberIds");
    let nameless = json!({"type": "channel", "memberIds": []});
    refuses(&ann.post("/v1/chats", &nameless).await, "name");

    // With one that is good beside it, neither is taken.
    let both = json!({"description": "x", "maxMembers": 1});
    refuses(&ann.patch_chat(&chat, &both).await, "maxMembers");
    assert_eq!(bob.chat(&chat).await, before);
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
    let listed = ann.get("/v1/chats").await.expect(200);
    assert_eq!(listed["data"].as_array().unwrap().len(), 1, "none was made");
}

#[tokio::test]
async fn the_longest_of_everything_is_taken() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let tags: Vec<String> = (0..10).map(|number| format!("{number:0>30}")).collect();
    let longest = json!({
        "name": "é".repeat(100), "description": "é".repeat(500), "rules": "é".repeat(2_000),
        "tags": tags, "categories": tags, "maxMembers": 10_000, "slowModeSeconds": 3_600,
        "disappearAfterSeconds": 31_536_000,
    });
    let least = json!({
        "name": "é", "description": "é", "rules": "é", "tags": ["é"], "categories": ["é"],
        "maxMembers": 2, "slowModeSeconds": 0, "disappearAfterSeconds": 60,
    });
    for fields in [longest, least] {
        super::change(&ann, &chat, &fields).await;
        let shown = bob.chat(&chat).await;
        for (field, value) in fields.as_object().unwrap() {
            assert_eq!(shown[field], *value, "{field}");
        }
        ann.make_with("channel", &[&bob], &fields).await;
    }
}

#[tokio::test]
async fn only_who_may_changes_a_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 6).await;
    let [ann, bob, cay, dan, eve, fay] = people.as_slice() else {
        panic!("six people")
    };
    let chat = ann.group("changed", &people[1..5]).await;
    for (person, role) in [(bob, "admin"), (cay, "moderator")] {
        let role = json!({"role": role});
        ann.change_member(&chat, person, &role).await.expect(200);
    }
    eve.leave(&chat).await.expect(204);
    let seqs = stack.dynamodb().seqs(&chat).await;
    for (field, value) in super::fields() {
        let changes = json!({field: value});
        for user in [cay, dan] {
            let answer = user.patch_chat(&chat, &changes).await;
            answer.problem(403, "forbidden");
        }
        for user in [eve, fay] {
            let answer = user.patch_chat(&chat, &changes).await;
            answer.problem(404, "not_found");
        }
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    let changes = json!({"name": "by an admin"});
    super::change(bob, &chat, &changes).await;
    assert_eq!(dan.chat(&chat).await["name"], "by an admin");
    let unknown = ann.patch_chat("cht_nothing", &changes).await;
    unknown.problem(404, "not_found");
}
