use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;

use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::queue;
use crate::rules::limits::LIMITS;
use crate::table::presence::{Presence, presence_key};
use crate::table::{applied, number};
use crate::time::Time;
use crate::wire::PresenceStatus;
use crate::wire::job::Job;

/// Has a worker look at what somebody is, and tell it to those who watch, if there is news.
pub(crate) async fn look_again(app: &App, user: &UserId) {
    if let Err(error) = queue(app, user, 0).await {
        tracing::warn!(cause = %error, "a change of presence was not queued");
    }
}

/// When a change that is there now is to be told: what somebody is goes out once in so many seconds,
/// and that they have gone a little later, since most come back.
pub(super) fn due(record: &Presence, now: Time) -> Time {
    let pause = i64::from(LIMITS.presence_interval_seconds);
    let mut due = now;
    if let Some(told) = &record.facts.told {
        due = due.max(Time::from_millis(told.at).plus_seconds(pause));
    }
    let is_leaving =
        record.connections.is_empty() && record.facts.chosen != PresenceStatus::Offline;
    if let (true, Some(left)) = (is_leaving, record.facts.last_seen_at) {
        due = due.max(Time::from_millis(left).plus_seconds(pause));
    }
    due
}

/// Has a worker look when it is time, if there is news and nobody is going to look anyhow. One write
/// and one job for all changes until then.
///
/// # Errors
/// When DynamoDB or SQS refuses: then the schedule finds it.
pub(super) async fn look_when_due(app: &App, record: &Presence) -> Result<()> {
    let now = Time::now();
    let is_settled = record.due_at().is_some_and(|due| due >= now);
    if is_settled || !record.is_news(&record.seen(now, app.config.pace)) {
        return Ok(());
    }
    look_at(app, record, due(record, now), now).await
}

/// Has a worker look at this time, unless another is to look by then.
async fn look_at(app: &App, record: &Presence, due: Time, now: Time) -> Result<()> {
    let settled = settle(app, record, due)?
        .condition_expression(
            "attribute_exists(userId) AND (attribute_not_exists(dueAt) OR dueAt < :now)",
        )
        .expression_attribute_values(":now", number(now.millis()));
    if applied(settled.send().await)? {
        queue(app, &record.user_id, delay(due, now)).await?;
    }
    Ok(())
}

/// Has a worker look at this time, instead of now.
pub(super) async fn look_later(app: &App, record: &Presence, due: Time, now: Time) -> Result<()> {
    let settled = settle(app, record, due)?.condition_expression("attribute_exists(userId)");
    if applied(settled.send().await)? {
        queue(app, &record.user_id, delay(due, now)).await?;
    }
    Ok(())
}

fn settle(app: &App, record: &Presence, due: Time) -> Result<UpdateItemFluentBuilder> {
    Ok(app
        .dynamodb
        .update_item()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(&record.user_id)))
        .update_expression("SET dueAt = :due")
        .expression_attribute_values(":due", number(due.millis())))
}

/// Whole seconds until then, rounded up: SQS counts in seconds.
pub(super) fn delay(due: Time, now: Time) -> i32 {
    let millis = due.millis_since(now).max(0);
    i32::try_from(millis.div_euclid(1000) + i64::from(millis.rem_euclid(1000) > 0)).unwrap_or(900)
}

pub(super) async fn queue(app: &App, user: &UserId, seconds: i32) -> Result<()> {
    let job = Job::TellPresence {
        user_id: user.clone(),
    };
    queue::send(app, job, seconds).await
}
