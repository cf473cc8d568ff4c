use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ConnectionId, UserId};
use crate::presence::get_presence::{require_few, states};
use crate::presence::heartbeat::standing;
use crate::table::applied;
use crate::table::connection::{Connection, NOT_ENDED, connection_key};
use crate::table::watch::{self, Watch};
use crate::wire::{Page, Presence, WatchPresence};

/// How often to try while another frame of the connection does the same.
const ATTEMPTS: u32 = 5;

/// Has a connection told when these people come and go, in place of those it watched before; gives
/// what they are now. Only what differs is written: one write for each person who comes or goes, and
/// one for the list.
///
/// # Errors
/// `validation_failed` for too many; `conflict` when the connection has ended.
pub async fn watch_presence(
    app: &App,
    identity: &Identity,
    connection: &ConnectionId,
    asked: &WatchPresence,
) -> Result<Page<Presence>> {
    require_few(&asked.user_ids)?;
    let wanted: BTreeSet<UserId> = asked.user_ids.iter().cloned().collect();
    for _ in 0..ATTEMPTS {
        let record = standing(app, identity, connection).await?;
        let come: Vec<UserId> = wanted.difference(&record.watched).cloned().collect();
        let gone: Vec<UserId> = record.watched.difference(&wanted).cloned().collect();
        let mine = Watch {
            connection_id: connection.clone(),
            user_id: identity.user_id.clone(),
        };
        // Whoever is on the list is watched: what was not done is done by the repeat.
        watch::add(app, &mine, come, record.expires_at).await?;
        if !note(app, &record, &wanted).await? {
            continue;
        }
        watch::remove(app, connection, gone).await?;
        // Read behind the writing: what changes in between is pushed.
        return Ok(Page::of(
            states(app, identity, &asked.user_ids).await?,
            None,
        ));
    }
    Err(Error::unavailable("the watch list changes elsewhere"))
}

/// Writes the list on the connection's record, for what has to be cleared when it ends; false when
/// the list is another one by now.
async fn note(app: &App, record: &Connection, wanted: &BTreeSet<UserId>) -> Result<bool> {
    let set = |users: &BTreeSet<UserId>| {
        AttributeValue::Ss(users.iter().map(ToString::to_string).collect())
    };
    if *wanted == record.watched {
        return Ok(true);
    }
    let unchanged = match record.watched.is_empty() {
        true => "attribute_not_exists(watched)",
        false => "watched = :seen",
    };
    let mut update = app
        .dynamodb
        .update_item()
        .table_name(app.config.connections_table()?)
        .set_key(Some(connection_key(&record.connection_id)))
        .update_expression(match wanted.is_empty() {
            true => "REMOVE watched",
            false => "SET watched = :wanted",
        })
        .condition_expression(format!(
            "attribute_exists(expiresAt) AND {NOT_ENDED} AND {unchanged}"
        ));
    if !wanted.is_empty() {
        update = update.expression_attribute_values(":wanted", set(wanted));
    }
    if !record.watched.is_empty() {
        update = update.expression_attribute_values(":seen", set(&record.watched));
    }
    applied(update.send().await)
}
