//! REST: HTTP API events, payload format 2.0.

pub mod auth;
pub mod changes;
pub mod chats;
pub mod config;
pub mod docs;
pub mod invites;
pub mod joining;
pub mod members;
pub mod messages;
pub mod receipts;
mod reply;
mod request;
pub mod sync;
pub mod users;

use std::future::Future;

use lambda_http::service_fn;

pub use reply::Reply;
pub use request::Request;

use crate::app::App;
use crate::error::{Error, Result};

/// Runs a REST function: `route` answers each request; its errors become problem documents.
///
/// # Errors
/// When the function cannot start.
pub async fn serve<R, F>(route: R) -> Result<(), lambda_runtime::Error>
where
    R: Fn(&'static App, Request) -> F + Send + Sync,
    F: Future<Output = Result<Reply>> + Send,
{
    let app = crate::edge::start()?;
    let route = &route;
    lambda_http::run(service_fn(move |event| async move {
        let request = Request::new(event);
        let request_id = request.id().to_owned();
        let reply = Box::pin(route(app, request)).await.unwrap_or_else(|error| {
            error.log(&request_id);
            Reply::problem(&error, &request_id)
        });
        Ok::<_, std::convert::Infallible>(reply.into_response())
    }))
    .await
}

/// What a function answers for a route that is not its own.
#[must_use]
pub fn unknown_route() -> Error {
    Error::not_found("route")
}
