//! The log's one way to grow: compare-and-swap on the next slot.
//!
//! Slot n+1 is written only after slot n, so no hole can appear, and nothing can appear behind a
//! number that was already read.

use std::future::Future;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::Put;
use rand::Rng;

use crate::app::App;
use crate::error::{Error, Result};
use crate::table::Item;

/// How long an append may fight for a slot while a client waits for its answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// What became of one try.
#[derive(Debug)]
pub(crate) enum Attempt<T> {
    Done(T),
    /// Somebody else took the slot, a transaction met another one, or DynamoDB was throttled.
    Lost {
        /// Where the log ended.
        last_seq: u64,
    },
}

/// Tries again until the slot is won. Every try has to read anew.
pub(crate) async fn contend<T, F>(patience: Duration, attempt: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<Attempt<T>>>,
{
    let started = Instant::now();
    let mut last_seen: Option<u64> = None;
    loop {
        let last_seq = match attempt().await? {
            Attempt::Done(done) => return Ok(done),
            Attempt::Lost { last_seq } => last_seq,
        };
        // Rivals that overtook us between two reads tell how crowded the chat is.
        let crowded = last_seen.is_some_and(|seen| last_seq > seen + 1);
        last_seen = Some(last_seq);
        let pause = rand::rng().random_range(0..if crowded { 1_000 } else { 100 });
        if started.elapsed() + Duration::from_millis(pause) > patience {
            return Err(Error::unavailable("the chat is too busy"));
        }
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

/// Puts an entry if its slot is free.
pub(crate) fn put_entry(app: &App, item: Item) -> Result<Put> {
    Ok(Put::builder()
        .table_name(app.config.messages_table()?)
        .set_item(Some(item))
        .condition_expression("attribute_not_exists(chatId)")
        .build()?)
}
