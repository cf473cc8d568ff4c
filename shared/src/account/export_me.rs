use crate::account::{Identity, get_me, list_blocked};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::ChatId;
use crate::login::every_session;
use crate::message::list_messages;
use crate::rules::cursor;
use crate::rules::limits::LIMITS;
use crate::table::member::{self, Membership};
use crate::table::profile;
use crate::wire::{Blocked, ChatType, Export, ExportedChat, Message, MessageType, Position};

/// Pages of history that one call looks through.
const PAGES: usize = 10;
/// Bytes of messages after which a call ends.
const BYTES: usize = LIMITS.reply_bytes / 2;

/// Everything that is kept of the caller: the first page has all but messages, each what they wrote,
/// chat by chat, in the chats they are in.
///
/// # Errors
/// `validation_failed` for a foreign cursor.
pub async fn export_me(app: &App, identity: &Identity, at: Option<&str>) -> Result<Export> {
    let start = at.map(Place::read).transpose()?;
    let mut chats = member::chats_of(app, &identity.user_id).await?;
    chats.sort();
    let mut export = match &start {
        None => first(app, identity, &chats).await?,
        Some(_) => later(),
    };
    let mut place = start.unwrap_or_default();
    let mut bytes = 0;
    for _ in 0..PAGES {
        let Some(chat) = chats
            .iter()
            .find(|chat| chat.as_str() >= place.chat.as_str())
        else {
            return Ok(export);
        };
        let page = page(app, identity, chat, &place).await?;
        bytes += page.0.iter().map(size).sum::<usize>();
        export.messages.extend(page.0);
        place = match page.1 {
            Some(page) => Place {
                chat: chat.to_string(),
                page: Some(page),
            },
            // The next identifier is at least one character longer, or greater.
            None => Place {
                chat: format!("{chat}\u{1}"),
                page: None,
            },
        };
        if bytes >= BYTES || export.messages.len() >= LIMITS.page_default as usize {
            break;
        }
    }
    let more = chats
        .iter()
        .any(|chat| chat.as_str() >= place.chat.as_str());
    export.next_cursor = more.then(|| place.write());
    Ok(export)
}

/// Where an export goes on.
#[derive(Debug, Default)]
struct Place {
    chat: String,
    page: Option<String>,
}

impl Place {
    fn read(text: &str) -> Result<Self> {
        let text = cursor::decode(text)?;
        let (chat, page) = text
            .split_once('\n')
            .ok_or_else(|| Error::field("cursor", "invalid", "is not a cursor of an export"))?;
        Ok(Self {
            chat: chat.to_owned(),
            page: Some(page.to_owned()).filter(|page| !page.is_empty()),
        })
    }

    fn write(&self) -> String {
        let page = self.page.as_deref().unwrap_or_default();
        cursor::encode(&format!("{}\n{page}", self.chat))
    }
}

/// What the caller wrote on one page of a chat's history, and where the next one begins.
async fn page(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    place: &Place,
) -> Result<(Vec<Message>, Option<String>)> {
    let begun = place.page.clone().filter(|_| place.chat == chat.as_str());
    let position = Position {
        after_seq: begun.is_none().then_some(0),
        cursor: begun,
        limit: Some(LIMITS.page_max),
        ..Position::default()
    };
    match list_messages(app, identity, chat, &position).await {
        Ok(page) => {
            let own = |message: &Message| {
                message.sender_id == identity.user_id && message.kind != MessageType::System
            };
            let own: Vec<Message> = page.data.into_iter().filter(own).collect();
            Ok((own, page.next_cursor))
        }
        // They have left it.
        Err(error) if error.code == Code::NotFound => Ok((Vec::new(), None)),
        Err(error) => Err(error),
    }
}

fn size(message: &Message) -> usize {
    serde_json::to_vec(message).map_or(0, |json| json.len())
}

fn later() -> Export {
    Export {
        user: None,
        settings: None,
        sessions: None,
        blocked: None,
        chats: None,
        messages: Vec::new(),
        next_cursor: None,
    }
}

async fn first(app: &App, identity: &Identity, chats: &[ChatId]) -> Result<Export> {
    let user = &identity.user_id;
    let (me, profile, sessions, blocked, memberships) = tokio::try_join!(
        get_me(app, identity),
        profile::get(app, user),
        every_session(app, identity),
        everybody_blocked(app, identity),
        member::memberships(app, user, chats)
    )?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    let present = memberships.into_iter().filter(member::is_present);
    let present: Vec<Membership> = present.collect();
    Ok(Export {
        user: Some(me),
        settings: Some(profile.settings),
        sessions: Some(sessions),
        blocked: Some(blocked),
        chats: Some(present.iter().map(describe).collect()),
        ..later()
    })
}

fn describe((head, member): &Membership) -> ExportedChat {
    ExportedChat {
        id: head.chat_id.clone(),
        kind: head.kind,
        name: head.name.clone().filter(|_| head.kind != ChatType::Direct),
        role: member.role,
        joined_at: member.joined_at,
    }
}

async fn everybody_blocked(app: &App, identity: &Identity) -> Result<Vec<Blocked>> {
    let mut everybody = Vec::new();
    let mut at = None;
    loop {
        let page = list_blocked(app, identity, (Some(LIMITS.page_max), at.as_deref())).await?;
        everybody.extend(page.data);
        at = page.next_cursor;
        if at.is_none() {
            return Ok(everybody);
        }
    }
}
