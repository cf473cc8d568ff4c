use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValue;

use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::{ConnectionId, UserId};
use crate::presence::look_again::look_when_due;
use crate::queue;
use crate::table::connection::{self, Connection};
use crate::table::presence::{self, Presence, attribute, presence_key};
use crate::table::{if_applied, number, through_conflicts};
use crate::time::Time;
use crate::wire::job::Job;

/// How long what a connection looked at outlives it: who reloads a page has not left.
pub(crate) const RETURN_SECONDS: i32 = 3;

/// Forgets a connection that API Gateway reports as closed. It is marked as ended before anything
/// else, so that nothing that comes late or twice brings it back.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn disconnect(app: &App, identity: &Identity, connection: &ConnectionId) -> Result<()> {
    let ended = connection::end(app, connection).await?;
    let (cleared, record) = tokio::join!(
        clear_later(app, ended),
        unlink_now(app, &identity.user_id, connection)
    );
    look(app, record?).await;
    cleared
}

/// Removes one connection that seems to be gone from its user's presence and from the table of
/// connections; the user's other devices are not touched. Doing it twice is harmless. Should it be
/// alive after all, its next heartbeat has it closed. Gives whether it was recorded.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn forget_connection(
    app: &App,
    user: &UserId,
    connection: &ConnectionId,
) -> Result<bool> {
    let (removed, record) = tokio::join!(
        connection::remove(app, connection),
        unlink_lost(app, user, connection)
    );
    let removed = removed?;
    let was_recorded = removed.is_some();
    clear_later(app, removed).await?;
    look(app, record?).await;
    Ok(was_recorded)
}

/// Those who watch are told.
async fn look(app: &App, record: Option<Presence>) {
    if let Some(record) = record
        && let Err(error) = look_when_due(app, &record).await
    {
        tracing::warn!(cause = %error, "the schedule has to tell that somebody went");
    }
}

/// What the connection looked at is cleared, once it is sure that its person does not come back.
async fn clear_later(app: &App, ended: Option<Connection>) -> Result<()> {
    let Some(ended) = ended else {
        return Ok(());
    };
    if ended.open.is_empty() && ended.watched.is_empty() {
        return Ok(());
    }
    let job = Job::ClearConnection {
        user_id: ended.user_id,
        connection_id: ended.connection_id,
        chat_ids: ended.open.into_iter().collect(),
        watched: ended.watched.into_iter().collect(),
    };
    queue::send(app, job, RETURN_SECONDS).await
}

/// Takes a connection that has closed out of its user's record; gives the record, if it was there. The
/// end of one that was silent before is reported late: its person went when it fell silent.
async fn unlink_now(
    app: &App,
    user: &UserId,
    connection: &ConnectionId,
) -> Result<Option<Presence>> {
    let now = Time::now();
    let alive = now.plus_seconds(-i64::from(app.config.pace.silent_seconds));
    let update = unlink(app, user, connection)?
        .update_expression("SET lastSeenAt = :now REMOVE #link ADD revision :one")
        .condition_expression("#link.seenAt >= :alive")
        .expression_attribute_values(":alive", number(alive.millis()))
        .expression_attribute_values(":now", number(now.millis()));
    match record(update).await? {
        Some(record) => Ok(Some(record)),
        None => unlink_lost(app, user, connection).await,
    }
}

/// The same for one that was lost some time ago: its person was last seen with its newest sign of
/// life, unless another device closed later.
async fn unlink_lost(
    app: &App,
    user: &UserId,
    connection: &ConnectionId,
) -> Result<Option<Presence>> {
    let update = unlink(app, user, connection)?
        .update_expression("SET lastSeenAt = #link.seenAt REMOVE #link ADD revision :one")
        .condition_expression(
            "attribute_exists(#link) AND \
             (attribute_not_exists(lastSeenAt) OR lastSeenAt < #link.seenAt)",
        );
    if let Some(record) = record(update).await? {
        return Ok(Some(record));
    }
    let update = unlink(app, user, connection)?
        .update_expression("REMOVE #link ADD revision :one")
        .condition_expression("attribute_exists(#link)");
    record(update).await
}

fn unlink(app: &App, user: &UserId, connection: &ConnectionId) -> Result<UpdateItemFluentBuilder> {
    Ok(app
        .dynamodb
        .update_item()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(user)))
        .expression_attribute_names("#link", attribute(connection))
        .expression_attribute_values(":one", number(1))
        .return_values(ReturnValue::AllNew))
}

/// Writes; gives the record then, if the condition held.
async fn record(update: UpdateItemFluentBuilder) -> Result<Option<Presence>> {
    let output = through_conflicts(|| update.clone().send()).await;
    let record = if_applied(output)?.and_then(|output| output.attributes);
    record.map(presence::parse).transpose()
}
