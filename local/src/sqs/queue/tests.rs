use super::*;

const DAY: Duration = Duration::from_secs(86_400);
const VISIBILITY: Duration = Duration::from_secs(30);

fn rules(fifo: bool, max_receive_count: Option<u32>) -> Rules {
    Rules {
        fifo,
        retention: DAY,
        max_receive_count,
    }
}

fn message(id: &str, group: Option<&str>) -> Message {
    Message {
        id: id.into(),
        body: id.into(),
        body_md5: String::new(),
        attributes: Default::default(),
        sender: None,
        sent_at: 0,
        group: group.map(Into::into),
        deduplication_id: None,
        sequence_number: None,
        trace_header: None,
        dead_letter_source: None,
    }
}

fn ids(taken: &Taken) -> Vec<&str> {
    taken
        .received
        .iter()
        .map(|received| received.message.id.as_str())
        .collect()
}

fn handle(received: &Received) -> Handle {
    Handle::decode(&received.receipt_handle).unwrap()
}

#[test]
fn a_received_message_is_hidden_until_its_visibility_ends() {
    let (rules, now, mut queue) = (rules(false, None), Instant::now(), QueueState::default());
    queue.push(message("a", None), Duration::ZERO, now);
    assert_eq!(ids(&queue.receive(&rules, 10, VISIBILITY, (now, 0))), ["a"]);
    assert!(
        queue
            .receive(&rules, 10, VISIBILITY, (now, 0))
            .received
            .is_empty()
    );
    let again = queue.receive(&rules, 10, VISIBILITY, (now + VISIBILITY, 0));
    assert_eq!(
        again
            .received
            .first()
            .map(|received| received.receive_count),
        Some(2)
    );
}

#[test]
fn a_handle_from_an_earlier_receive_deletes_nothing() {
    let (rules, now, mut queue) = (rules(false, None), Instant::now(), QueueState::default());
    queue.push(message("a", None), Duration::ZERO, now);
    let first = queue.receive(&rules, 1, VISIBILITY, (now, 0));
    let second = queue.receive(&rules, 1, VISIBILITY, (now + VISIBILITY, 0));
    assert!(!queue.delete(handle(&first.received[0])));
    assert!(queue.delete(handle(&second.received[0])));
    assert_eq!(
        queue.counts(&rules, now, 0),
        Counts {
            visible: 0,
            in_flight: 0,
            delayed: 0
        }
    );
}

#[test]
fn a_delayed_message_is_counted_as_delayed() {
    let (rules, now, mut queue) = (rules(false, None), Instant::now(), QueueState::default());
    queue.push(message("a", None), Duration::from_secs(5), now);
    assert!(
        queue
            .receive(&rules, 1, VISIBILITY, (now, 0))
            .received
            .is_empty()
    );
    assert_eq!(queue.counts(&rules, now, 0).delayed, 1);
    let later = now + Duration::from_secs(5);
    assert_eq!(
        ids(&queue.receive(&rules, 1, VISIBILITY, (later, 0))),
        ["a"]
    );
}

#[test]
fn too_many_receives_hand_the_message_to_the_dead_letter_queue() {
    let (rules, now, mut queue) = (rules(false, Some(1)), Instant::now(), QueueState::default());
    queue.push(message("a", None), Duration::ZERO, now);
    queue.receive(&rules, 1, Duration::ZERO, (now, 0));
    let second = queue.receive(&rules, 1, Duration::ZERO, (now, 0));
    assert!(second.received.is_empty());
    assert_eq!(second.dead.len(), 1);
}

#[test]
fn a_fifo_group_waits_for_its_message_in_flight() {
    let (rules, now, mut queue) = (rules(true, None), Instant::now(), QueueState::default());
    for (id, group) in [("a1", "a"), ("a2", "a"), ("b1", "b")] {
        queue.push(message(id, Some(group)), Duration::ZERO, now);
    }
    let first = queue.receive(&rules, 1, VISIBILITY, (now, 0));
    assert_eq!(ids(&first), ["a1"]);
    assert_eq!(
        ids(&queue.receive(&rules, 10, VISIBILITY, (now, 0))),
        ["b1"]
    );
    queue.delete(handle(&first.received[0]));
    assert_eq!(
        ids(&queue.receive(&rules, 10, VISIBILITY, (now, 0))),
        ["a2"]
    );
}

#[test]
fn retention_ends_a_message() {
    let (rules, now, mut queue) = (rules(false, None), Instant::now(), QueueState::default());
    queue.push(message("a", None), Duration::ZERO, now);
    let after_a_day = i64::try_from(DAY.as_millis()).unwrap();
    assert!(
        queue
            .receive(&rules, 1, VISIBILITY, (now, after_a_day))
            .received
            .is_empty()
    );
}

#[test]
fn visibility_of_a_message_not_in_flight_cannot_be_changed() {
    let (rules, now, mut queue) = (rules(false, None), Instant::now(), QueueState::default());
    queue.push(message("a", None), Duration::ZERO, now);
    let taken = queue.receive(&rules, 1, VISIBILITY, (now, 0));
    let handle = handle(&taken.received[0]);
    queue
        .change_visibility(handle, Duration::ZERO, now)
        .unwrap();
    assert_eq!(
        queue.change_visibility(handle, VISIBILITY, now),
        Err(SqsError::not_in_flight())
    );
}

#[test]
fn a_message_can_be_put_among_those_waiting() {
    let now = Instant::now();
    let mut queue = QueueState::default();
    for id in ["a", "b", "c"] {
        queue.push(message(id, None), Duration::ZERO, now);
    }
    queue.push_among(message("first", None), Duration::ZERO, 0.0, now);
    queue.push_among(message("last", None), Duration::ZERO, 0.99, now);
    queue.push_among(message("third", None), Duration::ZERO, 0.4, now);
    let order: Vec<&str> = queue
        .messages
        .values()
        .map(|stored| stored.message.id.as_str())
        .collect();
    assert_eq!(order, ["first", "a", "third", "b", "c", "last"]);
}

#[test]
fn a_message_that_is_repeated_comes_once_more_and_no_more() {
    let now = Instant::now();
    let rules = rules(false, Some(1));
    let mut queue = QueueState::default();
    queue.push(message("a", None), Duration::ZERO, now);
    let taken = queue.receive(&rules, 1, VISIBILITY, (now, 0));
    let first = handle(&taken.received[0]);
    assert!(queue.is_original(first));
    let later = now + Duration::from_secs(1);
    queue.repeat(first, later);
    assert!(!queue.delete(first), "the handle has run out");
    assert!(ids(&queue.receive(&rules, 1, VISIBILITY, (now, 0))).is_empty());

    let taken = queue.receive(&rules, 1, VISIBILITY, (later, 0));
    assert_eq!(ids(&taken), ["a"]);
    assert!(taken.dead.is_empty(), "it has not failed");
    let second = handle(&taken.received[0]);
    assert!(!queue.is_original(second));
    assert!(queue.delete(second));
    assert!(queue.messages.is_empty());
}
