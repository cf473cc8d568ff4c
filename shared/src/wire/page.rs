use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The items.
    pub data: Vec<T>,
    /// Where the next page begins; null when there is none.
    pub next_cursor: Option<String>,
    /// Where newer items begin; null when there are none (pages of messages around a place only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub prev_cursor: Option<Option<String>>,
    /// Everything of the chat's log up to this `seq` is contained in what was read so far (pages
    /// of messages only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of_seq: Option<u64>,
}

impl<T> Page<T> {
    /// A page that is not one of a chat's history.
    #[must_use]
    pub fn of(data: Vec<T>, next_cursor: Option<String>) -> Self {
        Self {
            data,
            next_cursor,
            prev_cursor: None,
            as_of_seq: None,
        }
    }
}
