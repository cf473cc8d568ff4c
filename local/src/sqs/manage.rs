//! `GetQueueUrl`, `ListQueues`, `PurgeQueue`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::error::SqsError;
use super::service::Service;

/// Parameters of the three operations; each uses its own.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct QueueRequest {
    queue_name: Option<String>,
    queue_url: Option<String>,
    queue_name_prefix: Option<String>,
}

pub(super) fn url(service: &Service, request: &QueueRequest) -> Result<Value, SqsError> {
    let name = request
        .queue_name
        .as_deref()
        .ok_or_else(|| SqsError::missing("QueueName"))?;
    let entry = service.find(name)?;
    Ok(json!({ "QueueUrl": service.url(&entry.definition.name) }))
}

pub(super) fn list(service: &Service, request: &QueueRequest) -> Value {
    let prefix = request.queue_name_prefix.as_deref().unwrap_or_default();
    let urls: Vec<String> = service
        .names()
        .filter(|name| name.starts_with(prefix))
        .map(|name| service.url(name))
        .collect();
    // As on AWS, no match is an empty object.
    if urls.is_empty() {
        json!({})
    } else {
        json!({ "QueueUrls": urls })
    }
}

pub(super) fn purge(service: &Service, request: &QueueRequest) -> Result<Value, SqsError> {
    let url = request
        .queue_url
        .as_deref()
        .ok_or_else(|| SqsError::missing("QueueUrl"))?;
    service.find(url)?.purge();
    Ok(json!({}))
}
