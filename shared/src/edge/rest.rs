//! REST: HTTP API events, payload format 2.0.

pub mod auth;
mod beside;
pub mod changes;
pub mod chats;
pub mod config;
mod cookie;
pub mod docs;
pub mod invites;
pub mod joining;
pub mod me;
pub mod members;
pub mod messages;
pub mod mfa;
pub mod presence;
pub mod receipts;
mod reply;
mod request;
pub mod sessions;
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
        let request = Request::new(app, event);
        let (id, beside) = (request.id().to_owned(), request.beside());
        let result = Box::pin(route(app, request)).await;
        // What goes on beside the route ends before the answer: then the environment is frozen.
        let (refusal, allowance) = beside.finish().await;
        let result = refusal.map_or(result, Err);
        let reply = result.unwrap_or_else(|error| {
            error.log(&id);
            Reply::problem(&error, &id)
        });
        Ok::<_, std::convert::Infallible>(reply.with_allowance(allowance).into_response())
    }))
    .await
}

/// What a function answers for a route that is not its own.
#[must_use]
pub fn unknown_route() -> Error {
    Error::not_found("route")
}
