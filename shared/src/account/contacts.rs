use std::collections::{BTreeSet, HashSet};

use futures::stream::{self, StreamExt, TryStreamExt};

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::table::member;
use crate::table::profile::Profile;
use crate::wire::Audience;

/// People whose chats are read at once.
const CONCURRENCY: usize = 16;

/// What a person's chats are to somebody who looks at others: read once, when first needed.
#[derive(Debug)]
pub(super) struct Viewer<'a> {
    user: &'a UserId,
    chats: Option<HashSet<ChatId>>,
}

impl<'a> Viewer<'a> {
    pub(super) fn new(user: &'a UserId) -> Self {
        Self { user, chats: None }
    }

    /// Whether this audience of somebody takes in the viewer.
    pub(super) async fn is_in(
        &mut self,
        app: &App,
        audience: Audience,
        of: &Profile,
    ) -> Result<bool> {
        if of.id == *self.user {
            return Ok(true);
        }
        match audience {
            Audience::Everyone => Ok(true),
            Audience::Nobody => Ok(false),
            Audience::Contacts => self.shares_a_chat(app, &of.id).await,
        }
    }

    /// Both are in the same chat now.
    async fn shares_a_chat(&mut self, app: &App, other: &UserId) -> Result<bool> {
        let mine = match &mut self.chats {
            Some(chats) => chats,
            None => {
                let chats = member::chats_of(app, self.user).await?;
                self.chats.insert(chats.into_iter().collect())
            }
        };
        share_a_chat(app, self.user, mine, other).await
    }
}

/// Who of these people shares a chat with somebody now. Reads of each other person: their chats, and
/// the heads and both member records of what the two have in common.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn contacts_among(
    app: &App,
    user: &UserId,
    others: impl IntoIterator<Item = UserId>,
) -> Result<BTreeSet<UserId>> {
    let others: Vec<UserId> = others.into_iter().collect();
    if others.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mine = member::chats_of(app, user).await?;
    let mine = &mine.into_iter().collect::<HashSet<ChatId>>();
    let contacts = stream::iter(others)
        .map(|other| async move {
            let shares = share_a_chat(app, user, mine, &other).await?;
            Ok::<_, Error>(shares.then_some(other))
        })
        .buffer_unordered(CONCURRENCY)
        .try_collect::<Vec<_>>()
        .await?;
    Ok(contacts.into_iter().flatten().collect())
}

/// Whether both are in one of these chats of the first now.
async fn share_a_chat(
    app: &App,
    one: &UserId,
    chats: &HashSet<ChatId>,
    other: &UserId,
) -> Result<bool> {
    let theirs = member::chats_of(app, other).await?.into_iter();
    let both: Vec<ChatId> = theirs.filter(|chat| chats.contains(chat)).collect();
    // Records of who has left are on the list as well.
    let present = |memberships: Vec<member::Membership>| {
        let present = memberships.into_iter().filter(member::is_present);
        let ids = present.map(|(head, _)| head.chat_id);
        ids.collect::<HashSet<_>>()
    };
    let (ours, theirs) = tokio::try_join!(
        member::memberships(app, one, &both),
        member::memberships(app, other, &both)
    )?;
    Ok(!present(ours).is_disjoint(&present(theirs)))
}
