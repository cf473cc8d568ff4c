//! Posts to connections through the API Gateway management API.

use aws_sdk_apigatewaymanagement::operation::delete_connection::DeleteConnectionError;
use aws_sdk_apigatewaymanagement::operation::post_to_connection::PostToConnectionError;
use aws_sdk_apigatewaymanagement::primitives::Blob;

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ConnectionId;
use crate::wire::Event;

/// What became of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// API Gateway took it.
    Taken,
    /// The connection does not exist any more (410).
    Gone,
    /// Throttled, the client reads too slowly, or a fault that passes: try later.
    Later,
}

/// An event as it goes over the socket.
///
/// # Errors
/// Never: events have a JSON form.
pub fn frame(event: &Event) -> Result<Blob> {
    serde_json::to_vec(event)
        .map(Blob::new)
        .map_err(Error::internal)
}

/// Posts a frame to one connection.
///
/// # Errors
/// When the function may not post at all; what happens to one connection is an [`Outcome`].
pub async fn post(app: &App, connection: &ConnectionId, frame: &Blob) -> Result<Outcome> {
    let result = app
        .connections()?
        .post_to_connection()
        .connection_id(&connection.0)
        .data(frame.clone())
        .send()
        .await;
    let Err(error) = result else {
        return Ok(Outcome::Taken);
    };
    match error.as_service_error() {
        Some(PostToConnectionError::GoneException(_)) => Ok(Outcome::Gone),
        Some(
            PostToConnectionError::ForbiddenException(_)
            | PostToConnectionError::PayloadTooLargeException(_),
        ) => Err(error.into()),
        _ => Ok(Outcome::Later),
    }
}

/// Closes a connection; one that is gone already is as good.
///
/// # Errors
/// When API Gateway does not do it now.
pub async fn close(app: &App, connection: &ConnectionId) -> Result<()> {
    let result = app
        .connections()?
        .delete_connection()
        .connection_id(&connection.0)
        .send()
        .await;
    let Err(error) = result else { return Ok(()) };
    match error.as_service_error() {
        Some(DeleteConnectionError::GoneException(_)) => Ok(()),
        _ => Err(error.into()),
    }
}
