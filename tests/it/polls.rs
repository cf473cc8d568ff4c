//! Polls: everyone sees the counts, and each their own votes.

use std::time::Duration;

use e2e::{DEADLINE, User, Way, common, eventually, path_of, shared_stack};
use serde_json::{Value, json};

fn poll(extra: &Value) -> Value {
    let mut poll = json!({
        "question": "What for lunch?",
        "options": [{"id": "a", "text": "Soup"}, {"id": "b", "text": "Rice"}, {"id": "c", "text": "Pie"}],
    });
    poll.as_object_mut()
        .unwrap()
        .extend(extra.as_object().unwrap().clone());
    json!({"type": "poll", "poll": poll})
}

/// The poll as somebody reads it.
fn shown(counts: [u32; 3], votes: &[&str], multiple: bool, closed: bool) -> Value {
    let option = |id: &str, text: &str, count: u32| json!({"id": id, "text": text, "count": count});
    json!({
        "question": "What for lunch?",
        "options": [
            option("a", "Soup", counts[0]), option("b", "Rice", counts[1]), option("c", "Pie", counts[2]),
        ],
        "multiple": multiple, "closesAt": null, "closed": closed, "votes": votes,
    })
}

/// The data of `poll.updated`.
fn told(message: &Value, counts: [u32; 3], closed: bool) -> Value {
    let options: Vec<Value> = ["a", "b", "c"]
        .iter()
        .zip(counts)
        .map(|(id, count)| json!({"id": id, "count": count}))
        .collect();
    json!({"messageId": message["id"], "options": options, "closed": closed})
}

async fn close(user: &User, message: &Value) -> e2e::Answer {
    let path = format!("{}/poll/close", path_of(message));
    user.call(reqwest::Method::POST, &path).send().await
}

#[tokio::test]
async fn a_vote_can_be_given_changed_and_taken_back() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let anns = ann.connect().await;
    for way in Way::BOTH {
        let (bob, cay) = (bob.acting(way).await, cay.acting(way).await);
        let message = ann.send(&chat, &poll(&json!({}))).await;
        assert_eq!(message["poll"], shown([0, 0, 0], &[], false, false));
        let steps = [
            (&bob, json!(["b"]), [0, 1, 0], vec!["b"]),
            (&cay, json!(["b"]), [0, 2, 0], vec!["b"]),
            (&bob, json!(["a"]), [1, 1, 0], vec!["a"]),
            (&cay, json!([]), [1, 0, 0], vec![]),
        ];
        for ((user, options, counts, votes), seq) in steps
            .into_iter()
            .zip(message["seq"].as_u64().unwrap() + 1..)
        {
            let answer = user.vote(&message, &options).await.done();
            assert_eq!(answer, shown(counts, &votes, false, false));
            assert_eq!(
                user.vote(&message, &options).await.done(),
                answer,
                "a repeat"
            );
            let event = anns
                .expect_event("poll.updated", |event| event["seq"] == seq)
                .await;
            assert_eq!(
                (&event["chatId"], &event["data"]),
                (&json!(chat), &told(&message, counts, false))
            );
        }
        for (user, votes) in [(&*bob, vec!["a"]), (&*cay, vec![]), (&ann, vec![])] {
            let seen = user.message(&message).await;
            assert_eq!(seen["poll"], shown([1, 0, 0], &votes, false, false));
            assert_eq!(user.history(&chat).await.pop(), Some(seen));
        }
    }
    assert_eq!(
        stack.dynamodb().seqs(&chat).await.len(),
        10,
        "repeats make no entries"
    );
}

#[tokio::test]
async fn several_may_be_chosen_where_the_poll_says_so() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let message = ann.send(&chat, &poll(&json!({"multiple": true}))).await;
    let (bob, cay) = (bob.acting(Way::Rest).await, cay.acting(Way::Socket).await);
    let sorted = |mut poll: Value| {
        let votes = poll["votes"].as_array_mut().unwrap();
        votes.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
        poll
    };
    let both = bob.vote(&message, &json!(["c", "a"])).await.done();
    assert_eq!(sorted(both), shown([1, 0, 1], &["a", "c"], true, false));
    let all = cay.vote(&message, &json!(["a", "b", "c"])).await.done();
    assert_eq!(sorted(all), shown([2, 1, 2], &["a", "b", "c"], true, false));
    let seqs = stack.dynamodb().seqs(&chat).await;
    let other_order = bob.vote(&message, &json!(["a", "c"])).await.done();
    assert_eq!(
        sorted(other_order),
        shown([2, 1, 2], &["a", "c"], true, false)
    );
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs, "the same votes");
    let fewer = bob.vote(&message, &json!(["b"])).await.done();
    assert_eq!(fewer, shown([1, 2, 1], &["b"], true, false));
    let none = cay.vote(&message, &json!([])).await.done();
    assert_eq!(none, shown([0, 1, 0], &[], true, false));
}

#[tokio::test]
async fn an_event_to_many_tells_nobodys_votes_and_that_to_oneself_ones_own() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (cays, other_device) = tokio::join!(cay.connect(), bob.connect());
    let (anns, start) = (ann.sync_token().await, bob.sync_token().await);
    let message = ann.send(&chat, &poll(&json!({}))).await;
    let created = cays.expect_message(&message).await;
    assert_eq!(created["data"], common(&message));
    assert!(created["data"]["poll"].get("votes").is_none());
    let acting = bob.acting(Way::Socket).await;
    acting.vote(&message, &json!(["c"])).await.done();
    let event = cays.expect_event("poll.updated", |_| true).await;
    assert_eq!(event["data"], told(&message, [0, 0, 1], false));
    // The acknowledgement names no entry: without the event the log would have a hole. Who voted is
    // told the votes too, for their other devices.
    let mut voters = event.clone();
    voters["data"]["votes"] = json!(["c"]);
    for socket in [acting.socket().unwrap(), &other_device] {
        assert_eq!(socket.expect_event("poll.updated", |_| true).await, voters);
    }
    stack.until_pushed(&chat, &event["seq"]).await;
    let events = bob.synced(&start, &chat).await;
    let seen = &events[0]["data"]["poll"];
    assert_eq!(*seen, shown([0, 0, 1], &["c"], false, false));
    assert_eq!(events[1], voters);
    let events = ann.synced(&anns, &chat).await;
    assert_eq!(events[0]["data"]["poll"]["votes"], json!([]));
    assert_eq!(events[1], event);
}

#[tokio::test]
async fn a_poll_is_closed_by_who_made_it_or_keeps_order() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let cays = cay.connect().await;
    for closing in [&bob, &ann] {
        let message = bob.send(&chat, &poll(&json!({}))).await;
        cay.acting(Way::Rest)
            .await
            .vote(&message, &json!(["a"]))
            .await
            .done();
        close(&cay, &message).await.problem(403, "forbidden");
        let votes: &[&str] = &[];
        let closed = shown([1, 0, 0], votes, false, true);
        assert_eq!(close(closing, &message).await.expect(200), closed);
        let is_end = |event: &Value| {
            event["data"]["messageId"] == message["id"] && event["data"]["closed"] == true
        };
        let event = cays.expect_event("poll.updated", is_end).await;
        assert_eq!(event["data"], told(&message, [1, 0, 0], true));
        let seqs = stack.dynamodb().seqs(&chat).await;
        assert_eq!(
            close(closing, &message).await.expect(200),
            closed,
            "a repeat"
        );
        for way in Way::BOTH {
            for options in [json!(["b"]), json!([]), json!(["a"])] {
                let late = cay.acting(way).await.vote(&message, &options).await;
                late.problem(409, "poll_closed");
            }
        }
        assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
        let seen = cay.message(&message).await;
        assert_eq!(seen["poll"], shown([1, 0, 0], &["a"], false, true));
    }
    let direct = ann.direct_chat(&bob).await;
    let message = bob.send(&direct, &poll(&json!({}))).await;
    close(&ann, &message).await.problem(403, "forbidden");
    close(&bob, &message).await.expect(200);
}

#[tokio::test]
async fn a_poll_closes_by_itself_when_it_said_so() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _cay, chat) = stack.group_of_three().await;
    let end = jiff::Timestamp::now() + Duration::from_secs(3);
    let message = ann
        .send(&chat, &poll(&json!({"closesAt": end.to_string()})))
        .await;
    let said: jiff::Timestamp = message["poll"]["closesAt"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!(said.duration_since(end).abs() < jiff::SignedDuration::from_millis(1));
    assert_eq!(message["poll"]["closed"], false);
    let (by_rest, by_socket) = tokio::join!(bob.acting(Way::Rest), bob.acting(Way::Socket));
    by_rest.vote(&message, &json!(["a"])).await.done();
    let over = async || (jiff::Timestamp::now() > end).then_some(());
    eventually("the end of the poll", DEADLINE, over).await;
    for acting in [&by_rest, &by_socket] {
        acting
            .vote(&message, &json!(["b"]))
            .await
            .problem(409, "poll_closed");
    }
    let seen = bob.message(&message).await["poll"].clone();
    assert_eq!(
        (&seen["closed"], &seen["votes"]),
        (&json!(true), &json!(["a"]))
    );
    assert_eq!(seen["options"][0]["count"], 1);
    assert_eq!(bob.history(&chat).await[0]["poll"], seen);
}

#[tokio::test]
async fn only_options_of_a_poll_can_be_chosen() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _cay, chat) = stack.group_of_three().await;
    let eve = stack.register("eve").await;
    let message = ann.send(&chat, &poll(&json!({}))).await;
    let several = ann.send(&chat, &poll(&json!({"multiple": true}))).await;
    let text = ann.say(&chat, "no poll").await;
    let seqs = stack.dynamodb().seqs(&chat).await;
    for way in Way::BOTH {
        let (bob, eve) = (bob.acting(way).await, eve.acting(way).await);
        let cases = [
            (&message, json!(["d"]), "optionIds[0]", "unknown"),
            (&message, json!(["A"]), "optionIds[0]", "unknown"),
            (&message, json!(["Soup"]), "optionIds[0]", "unknown"),
            (&several, json!(["a", ""]), "optionIds[1]", "unknown"),
            (&message, json!(["a", "b"]), "optionIds", "too_many"),
            (&message, json!("a"), "optionIds", "wrong_type"),
            (&message, json!([1]), "optionIds[0]", "wrong_type"),
            (&message, json!(null), "optionIds", "wrong_type"),
            (&text, json!(["a"]), "messageId", "invalid"),
        ];
        for (message, options, field, code) in cases {
            bob.vote(message, &options).await.refuses(field, code);
        }
        let mut unknown = message.clone();
        for id in ["msg_1_0000000000000", "msg_9_0000000000000", "nonsense"] {
            unknown["id"] = json!(id);
            bob.vote(&unknown, &json!(["a"]))
                .await
                .problem(404, "not_found");
        }
        eve.vote(&message, &json!(["a"]))
            .await
            .problem(404, "not_found");
    }
    let problem = close(&ann, &text).await.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], "messageId");
    close(&eve, &message).await.problem(404, "not_found");
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    assert_eq!(
        bob.message(&message).await["poll"],
        shown([0, 0, 0], &[], false, false)
    );
}
