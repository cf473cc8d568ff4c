//! Asynchronous invocations: nobody waits for the reply, and a failure is tried twice more.

use std::time::Duration;

use super::Invoke;
use crate::lambda::Invocation;

/// Waits before the two retries. AWS waits one and two minutes; here someone is watching.
const RETRY_AFTER: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];

/// Invokes a function in the background, as S3 and the clock do.
pub(crate) fn invoke(invoke: Invoke, invocation: Invocation) {
    tokio::spawn(async move {
        let mut waits = RETRY_AFTER.into_iter();
        while let Err(error) = invoke(invocation.clone()).await {
            let Invocation {
                function, trigger, ..
            } = &invocation;
            let Some(wait) = waits.next() else {
                tracing::warn!(function, trigger, %error, "asynchronous invocation given up");
                return;
            };
            tracing::warn!(function, trigger, %error, "asynchronous invocation failed, will retry");
            tokio::time::sleep(wait).await;
        }
    });
}
