use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Settings of a person. In a `PUT`, what is absent stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Whether others are told what I have read, and I what they have.
    pub read_receipts_enabled: Option<bool>,
}
