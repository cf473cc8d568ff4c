use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::error::ConditionalCheckFailedException;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure as OnFailure};

use crate::app::App;
use crate::error::{Error, Result};
use crate::table::head::{Head, Preview, head_key};
use crate::table::{Item, number, to_item};
use crate::wire::Message;
use crate::wire::job::{Delivery, News};

/// What there is to write on the head.
#[derive(Debug, Default)]
pub(super) struct Advance {
    /// It is the newest entry known there.
    pub(super) is_newest: bool,
    /// The newest message, as it reads now.
    pub(super) preview: Option<Preview>,
    /// The ordinal of a message that is gone.
    pub(super) gone: Option<u64>,
    /// Where the log begins.
    pub(super) first_seq: Option<u64>,
    pub(super) note: Note,
}

impl Advance {
    pub(super) fn plan(head: &Head, delivery: &Delivery) -> Self {
        let (message, gone) = match &delivery.news {
            News::Created { message } | News::Updated { message } => (Some(message), None),
            News::Deleted {
                message,
                message_ordinal,
                ..
            } => (Some(message), Some(*message_ordinal)),
            News::Happened { .. } | News::Other { .. } => (None, None),
        };
        Self {
            is_newest: delivery.seq > head.last_seq,
            preview: message.and_then(|message| fresher(head, message)),
            // The table has them all; the head only those above the ones it has let go.
            gone: gone.filter(|ordinal| {
                Some(*ordinal) > head.gone_known_above && !head.gone.contains(ordinal)
            }),
            first_seq: None,
            note: Note::plan(head, delivery.seq),
        }
    }

    /// Writes it if the head still stands as it was read; else gives the head as it stands now.
    pub(super) async fn write(
        self,
        app: &App,
        head: &Head,
        delivery: &Delivery,
    ) -> Result<Option<Item>> {
        let mut set = Vec::new();
        let (mut add, mut delete) = (Vec::new(), Vec::new());
        let mut condition = "attribute_exists(pk)".to_owned();
        let mut update = app
            .dynamodb
            .update_item()
            .table_name(app.config.chats_table()?)
            .set_key(Some(head_key(&delivery.chat_id)))
            .return_values_on_condition_check_failure(OnFailure::AllOld);
        if self.is_newest {
            condition.push_str(" AND lastSeq < :seq");
            set.push("lastSeq = :seq, lastOrdinal = :ordinal");
            update = update
                .expression_attribute_values(":seq", number(delivery.seq))
                .expression_attribute_values(":ordinal", number(delivery.ordinal));
        }
        if let Some(preview) = self.preview {
            condition.push_str(
                " AND (attribute_not_exists(preview) OR preview.seq < :at \
                 OR (preview.seq = :at AND preview.updatedSeq < :updated))",
            );
            set.push("preview = :preview");
            update = update
                .expression_attribute_values(":at", number(preview.seq))
                .expression_attribute_values(":updated", number(preview.updated_seq))
                .expression_attribute_values(":preview", AttributeValue::M(to_item(&preview)?));
        }
        if let Some(seq) = self.first_seq {
            set.push("firstSeq = :first");
            update = update.expression_attribute_values(":first", number(seq));
        }
        if let Some(ordinal) = self.gone {
            add.push("gone :gone");
            update = update.expression_attribute_values(":gone", numbers([ordinal]));
        }
        match &self.note {
            Note::Known => {}
            Note::Beyond(seq) => {
                add.push("pushed :own");
                update = update.expression_attribute_values(":own", numbers([*seq]));
            }
            Note::Through { through, swallowed } => {
                condition.push_str(" AND pushedThrough = :seen");
                set.push("pushedThrough = :through");
                update = update
                    .expression_attribute_values(":seen", number(head.pushed_through))
                    .expression_attribute_values(":through", number(through));
                if !swallowed.is_empty() {
                    delete.push("pushed :swallowed");
                    let swallowed = AttributeValue::Ns(swallowed.clone());
                    update = update.expression_attribute_values(":swallowed", swallowed);
                }
            }
        }
        if set.is_empty() && add.is_empty() {
            return Ok(None);
        }
        let clauses = [("SET", set), ("ADD", add), ("DELETE", delete)];
        let result = update
            .update_expression(expression(&clauses))
            .condition_expression(condition)
            .send()
            .await;
        let Err(error) = result else { return Ok(None) };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(now)) => as_it_stands(now),
            _ => Err(error.into()),
        }
    }
}

/// The head that did not meet a condition.
fn as_it_stands(failure: &ConditionalCheckFailedException) -> Result<Option<Item>> {
    let missing = || Error::internal("a chat without a head");
    failure.item.clone().map(Some).ok_or_else(missing)
}

/// An update expression of the clauses that have something to do.
fn expression(clauses: &[(&str, Vec<&str>)]) -> String {
    let clauses = clauses.iter().filter(|(_, parts)| !parts.is_empty());
    let clauses = clauses.map(|(word, parts)| format!("{word} {}", parts.join(", ")));
    clauses.collect::<Vec<_>>().join(" ")
}

/// What the head should keep of a message, when it is newer than what it has.
fn fresher(head: &Head, message: &Message) -> Option<Preview> {
    let known = head.preview.as_ref();
    let known = known.map(|known| (known.seq, known.updated_seq));
    (Some((message.seq, message.updated_seq)) > known).then(|| Preview::of(message))
}

pub(super) fn numbers(numbers: impl IntoIterator<Item = u64>) -> AttributeValue {
    AttributeValue::Ns(
        numbers
            .into_iter()
            .map(|number| number.to_string())
            .collect(),
    )
}

/// What there is to note about an entry that was pushed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Note {
    /// It lies below `pushedThrough` already.
    #[default]
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
