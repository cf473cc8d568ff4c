//! Where an invocation comes from.

use serde::Serialize;

use super::record::Id;

/// The kind of thing that invokes a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// A request to the HTTP API.
    Http,
    /// A handshake, a frame or the end of a socket.
    Socket,
    /// A batch of an SQS queue.
    Queue,
    /// A batch of a table's stream.
    Stream,
    /// A new object in a bucket.
    Object,
    /// The clock.
    Schedule,
}

impl Source {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Socket => "socket",
            Self::Queue => "queue",
            Self::Stream => "stream",
            Self::Object => "object",
            Self::Schedule => "schedule",
        }
    }
}

/// Where an invocation comes from: a client or the clock, who begin a trace, or invocations, whose
/// traces go on.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(super) source: Source,
    /// The trace that begins here, unless a cause hands on its own.
    pub(super) trace: Id,
    /// The socket it came in on.
    pub(super) connection: Option<Id>,
    /// The invocations that led to it.
    pub(super) causes: Vec<Id>,
}

impl Origin {
    /// The beginning of a trace.
    pub(crate) fn new(source: Source) -> Self {
        let trace: String = uuid::Uuid::new_v4().simple().to_string();
        Self {
            source,
            trace: trace.get(..16).unwrap_or(&trace).into(),
            connection: None,
            causes: Vec::new(),
        }
    }

    /// What other invocations led to; none of them known means a new trace.
    pub(crate) fn caused(source: Source, causes: impl IntoIterator<Item = Id>) -> Self {
        let mut all: Vec<Id> = Vec::new();
        for cause in causes {
            if !all.contains(&cause) {
                all.push(cause);
            }
        }
        Self {
            causes: all,
            ..Self::new(source)
        }
    }

    /// A frame on a socket, or its end.
    pub(crate) fn frame(connection: &str) -> Self {
        Self {
            connection: Some(connection.into()),
            ..Self::new(Source::Socket)
        }
    }

    /// The handshake of a socket: authorizer and `$connect` share one trace, named after the
    /// connection.
    pub(crate) fn handshake(connection: &str) -> Self {
        let name = connection.trim_end_matches('=');
        Self {
            trace: format!("connect-{name}").into(),
            ..Self::frame(connection)
        }
    }
}
