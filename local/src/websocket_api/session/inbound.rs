//! What comes from a client, and the ways a conversation ends.

use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::websocket_api::event::Ending;
use crate::websocket_api::writer::SocketSink;

/// A code and a reason known beforehand.
#[derive(Debug, Clone, Copy)]
pub(in crate::websocket_api) struct Closing(u16, &'static str);

/// Idle, too old, or the stack stops.
pub(in crate::websocket_api) const GOING_AWAY: Closing = Closing(1001, "Going away");
/// Closed through `@connections`.
pub(in crate::websocket_api) const BY_REQUEST: Closing =
    Closing(1000, "Connection Closed Normally");
const PROTOCOL_BROKEN: Closing = Closing(1002, "");
const BINARY: Closing = Closing(1003, "");
const NO_STATUS: Closing = Closing(1005, "Client-side close frame status not set");
pub(super) const LOST: Closing = Closing(1006, "");
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
pub(super) enum Stop {
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
pub(super) enum Inbound {
    Message(String),
    Control,
    Stop(Stop),
}

/// Reads a frame of the client, or how there comes none.
pub(super) fn inbound(frame: Option<Result<Message, Error>>) -> Inbound {
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

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::error::CapacityError;
    use tokio_tungstenite::tungstenite::protocol::CloseFrame;
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
