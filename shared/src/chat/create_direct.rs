use crate::account::Identity;
use crate::app::App;
use crate::chat::{membership::present, view};
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::queue;
use crate::table::head::{self, Head};
use crate::table::member::{self, Member, Membership};
use crate::table::{Item, Transaction, profile};
use crate::wire::job::Job;
use crate::wire::{ChatType, CreateChat, Role};

/// Makes the direct chat that `POST /v1/chats` asks for, or returns it.
pub(super) async fn create_direct(
    app: &App,
    identity: &Identity,
    body: &CreateChat,
) -> Result<(Membership, bool)> {
    let [peer] = body.member_ids.as_slice() else {
        return Err(Error::field(
            "memberIds",
            "invalid",
            "a direct chat has exactly one other",
        ));
    };
    ensure_direct(app, &identity.user_id, peer, "memberIds[0]").await
}

/// The direct chat of `user` and `peer`, made when it is not there; `true` when this call made it.
/// Both sides may do this at the same time: its identifier comes from the pair.
///
/// # Errors
/// `validation_failed`, naming `field`, when `peer` is the caller or does not exist.
pub async fn ensure_direct(
    app: &App,
    user: &UserId,
    peer: &UserId,
    field: &str,
) -> Result<(Membership, bool)> {
    if user == peer {
        return Err(Error::field(field, "invalid", "must be somebody else"));
    }
    let chat = ChatId::direct(user, peer);
    let (head, mine, own, other) = tokio::try_join!(
        head::get(app, &chat),
        member::get(app, &chat, user),
        profile::get(app, user),
        profile::get(app, peer)
    )?;
    if head.is_some() {
        return Ok((present(head, mine)?, false));
    }
    let unknown = || Error::field(field, "unknown", "there is no such user");
    let other = other.ok_or_else(unknown)?;

    let mut head = Head::new(chat.clone(), ChatType::Direct, user.clone(), 2);
    head.pair = vec![user.clone(), peer.clone()];
    let mut mine = Member::new(&chat, user, Role::Member);
    mine.receipts_off = own.is_some_and(|own| own.receipts_off);
    let mut theirs = Member::new(&chat, peer, Role::Member);
    theirs.receipts_off = other.receipts_off;
    let is_new = write(app, [head.to_item()?, mine.to_item()?, theirs.to_item()?]).await?;
    if !is_new {
        let (head, mine) = tokio::try_join!(head::get(app, &chat), member::get(app, &chat, user))?;
        return Ok((present(head, mine)?, false));
    }
    announce(app, &head, vec![user.clone(), peer.clone()]).await;
    Ok(((head, mine), true))
}

/// Puts the new chat's items unless the chat exists; false when it does.
async fn write(app: &App, items: [Item; 3]) -> Result<bool> {
    let table = app.config.chats_table()?;
    let mut transaction = Transaction::default();
    for item in items {
        transaction = transaction.put_new(table, item)?;
    }
    // Cancelled: it exists, or the other side is making it right now, which a strong read tells.
    Ok(transaction.commit(app).await?.is_ok())
}

/// Tells the members' devices. Not an entry of the log: who misses it learns of the chat by sync.
pub(super) async fn announce(app: &App, head: &Head, user_ids: Vec<UserId>) {
    let queued = match view::created_event(head) {
        Ok(event) => {
            queue::send(
                app,
                Job::Notify {
                    event,
                    user_ids,
                    except: None,
                },
                0,
            )
            .await
        }
        Err(error) => Err(error),
    };
    if let Err(error) = queued {
        tracing::warn!(chat = %head.chat_id, cause = %error, "chat.created was not queued");
    }
}
