use crate::app::App;
use crate::chat::cursor::Receipt;
use crate::error::Result;
use crate::fan_out::advance::{Advance, Note, numbers};
use crate::table::head::{GONE_KEPT, Head, head_key};
use crate::table::member::{Member, member_key};
use crate::table::{applied, from_item, number};
use crate::time::Time;
use crate::wire::job::{Delivery, News};

/// How often a rival may overtake the note before it is written in the form that cannot fail.
const ATTEMPTS: u32 = 4;

/// Moves the sender's cursor, since who writes has read, and then notes on the head that the entry
/// was pushed: a job that fails between the two comes again. Moves the head to it when it is the
/// newest. `sender` is the sender's membership when it is at hand; `first_seq` is where the log begins
/// now, when somebody looked.
pub(super) async fn mark_pushed(
    app: &App,
    head: Head,
    delivery: &Delivery,
    sender: Option<&Member>,
    first_seq: Option<u64>,
) -> Result<()> {
    advance_sender(app, &head, delivery, sender).await?;
    advance_head(app, head, delivery, first_seq).await
}

async fn advance_head(
    app: &App,
    mut head: Head,
    delivery: &Delivery,
    first_seq: Option<u64>,
) -> Result<()> {
    for _ in 0..ATTEMPTS {
        let mut advance = Advance::plan(&head, delivery);
        advance.first_seq = first_seq.filter(|seq| *seq > head.first_seq);
        match advance.write(app, &head, delivery).await? {
            None => return trim(app, &head).await,
            Some(item) => head = from_item(item)?,
        }
    }
    // Alone, each of these can be overtaken only by what makes it needless.
    let whole = Advance::plan(&head, delivery);
    let newest = Advance {
        is_newest: whole.is_newest,
        ..Advance::default()
    };
    let preview = Advance {
        preview: whole.preview,
        ..Advance::default()
    };
    let note = Advance {
        note: Note::Beyond(delivery.seq),
        gone: whole.gone,
        ..Advance::default()
    };
    for part in [newest, preview, note] {
        part.write(app, &head, delivery).await?;
    }
    Ok(())
}

/// Keeps the head small: the oldest of too many ordinals are left to the table that has them all.
async fn trim(app: &App, head: &Head) -> Result<()> {
    let surplus = head.gone.len().saturating_sub(GONE_KEPT);
    let oldest: Vec<u64> = head.gone.iter().copied().take(surplus).collect();
    let Some(last) = oldest.last().copied() else {
        return Ok(());
    };
    let result = app
        .dynamodb
        .update_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(head_key(&head.chat_id)))
        .update_expression("SET goneKnownAbove = :last DELETE gone :oldest")
        .condition_expression(
            "attribute_exists(pk) AND \
             (attribute_not_exists(goneKnownAbove) OR goneKnownAbove < :last)",
        )
        .expression_attribute_values(":last", number(last))
        .expression_attribute_values(":oldest", numbers(oldest))
        .send()
        .await;
    applied(result).map(drop)
}

/// Moves the sender's cursor to their message. Others whose messages that covers are told, as if the
/// sender had marked them as read.
async fn advance_sender(
    app: &App,
    head: &Head,
    delivery: &Delivery,
    sender: Option<&Member>,
) -> Result<()> {
    let News::Created { message } = &delivery.news else {
        return Ok(());
    };
    let now = Time::now();
    let receipt = sender
        .filter(|member| delivery.ordinal > member.read_ordinal + 1)
        .and_then(|member| Receipt::plan(head, member, now));
    let mut expression = "SET readSeq = :seq, readOrdinal = :ordinal, readAt = :now".to_owned();
    let mut update = app
        .dynamodb
        .update_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(member_key(&message.chat_id, &message.sender_id)))
        .condition_expression("attribute_exists(pk) AND readSeq < :seq")
        .expression_attribute_values(":seq", number(message.seq))
        .expression_attribute_values(":ordinal", number(delivery.ordinal))
        .expression_attribute_values(":now", number(now.millis()));
    if let Some(receipt) = &receipt {
        expression.push_str(", receiptDueAt = :due");
        update = update.expression_attribute_values(":due", number(receipt.due_at));
    }
    if applied(update.update_expression(expression).send().await)?
        && let (Some(receipt), Some(member)) = (receipt, sender)
    {
        receipt.queue(app, member, None).await;
    }
    Ok(())
}
