//! What SQS refuses is refused with its code.

use serde_json::{Value, json};

use super::{Sqs, call, start_queues};

const MEBIBYTE: usize = 1 << 20;

async fn refused(sqs: &Sqs, operation: &str, body: Value, code: &str) {
    let reply = call(sqs, operation, body).await;
    assert_eq!(reply.status, 400, "{}", reply.body);
    assert!(reply.body["message"].is_string());
    assert_eq!(reply.code, Some(format!("{code};Sender")), "{operation}");
}

fn entry(id: &str, body: &str) -> Value {
    json!({"Id": id, "MessageBody": body})
}

#[tokio::test]
async fn single_calls() {
    let sqs = start_queues().await;
    let long = "a".repeat(MEBIBYTE + 1);
    let no_queue = "AWS.SimpleQueueService.NonExistentQueue";
    let missing = "MissingParameter";
    let invalid = "InvalidParameterValue";
    for (operation, body, code) in [
        (
            "SendMessage",
            json!({"QueueUrl": "nobody", "MessageBody": "a"}),
            no_queue,
        ),
        ("GetQueueUrl", json!({"QueueName": "nobody"}), no_queue),
        ("SendMessage", json!({"QueueUrl": "jobs"}), missing),
        ("SendMessage", json!({"MessageBody": "a"}), missing),
        (
            "SendMessage",
            json!({"QueueUrl": "jobs", "MessageBody": long}),
            invalid,
        ),
        (
            "SendMessage",
            json!({"QueueUrl": "orders.fifo", "MessageBody": "a"}),
            missing,
        ),
        (
            "ReceiveMessage",
            json!({"QueueUrl": "jobs", "MaxNumberOfMessages": 11}),
            invalid,
        ),
        (
            "ReceiveMessage",
            json!({"QueueUrl": "jobs", "WaitTimeSeconds": 21}),
            invalid,
        ),
        ("DeleteMessage", json!({"QueueUrl": "jobs"}), missing),
        (
            "DeleteMessage",
            json!({"QueueUrl": "jobs", "ReceiptHandle": "x"}),
            "ReceiptHandleIsInvalid",
        ),
        (
            "GetQueueAttributes",
            json!({"QueueUrl": "jobs", "AttributeNames": ["Colour"]}),
            "InvalidAttributeName",
        ),
        (
            "CreateQueue",
            json!({"QueueName": "x"}),
            "AWS.SimpleQueueService.UnsupportedOperation",
        ),
        ("SendMessage", json!("text"), "SerializationException"),
    ] {
        refused(&sqs, operation, body, code).await;
    }
}

#[tokio::test]
async fn whole_batches() {
    let sqs = start_queues().await;
    let half = "a".repeat(MEBIBYTE / 2 + 1);
    let eleven: Vec<Value> = (0..11).map(|id| entry(&id.to_string(), "a")).collect();
    for (entries, code) in [
        (json!([]), "EmptyBatchRequest"),
        (json!(eleven), "TooManyEntriesInBatchRequest"),
        (
            json!([entry("a", "a"), entry("a", "b")]),
            "BatchEntryIdsNotDistinct",
        ),
        (json!([entry("a b", "a")]), "InvalidBatchEntryId"),
        (
            json!([entry("a", &half), entry("b", &half)]),
            "BatchRequestTooLong",
        ),
    ] {
        let body = json!({"QueueUrl": "jobs", "Entries": entries});
        let code = format!("AWS.SimpleQueueService.{code}");
        refused(&sqs, "SendMessageBatch", body, &code).await;
    }
}
