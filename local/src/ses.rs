//! SES that delivers to a page: every mail ends in a mailbox in memory.

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

use crate::error::StartError;
use crate::meter::Meter;

mod api;
mod mailbox;
mod mime;
mod page;

use mailbox::Mailbox;

/// The running mail service. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Ses {
    /// Base URL of the service, for `AWS_ENDPOINT_URL_SESV2`.
    pub(crate) endpoint: String,
    mailbox: Arc<Mailbox>,
}

/// Serves the SES v2 API on a free loopback port.
pub(crate) async fn start(meter: &Meter) -> Result<Ses, StartError> {
    let cannot_listen = |error: std::io::Error| {
        StartError(format!(
            "SES could not listen on 127.0.0.1 ({error}); free a port and retry."
        ))
    };
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(cannot_listen)?;
    let port = listener.local_addr().map_err(cannot_listen)?.port();
    let mailbox = Arc::new(Mailbox::default());
    let router = api::router(Arc::clone(&mailbox), meter.clone());
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "SES stopped");
        }
    });
    Ok(Ses {
        endpoint: format!("http://127.0.0.1:{port}"),
        mailbox,
    })
}

impl Ses {
    /// The mailbox page and its JSON, to be nested under a path.
    pub(crate) fn page(&self) -> Router {
        page::router(Arc::clone(&self.mailbox))
    }
}

#[cfg(test)]
mod tests;
