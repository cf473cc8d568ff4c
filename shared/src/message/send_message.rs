use crate::account::Identity;
use crate::app::App;
use crate::chat::ensure_direct;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, ConnectionId};
use crate::log::news::{announce, of_message};
use crate::message::append::{Appended, Draft, append};
use crate::message::present::present_changed;
use crate::message::schedule_message::schedule;
use crate::rules::{content, fingerprint};
use crate::table::profile::{self, Profile};
use crate::table::{StoredMessage, sent};
use crate::time::Time;
use crate::wire::{Message, ScheduledMessage, SendMessage, Sender, Status};

/// What a send gives.
#[derive(Debug)]
pub enum Sent {
    /// It is in the log.
    Now(Box<Message>),
    /// It will be.
    Later(Box<ScheduledMessage>),
}

/// Stores a message and has it pushed, or notes it for later when it has a `sendAt`. The answer
/// leaves only after the write is committed.
///
/// A repeat with the same `clientMessageId` gives the first result. When the queue does not take
/// the job, the message is stored all the same: the stream of the table brings it to the workers
/// within a minute.
///
/// # Errors
/// `validation_failed`, `not_found`, `forbidden`, `idempotency_mismatch`, or `unavailable` when the
/// chat is so busy that no slot was won in time: nothing is stored then.
pub async fn send_message(
    app: &App,
    identity: &Identity,
    body: SendMessage,
    origin: Option<&ConnectionId>,
) -> Result<Sent> {
    let now = Time::now();
    let content = content::content(&body, app.config.allow_attachment_urls)?;
    let hash = hash(&body)?;
    let chat = named_chat(identity, &body)?;
    let key = (&chat, &identity.user_id, body.client_message_id.as_str());
    if let Err(error) = content::times(&body, now)
        && sent::get(app, key).await?.is_none()
    {
        return Err(error);
    }
    let draft = Draft {
        chat: &chat,
        sender: &identity.user_id,
        client_message_id: &body.client_message_id,
        kind: body.kind,
        content,
        reply_to_id: body.reply_to_id.as_ref(),
        hash: &hash,
        appointment: None,
    };
    // Boxed: the futures of SDK calls nest deeper than the compiler likes to look.
    let (appended, author) = tokio::try_join!(
        Box::pin(store_or_create(app, &draft, &body, now)),
        profile::get(app, &identity.user_id)
    )?;
    let sender = author.as_ref().map(Profile::to_sender);
    answer(app, appended, sender, origin).await
}

/// Stores the message; when there is no direct chat with the person that is named yet, makes it
/// first.
async fn store_or_create(
    app: &App,
    draft: &Draft<'_>,
    body: &SendMessage,
    now: Time,
) -> Result<Appended> {
    match (store(app, draft, body, now).await, &body.user_id) {
        (Err(error), Some(peer)) if error.code == Code::NotFound => {
            ensure_direct(app, draft.sender, peer, "userId").await?;
            store(app, draft, body, now).await
        }
        (stored, _) => stored,
    }
}

async fn store(app: &App, draft: &Draft<'_>, body: &SendMessage, now: Time) -> Result<Appended> {
    match body.send_at {
        Some(at) => Box::pin(schedule(app, draft, body, at, now)).await,
        None => Box::pin(append(app, draft)).await,
    }
}

/// Has what was appended pushed, and gives what the sender is told.
pub(super) async fn answer(
    app: &App,
    appended: Appended,
    sender: Option<Sender>,
    origin: Option<&ConnectionId>,
) -> Result<Sent> {
    let message = match appended {
        Appended::New(message) => {
            announce(app, of_message(&message, sender.clone())?, origin).await;
            fresh(&message, sender)?
        }
        Appended::Repeated {
            message,
            membership,
        } => {
            if !membership.0.is_pushed(message.slot.seq) {
                announce(app, of_message(&message, sender.clone())?, origin).await;
            }
            let known = present_changed(app, &membership, message.clone()).await?;
            // Disappeared: they are told of it all the same.
            known.map_or_else(|| fresh(&message, sender), Ok)?
        }
        Appended::Scheduled(scheduled) => {
            return Ok(Sent::Later(Box::new(scheduled.to_wire()?)));
        }
        Appended::Cancelled => return Err(Error::not_found("message")),
    };
    Ok(Sent::Now(Box::new(message)))
}

/// A message to which nothing has happened yet, as its sender sees it.
fn fresh(message: &StoredMessage, sender: Option<Sender>) -> Result<Message> {
    let mut message = message.to_message(None, sender, Time::now())?;
    message.status = Some(Status::Sent);
    if let Some(poll) = &mut message.poll {
        poll.votes = Some(Vec::new());
    }
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

/// What makes two sends the same, whichever way the chat was named.
fn hash(body: &SendMessage) -> Result<String> {
    let mut content = body.clone();
    content.chat_id = None;
    content.user_id = None;
    content.client_message_id.clear();
    fingerprint(&content)
}
