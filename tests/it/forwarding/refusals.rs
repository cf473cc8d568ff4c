//! What cannot be forwarded, and where.

use e2e::{common, fresh, path_of, shared_stack};
use serde_json::{Value, json};

use super::{forward, forwarded, groups};

#[tokio::test]
async fn one_chats_refusal_does_not_keep_the_others_from_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [from, open, other]) = groups(&stack).await;
    let closed = bob.group("without ann", &[]).await;
    let sent = bob.say(&from, "one").await;
    let chats = [open.as_str(), &closed, "cht_nothing", &other];
    let results = forwarded(&ann, &sent, &chats, &fresh()).await;
    for place in [0, 3] {
        assert_eq!(results[place]["error"], Value::Null);
        assert_eq!(results[place]["message"]["text"], "one");
    }
    for place in [1, 2] {
        let error = &results[place]["error"];
        assert_eq!(results[place]["message"], Value::Null);
        assert_eq!(
            (&error["status"], &error["code"]),
            (&json!(404), &json!("not_found"))
        );
        for text in ["type", "title", "detail"] {
            assert!(error[text].is_string(), "a whole problem: {error}");
        }
    }
    assert_eq!(
        results[1]["error"]["detail"], results[2]["error"]["detail"],
        "which is there?"
    );
    assert!(bob.history(&closed).await.is_empty());
    assert_eq!(bob.history(&open).await, [common(&results[0]["message"])]);
    assert_eq!(bob.history(&other).await, [common(&results[3]["message"])]);
}

#[tokio::test]
async fn only_what_is_there_can_be_forwarded() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [from, to]) = groups(&stack).await;
    let eve = stack.register("eve").await;
    let eves = eve.group("eve's", &[]).await;
    let sent = ann.say(&from, "one").await;
    let gone = ann.say(&from, "gone").await;
    ann.delete(&path_of(&gone)).await.expect(200);
    let hidden = ann.say(&from, "hidden").await;
    bob.delete(&format!("{}?for=me", path_of(&hidden)))
        .await
        .expect(200);
    let change = |field: &str, value: &str| {
        let mut message = sent.clone();
        message[field] = json!(value);
        message
    };
    let missing = [
        gone,
        hidden,
        change("id", "msg_1_0000000000000"),
        change("id", "nonsense"),
        change("chatId", &to),
        change("chatId", "cht_nothing"),
    ];
    for message in &missing {
        forward(&bob, message, &[&to], &fresh())
            .await
            .problem(404, "not_found");
    }
    forward(&eve, &sent, &[&eves], &fresh())
        .await
        .problem(404, "not_found");
    assert!(stack.dynamodb().seqs(&to).await.is_empty());
    assert!(stack.dynamodb().seqs(&eves).await.is_empty());

    // No client can send one, and no route of today makes one.
    let key = json!({"chatId": {"S": from}, "seq": {"N": sent["seq"].to_string()}});
    let update = json!({
        "TableName": "MessagesTable", "Key": key, "UpdateExpression": "SET #type = :system",
        "ExpressionAttributeNames": {"#type": "type"},
        "ExpressionAttributeValues": {":system": {"S": "system"}},
    });
    stack.dynamodb().call("UpdateItem", &update).await;
    let refused = forward(&bob, &sent, &[&to], &fresh()).await;
    refused.problem(400, "validation_failed");
}

#[tokio::test]
async fn a_forward_names_its_chats_and_a_key() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [from, to]) = groups(&stack).await;
    let sent = ann.say(&from, "one").await;
    let path = format!("{}/forward", path_of(&sent));
    let (one, many) = (json!([to]), vec!["cht_nothing"; 21]);
    let cases = [
        (json!({"clientMessageId": "k"}), "chatIds"),
        (json!({"clientMessageId": "k", "chatIds": []}), "chatIds"),
        (json!({"clientMessageId": "k", "chatIds": many}), "chatIds"),
        (json!({"clientMessageId": "k", "chatIds": to}), "chatIds"),
        (
            json!({"clientMessageId": "k", "chatIds": [to, 7]}),
            "chatIds[1]",
        ),
        (
            json!({"clientMessageId": "k", "chatIds": [""]}),
            "chatIds[0]",
        ),
        (json!({"chatIds": one}), "clientMessageId"),
        (
            json!({"chatIds": one, "clientMessageId": ""}),
            "clientMessageId",
        ),
        (
            json!({"chatIds": one, "clientMessageId": "x".repeat(65)}),
            "clientMessageId",
        ),
        (
            json!({"chatIds": one, "clientMessageId": 7}),
            "clientMessageId",
        ),
    ];
    for (body, field) in cases {
        let problem = bob
            .post(&path, &body)
            .await
            .problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    assert!(stack.dynamodb().seqs(&to).await.is_empty());
    let most = vec!["cht_nothing"; 20];
    let results = forwarded(&bob, &sent, &most, &fresh()).await;
    assert!(
        results
            .iter()
            .all(|result| result["error"]["code"] == "not_found")
    );
}
