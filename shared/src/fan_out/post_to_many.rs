use std::time::{Duration, Instant};

use aws_sdk_apigatewaymanagement::primitives::Blob;
use futures::stream::{self, StreamExt, TryStreamExt};
use futures::try_join;

use crate::app::App;
use crate::error::Result;
use crate::presence::{OPENING_SECONDS, forget_connection, is_opening};
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

/// What is left to do about one connection.
enum Left {
    /// It has the event, or is forgotten.
    Nothing,
    /// It cannot take a post now.
    Busy(Target),
    /// It answered as if it were gone, but may still be opening.
    Opening(Target),
}

/// Posts an event to connections. A connection that is gone is forgotten, at the price of this one
/// post; one that cannot take it now is tried again by a later job, alone, with growing pauses; one
/// that may still be opening, once that must be over.
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
    let left: Vec<Left> = stream::iter(targets)
        .map(|target| async move {
            if started.elapsed() > PATIENCE {
                return Ok(Left::Busy(target));
            }
            post(app, target, frame).await
        })
        .buffer_unordered(CONCURRENCY)
        .try_collect()
        .await?;
    let (mut busy, mut opening) = (Vec::new(), Vec::new());
    for one in left {
        match one {
            Left::Nothing => {}
            Left::Busy(target) => busy.push(target),
            Left::Opening(target) => opening.push(target),
        }
    }
    let next = attempt + 1;
    let (pause, opened) = (1 << attempt, OPENING_SECONDS);
    try_join!(
        again(app, event, busy, next, pause),
        again(app, event, opening, next, opened)
    )?;
    Ok(())
}

async fn post(app: &App, target: Target, frame: &Blob) -> Result<Left> {
    match push::post(app, &target.connection_id, frame).await? {
        Outcome::Taken => Ok(Left::Nothing),
        Outcome::Gone if is_opening(target.opened_at, Time::now()) => Ok(Left::Opening(target)),
        Outcome::Gone => Ok(forget(app, target).await),
        Outcome::Later => Ok(Left::Busy(target)),
    }
}

async fn again(
    app: &App,
    event: &Event,
    targets: Vec<Target>,
    attempt: u32,
    delay_seconds: i32,
) -> Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    if attempt >= ATTEMPTS {
        let connections = targets.len();
        tracing::warn!(connections, kind = event.kind, "gave up posting");
        return Ok(());
    }
    let job = Job::Post {
        event: event.clone(),
        targets,
        attempt,
    };
    queue::send(app, job, delay_seconds).await
}

/// Forgets a connection that is gone. When that fails, the connection goes back to be tried again:
/// the trouble of a dead one must not hold up the living.
async fn forget(app: &App, target: Target) -> Left {
    match forget_connection(app, &target.user_id, &target.connection_id).await {
        Ok(_) => Left::Nothing,
        Err(error) => {
            tracing::warn!(connection = target.connection_id.0, cause = %error, "not forgotten yet");
            Left::Busy(target)
        }
    }
}
