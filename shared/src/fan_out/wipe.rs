use futures::future::try_join_all;
use serde_json::Value;

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::table::side::{self, HIGHEST, Place};
use crate::table::{Transaction, reactor, version};
use crate::wire::job::{Delivery, News};

/// Rows removed in one transaction.
const BATCH: usize = 25;

/// Removes what lies beside a message that was deleted for everyone: its former versions, and who
/// reacted and voted. Nobody has seen them since the message says that it is deleted.
pub(super) async fn wipe(app: &App, delivery: &Delivery) -> Result<()> {
    let News::Deleted { message, .. } = &delivery.news else {
        return Ok(());
    };
    wipe_message(app, &delivery.chat_id, message.seq).await
}

/// Removes former versions of a message, and who reacted and voted.
pub(super) async fn wipe_message(app: &App, chat: &ChatId, seq: u64) -> Result<()> {
    let versions = version::partition(chat, seq);
    let reactors = reactor::partition(chat, seq);
    tokio::try_join!(empty(app, &versions), empty(app, &reactors))?;
    Ok(())
}

/// Removes every row of a partition.
pub(super) async fn empty(app: &App, partition: &str) -> Result<()> {
    let rows: Vec<(u128, Value)> = side::read_all(app, partition, 0, HIGHEST).await?;
    let sorts: Vec<u128> = rows.into_iter().map(|(sort, _)| sort).collect();
    let batches = sorts.chunks(BATCH);
    try_join_all(batches.map(|batch| remove(app, partition, batch))).await?;
    Ok(())
}

async fn remove(app: &App, partition: &str, sorts: &[u128]) -> Result<()> {
    let table = app.config.messages_table()?;
    let mut transaction = Transaction::default();
    for sort in sorts {
        let key = Place::new(partition.to_owned(), *sort).key();
        transaction = transaction.delete_if_there(table, key)?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(()),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}
