use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

use super::dead::FailedPosts;
use super::device::Device;
use super::record::Clock;
use crate::check::{Event, Line, Millis, PUSH_WITHIN, Run, check};

/// The first pause between two looks at everything; the next ones are longer.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// Added to the minute of the promise, so that its end lies within the records.
const SLACK: Millis = 3_000;

/// Waits until nothing is owed to anybody, a promise is broken for good, or the time of the
/// promises is over. Every look is a `sync` of all clients and all histories, read anew.
pub(super) async fn settle(
    run: &mut Run,
    devices: &[Arc<Device>],
    failed: &mut FailedPosts,
    clock: Clock,
) {
    let deadline = clock.now().max(run.faults_ended) + PUSH_WITHIN + SLACK;
    let mut pause = FIRST_PAUSE;
    let mut broken = 0;
    loop {
        join_all(devices.iter().map(|device| device.inner.catch_up())).await;
        failed.look().await;
        run.failed_posts = failed.list();
        // The records first: whatever they tell of must be in the histories that are read now.
        run.clients = devices.iter().map(|device| device.record()).collect();
        let histories = join_all(devices.iter().map(|device| histories(device, clock))).await;
        for (client, lines) in run.clients.iter_mut().zip(histories) {
            client.lines.extend(lines);
        }
        let violations = check(run);
        // An entry may be written while the histories are read one by one: that is no difference
        // between them the next time.
        broken += usize::from(violations.iter().any(|violation| !violation.may_heal));
        if violations.is_empty() || broken >= 2 || clock.now() > deadline {
            return;
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Every chat's history as this client reads it.
async fn histories(device: &Device, clock: Clock) -> Vec<Line> {
    let mut lines = Vec::new();
    for chat in device.inner.chats() {
        if let Ok(entries) = device.inner.rest.history(chat).await {
            let chat = chat.clone();
            let event = Event::History { chat, entries };
            lines.push(Line {
                at: clock.now(),
                event,
            });
        }
    }
    lines
}
