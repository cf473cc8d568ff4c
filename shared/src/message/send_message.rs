use crate::account::Identity;
use crate::app::App;
use crate::chat::ensure_direct;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, ConnectionId, UserId};
use crate::message::append::{Appended, Draft, append};
use crate::message::news::{announce, of_message};
use crate::message::schedule_message::{find_scheduled, schedule};
use crate::rules::content::{self, Policy};
use crate::rules::fingerprint;
use crate::table::profile::{self, Profile};
use crate::table::state::State;
use crate::table::{StoredMessage, snapshot};
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
    let policy = policy(app);
    // What is scheduled and was scheduled before must not be refused because its time has come.
    let content = content::content(&body, policy)?;
    let hash = hash(&body)?;
    let chat = named_chat(identity, &body)?;
    if body.send_at.is_some() {
        let scheduled = schedule(app, identity, &chat, body, hash).await?;
        return Ok(Sent::Later(Box::new(scheduled)));
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
    let (appended, author) = tokio::try_join!(
        append_or_create(app, &draft, body.user_id.as_ref()),
        profile::get(app, &identity.user_id)
    )?;
    let sender = author.as_ref().map(Profile::to_sender);
    answer(app, appended, sender, origin).await
}

/// What the deployment allows now.
pub(super) fn policy(app: &App) -> Policy {
    Policy {
        allow_attachment_urls: app.config.allow_attachment_urls,
        now: Time::now(),
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
            shown(&message, None, sender)?
        }
        Appended::Repeated {
            message,
            is_settled,
        } => {
            if !is_settled {
                announce(app, of_message(&message, sender.clone())?, origin).await;
            }
            let (chat, seq) = (&message.slot.chat_id, message.slot.seq);
            let found = snapshot::read(app, chat, &[seq]).await?;
            let (message, state) = found.into_iter().next().unwrap_or((message, None));
            shown(&message, state.as_ref(), sender)?
        }
        Appended::Scheduled(appointment) => {
            let scheduled = find_scheduled(app, &appointment).await?;
            return Ok(Sent::Later(Box::new(scheduled.to_wire()?)));
        }
        Appended::Cancelled => return Err(Error::not_found("message")),
    };
    Ok(Sent::Now(Box::new(message)))
}

fn shown(
    message: &StoredMessage,
    state: Option<&State>,
    sender: Option<Sender>,
) -> Result<Message> {
    let mut message = message.to_message(state, sender, Time::now())?;
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
    let mut content = body.clone();
    content.chat_id = None;
    content.user_id = None;
    content.client_message_id.clear();
    fingerprint(&content)
}
