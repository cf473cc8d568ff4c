use std::collections::HashMap;

use crate::account::Identity;
use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::log::require_member;
use crate::message::present::present;
use crate::table::pins::{self, PinRow, Pins};
use crate::table::{entry, side};
use crate::time::Time;
use crate::wire::{Page, Pin};

/// The pins of a chat, the newest pin first.
///
/// # Errors
/// `not_found`.
pub async fn list_pins(app: &App, identity: &Identity, chat: &ChatId) -> Result<Page<Pin>> {
    let place = pins::place(chat);
    let (membership, pins) = tokio::try_join!(
        require_member(app, chat, &identity.user_id),
        side::get::<Pins>(app, &place)
    )?;
    let rows = pins.unwrap_or_default().pins;
    let seqs: Vec<u64> = rows.iter().map(|row| row.seq).collect();
    let mut messages = entry::messages_at(app, chat, &seqs).await?;
    let now = Time::now();
    messages.retain(|message| !message.is_expired(now));
    let messages = present(app, &membership, messages).await?;
    let mut by_seq: HashMap<u64, _> = messages.into_iter().map(|one| (one.seq, one)).collect();
    let pins = rows
        .into_iter()
        .rev()
        .filter_map(|PinRow { seq, by, at, .. }| {
            Some(Pin {
                message: by_seq.remove(&seq)?,
                pinned_by: by,
                pinned_at: at,
            })
        });
    Ok(Page::of(pins.collect(), None))
}
