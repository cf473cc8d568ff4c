use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt, TryStreamExt};

use crate::app::App;
use crate::error::Result;
use crate::presence::{forget_connection, is_opening};
use crate::push::{self, Outcome};
use crate::queue;
use crate::time::Time;
use crate::wire::Event;
use crate::wire::job::{Job, Target};

/// Posts under way at once.
const CONCURRENCY: usize = 32;
/// How long one job posts. What is left then goes to a later job, so that a slow API Gateway does
/// not make the worker run into its timeout (8 seconds; one post takes 3 at the most).
const PATIENCE: Duration = Duration::from_secs(4);
/// After so many tries a connection is left to its client's `sync`.
const ATTEMPTS: u32 = 7;

/// Posts an event to connections. A connection that is gone is forgotten, at the price of this one
/// post; one that cannot take it now, or may still be opening, is tried again by a later job,
/// alone, with growing pauses.
pub(super) async fn post_to_many(
    app: &App,
    event: &Event,
    targets: Vec<Target>,
    attempt: u32,
) -> Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    let frame = &push::frame(event)?;
    let started = Instant::now();
    let later: Vec<Target> = stream::iter(targets)
        .map(|target| async move {
            if started.elapsed() > PATIENCE {
                return Ok(Some(target));
            }
            match push::post(app, &target.connection_id, frame).await? {
                Outcome::Taken => Ok(None),
                Outcome::Gone if is_opening(target.opened_at, Time::now()) => Ok(Some(target)),
                Outcome::Gone => Ok(still_known(app, target).await),
                Outcome::Later => Ok::<_, crate::error::Error>(Some(target)),
            }
        })
        .buffer_unordered(CONCURRENCY)
        .try_filter_map(|left| async move { Ok(left) })
        .try_collect()
        .await?;
    if later.is_empty() {
        return Ok(());
    }
    if attempt + 1 >= ATTEMPTS {
        tracing::warn!(
            connections = later.len(),
            kind = event.kind,
            "gave up posting"
        );
        return Ok(());
    }
    let job = Job::Post {
        event: event.clone(),
        targets: later,
        attempt: attempt + 1,
    };
    queue::send(app, job, 1 << attempt).await
}

/// Forgets a connection that is gone. When that fails, the connection goes back to be tried again:
/// the trouble of a dead one must not hold up the living.
async fn still_known(app: &App, target: Target) -> Option<Target> {
    let forgotten = forget_connection(app, &target.user_id, &target.connection_id).await;
    let error = forgotten.err()?;
    tracing::warn!(connection = target.connection_id.0, cause = %error, "not forgotten yet");
    Some(target)
}
