use futures::future::try_join_all;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::app::App;
use crate::error::Result;
use crate::fan_out::wipe::{empty, wipe_message};
use crate::id::ChatId;
use crate::queue;
use crate::table::entry::{self, Entry, Range};
use crate::table::head::{self, Head};
use crate::table::{
    EXPIRES_AT, Transaction, applied, gone, member, number, pins, rows, state, thread,
};
use crate::wire::job::Job;

/// Rows of the chat itself that are worked off side by side.
const AT_ONCE: usize = 16;
/// Entries of one job: each may have rows beside it, and a worker has eight seconds.
const PER_JOB: u32 = 25;

/// Removes what was said in a chat that was deleted, a part at a time; the next job goes on. Its
/// last entry stays as long as the head, so that nothing can be appended behind it, and both go by
/// their time to live.
pub(super) async fn purge(app: &App, chat: &ChatId) -> Result<()> {
    let head = head::get(app, chat).await?;
    let Some(head) = head.filter(|head| head.deleted_at.is_some()) else {
        return Ok(());
    };
    let last = head.acl_seq;
    let (log, aside) = tokio::try_join!(
        entry::read(app, chat, Range::After(0), PER_JOB),
        entry::read_aside(app, chat, 0, PER_JOB)
    )?;
    let mut log = log.0;
    log.retain(|entry| entry.seq() < last);
    let aside = aside.0;
    let messages = log
        .iter()
        .filter(|entry| matches!(entry, Entry::Message(_)));
    let seqs: Vec<u64> = messages.map(Entry::seq).collect();
    try_join_all(seqs.iter().map(async |seq| {
        wipe_message(app, chat, *seq).await?;
        empty(app, &thread::partition(chat, *seq)).await
    }))
    .await?;
    let table = app.config.messages_table()?;
    let mut transaction = Transaction::default();
    for entry in &log {
        transaction = transaction.delete_if_there(table, entry::entry_key(chat, entry.seq()))?;
    }
    for entry in &aside {
        transaction = transaction.delete_if_there(table, entry::aside_key(chat, entry.seq()))?;
    }
    if transaction.is_empty() {
        let [states, gone] = [state::partition(chat), gone::partition(chat)];
        let pins = pins::place(chat).partition;
        tokio::try_join!(empty(app, &states), empty(app, &gone), empty(app, &pins))?;
        return forget_people(app, &head).await;
    }
    if let Err(cancelled) = transaction.commit(app).await? {
        return Err(cancelled.into_error());
    }
    let chat_id = chat.clone();
    queue::send(app, Job::Purge { chat_id }, 0).await
}

/// Removes what else is kept of the chat, and lets the members' records go with its head: until then
/// their devices learn by `sync` that it is gone.
async fn forget_people(app: &App, head: &Head) -> Result<()> {
    let chat = &head.chat_id;
    let mut after: Option<String> = None;
    loop {
        let (keys, more) = rows::sort_keys(app, chat.as_str(), after.as_deref()).await?;
        after = keys.last().cloned();
        let rows = keys.iter().filter(|sort| *sort != head::SORT_KEY);
        let rows = rows.map(|sort| forget_row(app, head, sort));
        stream::iter(rows)
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await?;
        if !more {
            return Ok(());
        }
    }
}

async fn forget_row(app: &App, head: &Head, sort: &str) -> Result<()> {
    let table = app.config.chats_table()?;
    let key = rows::row_key(head.chat_id.as_str(), sort);
    if !sort.starts_with(member::PREFIX) {
        let delete = app.dynamodb.delete_item();
        delete.table_name(table).set_key(Some(key)).send().await?;
        return Ok(());
    }
    let update = app
        .dynamodb
        .update_item()
        .table_name(table)
        .set_key(Some(key))
        .update_expression("SET #expires = :at")
        .condition_expression("attribute_exists(pk)")
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":at", number(head.expires_at.unwrap_or_default()));
    applied(update.send().await).map(drop)
}
