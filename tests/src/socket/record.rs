use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

/// What a socket has received, and how it ended.
#[derive(Debug, Default)]
pub(super) struct Record {
    inner: Mutex<Inner>,
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Inner {
    frames: Vec<Value>,
    /// Ended, with the code of the close frame if there was one.
    end: Option<Option<u16>>,
}

impl Record {
    pub(super) fn push(&self, text: &str) {
        let frame = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        self.inner.lock().unwrap().frames.push(frame);
        self.changed.send_replace(());
    }

    pub(super) fn finish(&self, code: Option<u16>) {
        self.inner.lock().unwrap().end = Some(code);
        self.changed.send_replace(());
    }

    pub(super) fn frames(&self) -> Vec<Value> {
        self.frames_from(0)
    }

    pub(super) fn frames_from(&self, first: usize) -> Vec<Value> {
        self.inner
            .lock()
            .unwrap()
            .frames
            .iter()
            .skip(first)
            .cloned()
            .collect()
    }

    /// The first frame that fits.
    pub(super) fn find(&self, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        let inner = self.inner.lock().unwrap();
        inner.frames.iter().find(|frame| fits(frame)).cloned()
    }

    pub(super) fn count(&self) -> usize {
        self.inner.lock().unwrap().frames.len()
    }

    pub(super) fn end(&self) -> Option<Option<u16>> {
        self.inner.lock().unwrap().end
    }

    /// Looks whenever something changes; none when the socket ends or the time is up before there
    /// is something to see.
    pub(super) async fn wait<T>(
        &self,
        within: Duration,
        look: impl Fn(&Self) -> Option<T>,
    ) -> Option<T> {
        let mut changed = self.changed.subscribe();
        let waiting = async {
            loop {
                // In this order: what comes last comes before the end.
                let ended = self.end().is_some();
                if let Some(found) = look(self) {
                    return Some(found);
                }
                if ended || changed.changed().await.is_err() {
                    return None;
                }
            }
        };
        tokio::time::timeout(within, waiting).await.ok().flatten()
    }
}
