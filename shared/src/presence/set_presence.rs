use aws_sdk_dynamodb::types::ReturnValue;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ConnectionId;
use crate::presence::get_presence::to_mine;
use crate::presence::look_again::look_when_due;
use crate::rules::presence::check;
use crate::table::presence::{self, Presence, attribute, presence_key};
use crate::table::{if_applied, number, text};
use crate::time::Time;
use crate::wire::{MyPresence, PresenceStatus, SetPresence};

/// How often to try while devices come and go.
const ATTEMPTS: u32 = 5;

/// Chooses what the caller is to others, on all their devices, until they choose something else. The
/// device it is done with counts as used.
///
/// # Errors
/// `validation_failed`, when nothing is given or the text is too long.
pub async fn set_presence(
    app: &App,
    identity: &Identity,
    change: SetPresence,
    origin: Option<&ConnectionId>,
) -> Result<MyPresence> {
    check(&change)?;
    for _ in 0..ATTEMPTS {
        let record = presence::get(app, &identity.user_id).await?;
        let record = record.unwrap_or_else(|| Presence::of(identity.user_id.clone()));
        let now = Time::now();
        if let Some(record) = write(app, &record, &change, origin, now).await? {
            if let Err(error) = look_when_due(app, &record).await {
                tracing::warn!(cause = %error, "the schedule has to tell what somebody is");
            }
            return Ok(to_mine(&record, now, app.config.pace));
        }
    }
    Err(Error::unavailable("presence changes elsewhere"))
}

/// Writes the change, if the record is as it was read; gives the record then.
async fn write(
    app: &App,
    record: &Presence,
    change: &SetPresence,
    origin: Option<&ConnectionId>,
    now: Time,
) -> Result<Option<Presence>> {
    let chosen = change.status.unwrap_or(record.facts.chosen);
    let said = match &change.text {
        Some(said) => said.clone().filter(|said| !said.trim().is_empty()),
        None => record.facts.text.clone(),
    };
    let was_hidden = record.facts.chosen == PresenceStatus::Offline;
    let hides = chosen == PresenceStatus::Offline;
    let (mut set, mut remove) = (vec!["chosen = :chosen"], Vec::new());
    match &said {
        Some(_) => set.push("#text = :text"),
        None => remove.push("#text"),
    }
    if hides && !was_hidden {
        set.push("hiddenAt = :hidden");
    } else if !hides {
        remove.push("hiddenAt");
    }
    let link = origin.filter(|origin| record.connections.iter().any(|(one, _)| one == *origin));
    if link.is_some() {
        set.push("#link.activeAt = :now");
    }
    let mut expression = format!("SET {}", set.join(", "));
    if !remove.is_empty() {
        expression.push_str(&format!(" REMOVE {}", remove.join(", ")));
    }
    expression.push_str(" ADD revision :one");
    let mut update = app
        .dynamodb
        .update_item()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(&record.user_id)))
        .update_expression(expression)
        .condition_expression("attribute_not_exists(revision) OR revision = :seen")
        .expression_attribute_names("#text", "text")
        .expression_attribute_values(
            ":chosen",
            serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(chosen)?,
        )
        .expression_attribute_values(":seen", number(record.facts.revision))
        .expression_attribute_values(":one", number(1))
        .return_values(ReturnValue::AllNew);
    if let Some(said) = said {
        update = update.expression_attribute_values(":text", text(said));
    }
    if hides && !was_hidden {
        // They go now, or went when their last device did.
        let seen = record.seen(now, app.config.pace);
        let hidden = seen.last_seen_at.unwrap_or(now);
        update = update.expression_attribute_values(":hidden", number(hidden.millis()));
    }
    if let Some(link) = link {
        update = update
            .expression_attribute_names("#link", attribute(link))
            .expression_attribute_values(":now", number(now.millis()));
    }
    let output = if_applied(update.send().await)?;
    let record = output.and_then(|output| output.attributes);
    record.map(presence::parse).transpose()
}
