use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure as OnFailure};

use crate::app::App;
use crate::error::{Error, Result};
use crate::table::head::{Head, PREVIEW_CHARACTERS, Preview, head_key};
use crate::table::member::member_key;
use crate::table::{Item, from_item, number, to_item};
use crate::time::Time;
use crate::wire::Message;

/// How often a rival may overtake the note before it is written in the form that cannot fail.
const ATTEMPTS: u32 = 4;

/// Notes on the head that a message was pushed, moves the head to it when it is the newest, and
/// moves the sender's cursor: who writes has read. Two writes, side by side.
pub(super) async fn mark_pushed(
    app: &App,
    head: Head,
    message: &Message,
    ordinal: u64,
) -> Result<()> {
    tokio::try_join!(
        advance_head(app, head, message, ordinal),
        advance_sender(app, message, ordinal)
    )?;
    Ok(())
}

async fn advance_head(app: &App, mut head: Head, message: &Message, ordinal: u64) -> Result<()> {
    for _ in 0..ATTEMPTS {
        let is_newest = message.seq > head.last_seq;
        let note = Note::plan(&head, message.seq);
        if !is_newest && note == Note::Known {
            return Ok(());
        }
        match write(app, &head, message, is_newest.then_some(ordinal), &note).await? {
            None => return Ok(()),
            Some(item) => head = from_item(item)?,
        }
    }
    // Nothing but a newer message can overtake the first of these forms, and nothing the second.
    let note = Note::Beyond(message.seq);
    if message.seq > head.last_seq
        && write(app, &head, message, Some(ordinal), &note)
            .await?
            .is_none()
    {
        return Ok(());
    }
    write(app, &head, message, None, &note).await.map(|_| ())
}

/// What there is to note about an entry that was pushed.
#[derive(Debug, PartialEq, Eq)]
enum Note {
    /// It lies below `pushedThrough` already.
    Known,
    /// Everything up to `through` is pushed now; the set loses what that covers.
    Through {
        through: u64,
        swallowed: Vec<String>,
    },
    /// There is a gap before it: it waits in the set until the gap closes.
    Beyond(u64),
}

impl Note {
    fn plan(head: &Head, seq: u64) -> Self {
        if seq <= head.pushed_through {
            return Self::Known;
        }
        let mut through = head.pushed_through;
        while through + 1 == seq || head.pushed.contains(&(through + 1)) {
            through += 1;
        }
        if through < seq {
            return Self::Beyond(seq);
        }
        let swallowed = head.pushed.range(..=through).map(u64::to_string).collect();
        Self::Through { through, swallowed }
    }
}

/// Writes note and, with an ordinal, preview, if the head still stands as it was read; else gives
/// the head as it stands now.
async fn write(
    app: &App,
    head: &Head,
    message: &Message,
    ordinal: Option<u64>,
    note: &Note,
) -> Result<Option<Item>> {
    let mut set = Vec::new();
    let mut rest = "";
    let mut condition = "attribute_exists(pk)".to_owned();
    let mut update = app
        .dynamodb
        .update_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(head_key(&message.chat_id)))
        .return_values_on_condition_check_failure(OnFailure::AllOld);
    if let Some(ordinal) = ordinal {
        condition.push_str(" AND lastSeq < :seq");
        set.push("lastSeq = :seq, lastOrdinal = :ordinal, preview = :preview");
        let preview = AttributeValue::M(to_item(&preview(message))?);
        update = update
            .expression_attribute_values(":seq", number(message.seq))
            .expression_attribute_values(":ordinal", number(ordinal))
            .expression_attribute_values(":preview", preview);
    }
    match note {
        Note::Known => {}
        Note::Beyond(seq) => {
            rest = " ADD pushed :own";
            let own = AttributeValue::Ns(vec![seq.to_string()]);
            update = update.expression_attribute_values(":own", own);
        }
        Note::Through { through, swallowed } => {
            condition.push_str(" AND pushedThrough = :seen");
            set.push("pushedThrough = :through");
            update = update
                .expression_attribute_values(":seen", number(head.pushed_through))
                .expression_attribute_values(":through", number(through));
            if !swallowed.is_empty() {
                rest = " DELETE pushed :swallowed";
                let swallowed = AttributeValue::Ns(swallowed.clone());
                update = update.expression_attribute_values(":swallowed", swallowed);
            }
        }
    }
    let set = if set.is_empty() {
        String::new()
    } else {
        format!("SET {}", set.join(", "))
    };
    let result = update
        .update_expression(set + rest)
        .condition_expression(condition)
        .send()
        .await;
    let Err(error) = result else { return Ok(None) };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failure)) => {
            let item = failure.item.clone();
            item.map(Some)
                .ok_or_else(|| Error::internal("a chat without a head"))
        }
        _ => Err(error.into()),
    }
}

fn preview(message: &Message) -> Preview {
    Preview {
        id: message.id.clone(),
        sender_id: message.sender_id.clone(),
        client_message_id: message.client_message_id.clone(),
        kind: message.kind,
        text: message
            .text
            .as_ref()
            .map(|text| text.chars().take(PREVIEW_CHARACTERS).collect()),
        created_at: message.created_at,
    }
}

async fn advance_sender(app: &App, message: &Message, ordinal: u64) -> Result<()> {
    let result = app
        .dynamodb
        .update_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(member_key(&message.chat_id, &message.sender_id)))
        .update_expression("SET readSeq = :seq, readOrdinal = :ordinal, readAt = :now")
        .condition_expression("attribute_exists(pk) AND readSeq < :seq")
        .expression_attribute_values(":seq", number(message.seq))
        .expression_attribute_values(":ordinal", number(ordinal))
        .expression_attribute_values(":now", number(Time::now().millis()))
        .send()
        .await;
    let Err(error) = result else { return Ok(()) };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
        _ => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ChatId, UserId};
    use crate::wire::ChatType;

    fn head(pushed_through: u64, pushed: &[u64]) -> Head {
        let mut head = Head::new(ChatId::generate(), ChatType::Group, UserId::generate(), 2);
        head.pushed_through = pushed_through;
        head.pushed = pushed.iter().copied().collect();
        head
    }

    fn through(through: u64, swallowed: &[&str]) -> Note {
        let swallowed = swallowed.iter().map(|&text| text.to_owned()).collect();
        Note::Through { through, swallowed }
    }

    #[test]
    fn the_next_entry_moves_the_mark() {
        assert_eq!(Note::plan(&head(40, &[]), 41), through(41, &[]));
    }

    #[test]
    fn a_closed_gap_swallows_what_lies_behind_it() {
        assert_eq!(
            Note::plan(&head(40, &[42, 43, 45]), 41),
            through(43, &["42", "43"])
        );
        assert_eq!(Note::plan(&head(41, &[42]), 43), through(43, &["42"]));
    }

    #[test]
    fn a_gap_keeps_the_entry_waiting() {
        assert_eq!(Note::plan(&head(40, &[]), 42), Note::Beyond(42));
        assert_eq!(Note::plan(&head(40, &[43]), 42), Note::Beyond(42));
    }

    #[test]
    fn what_is_known_needs_no_write() {
        assert_eq!(Note::plan(&head(40, &[]), 40), Note::Known);
    }
}
