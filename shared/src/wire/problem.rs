use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An error as the caller sees it: a problem document (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in words.
    pub title: String,
    /// The HTTP status; on the socket the status REST would have answered.
    pub status: u16,
    /// What was wrong this time and how to mend it; null for a fault of ours.
    pub detail: Option<String>,
    /// The kind of problem as a stable word, for example `validation_failed`.
    pub code: String,
    /// The fields that were refused.
    pub errors: Vec<FieldError>,
    /// Names this request in the logs of the deployment.
    pub request_id: String,
    /// Seconds to wait before a repeat; on REST also the `Retry-After` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// One field that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldError {
    /// Path of the field in the body, or the name of the query parameter.
    pub field: String,
    /// What is wrong as a stable word: `required`, `too_long`, `wrong_type`, …
    pub code: String,
    /// What is wrong in words.
    pub detail: String,
}
