//! The open connections and what waits to be sent on each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

use crate::front::stamp::now_milliseconds;

use super::event::{Ending, Facts};

/// Frames that may wait for one slow reader.
const MAX_QUEUED_FRAMES: usize = 256;
/// Bytes that may wait for one slow reader.
const MAX_QUEUED_BYTES: usize = 1024 * 1024;

/// Something to send on a socket, in order.
#[derive(Debug)]
pub(super) enum Outbound {
    Text(String),
    Close(Ending),
}

/// Why a frame was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PostError {
    /// The connection has ended or is about to.
    Gone,
    /// Too much waits already.
    Full,
}

/// One open connection.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) facts: Facts,
    outbound: UnboundedSender<Outbound>,
    state: Mutex<State>,
    /// Rung when the network is to be lost.
    cut: Notify,
}

#[derive(Debug)]
struct State {
    queued_frames: usize,
    queued_bytes: usize,
    last_active: Instant,
    last_active_at: i64,
    ended: bool,
}

impl Connection {
    /// A connection, and what its writer takes the frames from.
    pub(super) fn new(facts: Facts) -> (Arc<Self>, UnboundedReceiver<Outbound>) {
        let (outbound, frames) = unbounded_channel();
        let state = State {
            queued_frames: 0,
            queued_bytes: 0,
            last_active: Instant::now(),
            last_active_at: now_milliseconds(),
            ended: false,
        };
        (
            Arc::new(Self {
                facts,
                outbound,
                state: Mutex::new(state),
                cut: Notify::new(),
            }),
            frames,
        )
    }

    /// Queues a text frame.
    pub(super) fn post(&self, text: String) -> Result<(), PostError> {
        let mut state = self.state();
        if state.ended {
            return Err(PostError::Gone);
        }
        let bytes = state.queued_bytes + text.len();
        if state.queued_frames >= MAX_QUEUED_FRAMES || bytes > MAX_QUEUED_BYTES {
            return Err(PostError::Full);
        }
        self.outbound
            .send(Outbound::Text(text))
            .map_err(|_closed| PostError::Gone)?;
        state.queued_frames += 1;
        state.queued_bytes = bytes;
        Ok(())
    }

    /// Closes the socket after what is queued. Only the first ending counts.
    pub(super) fn close(&self, ending: impl Into<Ending>) {
        let mut state = self.state();
        if !state.ended {
            state.ended = true;
            // No receiver means that the session has ended already.
            self.outbound.send(Outbound::Close(ending.into())).ok();
        }
    }

    /// Loses the client as when the network breaks: nobody says goodbye.
    pub(super) fn cut(&self) {
        self.seal();
        self.cut.notify_one();
    }

    /// Waits for [`Connection::cut`]; for the one session of the connection.
    pub(super) async fn is_cut(&self) {
        self.cut.notified().await;
    }

    /// Takes no frame from now on.
    pub(super) fn seal(&self) {
        self.state().ended = true;
    }

    /// Notes that a frame of this size has left.
    pub(super) fn written(&self, bytes: usize) {
        let mut state = self.state();
        state.queued_frames = state.queued_frames.saturating_sub(1);
        state.queued_bytes = state.queued_bytes.saturating_sub(bytes);
        drop(state);
        self.touch();
    }

    /// Notes a data frame, in either direction.
    pub(super) fn touch(&self) {
        let mut state = self.state();
        state.last_active = Instant::now();
        state.last_active_at = now_milliseconds();
    }

    /// When the connection counts as idle unless something happens.
    pub(super) fn idle_at(&self, idle: Duration) -> Instant {
        self.state().last_active + idle
    }

    /// Milliseconds since 1970 of the last data frame.
    pub(super) fn last_active_at(&self) -> i64 {
        self.state().last_active_at
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The open connections by id.
#[derive(Debug, Default)]
pub(super) struct Connections(Mutex<HashMap<String, Arc<Connection>>>);

impl Connections {
    pub(super) fn add(&self, connection: &Arc<Connection>) {
        let id = connection.facts.connection_id.clone();
        self.entries().insert(id, Arc::clone(connection));
    }

    pub(super) fn remove(&self, id: &str) {
        self.entries().remove(id);
    }

    /// An open connection of an API.
    pub(super) fn get(&self, api_id: &str, id: &str) -> Option<Arc<Connection>> {
        let connection = self.entries().get(id).cloned()?;
        let open = connection.facts.api_id == api_id && !connection.state().ended;
        open.then_some(connection)
    }

    pub(super) fn all(&self) -> Vec<Arc<Connection>> {
        self.entries().values().cloned().collect()
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Arc<Connection>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn ending() -> Ending {
        Ending {
            code: 1000,
            reason: String::new(),
        }
    }

    #[tokio::test]
    async fn a_slow_reader_gets_only_so_much() {
        let (connection, mut frames) = Connection::new(samples::facts());
        for _ in 0..MAX_QUEUED_FRAMES {
            connection.post("x".to_owned()).unwrap();
        }
        assert_eq!(connection.post("x".to_owned()), Err(PostError::Full));
        assert!(matches!(frames.recv().await, Some(Outbound::Text(_))));
        connection.written(1);
        connection.post("x".to_owned()).unwrap();
    }

    #[test]
    fn queued_bytes_are_bounded_too() {
        let (connection, _frames) = Connection::new(samples::facts());
        for _ in 0..8 {
            connection.post("x".repeat(128 * 1024)).unwrap();
        }
        assert_eq!(connection.post("x".to_owned()), Err(PostError::Full));
    }

    #[tokio::test]
    async fn what_was_posted_before_the_close_comes_first() {
        let (connection, mut frames) = Connection::new(samples::facts());
        connection.post("last words".to_owned()).unwrap();
        connection.close(ending());
        connection.close(Ending {
            code: 1001,
            reason: String::new(),
        });
        assert_eq!(connection.post("late".to_owned()), Err(PostError::Gone));
        assert!(matches!(frames.recv().await, Some(Outbound::Text(text)) if text == "last words"));
        assert!(matches!(frames.recv().await, Some(Outbound::Close(it)) if it == ending()));
        assert!(frames.try_recv().is_err());
    }

    #[test]
    fn only_open_connections_of_the_api_are_found() {
        let connections = Connections::default();
        let (connection, _frames) = Connection::new(samples::facts());
        let Facts {
            api_id,
            connection_id: id,
            ..
        } = connection.facts.clone();
        assert!(connections.get(&api_id, &id).is_none());
        connections.add(&connection);
        assert!(connections.get(&api_id, &id).is_some());
        assert!(connections.get("another", &id).is_none());
        connection.seal();
        assert!(connections.get(&api_id, &id).is_none());
        connections.remove(&id);
        assert!(connections.all().is_empty());
    }
}
