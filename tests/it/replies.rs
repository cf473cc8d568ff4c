//! Messages that answer others: they are counted and listed.

use e2e::{Way, common, fresh, path_of, shared_stack};
use serde_json::{Value, json};

fn answer(to: &Value, text: &str) -> Value {
    json!({"type": "text", "text": text, "replyToId": to["id"]})
}

fn ids(messages: &[Value]) -> Vec<&Value> {
    messages.iter().map(|message| &message["id"]).collect()
}

#[tokio::test]
async fn an_answer_names_what_it_answers_and_is_counted_there() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let bobs = bob.connect().await;
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        let target = bob.say(&chat, "question").await;
        assert_eq!(
            (&target["replyToId"], &target["replyCount"]),
            (&Value::Null, &json!(0))
        );
        let reply = ann
            .send_body(&chat, &answer(&target, "answer"))
            .await
            .done();
        assert_eq!(reply["replyToId"], target["id"]);
        let event = bobs.expect_message(&reply).await;
        assert_eq!(event["data"], common(&reply));

        let seen = bob.message(&target).await;
        assert_eq!(seen["replyCount"], 1);
        assert_eq!(
            seen["updatedSeq"], reply["seq"],
            "a client counts the same way"
        );
        assert_eq!(bob.list(&target, "replies").await, [common(&reply)]);
        assert!(bob.list(&reply, "replies").await.is_empty());
        // An answer to an answer counts there alone.
        let nested = ann.send_body(&chat, &answer(&reply, "more")).await.done();
        assert_eq!(bob.message(&target).await["replyCount"], 1);
        assert_eq!(bob.message(&reply).await["replyCount"], 1);
        assert_eq!(ids(&bob.list(&reply, "replies").await), [&nested["id"]]);
    }
}

#[tokio::test]
async fn a_repeat_counts_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = stack.group_of_two().await;
    let target = ann.say(&chat, "question").await;
    for (way, count) in Way::BOTH.into_iter().zip(1..) {
        let ann = ann.acting(way).await;
        let mut body = answer(&target, "answer");
        body["clientMessageId"] = json!(fresh());
        let first = ann.send_body(&chat, &body).await.done();
        assert_eq!(ann.send_body(&chat, &body).await.done(), first);
        assert_eq!(ann.message(&target).await["replyCount"], count);
        body["replyToId"] = first["id"].clone();
        let other = ann.send_body(&chat, &body).await;
        other.problem(422, "idempotency_mismatch");
    }
    assert_eq!(ann.list(&target, "replies").await.len(), 2);
}

#[tokio::test]
async fn a_thread_is_read_page_by_page_from_its_beginning() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let target = ann.say(&chat, "question").await;
    let mut replies = Vec::new();
    for number in 0..7 {
        ann.say(&chat, "something else").await;
        replies.push(bob.reply(&target, &number.to_string()).await);
    }
    let expected: Vec<Value> = replies.iter().map(common).collect();
    let path = format!("{}/replies", path_of(&target));
    for (limit, lengths) in [(3, vec![3, 3, 1]), (4, vec![4, 3]), (100, vec![7])] {
        let pages = ann.pages(&path, limit).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
        assert_eq!(pages.concat(), expected, "ascending");
    }
    let first = ann.get(&format!("{path}?limit=2")).await.expect(200);
    let cursor = first["nextCursor"].as_str().unwrap();
    let late = bob.reply(&target, "late").await;
    let rest = ann
        .get(&format!("{path}?cursor={cursor}"))
        .await
        .expect(200);
    assert_eq!(
        ids(rest["data"].as_array().unwrap()).last(),
        Some(&&late["id"])
    );
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let problem = ann.get(&format!("{path}?{query}")).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field);
    }
}

#[tokio::test]
async fn deleted_answers_keep_counting_and_a_deleted_question_keeps_its_answers() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let target = ann.say(&chat, "question").await;
    let first = bob.reply(&target, "one").await;
    let second = bob.reply(&target, "two").await;
    bob.delete(&path_of(&first)).await.expect(200);
    assert_eq!(ann.message(&target).await["replyCount"], 2);
    let listed = ann.list(&target, "replies").await;
    assert_eq!(ids(&listed), [&first["id"], &second["id"]]);
    assert_eq!(
        (&listed[0]["text"], &listed[1]["text"]),
        (&Value::Null, &json!("two"))
    );
    assert_eq!(listed[0]["replyToId"], target["id"]);

    ann.delete(&path_of(&target)).await.expect(200);
    assert_eq!(ann.message(&target).await["replyCount"], 2);
    assert_eq!(ann.list(&target, "replies").await, listed);
    assert_eq!(ann.message(&second).await["replyToId"], target["id"]);
}

#[tokio::test]
async fn only_a_message_of_the_same_chat_that_is_there_can_be_answered() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let here = ann.say(&chat, "here").await;
    let elsewhere = ann.direct_chat(&bob).await;
    let there = ann.say(&elsewhere, "there").await;
    let gone = ann.say(&chat, "gone").await;
    ann.delete(&path_of(&gone)).await.expect(200);
    let forged = here["id"].as_str().unwrap().replace("msg_1_", "msg_2_");
    let unknown = [
        there["id"].clone(),
        gone["id"].clone(),
        json!(forged),
        json!("msg_9_0000000000000"),
        json!("nonsense"),
        json!(chat),
    ];
    let seqs = stack.dynamodb().seqs(&chat).await;
    for way in Way::BOTH {
        let bob = bob.acting(way).await;
        for id in &unknown {
            let body = json!({"type": "text", "text": "x", "replyToId": id});
            bob.send_body(&chat, &body)
                .await
                .refuses("replyToId", "unknown");
        }
        for wrong in [json!(7), json!(""), json!([here["id"]])] {
            let body = json!({"type": "text", "text": "x", "replyToId": wrong});
            bob.send_body(&chat, &body)
                .await
                .refuses("replyToId", "wrong_type");
        }
        let none = json!({"type": "text", "text": "x", "replyToId": null});
        let body = json!({"type": "text", "text": "x", "replyToId": here["id"]});
        assert_eq!(
            bob.send_body(&elsewhere, &none).await.done()["replyToId"],
            Value::Null
        );
        bob.send_body(&elsewhere, &body)
            .await
            .refuses("replyToId", "unknown");
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    assert_eq!(ann.message(&here).await["replyCount"], 0);
    let missing = format!("/v1/chats/{chat}/messages/{forged}/replies");
    ann.get(&missing).await.problem(404, "not_found");
}
