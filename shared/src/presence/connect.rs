use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Put, TransactWriteItem, Update};

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ConnectionId, TicketId};
use crate::presence::forget_connection;
use crate::push;
use crate::rules::limits::LIMITS;
use crate::table::connection::{Connection, LIFETIME_SECONDS};
use crate::table::presence::{self, Link, attribute, presence_key};
use crate::table::session::session_key;
use crate::table::{EXPIRES_AT, number, text, to_item};
use crate::time::Time;

/// A socket about to open.
#[derive(Clone, Debug)]
pub struct Handshake {
    /// Who opens it.
    pub identity: Identity,
    /// Its name at API Gateway.
    pub connection_id: ConnectionId,
    /// Kind of device.
    pub device: String,
    /// The ticket it was opened with, to be used up.
    pub ticket_id: Option<TicketId>,
}

/// Records a connection, uses up its ticket and checks its session, all in one transaction: a
/// socket cannot slip past a revocation. When the user has as many connections as may be, the
/// oldest gives way. Two round trips.
///
/// # Errors
/// `session_revoked`; `unauthenticated` for a ticket that was used.
pub async fn connect(app: &App, handshake: &Handshake) -> Result<()> {
    let user = &handshake.identity.user_id;
    let record = presence::get(app, user).await?;
    let oldest = record.as_ref().and_then(|record| {
        let full = record.connections.len() >= LIMITS.connections_per_user;
        record
            .connections
            .first()
            .filter(|_| full)
            .map(|(connection, _)| connection.clone())
    });
    write(app, handshake).await?;
    if let Some(oldest) = oldest {
        forget_connection(app, user, &oldest).await?;
        push::close(app, &oldest).await?;
    }
    Ok(())
}

async fn write(app: &App, handshake: &Handshake) -> Result<()> {
    let now = Time::now();
    let mut request = app
        .dynamodb
        .transact_write_items()
        .transact_items(session_is_good(app, &handshake.identity, now)?)
        .transact_items(add_link(app, handshake, now)?)
        .transact_items(put_connection(app, handshake, now)?);
    if let Some(ticket) = &handshake.ticket_id {
        request = request.transact_items(use_ticket(app, ticket, now)?);
    }
    let Err(error) = request.send().await else {
        return Ok(());
    };
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return Err(error.into());
    };
    let failed = |place: usize| {
        let reason = cancelled.cancellation_reasons().get(place);
        reason.and_then(|reason| reason.code()) == Some("ConditionalCheckFailed")
    };
    if failed(0) {
        return Err(Error::new(
            Code::SessionRevoked,
            "This login has ended. Log in again.",
        ));
    }
    if failed(3) {
        return Err(Error::new(
            Code::Unauthenticated,
            "The ticket was used. Get a new one.",
        ));
    }
    Err(Error::unavailable(error))
}

fn session_is_good(app: &App, identity: &Identity, now: Time) -> Result<TransactWriteItem> {
    let check = ConditionCheck::builder()
        .table_name(app.config.users_table()?)
        .set_key(Some(session_key(&identity.user_id, &identity.session_id)))
        .condition_expression(
            "attribute_exists(pk) AND attribute_not_exists(revoked) AND #expires > :now",
        )
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":now", number(now.seconds()))
        .build()?;
    Ok(TransactWriteItem::builder().condition_check(check).build())
}

fn add_link(app: &App, handshake: &Handshake, now: Time) -> Result<TransactWriteItem> {
    let link = Link {
        session_id: handshake.identity.session_id.clone(),
        device: handshake.device.clone(),
        at: now.seconds(),
    };
    let update = Update::builder()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(&handshake.identity.user_id)))
        .update_expression("SET #link = :link")
        .expression_attribute_names("#link", attribute(&handshake.connection_id))
        .expression_attribute_values(":link", AttributeValue::M(to_item(&link)?))
        .build()?;
    Ok(TransactWriteItem::builder().update(update).build())
}

fn put_connection(app: &App, handshake: &Handshake, now: Time) -> Result<TransactWriteItem> {
    let connection = Connection {
        connection_id: handshake.connection_id.clone(),
        user_id: handshake.identity.user_id.clone(),
        session_id: handshake.identity.session_id.clone(),
        device: handshake.device.clone(),
        connected_at: now,
        expires_at: now.seconds() + LIFETIME_SECONDS,
    };
    let put = Put::builder()
        .table_name(app.config.connections_table()?)
        .set_item(Some(connection.to_item()?))
        .build()?;
    Ok(TransactWriteItem::builder().put(put).build())
}

/// A ticket is used up by leaving a mark of it until it would have expired anyway.
fn use_ticket(app: &App, ticket: &TicketId, now: Time) -> Result<TransactWriteItem> {
    let expires = now.seconds() + 2 * i64::from(LIMITS.ticket_seconds);
    let put = Put::builder()
        .table_name(app.config.users_table()?)
        .item("pk", text(format!("ticket#{ticket}")))
        .item("sk", text("used"))
        .item(EXPIRES_AT, number(expires))
        .condition_expression("attribute_not_exists(pk)")
        .build()?;
    Ok(TransactWriteItem::builder().put(put).build())
}
