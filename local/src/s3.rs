//! S3 on a folder: buckets with CORS rules and notifications, served on a port of its own.
//!
//! Storage and signatures are `s3s` and `s3s-fs`; what those lack is a layer in front: CORS,
//! refusal of keys that climb out of their bucket, and telling functions of new objects.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

use crate::error::StartError;
use crate::lambda::Lambda;
use crate::mapping::{self, Invoke};
use crate::meter::{Id, Meter, OpenCall, Origin, Source};
use crate::stack::Bucket;

mod access;
mod cors;
mod created;
mod error;
mod key;
mod metering;
mod overrides;

use created::Created;
use error::S3Refusal;
use key::Target;

/// The running object store. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct S3 {
    /// Base URL of the service, for `AWS_ENDPOINT_URL_S3`; buckets are addressed by path.
    pub(crate) endpoint: String,
}

/// What every request needs.
struct Store {
    service: S3Service,
    buckets: Vec<Bucket>,
    folder: PathBuf,
    invoke: Invoke,
    meter: Meter,
}

/// Creates the buckets in `folder` and serves them on a free loopback port.
pub(crate) async fn start(
    buckets: &[Bucket],
    folder: &Path,
    lambda: &Lambda,
) -> Result<S3, StartError> {
    let invoke = mapping::through(lambda.clone());
    serve(buckets, folder, invoke, lambda.meter()).await
}

async fn serve(
    buckets: &[Bucket],
    folder: &Path,
    invoke: Invoke,
    meter: &Meter,
) -> Result<S3, StartError> {
    let unusable = |reason: &dyn std::fmt::Display| {
        StartError(format!(
            "S3 cannot use the folder {} ({reason}); make it writable or choose another.",
            folder.display()
        ))
    };
    for bucket in buckets {
        std::fs::create_dir_all(folder.join(&bucket.name)).map_err(|error| unusable(&error))?;
    }
    std::fs::create_dir_all(folder).map_err(|error| unusable(&error))?;
    let files = FileSystem::new(folder).map_err(|error| unusable(&format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(access::LocalSecret);
    builder.set_access(access::InsideBuckets);
    let store = Arc::new(Store {
        service: builder.build(),
        buckets: buckets.to_vec(),
        folder: folder.to_owned(),
        invoke,
        meter: meter.clone(),
    });
    let cannot_listen = |error: std::io::Error| {
        StartError(format!(
            "S3 could not listen on 127.0.0.1 ({error}); free a port and retry."
        ))
    };
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(cannot_listen)?;
    let port = listener.local_addr().map_err(cannot_listen)?.port();
    let router = Router::new().fallback(handle).with_state(store);
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "S3 stopped");
        }
    });
    Ok(S3 {
        endpoint: format!("http://127.0.0.1:{port}"),
    })
}

async fn handle(State(store): State<Arc<Store>>, request: Request) -> Response {
    let target = match Target::of(request.uri().path()) {
        Ok(target) => target,
        Err(refusal) => return refusal.into_response(),
    };
    let bucket = store
        .buckets
        .iter()
        .find(|bucket| bucket.name == target.bucket);
    let rules = bucket
        .map(|bucket| bucket.cors.as_slice())
        .unwrap_or_default();
    if request.method() == Method::OPTIONS {
        return cors::preflight(rules, request.headers());
    }
    let cors = cors::Granted::of(rules, request.method(), request.headers());
    let metered = store.meter.call(request.headers(), "s3", None);
    let caller = metered.as_ref().and_then(OpenCall::invocation).cloned();
    let mut described = metered.map(|call| (call, metering::describe(&target, &request)));
    let course = described
        .as_mut()
        .map(|(call, described)| call.course(&described.operation));
    let course = course.unwrap_or_default();
    let answer = store.answer(&target, bucket, (request, caller));
    let mut response = course.carry_out(answer, S3Refusal::injected).await;
    if let Some((call, described)) = described {
        call.finish(metering::answered(described, &response));
    }
    course.conclude().await;
    if let Some(granted) = cors {
        granted.add_to(response.headers_mut());
    }
    response
}

impl Store {
    /// Answers a request; the invocation that makes it is the cause of what follows.
    async fn answer(
        &self,
        target: &Target,
        bucket: Option<&Bucket>,
        (request, caller): (Request, Option<Id>),
    ) -> Response {
        if let Err(refusal) = key::check_copy_source(request.headers()) {
            return refusal.into_response();
        }
        let created = Created::by(&request);
        let wanted_headers = overrides::wanted(&request);
        let request = request.map(s3s::Body::http_body_unsync);
        let mut response = match self.service.call(request).await {
            Ok(response) => response.map(axum::body::Body::new),
            Err(error) => {
                tracing::warn!(?error, "S3 request failed");
                return S3Refusal::internal().into_response();
            }
        };
        if response.status().is_success() {
            overrides::apply(wanted_headers, response.headers_mut());
            if let (Some(created), Some(bucket)) = (created, bucket) {
                let tag = response.headers().get(header::ETAG).cloned();
                let tag = tag
                    .as_ref()
                    .and_then(|value| value.to_str().ok())
                    .unwrap_or_default();
                let origin = Origin::caused(Source::Object, caller);
                let object = created.object(target, tag, &self.folder).await;
                created.notify(bucket, &object, &origin, &self.invoke);
            }
        }
        response
    }
}

#[cfg(test)]
mod tests;
