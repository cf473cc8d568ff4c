//! The streams of the tables.

use aws_lambda_events::dynamodb::Event;
use lambda_runtime::{LambdaEvent, service_fn};

use crate::account;
use crate::error::Result;
use crate::fan_out::{self, Inserted};
use crate::mail;
use crate::table::Item;
use crate::table::entry::Entry;
use crate::table::erasure::Erasure;
use crate::table::outbox::Posted;

/// Runs the safety net over batches of new entries.
///
/// # Errors
/// When the function cannot start.
pub async fn serve_repair() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Event>| async move {
        let entries = inserted(event.payload).filter_map(|item| Entry::from_item(item).ok());
        fan_out::repair(app, entries.map(Inserted).collect()).await?;
        Ok::<_, lambda_runtime::Error>(())
    }))
    .await
}

/// Sends the letters of the outbox.
///
/// # Errors
/// When the function cannot start.
pub async fn serve_mail() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Event>| async move {
        let letters = inserted(event.payload).filter_map(Posted::from_item);
        let mut failed = 0;
        // One that cannot be sent does not keep the others.
        for posted in letters {
            if let Err(error) = Box::pin(mail::deliver(app, &posted)).await {
                error.log(&event.context.request_id);
                failed += 1;
            }
        }
        whole(failed)
    }))
    .await
}

/// Takes people who deleted their account out of their chats.
///
/// # Errors
/// When the function cannot start.
pub async fn serve_erasure() -> Result<(), lambda_runtime::Error> {
    let app = crate::edge::start()?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Event>| async move {
        let erasures = inserted(event.payload).filter_map(|item| Erasure::from_item(&item));
        let mut failed = 0;
        for erasure in erasures {
            if let Err(error) = Box::pin(account::erase(app, &erasure)).await {
                error.log(&event.context.request_id);
                failed += 1;
            }
        }
        whole(failed)
    }))
    .await
}

/// The answer to a batch of which so many failed: it comes again. Why is in the log.
fn whole(failed: usize) -> Result<(), lambda_runtime::Error> {
    match failed {
        0 => Ok(()),
        failed => Err(format!("{failed} of the batch failed").into()),
    }
}

/// The new items of a batch. The filters of the template keep everything else away.
fn inserted(event: Event) -> impl Iterator<Item = Item> {
    let records = event.records.into_iter();
    let inserted = records.filter(|record| record.event_name == "INSERT");
    inserted.map(|record| record.change.new_image.into())
}
