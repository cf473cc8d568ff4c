use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, ConnectionId, UserId};
use crate::table::viewing::{self, Scene, typed_key};
use crate::table::{block, connection, watch};
use crate::viewing::close_chat::{close, tell_left};

/// Clears what a connection that has ended had open and watched. What is recorded of it by now was
/// made after that, and stays.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn clear(
    app: &App,
    user: &UserId,
    connection: &ConnectionId,
    (chats, watched): (&[ChatId], Vec<UserId>),
) -> Result<()> {
    if connection::get(app, connection).await?.is_some() {
        return Ok(());
    }
    for chat in chats {
        close(app, user, connection, chat).await?;
    }
    watch::remove(app, connection, watched).await
}

/// Removes those who are in the chat no more from those who look at it, or everybody when the chat
/// is gone, so that they are told nothing any more.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn remove(app: &App, chat: &ChatId, former: Option<&[UserId]>) -> Result<()> {
    let scene = viewing::scene(app, chat, true).await?;
    let goes = |user: &UserId| former.is_none_or(|former| former.contains(user));
    let (gone, views): (Vec<_>, Vec<_>) = scene
        .views
        .into_iter()
        .partition(|view| goes(&view.user_id));
    for view in &gone {
        viewing::remove(app, chat, &view.connection_id).await?;
    }
    for typed in scene.typed.iter().filter(|typed| goes(&typed.user_id)) {
        delete(app, typed_key(chat, &typed.user_id)).await?;
    }
    let rest = Scene {
        views,
        typed: Vec::new(),
    };
    for user in former.unwrap_or_default() {
        if let Some(view) = gone.iter().find(|view| view.user_id == *user) {
            let apart = block::apart_from(app, user).await?;
            tell_left(app, chat, &rest, view, &apart).await?;
        }
    }
    Ok(())
}

async fn delete(app: &App, key: crate::table::Item) -> Result<()> {
    let delete = app.dynamodb.delete_item();
    delete
        .table_name(app.config.connections_table()?)
        .set_key(Some(key))
        .send()
        .await?;
    Ok(())
}
