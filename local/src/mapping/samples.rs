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
const BEN: &str = "usr_06f0y8y2cj8p4r6x0v3m5z9q7f";
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
                "id": {"S": format!("msg_{seq}_7zp2tbz1b4db")},
                "updatedSeq": {"N": seq},
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

/// A change of a message, as an entry of the log.
fn changed() -> Record {
    let record = inserted(9, "");
    Record {
        dynamodb: StreamRecord {
            new_image: Some(item(json!({
                "chatId": {"S": CHAT},
                "seq": {"N": "9"},
                "ordinal": {"N": "8"},
                "createdAt": {"S": CREATED},
                "aclSeq": {"N": "0"},
                "change": {"S": "reactionAdded"},
                "emoji": {"S": "👍"},
                "count": {"N": "1"},
                "messageId": {"S": "msg_8_7zp2tbz1b4db"},
                "messageSeq": {"N": "8"},
                "actorId": {"S": BEN},
            }))),
            ..record.dynamodb
        },
        ..record
    }
}

/// A message as jobs carry it, with these fields in place of the ordinary ones.
fn message(updated_seq: u64, changes: &Value) -> Value {
    let mut message = json!({
        "id": "msg_9_7zp2tbz1b4db", "chatId": CHAT, "seq": 9, "updatedSeq": updated_seq,
        "senderId": ADA, "sender": {"displayName": "Ada", "avatarUrl": null},
        "clientMessageId": "c-9", "type": "text", "text": "Hello 👋", "link": null,
        "location": null, "poll": null, "system": null, "attachments": [], "replyToId": null,
        "replyCount": 0, "forwardedFrom": null, "mentions": [], "reactions": {}, "pinned": false,
        "metadata": null, "createdAt": CREATED, "editedAt": null, "deletedAt": null,
        "expiresAt": null,
    });
    for (name, value) in changes.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

fn deliver(seq: u64, news: &Value, origin: Option<&str>) -> Value {
    json!({
        "version": 2,
        "job": "deliver",
        "delivery": {"chatId": CHAT, "seq": seq, "ordinal": 9, "at": CREATED, "news": news},
        "origin": origin,
        "after": null,
    })
}

fn deliveries() -> Vec<(&'static str, Value)> {
    let origin = Some("R1kmxc2VNjMCFIA=");
    let created = json!({"news": "created", "message": message(9, &json!({}))});
    let edit = json!({"text": "Hello again", "editedAt": CREATED});
    let updated = json!({"news": "updated", "message": message(10, &edit)});
    let gone = json!({"text": null, "editedAt": CREATED, "deletedAt": CREATED});
    let deleted = json!({
        "news": "deleted", "message": message(11, &gone), "by": ADA, "messageOrdinal": 9,
    });
    let data = json!({
        "messageId": "msg_8_7zp2tbz1b4db", "emoji": "👍", "userId": BEN, "count": 1,
    });
    let reaction = json!({"news": "other", "type": "reaction.added", "data": data});
    let data = json!({
        "messageId": "msg_7_7zp2tbz1b4db",
        "options": [{"id": "1", "count": 1}, {"id": "2", "count": 0}],
        "closed": false,
    });
    let mut own = data.clone();
    own["votes"] = json!(["1"]);
    let vote = json!({
        "news": "other", "type": "poll.updated", "data": data,
        "own": {"userId": BEN, "data": own},
    });
    vec![
        ("sqs-fan-out/deliver", deliver(9, &created, origin)),
        ("sqs-fan-out/deliver-edit", deliver(10, &updated, origin)),
        (
            "sqs-fan-out/deliver-deletion",
            deliver(11, &deleted, origin),
        ),
        ("sqs-fan-out/deliver-reaction", deliver(12, &reaction, None)),
        ("sqs-fan-out/deliver-vote", deliver(13, &vote, None)),
    ]
}

/// What the outbox of the users table holds.
fn people(user: &str) -> Vec<(&'static str, Record)> {
    let device = json!({"M": {"type": {"S": "web"}, "name": {"S": "Firefox"}}});
    let letter = json!({"M": {
        "kind": {"S": "newDevice"}, "user": {"S": user}, "device": device, "at": {"S": CREATED},
    }});
    let name = "mail#018d2693-1485-7b4c-9d3e-5f6a7b8c9d0e";
    let mut mail = json!({"pk": {"S": name}, "sk": {"S": "outbox"}, "letter": letter});
    mail["expiresAt"] = json!({"N": "1705838100"});
    let name = format!("erase#{user}");
    let erasure = json!({"pk": {"S": name}, "sk": {"S": "outbox"}});
    let record = |image: Value| {
        let record = inserted(7, "");
        Record {
            dynamodb: StreamRecord {
                keys: item(json!({"pk": image["pk"], "sk": image["sk"]})),
                new_image: Some(item(image)),
                ..record.dynamodb
            },
            ..record
        }
    };
    vec![
        ("stream-send-mail/new-device", record(mail)),
        ("stream-erase-account/deleted", record(erasure)),
    ]
}

fn samples() -> Vec<(&'static str, Value)> {
    let check = json!({"version": 2, "job": "check", "chatId": CHAT, "seqs": [7, 8]});
    let id = "sch_1705751700453000000000000000007";
    let appointment = json!({"chatId": CHAT, "userId": ADA, "id": id});
    let scheduled = json!({"version": 2, "job": "sendScheduled", "appointment": appointment});
    let receipt = json!({
        "version": 2, "job": "receipt", "chatId": CHAT, "readerId": BEN, "afterSeq": 7,
        "afterDelivered": 8, "at": CREATED, "origin": "R1kmxc2VNjMCFIA=",
    });
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/banter-messages/stream/\
               2024-01-20T11:50:00.000";
    let records = |records: &[Record]| {
        let records = records.iter().map(|one| event_record(one, arn));
        json!({"Records": records.collect::<Vec<Value>>()})
    };
    let mut samples: Vec<(&'static str, Value)> = deliveries();
    samples.extend([
        ("sqs-fan-out/check", check),
        ("sqs-fan-out/send-scheduled", scheduled),
        ("sqs-fan-out/receipt", receipt),
    ]);
    let mut samples: Vec<(&'static str, Value)> = samples
        .iter()
        .map(|(name, job)| (*name, queue_sample(job)))
        .collect();
    let inserted = [inserted(7, "Hello"), inserted(8, "Anybody there?")];
    samples.push(("stream-repair/inserted", records(&inserted)));
    samples.push(("stream-repair/changed", records(&[changed()])));
    let people = people(ADA);
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/banter-users/stream/\
               2024-01-20T11:50:00.000";
    samples.extend(people.into_iter().map(|(name, record)| {
        let records = vec![event_record(&record, arn)];
        (name, json!({"Records": records}))
    }));
    samples
}

#[test]
fn the_samples_are_what_functions_get() {
    for (name, event) in samples() {
        golden::check(name, &event);
    }
}
