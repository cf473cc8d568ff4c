use futures::future::try_join_all;
use futures::stream::{self, StreamExt, TryStreamExt};

use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::presence::look_again::queue;
use crate::table::presence::{self, LIVE_PARTS, Presence};
use crate::time::Time;

/// Records read at once.
const BATCH: usize = 1_000;
/// Jobs queued at once.
const CONCURRENCY: usize = 16;

/// Looks through everybody who has connections for what time has changed and nothing else tells of:
/// who was not active for so long that they are away, whose connection was lost without a word, and
/// what a worker that died did not tell. A worker is asked to see to each.
///
/// # Errors
/// When DynamoDB or SQS refuses.
pub async fn sweep(app: &App) -> Result<()> {
    let parts = (0..LIVE_PARTS).map(|part| presence::live_in(app, part));
    let live: Vec<UserId> = try_join_all(parts).await?.into_iter().flatten().collect();
    for some in live.chunks(BATCH) {
        let records = presence::get_many(app, some).await?;
        let now = Time::now();
        let due: Vec<UserId> = records
            .into_iter()
            .filter(|record| is_due(app, record, now))
            .map(|record| record.user_id)
            .collect();
        stream::iter(due)
            .map(|user| async move { queue(app, &user, 0).await })
            .buffer_unordered(CONCURRENCY)
            .try_collect::<()>()
            .await?;
    }
    Ok(())
}

fn is_due(app: &App, record: &Presence, now: Time) -> bool {
    let pace = app.config.pace;
    let has_ended = record.connections.is_empty() || !record.silent(now, pace).is_empty();
    let is_settled = record.due_at().is_some_and(|due| due >= now);
    has_ended || (record.is_news(&record.seen(now, pace)) && !is_settled)
}
