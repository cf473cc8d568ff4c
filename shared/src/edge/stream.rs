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

/// The entries of a batch. The filter of the template keeps everything else away.
fn inserted(event: Event) -> Vec<Inserted> {
    event
        .records
        .into_iter()
        .filter(|record| record.event_name == "INSERT")
        .filter_map(|record| Entry::from_item(record.change.new_image.into()).ok())
        .map(Inserted)
        .collect()
}
