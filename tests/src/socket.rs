//! A client's end of a WebSocket, which records everything it receives.

mod handshake;
mod record;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

pub use handshake::{Handshake, Refusal};

use self::record::Record;
use crate::answer::check_problem;
use crate::user::message;
use crate::{DEADLINE, fresh};

type Stream = WebSocketStream<TcpStream>;

/// An answer comes within this time or never: API Gateway waits 29 seconds for a function
/// (API Gateway Developer Guide, "Quotas for configuring and running a WebSocket API").
const ANSWER: Duration = Duration::from_secs(35);
/// Frames and characters of each that a failing test shows.
const SHOWN: (usize, usize) = (20, 500);

/// An open socket.
#[derive(Debug)]
pub struct Socket {
    /// The subprotocol that the server chose.
    pub protocol: Option<String>,
    sink: Mutex<SplitSink<Stream, Message>>,
    record: Arc<Record>,
    reading: JoinHandle<()>,
}

impl Drop for Socket {
    /// A socket that is dropped goes without a goodbye.
    fn drop(&mut self) {
        self.reading.abort();
    }
}

impl Socket {
    fn new(stream: Stream, protocol: Option<String>) -> Self {
        let (sink, stream) = stream.split();
        let record = Arc::new(Record::default());
        let reading = tokio::spawn(read(stream, Arc::clone(&record)));
        Self {
            protocol,
            sink: Mutex::new(sink),
            record,
            reading,
        }
    }

    /// Sends text as it is.
    ///
    /// # Panics
    /// When the socket does not take it.
    pub async fn send_text(&self, text: &str) {
        self.sink
            .lock()
            .await
            .send(Message::text(text))
            .await
            .expect("the socket is open");
    }

    /// Sends a frame as it is.
    pub async fn send_frame(&self, frame: &Value) {
        self.send_text(&frame.to_string()).await;
    }

    /// Sends bytes.
    ///
    /// # Panics
    /// When the socket does not take them.
    pub async fn send_binary(&self, bytes: Vec<u8>) {
        self.sink
            .lock()
            .await
            .send(Message::binary(bytes))
            .await
            .expect("the socket is open");
    }

    /// Sends an action and waits for the answer with the same `id`.
    pub async fn send(&self, action: &str, data: Value) -> Reply {
        let id = fresh();
        self.send_frame(&json!({"action": action, "id": id, "data": data}))
            .await;
        self.reply(&id).await
    }

    /// The same on a socket that may end: none when it does before there is an answer.
    pub async fn try_send(&self, action: &str, data: Value) -> Option<Reply> {
        let id = fresh();
        let frame = json!({"action": action, "id": id, "data": data});
        let message = Message::text(frame.to_string());
        self.sink.lock().await.send(message).await.ok()?;
        let answer = |record: &Record| record.find(|frame: &Value| frame["id"] == id.as_str());
        let frame = self.record.wait(ANSWER, answer).await?;
        Some(Reply { frame })
    }

    /// The answer to the frame with this `id`.
    pub async fn reply(&self, id: &str) -> Reply {
        let answers = |frame: &Value| frame["id"] == id;
        let frame = self.expect_within("answer", ANSWER, answers).await;
        Reply { frame }
    }

    /// Sends a text under a fresh key and gives the message.
    pub async fn say(&self, chat: &str, text: &str) -> Value {
        self.say_as(chat, text, &fresh()).await.ack()
    }

    /// Sends a text under this key.
    pub async fn say_as(&self, chat: &str, text: &str, key: &str) -> Reply {
        let mut data = message(key, text);
        data["chatId"] = json!(chat);
        self.send("sendMessage", data).await
    }

    /// Every frame received so far, in the order it came.
    #[must_use]
    pub fn frames(&self) -> Vec<Value> {
        self.record.frames()
    }

    /// The events of a kind received so far.
    #[must_use]
    pub fn events(&self, kind: &str) -> Vec<Value> {
        let mut frames = self.frames();
        frames.retain(|frame| frame["type"] == kind);
        frames
    }

    /// Waits for a frame that fits; those received before count.
    pub async fn expect(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        self.expect_within(what, DEADLINE, fits).await
    }

    /// The same, with a deadline of its own.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn expect_within(
        &self,
        what: &str,
        within: Duration,
        fits: impl Fn(&Value) -> bool,
    ) -> Value {
        let found = |record: &Record| record.find(&fits);
        self.record.wait(within, found).await.unwrap_or_else(|| {
            let (count, length) = SHOWN;
            let frames = self.frames().into_iter().rev().take(count);
            let frames: Vec<String> = frames
                .map(|frame| frame.to_string().chars().take(length).collect())
                .collect();
            let end = self.record.end();
            panic!(
                "no {what} within {within:?}; end: {end:?}; newest frames first:\n{}",
                frames.join("\n")
            )
        })
    }

    /// Waits for an event of a kind that fits.
    pub async fn expect_event(&self, kind: &str, fits: impl Fn(&Value) -> bool) -> Value {
        self.expect(kind, |frame| frame["type"] == kind && fits(frame))
            .await
    }

    /// Waits for the `message.created` of a message.
    pub async fn expect_message(&self, message: &Value) -> Value {
        self.expect_event("message.created", |event| {
            event["data"]["id"] == message["id"]
        })
        .await
    }

    /// Waits for frames beyond the first `seen`; none when the socket ends before, or nothing comes
    /// until then.
    pub async fn beyond(&self, seen: usize, until: Instant) -> Option<Vec<Value>> {
        let within = until.saturating_duration_since(Instant::now());
        let more = |record: &Record| (record.count() > seen).then(|| record.frames_from(seen));
        self.record.wait(within, more).await
    }

    /// Waits until everything that was posted to this socket so far has arrived: frames keep their
    /// order, and the answer to this one is the last of them.
    pub async fn settle(&self) {
        self.send("heartbeat", json!({"active": false})).await.ack();
    }

    /// Whether the socket has ended.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.record.end().is_some()
    }

    /// Waits for the server's close frame.
    ///
    /// # Panics
    /// When there is none in time.
    pub async fn expect_close(&self, code: u16) {
        let end = self.record.wait(DEADLINE, Record::end).await;
        assert_eq!(end, Some(Some(code)), "close frame; {:?}", self.frames());
    }

    /// Closes the socket in order.
    ///
    /// # Panics
    /// When the server does not say goodbye.
    pub async fn close(self) {
        drop(self.sink.lock().await.send(Message::Close(None)).await);
        assert!(
            self.record.wait(DEADLINE, Record::end).await.is_some(),
            "no goodbye"
        );
    }
}

async fn read(mut stream: SplitStream<Stream>, record: Arc<Record>) {
    let mut code = None;
    while let Some(Ok(message)) = stream.next().await {
        match message {
            Message::Text(text) => record.push(text.as_str()),
            Message::Close(frame) => code = frame.map(|frame| u16::from(frame.code)),
            _ => {}
        }
    }
    record.finish(code);
}

/// The answer to a frame.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The frame it came in.
    pub frame: Value,
}

impl Reply {
    /// Data of an acknowledgement.
    ///
    /// # Panics
    /// When it is a refusal.
    pub fn ack(&self) -> Value {
        assert_eq!(self.frame["type"], "ack", "{}", self.frame);
        self.frame["data"].clone()
    }

    /// The problem of a refusal.
    ///
    /// # Panics
    /// When it is an acknowledgement, or another refusal.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.frame["type"], "error", "{}", self.frame);
        let problem = self.frame["error"].clone();
        check_problem(&problem, status, code);
        problem
    }
}
