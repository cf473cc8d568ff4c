//! How a client stays connected and keeps up.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use super::device::Inner;
use super::link::{Link, Listener as _, Outcome};
use super::record::entries;
use super::send::jittered;
use crate::check::{Event, Synced};

/// How long a gap may be a matter of order only.
const HOLE: Duration = Duration::from_secs(1);
/// When a client asks a second time after it connected.
const SECOND_SYNC: Duration = Duration::from_secs(5);
/// The longest pause before the next try to connect.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How often `sync` is tried again before the next occasion has to do.
const SYNC_TRIES: u32 = 6;

impl Inner {
    /// Connects again and again, as long as this client is online.
    pub(super) async fn run(self: Arc<Self>) {
        let mut online = self.online.subscribe();
        let mut pause = Duration::from_millis(50);
        while online.wait_for(|online| *online).await.is_ok() {
            let number = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
            let listener = Arc::clone(&self);
            match Link::open(&self.user, number, listener).await {
                Ok(link) => {
                    pause = Duration::from_millis(50);
                    self.stay(Arc::new(link), &mut online).await;
                }
                Err(_) => {
                    sleep(jittered(pause)).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Catches up as the protocol says, until the socket has ended.
    async fn stay(&self, link: Arc<Link>, online: &mut watch::Receiver<bool>) {
        self.link.send_replace(Some(Arc::clone(&link)));
        let keeping = async {
            let mut second = Some(Instant::now() + SECOND_SYNC);
            let mut hole = None;
            self.catch_up().await;
            loop {
                let due = [second, hole].into_iter().flatten().min();
                let far = Instant::now() + Duration::from_secs(3600);
                tokio::select! {
                    () = sleep_until(due.unwrap_or(far)) => {
                        let now = Instant::now();
                        second = second.filter(|due| *due > now);
                        hole = None;
                        self.catch_up().await;
                    }
                    () = self.gap.notified() => {}
                }
                if self.has_gap() {
                    hole = hole.or_else(|| Some(Instant::now() + HOLE));
                }
            }
        };
        let left = async { online.wait_for(|online| !online).await.is_ok() };
        tokio::select! {
            () = keeping => {}
            () = link.ended() => {}
            _ = left => {}
        }
        self.link.send_replace(None);
        // Unless it is known already why: this client left before anybody could use the socket.
        self.end(link.number, "left");
        link.cut();
    }

    /// Asks `sync` until there is no more; gives up after some failures in a row, until the next
    /// occasion. True when it has come to the end.
    pub(super) async fn catch_up(&self) -> bool {
        let _one_at_a_time = self.syncing.lock().await;
        let mut failures = 0;
        while failures < SYNC_TRIES {
            match self.sync_once().await {
                Some(true) => failures = 0,
                Some(false) => return true,
                None => {
                    failures += 1;
                    sleep(Duration::from_millis(50 << failures)).await;
                }
            }
        }
        false
    }

    /// Whether there is more; none when there was no answer.
    async fn sync_once(&self) -> Option<bool> {
        let token = self.state.lock().unwrap().token.clone();
        self.record.note(Event::Asked {
            token: token.clone(),
        });
        let body = json!({"since": token});
        let link = self.link().filter(|_| self.syncs_by_socket);
        let outcome = match link {
            Some(link) => link.request("sync", &body).await,
            None => self.rest.post("/v1/sync", &body).await,
        };
        let Outcome::Done(reply) = outcome else {
            return None;
        };
        let chats = synced(&reply["chats"])?;
        let next = reply["nextToken"].as_str()?.to_owned();
        let has_more = reply["hasMore"].as_bool()?;
        let reset = reply["reset"].as_bool()?;
        let entries = chats.iter().flat_map(|chat| &chat.entries);
        self.take(entries.map(|entry| (entry.chat.clone(), entry.seq)));
        self.state.lock().unwrap().token = Some(next.clone());
        self.record.note(Event::Answered {
            token,
            chats,
            next,
            has_more,
            reset,
        });
        Some(has_more)
    }
}

fn synced(chats: &Value) -> Option<Vec<Synced>> {
    let chats = chats.as_array()?.iter().map(|chat| {
        let events = chat["events"].as_array()?.iter();
        let messages = events.map(|event| event["data"].clone()).collect();
        Some(Synced {
            chat: chat["chatId"].as_str()?.to_owned(),
            entries: entries(&messages)?,
        })
    });
    chats.collect()
}
