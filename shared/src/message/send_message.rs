use serde_json::json;

use crate::account::Identity;
use crate::app::App;
use crate::chat::ensure_direct;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, ConnectionId, UserId};
use crate::message::append::{Appended, Draft, append};
use crate::queue;
use crate::rules::{fingerprint, validate};
use crate::table::profile::{self, Profile};
use crate::wire::job::Job;
use crate::wire::{Message, SendMessage, Status};

/// Stores a message and has it pushed. The answer leaves only after the write is committed.
///
/// A repeat with the same `clientMessageId` gives the first result. When the queue does not take
/// the job, the message is stored all the same: the stream of the table brings it to the workers
/// within a minute.
///
/// # Errors
/// `validation_failed`, `not_found`, `idempotency_mismatch`, or `unavailable` when the chat is so
/// busy that no slot was won in time: nothing is stored then.
pub async fn send_message(
    app: &App,
    identity: &Identity,
    body: SendMessage,
    origin: Option<&ConnectionId>,
) -> Result<Message> {
    validate::message(&body)?;
    let hash = hash(&body)?;
    let chat = named_chat(identity, &body)?;
    let draft = Draft {
        chat: &chat,
        sender: &identity.user_id,
        client_message_id: &body.client_message_id,
        kind: body.kind,
        text: body.text,
        metadata: body.metadata,
        hash,
    };
    let (Appended { entry, is_settled }, author) = tokio::try_join!(
        append_or_create(app, &draft, body.user_id.as_ref()),
        profile::get(app, &identity.user_id)
    )?;

    let ordinal = entry.ordinal;
    let mut message = entry.into_message(author.as_ref().map(Profile::to_sender));
    if !is_settled {
        let job = Job::Deliver {
            message: message.clone(),
            ordinal,
            origin: origin.cloned(),
            after: None,
        };
        if let Err(error) = queue::send(app, job, 0).await {
            tracing::warn!(%chat, seq = message.seq, cause = %error, "fan-out was not queued");
        }
    }
    message.status = Some(Status::Sent);
    Ok(message)
}

/// The chat that is named, or the direct chat with the person that is named, there or not.
fn named_chat(identity: &Identity, body: &SendMessage) -> Result<ChatId> {
    match (&body.chat_id, &body.user_id) {
        (Some(chat), None) => Ok(chat.clone()),
        (None, Some(peer)) => Ok(ChatId::direct(&identity.user_id, peer)),
        (None, None) => Err(Error::field(
            "chatId",
            "required",
            "name a chatId or a userId",
        )),
        (Some(_), Some(_)) => Err(Error::field(
            "userId",
            "invalid",
            "name either a chatId or a userId, not both",
        )),
    }
}

/// Appends; when there is no direct chat with `peer` yet, makes it first.
async fn append_or_create(app: &App, draft: &Draft<'_>, peer: Option<&UserId>) -> Result<Appended> {
    match (append(app, draft).await, peer) {
        (Err(error), Some(peer)) if error.code == Code::NotFound => {
            ensure_direct(app, draft.sender, peer, "userId").await?;
            append(app, draft).await
        }
        (appended, _) => appended,
    }
}

/// What makes two sends the same, whichever way the chat was named.
fn hash(body: &SendMessage) -> Result<String> {
    let content = json!({ "type": body.kind, "text": body.text, "metadata": body.metadata });
    fingerprint(&content)
}
