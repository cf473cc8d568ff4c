use aws_sdk_dynamodb::types::ReturnValue;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::ConnectionId;
use crate::presence::look_again::look_when_due;
use crate::queue;
use crate::table::connection::{self, Connection};
use crate::table::presence::{self, attribute, presence_key};
use crate::table::{if_applied, number, through_conflicts};
use crate::time::Time;
use crate::wire::job::{Job, Target};

/// Notes that a connection is alive, and whether somebody uses the device (one write). One that was
/// taken for gone by mistake, as a post to a living connection is answered now and then, is closed:
/// its client has missed what came meanwhile, and catches up when it connects again.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn heartbeat(
    app: &App,
    identity: &Identity,
    connection: &ConnectionId,
    active: bool,
) -> Result<Time> {
    let now = Time::now();
    let expression = match active {
        true => "SET #link.seenAt = :now, #link.activeAt = :now ADD revision :one",
        false => "SET #link.seenAt = :now ADD revision :one",
    };
    let table = app.config.presence_table()?;
    let update = || {
        app.dynamodb
            .update_item()
            .table_name(table)
            .set_key(Some(presence_key(&identity.user_id)))
            .update_expression(expression)
            .condition_expression("attribute_exists(#link)")
            .expression_attribute_names("#link", attribute(connection))
            .expression_attribute_values(":now", number(now.millis()))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .send()
    };
    let Some(output) = if_applied(through_conflicts(update).await)? else {
        close(app, identity, connection).await?;
        return Ok(now);
    };
    let record = output.attributes.map(presence::parse).transpose()?;
    if let Some(record) = record
        && let Err(error) = look_when_due(app, &record).await
    {
        tracing::warn!(cause = %error, "the schedule has to tell what somebody is");
    }
    Ok(now)
}

/// The record of a connection that speaks.
///
/// # Errors
/// `conflict`, when it has ended, or was taken for gone: then it is closed.
pub(crate) async fn standing(
    app: &App,
    identity: &Identity,
    connection: &ConnectionId,
) -> Result<Connection> {
    if let Some(record) = connection::get(app, connection).await? {
        return Ok(record);
    }
    close(app, identity, connection).await?;
    Err(has_ended())
}

/// The refusal of what a connection asked for when it had ended.
pub(crate) fn has_ended() -> Error {
    let detail = "The connection has ended. Open another one.";
    Error::new(Code::Conflict, detail)
}

/// Has a worker close a connection that is not recorded.
async fn close(app: &App, identity: &Identity, connection: &ConnectionId) -> Result<()> {
    let target = Target {
        user_id: identity.user_id.clone(),
        connection_id: connection.clone(),
        opened_at: 0,
    };
    let job = Job::Close {
        target,
        farewell: None,
    };
    queue::send(app, job, 0).await
}
