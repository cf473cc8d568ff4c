use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Put, Update};
use futures::future::OptionFuture;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ConnectionId, TicketId, UserId};
use crate::presence::look_again::{self, delay, due};
use crate::queue;
use crate::rules::limits::LIMITS;
use crate::table::connection::{Connection, NOT_ENDED};
use crate::table::presence::{self, Link, Presence, attribute, live_part, presence_key};
use crate::table::session::session_key;
use crate::table::{Cancelled, EXPIRES_AT, Item, Transaction, number, text, to_item};
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
/// oldest gives way. Those who watch are told by a worker. Two round trips.
///
/// # Errors
/// `session_revoked`; `unauthenticated` for a ticket that was used.
pub async fn connect(app: &App, handshake: &Handshake) -> Result<()> {
    let user = &handshake.identity.user_id;
    let record = presence::get(app, user).await?;
    let record = record.unwrap_or_else(|| Presence::of(user.clone()));
    let full = record.connections.len() >= LIMITS.connections_per_user;
    let oldest = record.connections.first().filter(|_| full).cloned();

    let now = Time::now();
    let due = look_soon(app, record, handshake, now);
    let look = OptionFuture::from(due.map(|due| look_again::queue(app, user, delay(due, now))));
    let (written, looked) = tokio::join!(write(app, handshake, now, due), look);
    if let Some(Err(error)) = looked {
        tracing::warn!(cause = %error, "the schedule has to tell that somebody came");
    }
    written?;
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

/// When a worker has to look, for others to be told; never before the connection is recorded.
fn look_soon(app: &App, mut record: Presence, handshake: &Handshake, now: Time) -> Option<Time> {
    let (session, device) = (&handshake.identity.session_id, &handshake.device);
    let link = Link::new(session.clone(), device.clone(), now);
    record
        .connections
        .push((handshake.connection_id.clone(), link));
    let soon = now.plus_seconds(1);
    let is_settled = record.due_at().is_some_and(|due| due >= soon);
    let is_news = record.is_news(&record.seen(now, app.config.pace));
    (is_news && !is_settled).then(|| due(&record, now).max(soon))
}

/// How often to try while the person's other devices come and go.
const ATTEMPTS: u32 = 4;

async fn write(app: &App, handshake: &Handshake, now: Time, due: Option<Time>) -> Result<()> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let Err(cancelled) = transaction(app, handshake, now, due)?.commit(app).await? else {
            return Ok(());
        };
        if !cancelled.is_passing() || attempt >= ATTEMPTS {
            return Err(refusal(cancelled));
        }
        let most = 20_u64 << attempt;
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..most))).await;
    }
}

fn transaction(
    app: &App,
    handshake: &Handshake,
    now: Time,
    due: Option<Time>,
) -> Result<Transaction> {
    let identity = &handshake.identity;
    let link = Link::new(identity.session_id.clone(), handshake.device.clone(), now);
    let connection = &handshake.connection_id;
    let mut transaction = Transaction::default()
        .check(session_is_good(app, identity, now)?)
        .update(add_link(app, &identity.user_id, connection, &link, due)?)
        .put_if(record(app, identity, connection, &link)?);
    if let Some(ticket) = &handshake.ticket_id {
        transaction = transaction.put_new(app.config.users_table()?, used(ticket, now))?;
    }
    Ok(transaction)
}

fn refusal(cancelled: Cancelled) -> Error {
    if cancelled.failed_at(0) {
        let detail = "This login has ended. Log in again.";
        Error::new(Code::SessionRevoked, detail)
    } else if cancelled.failed_at(2) {
        let detail = "The connection ended while it was opened. Open another one.";
        Error::new(Code::Unavailable, detail)
    } else if cancelled.failed_at(3) {
        let detail = "The ticket was used. Get a new one.";
        Error::new(Code::Unauthenticated, detail)
    } else {
        cancelled.into_error()
    }
}

/// The login stands: what is written depends on it.
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

/// Notes a connection in its user's record, and when a worker looks at it.
fn add_link(
    app: &App,
    user: &UserId,
    connection: &ConnectionId,
    link: &Link,
    due: Option<Time>,
) -> Result<Update> {
    let mut expression = "SET #link = :link, live = :part".to_owned();
    if due.is_some() {
        expression.push_str(", dueAt = :due");
    }
    expression.push_str(" ADD revision :one");
    let mut update = Update::builder()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(user)))
        .update_expression(expression)
        .expression_attribute_names("#link", attribute(connection))
        .expression_attribute_values(":link", AttributeValue::M(to_item(link)?))
        .expression_attribute_values(":part", live_part(user))
        .expression_attribute_values(":one", number(1));
    if let Some(due) = due {
        update = update.expression_attribute_values(":due", number(due.millis()));
    }
    Ok(update.build()?)
}

/// The record of a connection, unless it has ended already.
fn record(app: &App, identity: &Identity, connection: &ConnectionId, link: &Link) -> Result<Put> {
    let connection = Connection::new(
        connection.clone(),
        identity.user_id.clone(),
        identity.session_id.clone(),
        link.device.clone(),
        Time::from_millis(link.seen_at),
    );
    Ok(Put::builder()
        .table_name(app.config.connections_table()?)
        .set_item(Some(connection.to_item()?))
        .condition_expression(NOT_ENDED)
        .build()?)
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
