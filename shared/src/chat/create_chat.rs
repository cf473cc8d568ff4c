use crate::account::Identity;
use crate::app::App;
use crate::chat::{create_direct, create_group, view};
use crate::error::Result;
use crate::rules::validate;
use crate::table::member::Membership;
use crate::wire::{Chat, ChatType, CreateChat};

/// A chat, and whether this call made it.
#[derive(Debug)]
pub struct Created {
    /// The chat as its creator sees it.
    pub chat: Chat,
    /// False when it was there already.
    pub is_new: bool,
}

/// Makes a direct chat or a group. A direct chat that exists is returned, and so is a group that
/// was made with the same `Idempotency-Key`.
///
/// # Errors
/// `validation_failed`; `idempotency_mismatch` when the key was used with another body.
pub async fn create_chat(
    app: &App,
    identity: &Identity,
    body: CreateChat,
    key: Option<&str>,
) -> Result<Created> {
    if let Some(key) = key {
        validate::idempotency_key(key)?;
    }
    let (membership, is_new): (Membership, bool) = match body.kind {
        ChatType::Direct => create_direct::create_direct(app, identity, &body).await?,
        ChatType::Group | ChatType::Channel => {
            create_group::create_group(app, identity, body, key).await?
        }
    };
    let mut chats = view::for_reader(app, &identity.user_id, &[membership]).await?;
    let chat = chats
        .pop()
        .ok_or_else(|| crate::error::Error::internal("no chat"))?;
    Ok(Created { chat, is_new })
}
