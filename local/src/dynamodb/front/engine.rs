//! Calls of functions, run on the engine without its server in between.
//!
//! Only what succeeds, or fails for what the tables hold, is answered here. Whatever the engine
//! finds wrong with a request itself has changed nothing, and is left to its own server, which
//! words the refusal as DynamoDB does.

use dynoxide::types::ConsumedCapacity;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::request::Ask;

/// An answer to the caller.
#[derive(Debug)]
pub(super) enum Reply {
    Success {
        body: Vec<u8>,
        consumed: Vec<ConsumedCapacity>,
    },
    Refusal {
        status: u16,
        body: Vec<u8>,
    },
}

/// Runs a call whose body asks for the consumed units; none when the engine's server has to
/// answer.
pub(super) fn run(database: &Database, ask: &Ask, body: &[u8]) -> Option<Reply> {
    let of = |one: &mut Option<ConsumedCapacity>| taken(ask, one).into_iter().collect();
    let of_all = |all: &mut Option<Vec<ConsumedCapacity>>| taken(ask, all).unwrap_or_default();
    match ask.operation.as_str() {
        "GetItem" => execute(
            body,
            |call| database.get_item(call),
            |it| of(&mut it.consumed_capacity),
        ),
        "Query" => execute(
            body,
            |call| database.query(call),
            |it| of(&mut it.consumed_capacity),
        ),
        "Scan" => execute(
            body,
            |call| database.scan(call),
            |it| of(&mut it.consumed_capacity),
        ),
        "PutItem" => execute(
            body,
            |call| database.put_item(call),
            |it| of(&mut it.consumed_capacity),
        ),
        "UpdateItem" => execute(
            body,
            |call| database.update_item(call),
            |it| of(&mut it.consumed_capacity),
        ),
        "DeleteItem" => execute(
            body,
            |call| database.delete_item(call),
            |it| of(&mut it.consumed_capacity),
        ),
        "BatchGetItem" => execute(
            body,
            |call| database.batch_get_item(call),
            |it| of_all(&mut it.consumed_capacity),
        ),
        "BatchWriteItem" => execute(
            body,
            |call| database.batch_write_item(call),
            |it| of_all(&mut it.consumed_capacity),
        ),
        "TransactGetItems" => execute(
            body,
            |call| database.transact_get_items(call),
            |it| of_all(&mut it.consumed_capacity),
        ),
        "TransactWriteItems" => execute(
            body,
            |call| database.transact_write_items(call),
            |it| of_all(&mut it.consumed_capacity),
        ),
        _ => None,
    }
}

/// The units; they stay in the answer when the caller has asked for them.
fn taken<T: Clone>(ask: &Ask, consumed: &mut Option<T>) -> Option<T> {
    if ask.asked {
        consumed.clone()
    } else {
        consumed.take()
    }
}

fn execute<Call: DeserializeOwned, Answer: Serialize>(
    body: &[u8],
    act: impl FnOnce(Call) -> Result<Answer, DynoxideError>,
    consumed: impl FnOnce(&mut Answer) -> Vec<ConsumedCapacity>,
) -> Option<Reply> {
    let call = serde_json::from_slice(body).ok()?;
    match act(call) {
        Ok(mut answer) => {
            let consumed = consumed(&mut answer);
            // The call is done and must not be repeated, whatever becomes of the answer.
            Some(match serde_json::to_vec(&answer) {
                Ok(body) => Reply::Success { body, consumed },
                Err(_) => Reply::Refusal {
                    status: 500,
                    body: Vec::new(),
                },
            })
        }
        Err(
            error @ (DynoxideError::ConditionalCheckFailedException(..)
            | DynoxideError::TransactionCanceledException(..)),
        ) => Some(Reply::Refusal {
            status: error.status_code(),
            body: error.to_json().into_bytes(),
        }),
        Err(_) => None,
    }
}
