use std::sync::Mutex;
use std::time::Instant;

use serde_json::Value;

use crate::check::{Entry, Event, Line, Millis};

/// The clock of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock(Instant);

impl Clock {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    pub(super) fn now(self) -> Millis {
        Millis::try_from(self.0.elapsed().as_millis()).expect("a run is shorter than that")
    }
}

/// What one client writes down.
#[derive(Debug)]
pub(super) struct Record {
    clock: Clock,
    lines: Mutex<Vec<Line>>,
}

impl Record {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            lines: Mutex::default(),
        }
    }

    /// Writes a line; lines are in the order of their times.
    pub(super) fn note(&self, event: Event) {
        let mut lines = self.lines.lock().unwrap();
        let at = self.clock.now();
        lines.push(Line { at, event });
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        self.lines.lock().unwrap().clone()
    }
}

/// A message as an entry; none when something is missing.
pub(super) fn entry(message: &Value) -> Option<Entry> {
    let text = |name: &str| message[name].as_str().map(str::to_owned);
    Some(Entry {
        chat: text("chatId")?,
        seq: message["seq"].as_u64()?,
        id: text("id")?,
        sender: text("senderId")?,
        key: text("clientMessageId")?,
        text: text("text")?,
    })
}

/// A list of messages; none when one of them is not whole.
pub(super) fn entries(messages: &Value) -> Option<Vec<Entry>> {
    messages.as_array()?.iter().map(entry).collect()
}
