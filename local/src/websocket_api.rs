//! The WebSocket API gateway
//! (API Gateway developer guide, "Overview of WebSocket APIs in API Gateway").

mod authorizer;
mod connections;
mod event;
pub(crate) mod handshake;
pub(crate) mod management;
mod message;
mod policy;
#[cfg(test)]
mod samples;
mod selection;
mod session;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::RwLock;

use crate::lambda::Lambda;
use crate::stack::{Stack, WebSocketApi};

use connections::Connections;
use selection::Selection;

/// The longest a function behind a route or an authorizer may take (WebSocket API quotas).
const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(29);

/// When the gateway ends a socket by itself (Amazon API Gateway quotas for WebSocket APIs).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clocks {
    /// Without a data frame in either direction.
    pub(crate) idle: Duration,
    /// However busy it is.
    pub(crate) lifetime: Duration,
}

impl Default for Clocks {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(10 * 60),
            lifetime: Duration::from_secs(2 * 60 * 60),
        }
    }
}

/// One WebSocket API of the stack.
#[derive(Debug)]
pub(crate) struct Api {
    declared: WebSocketApi,
    selection: Selection,
}

/// All WebSocket APIs of the stack and their open connections.
#[derive(Debug)]
pub(crate) struct Gateway {
    apis: Vec<Arc<Api>>,
    lambda: Lambda,
    clocks: Clocks,
    connections: Connections,
    /// Read by every session while it lives, so that stopping can wait for all of them.
    sessions: Arc<RwLock<()>>,
}

impl Gateway {
    pub(crate) fn new(stack: &Stack, lambda: Lambda, clocks: Clocks) -> Self {
        let apis = stack.websocket_apis.iter().cloned().map(|declared| {
            let selection = Selection::parse(&declared.route_selection_expression);
            Arc::new(Api {
                declared,
                selection,
            })
        });
        Self {
            apis: apis.collect(),
            lambda,
            clocks,
            connections: Connections::default(),
            sessions: Arc::default(),
        }
    }

    /// The API whose sockets are opened at this path: `/{stage}` or `/{stage}/`.
    pub(crate) fn api_for(&self, path: &str) -> Option<Arc<Api>> {
        self.api_of_stage(stage_of(path)?)
    }

    fn api_of_stage(&self, stage: &str) -> Option<Arc<Api>> {
        self.apis
            .iter()
            .find(|api| api.declared.stage == stage)
            .cloned()
    }

    /// Closes every socket and waits until their `$disconnect` functions have run.
    pub(crate) async fn close_all(&self) {
        for connection in self.connections.all() {
            connection.close(session::GOING_AWAY);
        }
        let _all_ended = self.sessions.write().await;
    }
}

/// The stage a socket's path names.
fn stage_of(path: &str) -> Option<&str> {
    let stage = path.strip_prefix('/')?;
    let stage = stage.strip_suffix('/').unwrap_or(stage);
    (!stage.is_empty() && !stage.contains('/')).then_some(stage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_are_opened_at_the_stage() {
        assert_eq!(stage_of("/dev"), Some("dev"));
        assert_eq!(stage_of("/dev/"), Some("dev"));
        for path in ["", "/", "//", "/dev/x", "/dev//"] {
            assert_eq!(stage_of(path), None, "{path}");
        }
    }
}
