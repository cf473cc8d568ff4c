//! A socket that may break at any time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::ANSWER;
use crate::{User, fresh};

type Stream = WebSocketStream<TcpStream>;

/// How long a handshake may take: API Gateway waits 29 seconds for `$connect`.
const HANDSHAKE: Duration = Duration::from_secs(35);
/// How long a client waits for the answer to its goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// What came back on a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// The data of an acknowledgement, or the body of a success.
    Done(Value),
    /// The code of a problem.
    Refused(String),
    /// Nobody knows, and why.
    Unknown(String),
}

impl Outcome {
    /// What a refusal is worth: some say only that it is worth asking again.
    pub(super) fn refused(problem: &Value) -> Self {
        match problem["code"].as_str() {
            Some(code @ ("internal" | "unavailable" | "in_progress" | "rate_limited")) => {
                Self::Unknown(code.to_owned())
            }
            Some(code) => Self::Refused(code.to_owned()),
            None => Self::Unknown(format!("no problem document: {problem}")),
        }
    }
}

type Waiting = Arc<Mutex<HashMap<String, oneshot::Sender<Outcome>>>>;

/// One open socket.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) number: u32,
    sink: tokio::sync::Mutex<SplitSink<Stream, Message>>,
    waiting: Waiting,
    end: Arc<watch::Sender<bool>>,
    reading: JoinHandle<()>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

/// Learns of everything that happens on a socket, in order.
pub(super) trait Listener: Send + Sync + 'static {
    /// It is open.
    fn begin(&self, number: u32);
    /// An event came.
    fn event(&self, number: u32, event: &Value);
    /// Nothing will come any more.
    fn end(&self, number: u32, why: &str);
}

impl Link {
    /// Opens a socket.
    ///
    /// # Errors
    /// Why it is not open.
    pub(super) async fn open(
        user: &User,
        number: u32,
        listener: Arc<dyn Listener>,
    ) -> Result<Self, String> {
        let stream = timeout(HANDSHAKE, handshake(user)).await;
        let stream = stream.map_err(|_late| "the handshake took too long".to_owned())??;
        let (sink, stream) = stream.split();
        let waiting = Waiting::default();
        let end = Arc::new(watch::Sender::new(false));
        let (answers, over) = (Arc::clone(&waiting), Arc::clone(&end));
        listener.begin(number);
        let reading = tokio::spawn(async move {
            let why = read(stream, number, &answers, listener.as_ref()).await;
            listener.end(number, &why);
            over.send_replace(true);
            answers.lock().unwrap().clear();
        });
        Ok(Self {
            number,
            sink: tokio::sync::Mutex::new(sink),
            waiting,
            end,
            reading,
        })
    }

    /// Sends an action and waits for its answer.
    pub(super) async fn request(&self, action: &str, data: &Value) -> Outcome {
        let (id, answer) = self.expect();
        let frame = json!({"action": action, "id": id, "data": data});
        let frame = Message::text(frame.to_string());
        let sent = self.sink.lock().await.send(frame).await;
        if let Err(error) = sent {
            return Outcome::Unknown(format!("not sent: {error}"));
        }
        match timeout(ANSWER, answer).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Outcome::Unknown("the socket ended".to_owned()),
            Err(_) => Outcome::Unknown("no answer".to_owned()),
        }
    }

    fn expect(&self) -> (String, oneshot::Receiver<Outcome>) {
        let id = fresh();
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.waiting.lock().unwrap();
        // After the end nobody would answer: the receiver sees that at once.
        if !*self.end.borrow() {
            waiting.insert(id.clone(), sender);
        }
        (id, receiver)
    }

    /// Waits until the socket has ended.
    pub(super) async fn ended(&self) {
        drop(self.end.subscribe().wait_for(|ended| *ended).await);
    }

    /// Says goodbye and waits a little for the answer.
    pub(super) async fn say_goodbye(&self) {
        drop(self.sink.lock().await.send(Message::Close(None)).await);
        drop(timeout(GOODBYE, self.ended()).await);
    }

    /// Ends it, for all who still wait for something.
    pub(super) fn cut(&self) {
        self.end.send_replace(true);
        self.reading.abort();
        self.waiting.lock().unwrap().clear();
    }
}

async fn handshake(user: &User) -> Result<Stream, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let mut request = user
        .addresses
        .web_socket
        .as_str()
        .into_client_request()
        .map_err(|error| text(&error))?;
    let host = request.uri().authority().expect("with a host").to_string();
    let token = HeaderValue::from_str(&format!("Bearer {}", user.access_token));
    let token = token.map_err(|error| text(&error))?;
    request.headers_mut().insert("authorization", token);
    let stream = TcpStream::connect(&host)
        .await
        .map_err(|error| text(&error))?;
    let (stream, _) = client_async(request, stream)
        .await
        .map_err(|error| text(&error))?;
    Ok(stream)
}

async fn read(
    mut stream: SplitStream<Stream>,
    number: u32,
    waiting: &Waiting,
    listener: &dyn Listener,
) -> String {
    loop {
        let text = match stream.next().await {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Close(frame))) => {
                return frame.map_or_else(|| "closed".to_owned(), |frame| frame.to_string());
            }
            Some(Ok(_)) => continue,
            Some(Err(error)) => return error.to_string(),
            None => return "no more".to_owned(),
        };
        let frame: Value = serde_json::from_str(text.as_str()).unwrap_or_default();
        match (frame["type"].as_str(), frame["id"].as_str()) {
            (Some(kind @ ("ack" | "error")), Some(id)) => {
                let answered = waiting.lock().unwrap().remove(id);
                let outcome = match kind {
                    "ack" => Outcome::Done(frame["data"].clone()),
                    _ => Outcome::refused(&frame["error"]),
                };
                if let Some(answered) = answered {
                    drop(answered.send(outcome));
                }
            }
            (Some(_), _) => listener.event(number, &frame),
            // The gateway itself: a function failed, and it does not say on which request.
            (None, _) => {
                let all = std::mem::take(&mut *waiting.lock().unwrap());
                for (_, answered) in all {
                    drop(answered.send(Outcome::Unknown(format!("the gateway: {frame}"))));
                }
            }
        }
    }
}
