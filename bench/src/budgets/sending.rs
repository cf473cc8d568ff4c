//! A message from the frame to the last post.

use std::time::Duration;

use e2e::meter::{Detail, Totals};

use super::cost::deployment::Deployment;
use super::cost::{Counts, number};
use super::plan;
use super::report::Report;
use super::scene::{LARGE, Scene};

/// Messages measured in each chat, one after another; the dearest is judged. Writes are judged by
/// their mean: every fifth request of a person writes what was counted of them.
const SAMPLES: usize = 10;
const SENDER: &str = "ws-send-message";
const WORKER: &str = "sqs-fan-out";
const NET: &str = "stream-repair";
/// The net gathers records for 20 seconds.
const NET_PATIENCE: Duration = Duration::from_secs(60);
/// People online in the chats measured.
const ONLINE: [usize; 3] = [10, 100, LARGE];
const ONLINE_ORDINARY: usize = 5;

/// A message is written with one unit, so it has no more bytes; what tells a repeat goes in a day.
const MESSAGE_BYTES: f64 = 1_024.0;

const TO_ACK: &str = "send, direct chat, WebSocket, to the ack";
const DIRECT: &str = "send to delivery, direct chat";
const GROUP: &str = "send to delivery, group of 200, 10 connected";

/// What a message uses, all functions, the safety net included.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sent {
    /// To one who is online.
    pub(super) direct: Counts,
    /// To a group of 20 with 5 online.
    pub(super) ordinary: Counts,
    /// To a group of 200 with 10, 100 and 200 online.
    pub(super) large: [Counts; 3],
}

/// Measures and judges messages of all kinds. Brings everybody online.
pub(super) async fn measure(
    scene: &mut Scene,
    deployment: &Deployment,
    report: &mut Report,
) -> Sent {
    scene.bring_online(2).await;
    let chat = scene.direct.clone();
    let direct = several(scene, &chat).await;
    to_ack(scene, report).await;
    let net = safety_net(scene, deployment).await;
    let direct = Measured::new(&direct, deployment, net);
    direct.judge(DIRECT, 6.0, 2.0, report);

    scene.bring_online(ONLINE_ORDINARY).await;
    let chat = scene.ordinary.clone();
    let ordinary = Measured::new(&several(scene, &chat).await, deployment, net);
    let mut large = [Counts::default(); 3];
    let chat = scene.large.clone();
    for (counts, online) in large.iter_mut().zip(ONLINE) {
        scene.bring_online(online).await;
        let measured = Measured::new(&several(scene, &chat).await, deployment, net);
        if online == ONLINE[0] {
            measured.judge(GROUP, 120.0, number(online), report);
        }
        *counts = measured.usual();
    }
    Sent {
        direct: direct.usual(),
        ordinary: ordinary.usual(),
        large,
    }
}

/// Sends several messages; the first finds everything warm by another one.
async fn several(scene: &Scene, chat: &str) -> Vec<Vec<Detail>> {
    scene.send(chat, &[SENDER, WORKER]).await;
    let mut traces = Vec::new();
    for _ in 0..SAMPLES {
        traces.push(scene.send(chat, &[SENDER, WORKER]).await);
    }
    traces
}

/// What the net uses for a message that comes alone: it reads one head a chat and batch, so this is
/// the dearest case. Waits first until it has looked at all messages before.
async fn safety_net(scene: &Scene, deployment: &Deployment) -> Counts {
    let last = scene.meter.newest(SENDER).await.traces.remove(0);
    scene.meter.settled(&last, &[NET], NET_PATIENCE).await;
    let trace = scene.send(&scene.direct, &[SENDER, WORKER]).await;
    let trace = trace[0].invocation.traces[0].clone();
    let mut trace = scene.meter.settled(&trace, &[NET], NET_PATIENCE).await;
    trace.retain(|one| one.invocation.function == NET);
    Counts::of(&trace, deployment)
}

/// Judges how long a sender waits.
async fn to_ack(scene: &Scene, report: &mut Report) {
    plan::far_away(&scene.stack).await;
    let traces = several(scene, &scene.direct).await;
    scene.stack.end_faults().await;
    let sends = traces.iter().map(|trace| {
        let mut all = trace.iter().map(|one| &one.invocation);
        all.find(|one| one.function == SENDER)
            .expect("it was sent")
            .totals
    });
    let sends: Vec<Totals> = sends.collect();
    let trips: Vec<usize> = sends.iter().map(|one| one.round_trips).collect();
    report.trips(TO_ACK, &trips, 3.0);
    let most = |of: fn(&Totals) -> f64| sends.iter().map(of).fold(0.0, f64::max);
    report.show(TO_ACK, "write units", most(|one| one.write_units), "");
    report.show(TO_ACK, "read units", most(|one| one.read_units), "");
}

/// Messages of one kind.
struct Measured {
    each: Vec<Counts>,
    net: Counts,
}

impl Measured {
    fn new(traces: &[Vec<Detail>], deployment: &Deployment, net: Counts) -> Self {
        // The net looks at batches of many messages later; its part is counted once, below.
        let own = |trace: &Vec<Detail>| {
            let own = trace.iter().filter(|one| one.invocation.function != NET);
            Counts::of(&own.cloned().collect::<Vec<_>>(), deployment)
        };
        Self {
            each: traces.iter().map(own).collect(),
            net,
        }
    }

    /// The middle of them, with the net.
    fn usual(&self) -> Counts {
        let stored = Counts {
            stored_bytes: MESSAGE_BYTES,
            ..Counts::default()
        };
        Counts::usual(&self.each) + self.net + stored
    }

    fn judge(&self, operation: &str, reads: f64, connections: f64, report: &mut Report) {
        let most = |of: fn(&Counts) -> f64| self.each.iter().map(of).fold(0.0, f64::max);
        let net = self.net;
        let note = |part: f64| format!("of that the safety net {part}, alone in its batch");
        let written = Counts::mean_writes(&self.each) + net.write_units;
        let what = "write units, mean";
        report.judge(operation, what, written, 6.5, &note(net.write_units));
        let read = most(|one| one.read_units) + net.read_units;
        report.judge(operation, "read units", read, reads, &note(net.read_units));
        let queued = most(|one| one.queue_messages) + net.queue_messages;
        report.count(operation, "queue messages", queued, 1.0);
        let posts = most(|one| one.posts) + 1.0;
        let what = "posts, and the ack on the sender's own socket";
        report.judge(operation, what, posts, connections, "one per connection");
    }
}
