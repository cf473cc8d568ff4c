//! The fan-out queue: batches of SQS messages.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::join_all;
use lambda_runtime::{LambdaEvent, service_fn};

use crate::app::App;
use crate::error::Result;
use crate::{fan_out, queue};

/// The longest pause before a failed job is handed out again, in seconds.
const LONGEST_PAUSE: i32 = 30;

/// Runs the worker. Jobs of a batch are done side by side; those that fail are named, so that SQS
/// hands out again only them (Lambda Developer Guide, "Implementing partial batch responses"), and
/// soon: left alone they would stay invisible for the whole visibility timeout.
///
/// # Errors
/// When the function cannot start.
pub async fn serve() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
        Ok::<_, lambda_runtime::Error>(work(app, event.payload).await)
    }))
    .await
}

async fn work(app: &App, event: SqsEvent) -> SqsBatchResponse {
    let jobs = event.records.into_iter().map(|record| one(app, record));
    let mut response = SqsBatchResponse::default();
    for message_id in join_all(jobs).await.into_iter().flatten() {
        response.add_failure(message_id);
    }
    response
}

/// Does one job; its message's id when it failed.
async fn one(app: &App, record: SqsMessage) -> Option<String> {
    let body = record.body.as_deref().unwrap_or_default();
    let error = fan_out::work(app, body).await.err()?;
    let message_id = record.message_id.unwrap_or_default();
    tracing::error!(message_id, cause = %error, "job failed");
    let receives = record.attributes.get("ApproximateReceiveCount");
    let receives = receives.and_then(|count| count.parse().ok()).unwrap_or(1);
    if let Some(receipt) = &record.receipt_handle
        && let Err(error) = queue::hand_out_again(app, receipt, pause(receives)).await
    {
        tracing::warn!(message_id, cause = %error, "it waits for its visibility timeout");
    }
    Some(message_id)
}

/// Seconds until a job that was handed out `receives` times comes again: 1, 2, 4, 8, …
fn pause(receives: u32) -> i32 {
    1_i32
        .checked_shl(receives.saturating_sub(1))
        .filter(|seconds| (1..LONGEST_PAUSE).contains(seconds))
        .unwrap_or(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_bound() {
        let pauses: Vec<i32> = [0, 1, 2, 3, 5, 6, 31, 32, 33, u32::MAX].map(pause).into();
        assert_eq!(pauses, [1, 1, 2, 4, 16, 30, 30, 30, 30, 30]);
    }
}
