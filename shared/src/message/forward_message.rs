use futures::future::join_all;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, MessageId};
use crate::message::append::{Draft, append};
use crate::message::find_message::find_message;
use crate::message::send_message::{Sent, answer};
use crate::rules::{fingerprint, validate};
use crate::table::StoredMessage;
use crate::table::profile::{self, Profile};
use crate::wire::{Content, Forward, Forwarded, Message, MessageType, Origin, Page, Sender};

/// Chats that are served at once.
const AT_ONCE: usize = 5;

/// Sends what a message says to other chats, with its origin. Mentions stay behind, and a poll
/// begins anew. One chat's refusal does not keep the others from getting it.
///
/// # Errors
/// `validation_failed`; `not_found` when the message is not there, or gone.
pub async fn forward_message(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    body: &Forward,
) -> Result<Page<Forwarded>> {
    validate::forward(body)?;
    let (_, message) = find_message(app, chat, &identity.user_id, id).await?;
    if message.deleted_at.is_some() {
        return Err(Error::not_found("message"));
    }
    if message.kind == MessageType::System {
        let detail = "a system message cannot be forwarded";
        return Err(Error::field("messageId", "invalid", detail));
    }
    let content = forwarded(&message)?;
    let author = profile::get(app, &identity.user_id).await?;
    let sender = author.as_ref().map(Profile::to_sender);
    // Of what is asked, not of what it says: that may be edited before a repeat.
    let hash = fingerprint(&("forward", chat, id))?;
    let drafts: Vec<Draft<'_>> = body
        .chat_ids
        .iter()
        .map(|target| Draft {
            chat: target,
            sender: &identity.user_id,
            client_message_id: &body.client_message_id,
            kind: message.kind,
            content: content.clone(),
            reply_to_id: None,
            hash: &hash,
            appointment: None,
        })
        .collect();
    let mut results = Vec::with_capacity(drafts.len());
    for some in drafts.chunks(AT_ONCE) {
        let mut forwards = Vec::with_capacity(some.len());
        for draft in some {
            forwards.push(one(app, draft, sender.clone()));
        }
        results.extend(join_all(forwards).await);
    }
    Ok(Page::of(results, None))
}

/// What is sent on: where it was written first is kept.
fn forwarded(message: &StoredMessage) -> Result<Content> {
    let mut content = message.content()?;
    content.mentions.clear();
    content.metadata = None;
    if let Some(poll) = &mut content.poll {
        poll.closes_at = None;
    }
    let origin = content.forwarded_from.take();
    content.forwarded_from = Some(origin.unwrap_or_else(|| Origin {
        chat_id: message.slot.chat_id.clone(),
        message_id: message.id.clone(),
        sender_id: message.sender_id.clone(),
    }));
    Ok(content)
}

async fn one(app: &App, draft: &Draft<'_>, sender: Option<Sender>) -> Forwarded {
    let (message, error) = match send(app, draft, sender).await {
        Ok(message) => (Some(message), None),
        Err(error) => {
            error.log("");
            (None, Some(error.to_problem("")))
        }
    };
    Forwarded {
        chat_id: draft.chat.clone(),
        message,
        error,
    }
}

async fn send(app: &App, draft: &Draft<'_>, sender: Option<Sender>) -> Result<Message> {
    let appended = append(app, draft).await?;
    match answer(app, appended, sender, None).await? {
        Sent::Now(message) => Ok(*message),
        Sent::Later(_) => Err(Error::new(
            Code::IdempotencyMismatch,
            "This clientMessageId was used for a scheduled message. Use a new one.",
        )),
    }
}
