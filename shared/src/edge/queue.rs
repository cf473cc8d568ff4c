//! The fan-out queue: batches of SQS messages.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use futures::future::join_all;
use lambda_runtime::{LambdaEvent, service_fn};

use crate::app::App;
use crate::error::Result;
use crate::fan_out;

/// Runs the worker. Jobs of a batch are done side by side; those that fail are named, so that SQS
/// hands out again only them (Lambda Developer Guide, "Implementing partial batch responses").
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
    let jobs = event.records.into_iter().map(|record| async move {
        let result = fan_out::work(app, record.body.as_deref().unwrap_or_default()).await;
        (record.message_id.unwrap_or_default(), result)
    });
    let mut response = SqsBatchResponse::default();
    for (message_id, result) in join_all(jobs).await {
        if let Err(error) = result {
            tracing::error!(message_id, cause = %error, "job failed");
            response.add_failure(message_id);
        }
    }
    response
}
