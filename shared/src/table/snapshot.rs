//! A message and its state as they were at one instant.

use std::time::Duration;

use aws_sdk_dynamodb::operation::transact_get_items::TransactGetItemsError;
use aws_sdk_dynamodb::operation::transact_get_items::builders::TransactGetItemsFluentBuilder;
use aws_sdk_dynamodb::types::{Get, ItemResponse, TransactGetItem};
use rand::Rng;

use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::ChatId;
use crate::table::entry::{Entry, entry_key};
use crate::table::state::{self, State};
use crate::table::{StoredMessage, from_item};

/// Messages of one call: it reads two items each, at most 100 (Amazon DynamoDB API Reference,
/// `TransactGetItems`).
const BATCH: usize = 50;
/// How often a read of one message that meets a write is tried.
const ATTEMPTS: u32 = 6;
/// How often a read of many is.
const HASTE: u32 = 2;

/// Reads messages with their states, each pair as it was at one instant (4 read units a pair). What
/// is no message or not there is left out. Two reads of their own would show an edit without the
/// reaction before it, or the other way round, and claim to know both.
///
/// # Errors
/// When DynamoDB refuses, also when somebody is writing them: a later try may do.
pub async fn read(
    app: &App,
    chat: &ChatId,
    seqs: &[u64],
) -> Result<Vec<(StoredMessage, Option<State>)>> {
    let mut pairs = Vec::with_capacity(seqs.len());
    for batch in seqs.chunks(BATCH) {
        match read_batch(app, chat, batch, HASTE).await {
            // Somebody is writing one of them: it must not keep the others.
            Err(error) if error.code == Code::Unavailable => {
                for seq in batch {
                    pairs.extend(read_batch(app, chat, &[*seq], ATTEMPTS).await?);
                }
            }
            found => pairs.extend(found?),
        }
    }
    Ok(pairs)
}

/// Sends the request, again after a while when somebody is writing one of the items.
async fn patiently(
    request: TransactGetItemsFluentBuilder,
    attempts: u32,
) -> Result<Vec<ItemResponse>> {
    let mut attempt = 0;
    loop {
        let error = match request.clone().send().await {
            Ok(output) => return Ok(output.responses.unwrap_or_default()),
            Err(error) => error,
        };
        let is_busy = matches!(
            error.as_service_error(),
            Some(TransactGetItemsError::TransactionCanceledException(_))
        );
        attempt += 1;
        if !is_busy {
            return Err(error.into());
        }
        if attempt >= attempts {
            return Err(Error::unavailable(error));
        }
        let pause = rand::rng().random_range(0..20 << attempt);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

async fn read_batch(
    app: &App,
    chat: &ChatId,
    seqs: &[u64],
    attempts: u32,
) -> Result<Vec<(StoredMessage, Option<State>)>> {
    let table = app.config.messages_table()?;
    let mut request = app.dynamodb.transact_get_items();
    for seq in seqs {
        for key in [entry_key(chat, *seq), state::place(chat, *seq).key()] {
            let get = Get::builder()
                .table_name(table)
                .set_key(Some(key))
                .build()?;
            request = request.transact_items(TransactGetItem::builder().get(get).build());
        }
    }
    let items = patiently(request, attempts).await?.into_iter();
    let mut items = items.map(|response| response.item);
    let mut pairs = Vec::with_capacity(seqs.len());
    while let (Some(message), Some(state)) = (items.next(), items.next()) {
        let message = message.map(Entry::from_item).transpose()?;
        let state = state.map(from_item).transpose()?;
        if let Some(message) = message.and_then(Entry::into_message) {
            pairs.push((message, state));
        }
    }
    Ok(pairs)
}
