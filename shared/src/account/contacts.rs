use std::collections::HashSet;

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table::member;
use crate::table::profile::Profile;
use crate::wire::Audience;

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
        let theirs = member::chats_of(app, other).await?.into_iter();
        let both: Vec<ChatId> = theirs.filter(|chat| mine.contains(chat)).collect();
        // Records of who has left are on the list as well.
        let present = |memberships: Vec<member::Membership>| {
            let present = memberships.into_iter().filter(member::is_present);
            let ids = present.map(|(head, _)| head.chat_id);
            ids.collect::<HashSet<_>>()
        };
        let (mine, theirs) = tokio::try_join!(
            member::memberships(app, self.user, &both),
            member::memberships(app, other, &both)
        )?;
        Ok(!present(mine).is_disjoint(&present(theirs)))
    }
}
