use std::error::Error as StdError;
use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::error::Result;

/// Whether a conditional write was made: false when its condition did not hold.
///
/// # Errors
/// When DynamoDB refuses for another reason.
pub fn applied<O, E>(result: std::result::Result<O, SdkError<E>>) -> Result<bool>
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
{
    if_applied(result).map(|output| output.is_some())
}

/// What a conditional write gave; none when its condition did not hold.
///
/// # Errors
/// When DynamoDB refuses for another reason.
pub fn if_applied<O, E>(result: std::result::Result<O, SdkError<E>>) -> Result<Option<O>>
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
{
    let error = match result {
        Ok(output) => return Ok(Some(output)),
        Err(error) => error,
    };
    let refused = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code);
    if refused == Some("ConditionalCheckFailedException") {
        Ok(None)
    } else {
        Err(error.into())
    }
}

/// How often a write that met a transaction is tried.
const ATTEMPTS: u32 = 6;

/// Writes an item, again when a transaction has it in hands just then: that is refused, and the SDK
/// does not try it again (Amazon DynamoDB API Reference, `TransactionConflictException`).
///
/// # Errors
/// As the write.
pub async fn through_conflicts<O, E, F>(
    write: impl Fn() -> F,
) -> std::result::Result<O, SdkError<E>>
where
    E: ProvideErrorMetadata,
    F: Future<Output = std::result::Result<O, SdkError<E>>>,
{
    let mut attempt = 0;
    loop {
        let result = write().await;
        attempt += 1;
        let refused = result.as_ref().err().and_then(SdkError::as_service_error);
        let code = refused.and_then(ProvideErrorMetadata::code);
        if code != Some("TransactionConflictException") || attempt >= ATTEMPTS {
            return result;
        }
        let most = 20_u64 << attempt;
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..most))).await;
    }
}
