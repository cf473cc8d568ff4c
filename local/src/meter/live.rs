//! Changes as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::Meter;
use super::record::Id;

/// Changes are gathered for so long: a busy stack would flood the page otherwise.
const GATHER: Duration = Duration::from_millis(100);

/// `invocations` events with the list entries that are new or changed; `reset` when some were
/// missed and the list has to be loaded anew.
pub(super) fn stream(meter: Meter) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = meter.shared.changes.subscribe();
    let events = futures::stream::unfold((meter, changes), async |(meter, mut changes)| {
        let event = match gather(&mut changes).await? {
            Some(ids) => Event::default()
                .event("invocations")
                .json_data(meter.summaries(&ids))
                .unwrap_or_default(),
            None => Event::default().event("reset").data(""),
        };
        Some((Ok(event), (meter, changes)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// The next changed ids, each once; an inner none when some were missed, an outer one at the end.
async fn gather(changes: &mut Receiver<Id>) -> Option<Option<Vec<Id>>> {
    let mut ids = match changes.recv().await {
        Ok(id) => vec![id],
        Err(RecvError::Lagged(_)) => return Some(None),
        Err(RecvError::Closed) => return None,
    };
    tokio::time::sleep(GATHER).await;
    loop {
        match changes.try_recv() {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(TryRecvError::Lagged(_)) => return Some(None),
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(Some(ids)),
        }
    }
}
