use futures::future::try_join_all;

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::log::news::of_entry;
use crate::queue;
use crate::table::{entry, head};
use crate::wire::job::Job;

/// Queues those of the entries that are not known to have been pushed: workers then serve them
/// side by side, however many they are.
pub(super) async fn check(app: &App, chat: &ChatId, seqs: &[u64]) -> Result<()> {
    let Some(head) = head::get(app, chat).await? else {
        return Ok(());
    };
    let missing = seqs.iter().filter(|seq| !head.is_pushed(**seq));
    try_join_all(missing.map(|seq| queue_again(app, chat, *seq))).await?;
    Ok(())
}

async fn queue_again(app: &App, chat: &ChatId, seq: u64) -> Result<()> {
    let Some(entry) = entry::get(app, chat, seq).await? else {
        return Ok(());
    };
    let delivery = of_entry(app, entry).await?;
    tracing::warn!(%chat, seq, "found an entry that was not pushed");
    let job = Job::Deliver {
        delivery: Box::new(delivery),
        origin: None,
        after: None,
    };
    queue::send(app, job, 0).await
}
