//! Invoking a function the way a gateway does: it stops waiting, the function does not stop.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use crate::lambda::{Invocation, InvokeError, Lambda};
use crate::meter::Origin;

/// Invokes a function and waits at most `limit` for the answer.
///
/// The invocation runs as a task of its own: neither the limit nor a client that went away ends
/// it, as on AWS.
pub(crate) async fn invoke_within(
    lambda: &Lambda,
    limit: Duration,
    function: &str,
    (trigger, origin): (String, Origin),
    event: &Value,
) -> Result<Bytes, InvokeError> {
    let invocation = Invocation {
        function: function.to_owned(),
        payload: Bytes::from(event.to_string()),
        trigger,
        origin,
    };
    let lambda = lambda.clone();
    let running = tokio::spawn(async move { lambda.invoke(invocation).await });
    match tokio::time::timeout(limit, running).await {
        Ok(Ok(result)) => result,
        Ok(Err(stopped)) => Err(InvokeError::Unavailable(stopped.to_string())),
        Err(_elapsed) => Err(InvokeError::TimedOut),
    }
}
