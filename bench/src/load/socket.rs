//! A raw socket: sends what it is told to, and notes in the ledger what comes.

use std::sync::Arc;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::ledger::Ledger;
use e2e::User;

/// How frames begin; the type is the first field of everything the service sends.
const ACKNOWLEDGEMENT: &str = r#"{"type":"ack","id":""#;
const EVENT: &str = r#"{"type":"message.created""#;
/// The key of a message is its number in the ledger.
const KEY: &str = r#""clientMessageId":""#;

/// The sending end of a socket. The socket lives as long as the last of these.
#[derive(Debug, Clone)]
pub(super) struct Line {
    orders: mpsc::UnboundedSender<(usize, String)>,
}

impl Line {
    /// Opens a socket.
    ///
    /// # Panics
    /// When the stack refuses.
    pub(super) async fn open(user: &User, ledger: &Arc<Ledger>) -> Self {
        let mut request = user.addresses.web_socket.as_str().into_client_request();
        let request = request.as_mut().expect("the stack gives a good address");
        let token = format!("Bearer {}", user.access_token);
        let token = token.parse().expect("a token is a header's value");
        request.headers_mut().insert("authorization", token);
        let host = request.uri().authority().expect("with a host").as_str();
        let stream = TcpStream::connect(host).await.expect("the stack listens");
        stream.set_nodelay(true).expect("a socket takes options");
        let opened = client_async(request.clone(), stream).await;
        let (socket, _) = opened.expect("a good token opens a socket");
        let (orders, waiting) = mpsc::unbounded_channel();
        tokio::spawn(serve(socket, waiting, Arc::clone(ledger)));
        Self { orders }
    }

    /// Sends a message; `number` is its place in the ledger.
    pub(super) fn send(&self, number: usize, chat: &str, text: &str) {
        let frame = format!(
            r#"{{"action":"sendMessage","id":"{number}","data":{{"chatId":"{chat}","clientMessageId":"{number}","type":"text","text":"{text}"}}}}"#
        );
        self.orders
            .send((number, frame))
            .expect("the socket is open");
    }
}

async fn serve(
    mut socket: WebSocketStream<TcpStream>,
    mut orders: mpsc::UnboundedReceiver<(usize, String)>,
    ledger: Arc<Ledger>,
) -> Result<(), Error> {
    let mut known = Known::default();
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some((number, frame)) => {
                    ledger.sent(number);
                    socket.send(Message::text(frame)).await?;
                }
                None => return socket.close(None).await,
            },
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => note(text.as_str(), &mut known, &ledger),
                Some(Ok(_)) => {}
                Some(Err(error)) => panic!("the stack broke a socket: {error}"),
                None => panic!("the stack closed a socket"),
            },
        }
    }
}

/// The messages that have reached a socket, by number.
#[derive(Debug, Default)]
struct Known {
    seen: Vec<bool>,
}

impl Known {
    /// True the first time.
    fn add(&mut self, number: usize) -> bool {
        if self.seen.len() <= number {
            self.seen.resize(number + 1, false);
        }
        !std::mem::replace(&mut self.seen[number], true)
    }
}

fn note(text: &str, known: &mut Known, ledger: &Ledger) {
    if let Some(rest) = text.strip_prefix(ACKNOWLEDGEMENT) {
        ledger.acknowledged(leading_number(rest).expect("an answer has our id"));
    } else if text.starts_with(EVENT) {
        let (_, rest) = text.split_once(KEY).expect("a message has a key");
        let number = leading_number(rest).expect("and the key is ours");
        match known.add(number) {
            true => ledger.delivered(number),
            false => ledger.repeated(),
        }
    } else {
        refusal(text, ledger);
    }
}

/// Anything that is no event: an error frame, or one of the gateway's own, which has no type.
fn refusal(text: &str, ledger: &Ledger) {
    let frame: Value = serde_json::from_str(text).expect("frames are JSON");
    let number = frame["id"].as_str().and_then(leading_number);
    match frame["type"].as_str() {
        Some("error") => {
            let code = frame["error"]["code"].as_str().unwrap_or("without a code");
            ledger.refused(number, code);
        }
        Some(_) => {}
        None => {
            let message = frame["message"].as_str().unwrap_or("unknown frame");
            ledger.refused(number, message);
        }
    }
}

fn leading_number(text: &str) -> Option<usize> {
    let (number, _) = text.split_once('"').unwrap_or((text, ""));
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn frames_are_told_apart() {
        let ledger = Ledger::default();
        let mark = ledger.mark();
        let mut known = Known::default();
        for _ in 0..3 {
            let (number, _told) = ledger.open(Instant::now(), 1);
            ledger.sent(number);
        }
        let event = r#"{"type":"message.created","chatId":"c","seq":7,"ts":"t","data":{"id":"m","clientMessageId":"1","text":"x"}}"#;
        for frame in [
            r#"{"type":"ack","id":"1","data":{"id":"m","clientMessageId":"1"}}"#,
            event,
            event,
            r#"{"type":"error","id":"0","error":{"code":"unavailable"}}"#,
            r#"{"message": "Internal server error", "connectionId":"a", "requestId":"b"}"#,
            r#"{"type":"chat.created","data":{}}"#,
        ] {
            note(frame, &mut known, &ledger);
        }
        let traffic = ledger.traffic_since(&mark);
        assert_eq!((traffic.acknowledged, traffic.delivered), (1, 1));
        assert_eq!((traffic.repeated, traffic.unanswered), (1, 1));
        let refusals: Vec<_> = traffic.refusals.into_keys().collect();
        assert_eq!(refusals, ["Internal server error", "unavailable"]);
    }
}
