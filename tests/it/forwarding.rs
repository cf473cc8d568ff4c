//! Forwarding: each chat gets a message of its own that names its origin, or says why not.

mod refusals;

use e2e::{Answer, Stack, User, Way, common, fresh, path_of, shared_stack};
use serde_json::{Value, json};

/// Ann and Bob, and some groups of both.
async fn groups<const COUNT: usize>(stack: &Stack) -> (User, User, [String; COUNT]) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut chats = Vec::new();
    for number in 0..COUNT {
        let name = format!("group {number}");
        chats.push(ann.group(&name, std::slice::from_ref(&bob)).await);
    }
    (ann, bob, chats.try_into().unwrap())
}

async fn forward(user: &User, message: &Value, chats: &[&str], key: &str) -> Answer {
    let body = json!({"chatIds": chats, "clientMessageId": key});
    user.post(&format!("{}/forward", path_of(message)), &body)
        .await
}

/// The results of a forward, in the order of the chats.
async fn forwarded(user: &User, message: &Value, chats: &[&str], key: &str) -> Vec<Value> {
    let page = forward(user, message, chats, key).await.expect(200);
    let results = page["data"].as_array().unwrap().clone();
    let named: Vec<&Value> = results.iter().map(|result| &result["chatId"]).collect();
    assert_eq!(named, chats);
    results
}

fn origin(message: &Value) -> Value {
    json!({
        "chatId": message["chatId"], "messageId": message["id"], "senderId": message["senderId"],
    })
}

#[tokio::test]
async fn the_origin_is_kept_however_often_a_message_goes_on() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [first, second, third]) = groups(&stack).await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    let sent = ann.say(&first, "<i>pass it on</i>").await;
    assert_eq!(sent["forwardedFrom"], Value::Null);
    let key = fresh();
    let once = &forwarded(&bob, &sent, &[&second], &key).await[0];
    assert_eq!(once["error"], Value::Null);
    let once = &once["message"];
    assert_eq!((&once["chatId"], &once["seq"]), (&json!(second), &json!(1)));
    assert_eq!(
        (&once["senderId"], &once["clientMessageId"]),
        (&json!(bob.id), &json!(key))
    );
    assert_eq!(
        (&once["type"], &once["text"]),
        (&sent["type"], &sent["text"])
    );
    assert_eq!(once["forwardedFrom"], origin(&sent));
    assert_eq!(once["status"], "sent");
    for socket in [&anns, &bobs] {
        let event = socket.expect_message(once).await;
        assert_eq!(event["data"], common(once));
    }
    let twice = &forwarded(&ann, once, &[&third], &fresh()).await[0]["message"];
    assert_eq!(
        twice["forwardedFrom"],
        origin(&sent),
        "where it was written first"
    );
    assert_eq!(twice["senderId"], ann.id.as_str());
    let back = &forwarded(&bob, twice, &[&first], &fresh()).await[0]["message"];
    assert_eq!(back["forwardedFrom"], origin(&sent));

    ann.delete(&path_of(&sent)).await.expect(200);
    let left = bob.message(twice).await;
    assert_eq!(
        (&left["text"], &left["forwardedFrom"]),
        (&sent["text"], &origin(&sent))
    );
    ann.delete(&path_of(twice)).await.expect(200);
    assert_eq!(bob.message(twice).await["forwardedFrom"], Value::Null);
}

#[tokio::test]
async fn a_repeat_makes_no_second_message() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [from, first, second]) = groups(&stack).await;
    let (sent, another) = (ann.say(&from, "one").await, ann.say(&from, "two").await);
    let key = fresh();
    let one = forwarded(&bob, &sent, &[&first], &key).await;
    assert_eq!(forwarded(&bob, &sent, &[&first], &key).await, one);
    let both = forwarded(&bob, &sent, &[&second, &first], &key).await;
    assert_eq!(both[1], one[0], "what was done before is done");
    assert_eq!(both[0]["message"]["chatId"], second.as_str());
    let mismatch = &forwarded(&bob, &another, &[&first], &key).await[0];
    assert_eq!(mismatch["message"], Value::Null);
    assert_eq!(mismatch["error"]["code"], "idempotency_mismatch");
    for chat in [&first, &second] {
        assert_eq!(stack.dynamodb().seqs(chat).await, [1]);
    }
    let own = forwarded(&ann, &sent, &[&first], &key).await;
    assert_ne!(
        own[0]["message"]["id"], one[0]["message"]["id"],
        "a key belongs to its sender"
    );
    let twice = forwarded(&bob, &sent, &[&from, &from], &fresh()).await;
    assert_eq!(twice[0], twice[1], "one chat, one key, one message");
    assert_eq!(stack.dynamodb().seqs(&from).await, [1, 2, 3]);
}

#[tokio::test]
async fn every_type_goes_on_and_a_poll_begins_anew() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [from, to]) = groups(&stack).await;
    let media = |kind: &str| {
        json!([{
            "mediaId": null, "url": "https://example.org/a.bin", "kind": kind, "fileName": "a.bin",
            "contentType": "application/octet-stream", "size": 7, "width": null, "height": null,
            "durationMs": 1_500,
        }])
    };
    let link =
        json!({"url": "https://example.org/", "title": "A", "description": null, "imageUrl": null});
    let place = json!({"latitude": 1.5, "longitude": -2.5, "accuracyMeters": null, "name": "here"});
    let bodies = [
        json!({"type": "text", "text": "hello"}),
        json!({"type": "link", "text": "look", "link": link}),
        json!({"type": "location", "location": place}),
        json!({"type": "image", "attachments": media("image")}),
        json!({"type": "video", "attachments": media("video")}),
        json!({"type": "audio", "attachments": media("audio")}),
        json!({"type": "voice", "attachments": media("voice")}),
        json!({"type": "file", "text": "caption", "attachments": media("file")}),
    ];
    for body in bodies {
        let sent = ann.send(&from, &body).await;
        let message = forwarded(&bob, &sent, &[&to], &fresh()).await[0]["message"].clone();
        for same in ["type", "text", "link", "location", "attachments"] {
            assert_eq!(message[same], sent[same], "{same} of {body}");
        }
    }
    let options = json!([{"id": "x", "text": "a"}, {"id": "y", "text": "b"}]);
    let body = json!({"type": "poll", "poll": {"question": "?", "options": options}});
    let sent = ann.send(&from, &body).await;
    bob.acting(Way::Rest)
        .await
        .vote(&sent, &json!(["x"]))
        .await
        .done();
    let close = format!("{}/poll/close", path_of(&sent));
    ann.post(&close, &json!({})).await.expect(200);
    let message = forwarded(&bob, &sent, &[&to], &fresh()).await[0]["message"].clone();
    assert_eq!(message["poll"], sent["poll"], "no votes, open");
    let voted = bob
        .acting(Way::Socket)
        .await
        .vote(&message, &json!(["y"]))
        .await;
    assert_eq!(voted.done()["options"][1]["count"], 1);
    assert_eq!(ann.message(&sent).await["poll"]["options"][1]["count"], 0);
}

#[tokio::test]
async fn what_belongs_to_one_chat_stays_there() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, [from]) = groups(&stack).await;
    let eve = stack.register("eve").await;
    let with_eve = bob.direct_chat(&eve).await;
    let parent = ann.say(&from, "parent").await;
    let body = json!({
        "type": "text", "text": "hi", "mentions": [ann.id, "@all"], "replyToId": parent["id"],
    });
    let sent = ann.send(&from, &body).await;
    bob.acting(Way::Rest).await.react(&sent, "👍").await.done();
    ann.put(&format!("{}/pin", path_of(&sent)), &json!({}))
        .await
        .expect(200);
    let result = forwarded(&bob, &sent, &[&with_eve], &fresh()).await[0].clone();
    let message = &result["message"];
    assert_eq!(
        message["text"], "hi",
        "who is named need not be there: {result}"
    );
    assert_eq!(
        (&message["replyToId"], &message["replyCount"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(
        (&message["reactions"], &message["pinned"]),
        (&json!({}), &json!(false))
    );
    assert_eq!(message["editedAt"], Value::Null);
    let seen = eve.message(message).await;
    assert!(
        !seen["mentions"].to_string().contains(&ann.id),
        "she is not there: {seen}"
    );
}
