use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, InviteCode};
use crate::table::Transaction;
use crate::table::invite::{self, StoredInvite, invite_key, invited_key};
use crate::time::Time;

/// Declines an invitation: a personal one is gone then, a link stays for others.
///
/// # Errors
/// `not_found` when it is over, revoked, or somebody else's.
pub async fn decline_invite(app: &App, identity: &Identity, code: &InviteCode) -> Result<()> {
    let missing = || Error::not_found("invite");
    let chat = code.chat().ok_or_else(missing)?;
    let found = invite::get(app, code).await?;
    let found = found.filter(|invite| invite.admits(&identity.user_id, Time::now()));
    let found = found.ok_or_else(missing)?;
    if found.invited_id.is_some() {
        remove(app, &chat, &found).await?;
    }
    Ok(())
}

/// Takes an invitation away, and where its person finds it.
pub(super) async fn remove(app: &App, chat: &ChatId, found: &StoredInvite) -> Result<()> {
    let table = app.config.chats_table()?;
    let mut transaction =
        Transaction::default().delete_if_there(table, invite_key(&found.code)?)?;
    if let Some(user) = &found.invited_id {
        transaction = transaction.delete_if_there(table, invited_key(user, chat))?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(()),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}
