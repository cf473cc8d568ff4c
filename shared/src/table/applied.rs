use std::error::Error as StdError;

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
    let Err(error) = result else { return Ok(true) };
    let refused = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code);
    if refused == Some("ConditionalCheckFailedException") {
        Ok(false)
    } else {
        Err(error.into())
    }
}
