//! The front port: one address for sockets, `@connections`, the HTTP API, the web client and the
//! local pages.

pub(crate) mod files;
#[cfg(test)]
pub(crate) mod golden;
pub(crate) mod invoke;
pub(crate) mod percent;
pub(crate) mod recorded_head;
pub(crate) mod reply;
pub(crate) mod stamp;

mod door;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::lambda::Lambda;
use crate::stack::Stack;
use crate::websocket_api::Clocks;

use door::Door;
use recorded_head::{RecordedHead, RecordedStream};

/// How long open sockets get to end properly when the stack stops.
const FAREWELL: Duration = Duration::from_secs(3);

/// What stands behind the front port.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) stack: Arc<Stack>,
    pub(crate) lambda: Lambda,
    /// Folder of the web client, when there is one.
    pub(crate) web_dir: Option<PathBuf>,
    /// Pages of the captured mail, served below `/_local/mail`.
    pub(crate) mail: axum::Router,
    /// When the gateway ends a socket by itself.
    pub(crate) clocks: Clocks,
}

/// Where a request came in.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    /// The port the client spoke to.
    pub(crate) port: u16,
    pub(crate) head: RecordedHead,
}

/// Serves the front port until `shutdown` completes; then sockets are closed with 1001 and their
/// `$disconnect` functions run.
pub(crate) async fn serve(
    listener: TcpListener,
    front: Front,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let port = listener
        .local_addr()
        .map(|address| address.port())
        .unwrap_or_default();
    let door = Arc::new(Door::new(front));
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => {
                    connections.spawn(serve_connection(Arc::clone(&door), stream, address, port));
                }
                Err(error) => {
                    // Out of file descriptors, most likely: give others time to end.
                    tracing::warn!("cannot accept a connection: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
    if tokio::time::timeout(FAREWELL, door.websockets.close_all())
        .await
        .is_err()
    {
        tracing::debug!("some sockets did not close in time");
    }
    connections.shutdown().await;
}

async fn serve_connection(door: Arc<Door>, stream: TcpStream, address: SocketAddr, port: u16) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("cannot switch off delays: {error}");
    }
    let (stream, head) = RecordedStream::new(stream);
    let client = Client {
        address,
        port,
        head,
    };
    let service = service_fn(move |request: http::Request<Incoming>| {
        let door = Arc::clone(&door);
        let client = client.clone();
        async move { Ok::<_, Infallible>(door.answer(request, client).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
    if let Err(error) = served {
        tracing::debug!("connection from {address} ended: {error}");
    }
}
