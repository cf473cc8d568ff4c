use crate::app::App;
use crate::error::Result;
use crate::queue;
use crate::table::scheduled::{self, Clock};
use crate::table::side;
use crate::time::Time;
use crate::wire::job::Job;

/// After a pause of the clock, so many minutes are worked off in one go.
const MINUTES_PER_TURN: i64 = 24 * 60;

/// Queues every message that is due in the minutes since the last turn and in the one that begins,
/// each for its second. Runs once a minute; a turn that fails is made up for by the next.
///
/// # Errors
/// When DynamoDB or SQS does not answer.
pub async fn keep_appointments(app: &App) -> Result<()> {
    let now = Time::now();
    let present = scheduled::minute(now);
    let place = scheduled::clock_place();
    let clock: Option<Clock> = side::get(app, &place).await?;
    let last = clock.map_or(present - 1, |clock| clock.minute);
    // The last minute once more: it may have got appointments after it was worked off.
    let first = last.max(present - MINUTES_PER_TURN);
    for minute in first..=present {
        for appointment in scheduled::due(app, minute).await? {
            let seconds = appointment.millis_after(now).div_euclid(1000) + 1;
            let delay = i32::try_from(seconds.clamp(0, 60)).unwrap_or_default();
            queue::send(app, Job::SendScheduled { appointment }, delay).await?;
        }
    }
    let item = place.item(&Clock { minute: present })?;
    app.dynamodb
        .put_item()
        .table_name(app.config.messages_table()?)
        .set_item(Some(item))
        .send()
        .await?;
    Ok(())
}
