//! The stream of the messages table.

use aws_lambda_events::dynamodb::Event;
use lambda_runtime::{LambdaEvent, service_fn};

use crate::error::Result;
use crate::fan_out::{self, Inserted};
use crate::table::entry::Entry;

/// Runs the safety net over batches of new entries.
///
/// # Errors
/// When the function cannot start.
pub async fn serve_repair() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Event>| async move {
        fan_out::repair(app, inserted(event.payload)).await?;
        Ok::<_, lambda_runtime::Error>(())
    }))
    .await
}

/// The entries of a batch: rows that are no entries (keys of sends, at `seq` 0) do not parse.
fn inserted(event: Event) -> Vec<Inserted> {
    event
        .records
        .into_iter()
        .filter(|record| record.event_name == "INSERT")
        .filter_map(|record| serde_dynamo::from_item::<_, Entry>(record.change.new_image).ok())
        .map(Inserted)
        .collect()
}
