use std::collections::BTreeSet;

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, ConnectionId};
use crate::table::presence::Presence;
use crate::table::viewing::{self, view_key};
use crate::table::{applied, block, connection};
use crate::viewing::tell::Audience;

/// Shows somebody among those who look at chats, or hides them there, now that they show themself or
/// do no more.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn show(app: &App, record: &Presence) -> Result<()> {
    let user = &record.user_id;
    let hidden = record.facts.is_hidden();
    let mut changed: BTreeSet<ChatId> = BTreeSet::new();
    for (id, _) in &record.connections {
        let open = connection::get(app, id).await?;
        for chat in open.map(|connection| connection.open).unwrap_or_default() {
            if write(app, &chat, id, hidden).await? {
                changed.insert(chat);
            }
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    let apart = block::apart_from(app, user).await?;
    let kind = match hidden {
        true => "viewer.left",
        false => "viewer.joined",
    };
    for chat in changed {
        let views = viewing::scene(app, &chat, true).await?.views;
        let audience = Audience::of(&chat, &views);
        audience.tell_viewer(app, kind, user, &apart).await?;
    }
    Ok(())
}

/// Writes it on what a connection looks at; false when it says so already.
async fn write(app: &App, chat: &ChatId, id: &ConnectionId, hidden: bool) -> Result<bool> {
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.connections_table()?)
        .set_key(Some(view_key(chat, id)));
    let update = match hidden {
        true => update
            .update_expression("SET #hidden = :yes")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(#hidden)")
            .expression_attribute_values(
                ":yes",
                aws_sdk_dynamodb::types::AttributeValue::Bool(true),
            ),
        false => update
            .update_expression("REMOVE #hidden")
            .condition_expression("attribute_exists(#hidden)"),
    };
    applied(
        update
            .expression_attribute_names("#hidden", "hidden")
            .send()
            .await,
    )
}
