//! The write and the push cannot come apart, whatever dies between them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use e2e::{DEADLINE, Options, Proxy, Stack, Verdict, eventually, fresh};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

/// The promise.
const WITHIN: Duration = Duration::from_secs(60);

/// What becomes of calls to the queue.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Queue {
    Works,
    /// The next call waits for ever.
    HoldsOne,
    /// It has come.
    Holding,
    /// Every call breaks.
    Broken,
}

#[tokio::test]
async fn an_entry_that_was_not_queued_is_pushed_within_a_minute() {
    let state = Arc::new(AtomicU8::new(Queue::Works as u8));
    let looking = Arc::clone(&state);
    let queue = Proxy::start(move |bytes| verdict(&looking, bytes)).await;
    let stack = Stack::start(&Options::new().env("AWS_ENDPOINT_URL_SQS", &queue.url("http://x")));
    queue.lead_to(&stack.addresses.sqs);
    let set = |queue: Queue| state.store(queue as u8, Ordering::SeqCst);

    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let (sending, receiving) = (ann.connect().await, bob.connect().await);
    let chat = ann.direct_chat(&bob).await;
    receiving.expect_event("chat.created", |_| true).await;

    // The function dies between the write and the queue.
    set(Queue::HoldsOne);
    let key = fresh();
    let body = json!({"chatId": chat, "clientMessageId": key, "type": "text", "text": "one"});
    let frame = json!({"action": "sendMessage", "id": "7", "data": body});
    sending.send_frame(&frame).await;
    let held = async || (state.load(Ordering::SeqCst) == Queue::Holding as u8).then_some(());
    eventually("the call to the queue", DEADLINE, held).await;
    let busy = stack.busy("ws-send-message").await;
    assert_eq!(busy.len(), 1);
    kill_process(Pid::from_raw(busy[0]).unwrap(), Signal::KILL).unwrap();
    let from_gateway = |frame: &Value| frame.get("type").is_none() && frame.get("id").is_none();
    let told = sending
        .expect("frame of the gateway itself", from_gateway)
        .await;
    assert_eq!(told["message"], "Internal server error", "{told}");
    assert_eq!(
        stack.dynamodb().seqs(&chat).await,
        [1],
        "it was written before"
    );

    // The queue takes nothing: stored is stored.
    set(Queue::Broken);
    let two = sending.say(&chat, "two").await;
    assert_eq!(two["seq"], 2);
    set(Queue::Works);

    let pushed =
        |seq: u64| move |frame: &Value| frame["type"] == "message.created" && frame["seq"] == seq;
    let one = receiving
        .expect_within("the first message", WITHIN, pushed(1))
        .await;
    assert_eq!(one["data"]["text"], "one");
    assert_eq!(one["data"]["clientMessageId"], key);
    assert_eq!(one["data"]["sender"]["displayName"], "ann");
    let again = receiving
        .expect_within("the second message", WITHIN, pushed(2))
        .await;
    assert_eq!(again["data"]["id"], two["id"]);
    sending
        .expect_within("the first message", DEADLINE, pushed(1))
        .await;

    // A repeat by the sender gives the same message, and no second one.
    let repeated = sending.send("sendMessage", body).await.ack();
    assert_eq!(repeated["id"], one["data"]["id"]);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2]);
    let settled = async || (stack.dynamodb().pushed_through(&chat).await == 2).then_some(());
    eventually("both are known as pushed", DEADLINE, settled).await;
}

fn verdict(state: &AtomicU8, bytes: &[u8]) -> Verdict {
    let sends = String::from_utf8_lossy(bytes).contains("AmazonSQS.SendMessage");
    let holds = Queue::HoldsOne as u8;
    let now = state.load(Ordering::SeqCst);
    if now == Queue::Broken as u8 {
        return Verdict::Drop;
    }
    let holding = Queue::Holding as u8;
    let take = || state.compare_exchange(holds, holding, Ordering::SeqCst, Ordering::SeqCst);
    if sends && take().is_ok() {
        Verdict::Hold
    } else {
        Verdict::Pass
    }
}
