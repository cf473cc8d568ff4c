use crate::account::Identity;
use crate::app::App;
use crate::chat::cursor::{Move, move_cursor, position};
use crate::chat::mark_read::require_entry;
use crate::error::Result;
use crate::id::{ChatId, ConnectionId};
use crate::log::require_member;
use crate::wire::ReadPosition;

/// Moves the caller's cursor of what their devices have received forward, never back.
///
/// # Errors
/// `not_found`; `validation_failed` for a `seq` that the chat does not have.
pub async fn mark_delivered(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    seq: u64,
    origin: Option<&ConnectionId>,
) -> Result<ReadPosition> {
    let membership = require_member(app, chat, &identity.user_id).await?;
    if seq == 0 {
        return position(app, &membership.0, &membership.1, None).await;
    }
    require_entry(app, &membership.0, seq, "seq").await?;
    move_cursor(app, &membership, Move::Delivered { seq }, origin).await
}
