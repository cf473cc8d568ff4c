//! What holds although something else happened meanwhile: a repeat gives the first result, what
//! happened to a chat is told after its time, and two devices do not undo what the other did.

use e2e::{DEADLINE, Stack, User, Way, eventually, fresh, insist, path_of, shared_stack};
use serde_json::{Value, json};

fn text() -> Value {
    json!({"clientMessageId": fresh(), "type": "text", "text": "hello"})
}

/// Makes sure that a repeat gives what the message gave at first, and that a new one is refused.
async fn check_repeats(sender: &User, body: &Value, first: &Value, (status, code): (u16, &str)) {
    let chat = first["chatId"].as_str().unwrap();
    for way in Way::BOTH {
        let acting = sender.acting(way).await;
        let again = acting.send_body(chat, body).await.done();
        assert_eq!(again, *first, "{way:?}");
        let new = acting.send_body(chat, &text()).await;
        new.problem(status, code);
    }
}

#[tokio::test]
async fn a_repeat_gives_the_first_result_where_nobody_writes_any_more() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, archived) = stack.group_of_two().await;
    let people = std::slice::from_ref(&bob);
    let silenced = ann.group("silenced", people).await;
    let direct = ann.direct_chat(&bob).await;
    let body = text();
    let in_archived = bob.send(&archived, &body).await;
    let in_silenced = bob.send(&silenced, &body).await;
    let in_direct = bob.send(&direct, &body).await;

    let closed = json!({"archived": true});
    assert_eq!(ann.change_chat(&archived, &closed).await["archived"], true);
    check_repeats(&bob, &body, &in_archived, (409, "conflict")).await;

    let nothing = json!({"permissions": []});
    let member = ann.change_member(&silenced, &bob, &nothing).await;
    assert_eq!(member.expect(200)["permissions"], json!([]));
    check_repeats(&bob, &body, &in_silenced, (403, "forbidden")).await;

    let block = format!("/v1/users/{}/block", bob.id);
    ann.post(&block, &json!({})).await.expect(204);
    check_repeats(&bob, &body, &in_direct, (403, "blocked")).await;

    for (chat, entries) in [(&archived, 2), (&silenced, 2), (&direct, 1)] {
        let seqs = stack.dynamodb().seqs(chat).await;
        assert_eq!(seqs.len(), entries, "nothing is stored: {seqs:?}");
    }
}

/// Lets the time of an entry be over, as if it had been written long ago.
async fn let_time_pass(stack: &Stack, chat: &str, seq: u64) {
    let update = json!({
        "TableName": "MessagesTable",
        "Key": {"chatId": {"S": chat}, "seq": {"N": seq.to_string()}},
        "UpdateExpression": "SET hiddenAt = :past",
        "ConditionExpression": "attribute_exists(hiddenAt)",
        "ExpressionAttributeValues": {":past": {"S": "2020-01-01T00:00:00.000Z"}},
    });
    stack.dynamodb().call("UpdateItem", &update).await;
}

#[tokio::test]
async fn what_happened_to_a_chat_is_told_after_its_time() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let fleeting = json!({"disappearAfterSeconds": 60});
    let chat = ann.make_with("group", &[bob], &fleeting).await;
    let start = bob.sync_token().await;
    ann.say(&chat, "a secret").await;
    ann.change_chat(&chat, &json!({"name": "renamed"})).await;
    let added = ann.add(&chat, &[cay]).await;
    assert_eq!(added[0]["status"], "added");
    stack.until_pushed(&chat, &json!(3)).await;
    assert_eq!(bob.history(&chat).await.len(), 3);
    for seq in 1..=3 {
        let_time_pass(&stack, &chat, seq).await;
    }

    let events = bob.synced(&start, &chat).await;
    let kinds: Vec<&Value> = events.iter().map(|event| &event["type"]).collect();
    assert_eq!(kinds, ["entries.expired", "chat.updated", "member.added"]);
    for (event, seq) in events.iter().zip(1..) {
        assert_eq!(event["seq"], seq, "{event}");
    }
    let (renamed, came) = (&events[1]["data"], &events[2]["data"]);
    assert_eq!(renamed["changes"], json!({"name": "renamed"}));
    assert_eq!(came["member"]["userId"], cay.id.as_str());
    for data in [renamed, came] {
        assert_eq!(data["actorId"], ann.id.as_str(), "{data}");
        assert_eq!(data.get("message"), Some(&Value::Null), "{data}");
    }
    assert!(!json!(events).to_string().contains("secret"), "{events:?}");
    for user in [ann, bob, cay] {
        let history = user.history(&chat).await;
        assert!(history.is_empty(), "{history:?}");
    }
}

/// How many rows a partition of the log's table has.
async fn rows(stack: &Stack, partition: &str) -> usize {
    let query = json!({
        "TableName": "MessagesTable",
        "KeyConditionExpression": "chatId = :partition",
        "ExpressionAttributeValues": {":partition": {"S": partition}},
        "ConsistentRead": true,
    });
    let output = stack.dynamodb().call("Query", &query).await;
    output["Items"].as_array().unwrap().len()
}

#[tokio::test]
async fn of_a_chat_that_was_deleted_nothing_is_left_but_its_end() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let message = ann.say(&chat, "one").await;
    bob.reply(&message, "two").await;
    bob.acting(Way::Socket)
        .await
        .react(&message, "👍")
        .await
        .done();
    let edited = json!({"text": "three"});
    let acting = ann.acting(Way::Rest).await;
    acting.edit(&message, &edited).await.done();
    let pin = format!("{}/pin", path_of(&message));
    ann.put(&pin, &json!({})).await.expect(200);
    stack.until_pushed(&chat, &json!(5)).await;
    let beside = [
        format!("state#{chat}"),
        format!("pins#{chat}"),
        format!("by#{chat}#1"),
        format!("versions#{chat}#1"),
        format!("replies#{chat}#1"),
    ];
    for partition in &beside {
        assert_ne!(rows(&stack, partition).await, 0, "{partition}");
    }

    ann.delete(&format!("/v1/chats/{chat}")).await.expect(204);
    // Changes that were moved aside are in the chat's own partition as well.
    let left = async || {
        let mut left = rows(&stack, &chat).await - 1;
        for partition in &beside {
            left += rows(&stack, partition).await;
        }
        (left == 0).then_some(())
    };
    eventually("nothing is left of it", DEADLINE, left).await;
    assert_eq!(stack.dynamodb().seqs(&chat).await, [6]);
}

#[tokio::test]
async fn what_is_put_away_is_not_unread() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, group) = stack.group_of_two().await;
    let direct = ann.direct_chat(&bob).await;
    for chat in [&group, &direct] {
        let sent = ann.say(chat, "one").await;
        stack.until_pushed(chat, &sent["seq"]).await;
    }
    let unread = async || bob.get("/v1/chats/unread").await.expect(200);
    let both = unread().await;
    assert_eq!(both["total"], 2, "{both}");
    let path = format!("/v1/chats/{direct}");
    bob.delete(&path).await.expect(204);
    let one = json!({"total": 1, "chats": [{"chatId": group, "unreadCount": 1}]});
    assert_eq!(unread().await, one);
    // The next message brings it back.
    let sent = ann.say(&direct, "two").await;
    stack.until_pushed(&direct, &sent["seq"]).await;
    let both = unread().await;
    assert_eq!(both["chats"].as_array().unwrap().len(), 2, "{both}");
}

#[tokio::test]
async fn two_devices_that_change_settings_at_once_both_have_their_way() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (_ann, phone, chat) = stack.group_of_two().await;
    let tablet = phone.log_in_again().await;
    let rounds = [(true, "none"), (false, "all")].into_iter().cycle();
    for (round, (is_pinned, level)) in rounds.take(10).enumerate() {
        let pin = json!({"pinned": is_pinned});
        let tell = json!({"notificationLevel": level});
        let (one, other) = tokio::join!(
            insist(async || phone.set_in_chat(&chat, &pin).await),
            insist(async || tablet.set_in_chat(&chat, &tell).await)
        );
        assert_eq!(one.expect(200)["pinned"], is_pinned);
        assert_eq!(other.expect(200)["notificationLevel"], level);
        let settings = phone.chat(&chat).await["mySettings"].clone();
        assert_eq!(settings["pinned"], is_pinned, "round {round}");
        assert_eq!(settings["notificationLevel"], level, "round {round}");
    }
}
