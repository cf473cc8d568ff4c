//! The life of one open socket, from the handshake's end to `$disconnect`.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::SplitStream;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::front::invoke::invoke_within;
use crate::front::stamp::Stamp;
use crate::meter::Origin;

use super::connections::{Connection, Outbound};
use super::event::{self, Ending};
use super::writer::{self, Socket, SocketSink};
use super::{Api, Gateway, INTEGRATION_TIMEOUT, message};

/// The largest frame a client may send (WebSocket API quotas).
const MAX_FRAME: usize = 32 * 1024;
/// The largest message in either direction.
pub(super) const MAX_MESSAGE: usize = 128 * 1024;
/// How long a client gets to answer a close frame.
const CLOSING: Duration = Duration::from_secs(5);

/// A code and a reason known beforehand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Closing(u16, &'static str);

/// Idle, too old, or the stack stops.
pub(super) const GOING_AWAY: Closing = Closing(1001, "Going away");
/// Closed through `@connections`.
pub(super) const BY_REQUEST: Closing = Closing(1000, "Connection Closed Normally");
const PROTOCOL_BROKEN: Closing = Closing(1002, "");
const BINARY: Closing = Closing(1003, "");
const NO_STATUS: Closing = Closing(1005, "Client-side close frame status not set");
const LOST: Closing = Closing(1006, "");
const NOT_UTF8: Closing = Closing(1007, "");
const TOO_LARGE: Closing = Closing(1009, "");

impl From<Closing> for Ending {
    fn from(Closing(code, reason): Closing) -> Self {
        Self {
            code,
            reason: reason.to_owned(),
        }
    }
}

/// How a conversation came to its end.
#[derive(Debug)]
enum Stop {
    /// The client sent a close frame.
    ByClient(Ending),
    /// The gateway ends it, for a reason found while reading or waiting.
    ByGateway(Closing),
    /// The writer met a queued close.
    ByWriter(SocketSink, Ending),
    Lost,
}

/// What an inbound frame means.
#[derive(Debug)]
enum Inbound {
    Message(String),
    Control,
    Stop(Stop),
}

/// Everything a session needs.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) gateway: Arc<Gateway>,
    pub(super) api: Arc<Api>,
    pub(super) connection: Arc<Connection>,
}

impl Session {
    /// Runs the session; its `$disconnect` is invoked exactly once.
    pub(super) async fn run(self, frames: UnboundedReceiver<Outbound>, upgrade: OnUpgrade) {
        let _alive = Arc::clone(&self.gateway.sessions).read_owned().await;
        let id = &self.connection.facts.connection_id;
        let (ending, socket) = match upgrade.await {
            Ok(upgraded) => {
                let limits = WebSocketConfig::default()
                    .max_frame_size(Some(MAX_FRAME))
                    .max_message_size(Some(MAX_MESSAGE));
                let stream = TokioIo::new(upgraded);
                let socket = Socket::from_raw_socket(stream, Role::Server, Some(limits)).await;
                self.converse(socket, frames).await
            }
            Err(error) => {
                tracing::debug!("{id} went away during the handshake: {error}");
                (LOST.into(), None)
            }
        };
        self.connection.seal();
        self.gateway.connections.remove(id);
        tracing::debug!("{id} ended with {} {}", ending.code, ending.reason);
        tokio::join!(farewell(socket, &ending), self.disconnect(&ending));
    }

    /// Reads and writes until the end. Hands the socket back when the gateway has to say goodbye.
    async fn converse(
        &self,
        socket: Socket,
        frames: UnboundedReceiver<Outbound>,
    ) -> (Ending, Option<Socket>) {
        let (sink, mut stream) = socket.split();
        let connection = Arc::clone(&self.connection);
        let mut writing = tokio::spawn(writer::write(sink, frames, connection));
        let stop = self.read(&mut stream, &mut writing).await;
        match stop {
            Stop::ByClient(ending) => {
                // Reading on sends the answer to the client's close frame.
                if timeout(CLOSING, async { while stream.next().await.is_some() {} })
                    .await
                    .is_err()
                {
                    tracing::debug!("the client did not wait for the answer to its close frame");
                }
                writing.abort();
                (ending, None)
            }
            Stop::ByWriter(sink, ending) => (ending, stream.reunite(sink).ok()),
            Stop::ByGateway(closing) => {
                self.connection.close(closing);
                let written = timeout(CLOSING, &mut writing).await;
                writing.abort();
                let sink = written.ok().and_then(Result::ok).flatten();
                let socket = sink.and_then(|(sink, _)| stream.reunite(sink).ok());
                (closing.into(), socket)
            }
            Stop::Lost => {
                writing.abort();
                (LOST.into(), None)
            }
        }
    }

    async fn read(
        &self,
        stream: &mut SplitStream<Socket>,
        writing: &mut JoinHandle<Option<(SocketSink, Ending)>>,
    ) -> Stop {
        let clocks = self.gateway.clocks;
        let too_old = Instant::now() + clocks.lifetime;
        let mut broken = None;
        loop {
            let idle = self.connection.idle_at(clocks.idle);
            tokio::select! {
                frame = stream.next() => match inbound(frame) {
                    Inbound::Message(text) => self.handle(text),
                    Inbound::Control => {}
                    Inbound::Stop(Stop::ByGateway(_)) if broken.is_some() => return Stop::Lost,
                    Inbound::Stop(stop) => return stop,
                },
                written = &mut *writing, if broken.is_none() => match written {
                    Ok(Some((sink, ending))) => return Stop::ByWriter(sink, ending),
                    // A close frame may still be waiting to be read.
                    _ => broken = Some(Instant::now() + Duration::from_secs(1)),
                },
                () = sleep_until(broken.unwrap_or(too_old)), if broken.is_some() => return Stop::Lost,
                () = sleep_until(too_old), if broken.is_none() => return Stop::ByGateway(GOING_AWAY),
                () = sleep_until(idle), if broken.is_none() => {
                    // Frames sent meanwhile have moved the limit.
                    if self.connection.idle_at(clocks.idle) <= Instant::now() {
                        return Stop::ByGateway(GOING_AWAY);
                    }
                }
            }
        }
    }

    /// Messages of one socket run side by side, as on AWS: their order is not kept.
    fn handle(&self, text: String) {
        self.connection.touch();
        let lambda = self.gateway.lambda.clone();
        let api = Arc::clone(&self.api);
        let connection = Arc::clone(&self.connection);
        tokio::spawn(async move { message::handle(&lambda, &api, &connection, &text).await });
    }

    async fn disconnect(&self, ending: &Ending) {
        let Some(route) = self.api.declared.routes.get("$disconnect") else {
            return;
        };
        let event = event::disconnect(&self.connection.facts, ending, &Stamp::now());
        let lambda = &self.gateway.lambda;
        let limit = route.timeout.min(INTEGRATION_TIMEOUT);
        let origin = Origin::frame(&self.connection.facts.connection_id);
        let trigger = ("$disconnect".to_owned(), origin);
        if let Err(error) = invoke_within(lambda, limit, &route.function, trigger, &event).await {
            tracing::warn!(
                "$disconnect of {}: {error}",
                self.connection.facts.connection_id
            );
        }
    }
}

fn inbound(frame: Option<Result<Message, Error>>) -> Inbound {
    let stop = match frame {
        Some(Ok(Message::Text(text))) => return Inbound::Message(text.as_str().to_owned()),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {
            return Inbound::Control;
        }
        Some(Ok(Message::Binary(_))) => Stop::ByGateway(BINARY),
        Some(Ok(Message::Close(None))) => Stop::ByClient(NO_STATUS.into()),
        Some(Ok(Message::Close(Some(frame)))) => Stop::ByClient(Ending {
            code: frame.code.into(),
            reason: frame.reason.as_str().to_owned(),
        }),
        Some(Err(Error::Capacity(_))) => Stop::ByGateway(TOO_LARGE),
        Some(Err(Error::Utf8(_))) => Stop::ByGateway(NOT_UTF8),
        Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) => Stop::Lost,
        Some(Err(Error::Protocol(_))) => Stop::ByGateway(PROTOCOL_BROKEN),
        Some(Err(_)) | None => Stop::Lost,
    };
    Inbound::Stop(stop)
}

/// Sends the gateway's close frame and waits for the client's.
async fn farewell(socket: Option<Socket>, ending: &Ending) {
    let Some(mut socket) = socket else { return };
    let frame = CloseFrame {
        code: ending.code.into(),
        reason: ending.reason.clone().into(),
    };
    let goodbye = async {
        if socket.close(Some(frame)).await.is_ok() {
            while let Some(Ok(_)) = socket.next().await {}
            let stream = socket.get_mut();
            // Closing with unread bytes would reset the connection, and the client might never
            // see the close frame.
            if stream.shutdown().await.is_ok() {
                let mut rest = vec![0; 16 * 1024];
                while matches!(stream.read(&mut rest).await, Ok(1..)) {}
            }
        }
    };
    if timeout(CLOSING, goodbye).await.is_err() {
        tracing::debug!("the client did not answer the close frame in time");
    }
}

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::error::CapacityError;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

    use super::*;

    fn code(frame: Option<Result<Message, Error>>) -> u16 {
        match inbound(frame) {
            Inbound::Stop(Stop::ByClient(ending)) => ending.code,
            Inbound::Stop(Stop::ByGateway(Closing(code, _))) => code,
            Inbound::Stop(Stop::Lost) => 1006,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_end_has_its_code() {
        let too_long = CapacityError::MessageTooLong {
            size: 2,
            max_size: 1,
        };
        let closed = CloseFrame {
            code: CloseCode::Away,
            reason: "".into(),
        };
        assert_eq!(code(Some(Ok(Message::binary(vec![1])))), 1003);
        assert_eq!(code(Some(Ok(Message::Close(None)))), 1005);
        assert_eq!(code(Some(Ok(Message::Close(Some(closed))))), 1001);
        assert_eq!(code(Some(Err(Error::Capacity(too_long)))), 1009);
        assert_eq!(
            code(Some(Err(Error::Protocol(
                ProtocolError::NonZeroReservedBits
            )))),
            1002
        );
        let reset = ProtocolError::ResetWithoutClosingHandshake;
        assert_eq!(code(Some(Err(Error::Protocol(reset)))), 1006);
        assert_eq!(code(None), 1006);
    }

    #[test]
    fn control_frames_are_no_messages() {
        assert!(matches!(
            inbound(Some(Ok(Message::Ping(Vec::new().into())))),
            Inbound::Control
        ));
        assert!(
            matches!(inbound(Some(Ok(Message::text("x")))), Inbound::Message(text) if text == "x")
        );
    }
}
