use std::time::Duration;

use rand::Rng as _;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use super::device::Inner;
use super::link::Outcome;
use super::record::entry;
use crate::check::Event;

/// How long a client that prefers its socket waits for one before it sends by REST.
const SOCKET: Duration = Duration::from_millis(500);
/// Pauses between two tries.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// The way a message takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Socket,
    Rest,
}

/// A message to send.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) chat: String,
    /// The other person of a direct chat, to be named instead of the chat.
    pub(super) peer: Option<String>,
    pub(super) key: String,
    pub(super) text: String,
}

impl Draft {
    fn body(&self) -> Value {
        let mut body = json!({"clientMessageId": self.key, "type": "text", "text": self.text});
        match &self.peer {
            Some(peer) => body["userId"] = json!(peer),
            None => body["chatId"] = json!(self.chat),
        }
        body
    }
}

/// Sends until the message is acknowledged or refused for good, or the time is up: a repeat has the
/// same key.
pub(super) async fn send(device: &Inner, draft: &Draft, way: Way, until: Instant) {
    let (mut pause, longest) = PAUSES;
    while !send_once(device, draft, way).await && Instant::now() < until {
        sleep(jittered(pause)).await;
        pause = (pause * 2).min(longest);
    }
}

/// A pause, or less: clients that failed together should not come back together.
pub(super) fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::rng().random_range(0.5..1.0))
}

/// Sends once; true when the outcome is known.
pub(super) async fn send_once(device: &Inner, draft: &Draft, way: Way) -> bool {
    let link = match way {
        Way::Socket => device.link_within(SOCKET).await,
        Way::Rest => None,
    };
    device.record.note(Event::Sent {
        chat: draft.chat.clone(),
        key: draft.key.clone(),
        text: draft.text.clone(),
        connection: link.as_ref().map(|link| link.number),
    });
    let outcome = match &link {
        Some(link) => link.request("sendMessage", &draft.body()).await,
        None => device.rest.post("/v1/messages", &draft.body()).await,
    };
    let event = outcome_event(draft, outcome);
    let is_known = !matches!(event, Event::Unknown { .. });
    device.record.note(event);
    is_known
}

/// Sends, and dies before there can be an answer.
pub(super) async fn abandon(device: &Inner, draft: &Draft, way: Way) {
    if timeout(Duration::from_millis(15), send_once(device, draft, way))
        .await
        .is_err()
    {
        let outcome = Outcome::Unknown("did not wait".to_owned());
        device.record.note(outcome_event(draft, outcome));
    }
}

fn outcome_event(draft: &Draft, outcome: Outcome) -> Event {
    let (chat, key, text) = (draft.chat.clone(), draft.key.clone(), draft.text.clone());
    match outcome {
        Outcome::Done(message) => match entry(&message) {
            Some(entry) => Event::Acked {
                key,
                sent: text,
                entry,
            },
            None => Event::Unknown {
                chat,
                key,
                why: format!("no message: {message}"),
            },
        },
        Outcome::Refused(code) => Event::Refused {
            chat,
            key,
            text,
            code,
        },
        Outcome::Unknown(why) => Event::Unknown { chat, key, why },
    }
}
