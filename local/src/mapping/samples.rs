//! Sample events below `events/`, held against what the mappings build.

use std::collections::HashMap;
use std::sync::Arc;

use dynoxide::AttributeValue;
use dynoxide::actions::get_records::{Record, StreamRecord};
use serde_json::{Value, json};

use super::queue_event;
use crate::dynamodb::stream::event_record;
use crate::front::golden;
use crate::sqs::{Message, Received};

const CHAT: &str = "cht_06f0y8z3gnqx5t2m4k9w7r1c8d";
const ADA: &str = "usr_06f0y8x1bh7m3q5v9t2k4w8n6e";
const CREATED: &str = "2024-01-20T11:55:00.453Z";

fn queue_sample(job: &Value) -> Value {
    let message = Message {
        id: "c80e8021-a70a-42c7-a470-796e1186f753".into(),
        body: job.to_string(),
        body_md5: crate::sqs::body_md5(&job.to_string()),
        attributes: Default::default(),
        sender: None,
        sent_at: 1_705_751_700_460,
        group: None,
        deduplication_id: None,
        sequence_number: None,
        trace_header: None,
        dead_letter_source: None,
    };
    let received = Received {
        message: Arc::new(message),
        receipt_handle: "cmVjZWlwdCAwIDE=".into(),
        receive_count: 1,
        first_received_at: 1_705_751_700_463,
    };
    json!({ "Records": [queue_event::record("banter-fan-out", &received)] })
}

fn item(value: Value) -> HashMap<String, AttributeValue> {
    serde_json::from_value(value).unwrap()
}

fn inserted(seq: u64, text: &str) -> Record {
    let seq = seq.to_string();
    Record {
        event_id: format!("7de3041dd709b024af6f29e4fa13d3{seq:0>2}"),
        event_name: "INSERT".into(),
        event_version: "1.1".into(),
        event_source: "aws:dynamodb".into(),
        dynamodb: StreamRecord {
            keys: item(json!({ "chatId": {"S": CHAT}, "seq": {"N": seq} })),
            new_image: Some(item(json!({
                "chatId": {"S": CHAT},
                "seq": {"N": seq},
                "id": {"S": format!("msg_06f0y90a2dk8n4r6v1w3x5z7b{seq}")},
                "senderId": {"S": ADA},
                "clientMessageId": {"S": format!("c-{seq}")},
                "type": {"S": "text"},
                "text": {"S": text},
                "createdAt": {"S": CREATED},
                "ordinal": {"N": seq},
                "aclSeq": {"N": "0"},
            }))),
            sequence_number: format!("10170575170045300000{seq}"),
            size_bytes: 312,
            stream_view_type: "NEW_IMAGE".into(),
            approximate_creation_date_time: 1_705_751_700.0,
            ..StreamRecord::default()
        },
        ..Record::default()
    }
}

fn samples() -> Vec<(&'static str, Value)> {
    let deliver = json!({
        "version": 1,
        "job": "deliver",
        "message": {
            "id": "msg_06f0y90a2dk8n4r6v1w3x5z7b9",
            "chatId": CHAT,
            "seq": 9,
            "updatedSeq": 9,
            "senderId": ADA,
            "sender": {"displayName": "Ada", "avatarUrl": null},
            "clientMessageId": "c-9",
            "type": "text",
            "text": "Hello 👋",
            "metadata": null,
            "createdAt": CREATED,
        },
        "ordinal": 9,
        "origin": "R1kmxc2VNjMCFIA=",
        "after": null,
    });
    let check = json!({ "version": 1, "job": "check", "chatId": CHAT, "seqs": [7, 8] });
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/banter-messages/stream/\
               2024-01-20T11:50:00.000";
    let records: Vec<Value> = [inserted(7, "Hello"), inserted(8, "Anybody there?")]
        .iter()
        .map(|one| event_record(one, arn))
        .collect();
    vec![
        ("sqs-fan-out/deliver", queue_sample(&deliver)),
        ("sqs-fan-out/check", queue_sample(&check)),
        ("stream-repair/inserted", json!({ "Records": records })),
    ]
}

#[test]
fn the_samples_are_what_functions_get() {
    for (name, event) in samples() {
        golden::check(name, &event);
    }
}
