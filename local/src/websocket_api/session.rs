//! The life of one open socket, from the handshake's end to `$disconnect`.

mod inbound;

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
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};

use crate::faults::{Disconnect, Effect};
use crate::front::invoke::invoke_within;
use crate::front::stamp::Stamp;
use crate::meter::Origin;

pub(super) use inbound::{BY_REQUEST, GOING_AWAY};
use inbound::{Inbound, LOST, Stop, inbound};

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

/// Everything a session needs.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) gateway: Arc<Gateway>,
    pub(super) api: Arc<Api>,
    pub(super) connection: Arc<Connection>,
}

impl Session {
    /// Runs the session; its `$disconnect` is invoked exactly once, unless the plan of faults has
    /// it otherwise.
    pub(super) async fn run(self, frames: UnboundedReceiver<Outbound>, upgrade: OnUpgrade) {
        let alive = Arc::clone(&self.gateway.sessions).read_owned().await;
        let id = self.connection.facts.connection_id.clone();
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
        self.gateway.connections.remove(&id);
        tracing::debug!("{id} ended with {} {}", ending.code, ending.reason);
        let fault = match self.api.declared.routes.contains_key("$disconnect") {
            true => self.gateway.lambda.meter().faults().disconnect(),
            false => None,
        };
        if let Some(Disconnect::Late(after)) = fault {
            farewell(socket, &ending).await;
            // The stack need not wait for it when it stops.
            drop(alive);
            tokio::time::sleep(after).await;
            return self.disconnect(&ending).await;
        }
        tokio::join!(farewell(socket, &ending), self.report(&ending, fault));
    }

    /// Delivers `$disconnect`, as often as the plan of faults has it.
    async fn report(&self, ending: &Ending, fault: Option<Disconnect>) {
        if fault != Some(Disconnect::Dropped) {
            self.disconnect(ending).await;
        }
        if fault == Some(Disconnect::Doubled) {
            self.disconnect(ending).await;
        }
    }

    /// Reads and writes until the end. Hands the socket back when the gateway has to say goodbye.
    async fn converse(
        &self,
        socket: Socket,
        frames: UnboundedReceiver<Outbound>,
    ) -> (Ending, Option<Socket>) {
        let (sink, mut stream) = socket.split();
        let faults = self.gateway.lambda.meter().faults().clone();
        let outlet = (Arc::clone(&self.connection), faults);
        let mut writing = tokio::spawn(writer::write(sink, frames, outlet));
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
        let faults = self.gateway.lambda.meter().faults();
        let too_old = Instant::now() + clocks.lifetime;
        let mut broken = None;
        loop {
            let idle = self.connection.idle_at(clocks.idle);
            tokio::select! {
                frame = stream.next() => match inbound(frame) {
                    Inbound::Message(text) => match faults.frame() {
                        None => self.handle(text),
                        Some(Effect::Before) => return Stop::Lost,
                        Some(Effect::After) => {
                            self.handle(text);
                            return Stop::Lost;
                        }
                    },
                    Inbound::Control => {}
                    Inbound::Stop(Stop::ByGateway(_)) if broken.is_some() => return Stop::Lost,
                    Inbound::Stop(stop) => return stop,
                },
                () = self.connection.is_cut() => return Stop::Lost,
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
