//! What AWS does now and then, done on purpose (docs/FAULTS.md), and that the promises hold.

mod calls;
mod clients;
mod death;
mod plan;
mod queue;

use e2e::meter::Invocation;
use e2e::{Options, Socket, Stack, User};
use serde_json::{Value, json};

/// A stack of its own with two people, their direct chat, and a socket each.
struct Scene {
    stack: Stack,
    ann: User,
    bob: User,
    chat: String,
    sending: Socket,
    receiving: Socket,
}

impl Scene {
    async fn start() -> Self {
        let stack = Stack::start(&Options::new());
        let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
        let (sending, receiving) = (ann.connect().await, bob.connect().await);
        let chat = ann.direct_chat(&bob).await;
        // What goes wrong later must not be the event of the chat's making.
        receiving.expect_event("chat.created", |_| true).await;
        let first = sending.say(&chat, "before all faults").await;
        receiving.expect_message(&first).await;
        // Nor that they are there.
        tokio::join!(stack.until_told_online(&ann), stack.until_told_online(&bob));
        Self {
            stack,
            ann,
            bob,
            chat,
            sending,
            receiving,
        }
    }

    /// One rule from now on, which always strikes.
    async fn inject(&self, mut rule: Value) {
        rule["probability"] = json!(1);
        self.stack
            .inject(&json!({"seed": 1, "rules": [rule]}))
            .await;
    }

    /// Jobs that workers were handed so far.
    async fn jobs(&self) -> usize {
        let meter = self.stack.meter();
        let all = meter.list(&[("function", "sqs-fan-out")]).await;
        all.iter().map(Invocation::batch).sum()
    }

    /// The faults of the newest invocation of a function, in the order of its calls.
    async fn faults_of(&self, function: &str) -> Vec<String> {
        let meter = self.stack.meter();
        let id = meter.newest(function).await.id;
        let calls = meter.detail(&id).await.calls.into_iter();
        calls.filter_map(|call| call.fault).collect()
    }
}
