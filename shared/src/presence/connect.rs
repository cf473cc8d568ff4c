use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Update};

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ConnectionId, TicketId};
use crate::queue;
use crate::rules::limits::LIMITS;
use crate::table::connection::{Connection, LIFETIME_SECONDS};
use crate::table::presence::{self, Link, attribute, presence_key};
use crate::table::session::session_key;
use crate::table::{EXPIRES_AT, Item, Transaction, number, text, to_item};
use crate::time::Time;
use crate::wire::job::{Job, Target};

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
        record.connections.first().filter(|_| full).cloned()
    });
    write(app, handshake).await?;
    // A worker closes it: this function does not know the address of its own API.
    if let Some((connection_id, link)) = oldest {
        let target = Target {
            user_id: user.clone(),
            connection_id,
            opened_at: link.at,
        };
        let job = Job::Close {
            target,
            farewell: None,
        };
        queue::send(app, job, 0).await?;
    }
    Ok(())
}

async fn write(app: &App, handshake: &Handshake) -> Result<()> {
    let now = Time::now();
    let mut transaction = Transaction::default()
        .check(session_is_good(app, &handshake.identity, now)?)
        .update(add_link(app, handshake, now)?)
        .put(
            app.config.connections_table()?,
            record(handshake, now).to_item()?,
        )?;
    if let Some(ticket) = &handshake.ticket_id {
        transaction = transaction.put_new(app.config.users_table()?, used(ticket, now))?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(()),
        Err(cancelled) if cancelled.failed_at(0) => Err(Error::new(
            Code::SessionRevoked,
            "This login has ended. Log in again.",
        )),
        Err(cancelled) if cancelled.failed_at(3) => Err(Error::new(
            Code::Unauthenticated,
            "The ticket was used. Get a new one.",
        )),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

fn session_is_good(app: &App, identity: &Identity, now: Time) -> Result<ConditionCheck> {
    Ok(ConditionCheck::builder()
        .table_name(app.config.users_table()?)
        .set_key(Some(session_key(&identity.user_id, &identity.session_id)))
        .condition_expression(
            "attribute_exists(pk) AND attribute_not_exists(revoked) AND #expires > :now",
        )
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":now", number(now.seconds()))
        .build()?)
}

fn add_link(app: &App, handshake: &Handshake, now: Time) -> Result<Update> {
    let link = Link {
        session_id: handshake.identity.session_id.clone(),
        device: handshake.device.clone(),
        at: now.seconds(),
    };
    Ok(Update::builder()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(&handshake.identity.user_id)))
        .update_expression("SET #link = :link")
        .expression_attribute_names("#link", attribute(&handshake.connection_id))
        .expression_attribute_values(":link", AttributeValue::M(to_item(&link)?))
        .build()?)
}

fn record(handshake: &Handshake, now: Time) -> Connection {
    Connection {
        connection_id: handshake.connection_id.clone(),
        user_id: handshake.identity.user_id.clone(),
        session_id: handshake.identity.session_id.clone(),
        device: handshake.device.clone(),
        connected_at: now,
        expires_at: now.seconds() + LIFETIME_SECONDS,
    }
}

/// A ticket is used up by leaving a mark of it until it would have expired anyway.
fn used(ticket: &TicketId, now: Time) -> Item {
    let expires = now.seconds() + 2 * i64::from(LIMITS.ticket_seconds);
    Item::from([
        ("pk".to_owned(), text(format!("ticket#{ticket}"))),
        ("sk".to_owned(), text("used")),
        (EXPIRES_AT.to_owned(), number(expires)),
    ])
}
