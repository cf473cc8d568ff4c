use std::collections::BTreeSet;

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, ConnectionId, UserId};
use crate::table::{connection, presence, viewing};
use crate::viewing::tell::Audience;

/// Parts two people who look at the same chats, now that one has blocked the other, or brings them
/// together again.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn part(app: &App, one: &UserId, other: &UserId, are_apart: bool) -> Result<()> {
    let (ours, theirs) = tokio::try_join!(open_chats(app, one), open_chats(app, other))?;
    let both: BTreeSet<&ChatId> = {
        let theirs: BTreeSet<&ChatId> = theirs.iter().map(|(_, chat)| chat).collect();
        let ours: BTreeSet<&ChatId> = ours.iter().map(|(_, chat)| chat).collect();
        ours.intersection(&theirs).copied().collect()
    };
    for (open, from) in [(&ours, other), (&theirs, one)] {
        let from = BTreeSet::from([from.clone()]);
        for (connection, chat) in open.iter().filter(|(_, chat)| both.contains(chat)) {
            viewing::set_apart(app, (chat, connection), &from, are_apart).await?;
        }
    }
    let kind = match are_apart {
        true => "viewer.left",
        false => "viewer.joined",
    };
    for chat in both {
        let views = viewing::scene(app, chat, true).await?.views;
        let audience = Audience::of(chat, &views);
        audience.tell_one(app, kind, one, other).await?;
        audience.tell_one(app, kind, other, one).await?;
    }
    Ok(())
}

/// What somebody's connections have open.
async fn open_chats(app: &App, user: &UserId) -> Result<Vec<(ConnectionId, ChatId)>> {
    let mut open = Vec::new();
    let record = presence::get(app, user).await?;
    for (id, _) in record.map(|record| record.connections).unwrap_or_default() {
        if let Some(connection) = connection::get(app, &id).await? {
            open.extend(connection.open.into_iter().map(|chat| (id.clone(), chat)));
        }
    }
    Ok(open)
}
