use aws_sdk_dynamodb::types::AttributeValue;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, ConnectionId};
use crate::log::require_member;
use crate::presence;
use crate::rules::limits::LIMITS;
use crate::table::connection::{Connection, NOT_ENDED, connection_key};
use crate::table::presence as record;
use crate::table::viewing::{self, View};
use crate::table::{applied, block};
use crate::viewing::tell::Audience;
use crate::wire::Viewers;

/// Notes that a connection looks at a chat, and tells the others who do, unless the caller looks at
/// it already; gives who looks. A large chat has no viewers.
///
/// # Errors
/// `not_found`; `limit_reached` when the connection has too many chats open.
pub async fn open_chat(
    app: &App,
    identity: &Identity,
    connection: &ConnectionId,
    chat: &ChatId,
) -> Result<Viewers> {
    let user = &identity.user_id;
    let (membership, connection, presence, apart) = tokio::try_join!(
        require_member(app, chat, user),
        presence::standing(app, identity, connection),
        record::get(app, user),
        block::apart_from(app, user),
    )?;
    if membership.0.member_count > LIMITS.typing_members {
        return Ok(Audience::of(chat, &[]).answer(user, &apart));
    }
    note(app, &connection, chat).await?;
    let id = connection.connection_id;
    let mut view = View::new(chat, id, user.clone(), connection.expires_at);
    view.hidden = presence.is_some_and(|record| record.facts.is_hidden());
    let was_open = viewing::put(app, &view).await?;

    // Who went meanwhile may have been cleared from the chat before they were noted here.
    let (scene, still) = tokio::join!(
        viewing::scene(app, chat, true),
        require_member(app, chat, user)
    );
    if let Err(refusal) = still {
        viewing::remove(app, chat, &view.connection_id).await?;
        return Err(refusal);
    }
    let mut views = scene?.views;
    let present = views.iter().map(|other| other.user_id.clone());
    view.apart = present.filter(|other| apart.contains(other)).collect();
    viewing::set_apart(app, (chat, &view.connection_id), &view.apart, true).await?;
    views.retain(|other| other.connection_id != view.connection_id);
    views.push(view.clone());
    // Of two devices that open it at once one tells.
    let place = |view: &View| (view.since, view.connection_id.clone());
    let mut own = views.iter().filter(|other| other.user_id == *user);
    let is_first = own.all(|other| place(other) >= place(&view));
    let audience = Audience::of(chat, &views);
    let is_new = !was_open && is_first;
    if is_new && !view.hidden {
        let kind = "viewer.joined";
        audience.tell_viewer(app, kind, user, &apart).await?;
    }
    Ok(audience.answer(user, &apart))
}

/// Writes the chat on the connection's record, for what has to be cleared when it ends.
async fn note(app: &App, connection: &Connection, chat: &ChatId) -> Result<()> {
    if connection.open.contains(chat) {
        return Ok(());
    }
    let most = LIMITS.open_chats;
    if connection.open.len() >= most {
        let detail = format!("A connection has {most} chats open at most. Close one.");
        return Err(Error::new(Code::LimitReached, detail));
    }
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.connections_table()?)
        .set_key(Some(connection_key(&connection.connection_id)))
        .update_expression("ADD #open :chat")
        .condition_expression(format!("attribute_exists(expiresAt) AND {NOT_ENDED}"))
        .expression_attribute_names("#open", "open")
        .expression_attribute_values(":chat", AttributeValue::Ss(vec![chat.to_string()]))
        .send()
        .await;
    match applied(update)? {
        true => Ok(()),
        false => Err(presence::has_ended()),
    }
}
