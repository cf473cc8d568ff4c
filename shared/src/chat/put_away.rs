use crate::app::App;
use crate::error::Result;
use crate::log::tip::End;
use crate::queue;
use crate::table::member::{Membership, member_key};
use crate::table::{Transaction, number, private};
use crate::time::Time;
use crate::wire::Event;

use aws_sdk_dynamodb::types::Update;

/// Puts a direct chat away for one of its people, until somebody writes. Nobody's business but
/// theirs: their devices are told, it is no entry.
pub(crate) async fn put_away(app: &App, (head, member): &Membership) -> Result<()> {
    let now = Time::now();
    let end = End::read(app, &head.chat_id).await?;
    let event = Event {
        kind: "chat.deleted".to_owned(),
        chat_id: Some(head.chat_id.clone()),
        seq: None,
        ts: now,
        data: serde_json::json!({ "for": "me" }),
    };
    let update = Update::builder()
        .table_name(app.config.chats_table()?)
        .set_key(Some(member_key(&head.chat_id, &member.user_id)))
        .update_expression("SET putAwayOrdinal = :ordinal")
        .condition_expression("attribute_exists(pk)")
        .expression_attribute_values(":ordinal", number(end.next(now, false).ordinal))
        .build()?;
    let told = private::item(&member.user_id, &event)?;
    let transaction = Transaction::default()
        .update(update)
        .put(app.config.messages_table()?, told)?;
    if let Err(cancelled) = transaction.commit(app).await? {
        return Err(cancelled.into_error());
    }
    queue::notify(app, event, vec![member.user_id.clone()]).await;
    Ok(())
}
