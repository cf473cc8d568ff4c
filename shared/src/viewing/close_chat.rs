use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, ConnectionId, UserId};
use crate::log::require_member;
use crate::table::connection::{NOT_ENDED, connection_key};
use crate::table::viewing::{self, Scene, View};
use crate::table::{applied, block};
use crate::viewing::tell::Audience;
use crate::wire::Viewers;

/// Notes that a connection looks at a chat no more, and tells the others who do, if the caller has
/// it open nowhere else; gives who looks. Closing twice is harmless.
///
/// # Errors
/// `not_found`.
pub async fn close_chat(
    app: &App,
    identity: &Identity,
    connection: &ConnectionId,
    chat: &ChatId,
) -> Result<Viewers> {
    let user = &identity.user_id;
    // Also for who may not look any more.
    let (closed, forgotten) = tokio::join!(
        close(app, user, connection, chat),
        forget(app, connection, chat)
    );
    let scene = closed?;
    forgotten?;
    let (_, apart) = tokio::try_join!(
        require_member(app, chat, user),
        block::apart_from(app, user)
    )?;
    let scene = match scene {
        Some(scene) => scene,
        None => viewing::scene(app, chat, true).await?,
    };
    Ok(Audience::of(chat, &scene.views).answer(user, &apart))
}

/// Removes what a connection looks at, and tells the others; gives what is left, if it did look.
pub(super) async fn close(
    app: &App,
    user: &UserId,
    connection: &ConnectionId,
    chat: &ChatId,
) -> Result<Option<Scene>> {
    let Some(view) = viewing::remove(app, chat, connection).await? else {
        return Ok(None);
    };
    let (scene, apart) = tokio::try_join!(
        viewing::scene(app, chat, true),
        block::apart_from(app, user)
    )?;
    tell_left(app, chat, &scene, &view, &apart).await?;
    Ok(Some(scene))
}

/// Tells those who are left that somebody looks no more, unless they do on another connection.
pub(super) async fn tell_left(
    app: &App,
    chat: &ChatId,
    scene: &Scene,
    view: &View,
    apart: &BTreeSet<UserId>,
) -> Result<()> {
    let audience = Audience::of(chat, &scene.views);
    if view.hidden || audience.has_also(&view.user_id, &view.connection_id) {
        return Ok(());
    }
    let kind = "viewer.left";
    audience.tell_viewer(app, kind, &view.user_id, apart).await
}

/// Strikes the chat off the connection's record.
async fn forget(app: &App, connection: &ConnectionId, chat: &ChatId) -> Result<()> {
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.connections_table()?)
        .set_key(Some(connection_key(connection)))
        .update_expression("DELETE #open :chat")
        .condition_expression(format!("attribute_exists(expiresAt) AND {NOT_ENDED}"))
        .expression_attribute_names("#open", "open")
        .expression_attribute_values(":chat", AttributeValue::Ss(vec![chat.to_string()]))
        .send()
        .await;
    applied(update).map(drop)
}
