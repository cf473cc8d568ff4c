//! SQS, JSON protocol: standard and FIFO queues in memory, served on a port of their own.
//!
//! Functions reach it over HTTP through the SDK; event source mappings use the same queues in
//! process, through [`Sqs`].

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::error::StartError;
use crate::meter::Meter;
use crate::stack::Queue;

mod attributes;
mod digest;
mod error;
mod manage;
mod message;
mod metering;
mod protocol;
mod queue;
mod receive;
mod send;
mod service;

#[cfg(test)]
pub(crate) use digest::of_body as body_md5;
#[cfg(test)]
pub(crate) use message::Message;
pub(crate) use message::MessageAttribute;
pub(crate) use queue::Received;
use service::Service;

/// The running queues. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Sqs {
    /// Base URL of the service, for `AWS_ENDPOINT_URL_SQS`.
    pub(crate) endpoint: String,
    service: Arc<Service>,
}

/// Creates the queues and serves them on a free loopback port.
pub(crate) async fn start(queues: &[Queue], meter: &Meter) -> Result<Sqs, StartError> {
    for queue in queues {
        if let Some(redrive) = &queue.redrive
            && !queues
                .iter()
                .any(|other| other.name == redrive.dead_letter_queue)
        {
            return Err(StartError(format!(
                "Queue {} sends failed messages to {}, which the template does not declare; \
                 declare it or correct RedrivePolicy.",
                queue.logical_id, redrive.dead_letter_queue
            )));
        }
    }
    let listening = async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        Ok::<_, std::io::Error>((listener, port))
    };
    let (listener, port) = listening.await.map_err(|error| {
        StartError(format!(
            "SQS could not listen on 127.0.0.1 ({error}); free a port and retry."
        ))
    })?;
    let endpoint = format!("http://127.0.0.1:{port}");
    let service = Arc::new(Service::new(queues, &endpoint, meter.faults()));
    let router = protocol::router(Arc::clone(&service), meter.clone());
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "SQS stopped");
        }
    });
    Ok(Sqs { endpoint, service })
}

impl Sqs {
    /// Takes up to `max` messages for the queue's own visibility timeout, waiting up to `wait` for
    /// the first; none for a queue that does not exist.
    pub(crate) async fn receive(&self, queue: &str, max: usize, wait: Duration) -> Vec<Received> {
        match self.service.find(queue) {
            Ok(entry) => self.service.receive(entry, max, None, wait).await,
            Err(_unknown) => Vec::new(),
        }
    }

    /// Deletes messages by receipt handle, as a mapping does after a success.
    pub(crate) fn delete(&self, queue: &str, receipt_handles: &[String]) {
        if let Ok(entry) = self.service.find(queue) {
            for handle in receipt_handles {
                // A handle that has run out belongs to someone else by now: leave the message.
                let _outdated = entry.delete_worked_on(handle);
            }
        }
    }

    /// Makes messages visible again at once.
    #[cfg(test)]
    pub(crate) fn release(&self, queue: &str, receipt_handles: &[String]) {
        if let Ok(entry) = self.service.find(queue) {
            for handle in receipt_handles {
                let _outdated = entry.change_visibility(handle, Duration::ZERO);
            }
        }
    }

    /// Messages that could be received now.
    pub(crate) fn waiting(&self, queue: &str) -> usize {
        self.service
            .find(queue)
            .map_or(0, |entry| entry.counts().visible)
    }
}

#[cfg(test)]
mod tests;
