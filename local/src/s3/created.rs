//! Tells functions of new objects.
//!
//! Facts: "Event message structure", Amazon S3 User Guide.

use std::path::Path;

use axum::extract::Request;
use axum::http::Method;
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::key::{self, Target};
use crate::lambda::Invocation;
use crate::mapping::{Invoke, asynchronous};
use crate::meter::Origin;
use crate::stack::{ACCOUNT_ID, Bucket, BucketNotification, REGION};

/// Parameters that make a PUT something other than a new object.
const SUBRESOURCES: [&str; 6] = [
    "partNumber",
    "uploadId",
    "acl",
    "tagging",
    "retention",
    "legal-hold",
];

/// The way an object comes into being.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Created {
    Put,
    Copy,
    CompleteMultipartUpload,
}

/// An object that has come into being.
#[derive(Debug)]
pub(super) struct Object<'a> {
    target: &'a Target,
    size: u64,
    tag: String,
}

impl Created {
    /// What a request creates if it succeeds.
    pub(super) fn by(request: &Request) -> Option<Self> {
        let query = request.uri().query().unwrap_or_default();
        let has = |name: &str| {
            query
                .split('&')
                .any(|pair| pair.split('=').next().unwrap_or_default() == name)
        };
        match *request.method() {
            Method::PUT if SUBRESOURCES.into_iter().any(has) => None,
            Method::PUT if request.headers().contains_key("x-amz-copy-source") => Some(Self::Copy),
            Method::PUT => Some(Self::Put),
            Method::POST if has("uploadId") => Some(Self::CompleteMultipartUpload),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Put => "ObjectCreated:Put",
            Self::Copy => "ObjectCreated:Copy",
            Self::CompleteMultipartUpload => "ObjectCreated:CompleteMultipartUpload",
        }
    }

    /// The object that was created; `tag` is its `ETag`.
    pub(super) async fn object<'a>(
        self,
        target: &'a Target,
        tag: &str,
        folder: &Path,
    ) -> Object<'a> {
        let file = folder.join(&target.bucket).join(&target.key);
        Object {
            target,
            size: tokio::fs::metadata(file).await.map_or(0, |data| data.len()),
            tag: tag.trim_matches('"').to_owned(),
        }
    }

    /// Invokes the functions of the bucket that want to know.
    pub(super) fn notify(
        self,
        bucket: &Bucket,
        object: &Object<'_>,
        origin: &Origin,
        invoke: &Invoke,
    ) {
        let target = object.target;
        let listeners: Vec<_> = bucket
            .notifications
            .iter()
            .filter(|one| self.concerns(one, &target.key))
            .collect();
        if target.key.is_empty() || listeners.is_empty() {
            return;
        }
        for listener in listeners {
            let event = self.event(object, listener);
            let invocation = Invocation {
                function: listener.function.clone(),
                payload: Bytes::from(event.to_string()),
                trigger: format!("{} {}", bucket.name, self.name()),
                origin: origin.clone(),
            };
            asynchronous::invoke(Invoke::clone(invoke), invocation);
        }
    }

    fn concerns(self, notification: &BucketNotification, key: &str) -> bool {
        let event = notification
            .event
            .strip_prefix("s3:")
            .unwrap_or(&notification.event);
        let of_kind = match event.strip_suffix('*') {
            Some(start) => self.name().starts_with(start),
            None => self.name() == event,
        };
        of_kind
            && notification
                .prefix
                .as_deref()
                .is_none_or(|prefix| key.starts_with(prefix))
    }

    fn event(self, object: &Object<'_>, to: &BucketNotification) -> Value {
        let target = object.target;
        let now = Timestamp::now();
        json!({ "Records": [{
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": REGION,
            "eventTime": now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
            "eventName": self.name(),
            "userIdentity": { "principalId": format!("AWS:{ACCOUNT_ID}") },
            "requestParameters": { "sourceIPAddress": "127.0.0.1" },
            "responseElements": {
                "x-amz-request-id": uuid::Uuid::new_v4().simple().to_string(),
                "x-amz-id-2": uuid::Uuid::new_v4().simple().to_string(),
            },
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": to.function,
                "bucket": {
                    "name": target.bucket,
                    "ownerIdentity": { "principalId": ACCOUNT_ID },
                    "arn": format!("arn:aws:s3:::{}", target.bucket),
                },
                "object": {
                    "key": key::encode(&target.key),
                    "size": object.size,
                    "eTag": object.tag,
                    "sequencer": format!("{:018X}", now.as_microsecond()),
                },
            },
        }]})
    }
}
