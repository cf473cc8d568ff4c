use futures::stream::{self, StreamExt, TryStreamExt};

use crate::app::App;
use crate::error::Result;
use crate::queue;
use crate::table::scheduled::{self, Appointment, Clock};
use crate::table::side;
use crate::time::Time;
use crate::wire::job::Job;

/// Minutes that one turn looks at, at the most: after a long pause it takes several.
const MINUTES_PER_TURN: i64 = 600;
/// A minute that is empty is done after so many more: an appointment for it may still be on its way
/// into the table.
const SETTLED: i64 = 2;
/// A minute that is not empty is looked at for so long: what failed is queued again every minute.
const GIVEN_UP: i64 = 60;
/// Calls under way at once.
const CONCURRENCY: usize = 16;

/// Queues every message that is due, each for its second: those of the minute that begins, and those
/// of all minutes since the last one that is done. Sending strikes an appointment off, so that queueing
/// it twice is harmless. Runs once a minute.
///
/// # Errors
/// When DynamoDB or SQS does not answer: the next turn makes up for it.
pub async fn keep_appointments(app: &App) -> Result<()> {
    let now = Time::now();
    let present = scheduled::minute(now);
    let place = scheduled::clock_place();
    let clock: Option<Clock> = side::get(app, &place).await?;
    let done = clock.map_or(present - SETTLED, |clock| clock.minute);
    let last = present.min(done + MINUTES_PER_TURN);

    let minutes = (done + 1..=last).map(|minute| async move {
        let due = scheduled::due(app, minute).await?;
        Ok::<_, crate::error::Error>((minute, due))
    });
    let minutes: Vec<(i64, Vec<Appointment>)> = stream::iter(minutes)
        .buffered(CONCURRENCY)
        .try_collect()
        .await?;
    let is_done = |(minute, due): &(i64, Vec<Appointment>)| {
        let age = present - minute;
        age >= GIVEN_UP || (age >= SETTLED && due.is_empty())
    };
    let settled = minutes.iter().take_while(|minute| is_done(minute)).count();

    let due = minutes.iter().flat_map(|(_, due)| due);
    stream::iter(due.map(|appointment| queue_up(app, appointment, now)))
        .buffer_unordered(CONCURRENCY)
        .try_collect::<()>()
        .await?;
    let done = done + i64::try_from(settled).unwrap_or_default();
    app.dynamodb
        .put_item()
        .table_name(app.config.messages_table()?)
        .set_item(Some(place.item(&Clock { minute: done })?))
        .send()
        .await?;
    Ok(())
}

async fn queue_up(app: &App, appointment: &Appointment, now: Time) -> Result<()> {
    let seconds = appointment.millis_after(now).div_euclid(1000) + 1;
    let delay = i32::try_from(seconds.clamp(0, 60)).unwrap_or_default();
    let appointment = appointment.clone();
    queue::send(app, Job::SendScheduled { appointment }, delay).await
}
