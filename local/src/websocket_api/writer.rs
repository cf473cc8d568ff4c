//! Sends what is queued for a connection.

use std::sync::Arc;

use futures::SinkExt as _;
use futures::stream::SplitSink;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::faults::{Effect, Faults};

use super::connections::{Connection, Outbound};
use super::event::Ending;

/// An open socket.
pub(super) type Socket = WebSocketStream<TokioIo<Upgraded>>;
/// Its writing half.
pub(super) type SocketSink = SplitSink<Socket, Message>;

/// Writes until the gateway closes the connection, and hands the writing half back for it; nothing
/// when the connection broke, by itself or by the plan of faults.
pub(super) async fn write(
    mut sink: SocketSink,
    mut frames: UnboundedReceiver<Outbound>,
    (connection, faults): (Arc<Connection>, Faults),
) -> Option<(SocketSink, Ending)> {
    while let Some(next) = frames.recv().await {
        match next {
            Outbound::Text(text) => {
                let bytes = text.len();
                let fault = faults.frame();
                if fault == Some(Effect::Before) {
                    connection.cut();
                    return None;
                }
                if let Err(error) = sink.send(Message::text(text)).await {
                    tracing::debug!(
                        "cannot write to {}: {error}",
                        connection.facts.connection_id
                    );
                    // Whoever posts from now on must learn that nobody listens.
                    connection.seal();
                    return None;
                }
                connection.written(bytes);
                if fault.is_some() {
                    connection.cut();
                    return None;
                }
            }
            Outbound::Close(ending) => return Some((sink, ending)),
        }
    }
    None
}
