use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::chats::Chat;
use super::device::Device;
use super::link::Outcome;
use super::record::entries;
use super::send::{Draft, Way, abandon, send};
use crate::check::Event;
use crate::fresh;

/// What a person may have under way at once.
const UNDER_WAY: usize = 12;
/// How long after the load a message is still repeated.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody who writes, reads, leaves and comes back, as the dice say.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) devices: Vec<Arc<Device>>,
    pub(super) chats: Vec<Chat>,
    dice: StdRng,
    sent: u64,
}

impl Person {
    pub(super) fn new(devices: Vec<Arc<Device>>, chats: Vec<Chat>, seed: u64) -> Self {
        Self {
            devices,
            chats,
            dice: StdRng::seed_from_u64(seed),
            sent: 0,
        }
    }

    /// Acts `rate` times a second on average until the time is up, then waits for what is under
    /// way.
    pub(super) async fn live(mut self, rate: f64, until: Instant) {
        let mut acts = JoinSet::new();
        loop {
            let pause = -self.dice.random_range(f64::EPSILON..1.0).ln() / rate;
            let next = Instant::now() + Duration::from_secs_f64(pause);
            if next >= until {
                break;
            }
            tokio::time::sleep_until(next).await;
            while acts.len() >= UNDER_WAY {
                acts.join_next().await;
            }
            self.act(&mut acts, until + PATIENCE);
        }
        while let Some(done) = acts.join_next().await {
            done.expect("an act does not panic");
        }
    }

    fn act(&mut self, acts: &mut JoinSet<()>, until: Instant) {
        let device = Arc::clone(self.devices.choose(&mut self.dice).expect("one at least"));
        let chat = self
            .chats
            .choose(&mut self.dice)
            .expect("one at least")
            .clone();
        let way = self.way();
        match self.dice.random_range(0..100) {
            0..58 => {
                let draft = self.draft(&chat);
                acts.spawn(async move { send(&device.inner, &draft, way, until).await });
            }
            58..64 => {
                for _ in 0..4 {
                    let (draft, device) = (self.draft(&chat), Arc::clone(&device));
                    acts.spawn(async move { send(&device.inner, &draft, way, until).await });
                }
            }
            64..72 => {
                // The same message by both ways at once, perhaps from two devices.
                let other = self.devices.choose(&mut self.dice).map(Arc::clone);
                let other = other.expect("one at least");
                let draft = self.draft(&chat);
                acts.spawn(async move {
                    tokio::join!(
                        send(&device.inner, &draft, Way::Socket, until),
                        send(&other.inner, &draft, Way::Rest, until)
                    );
                });
            }
            72..77 => {
                // Another message under the same key: one of the two has to be refused.
                let draft = self.draft(&chat);
                let mut other = draft.clone();
                other.text.push_str(", no");
                let pause = Duration::from_millis(self.dice.random_range(0..150));
                acts.spawn(async move {
                    tokio::join!(send(&device.inner, &draft, way, until), async {
                        sleep(pause).await;
                        send(&device.inner, &other, Way::Rest, until).await;
                    });
                });
            }
            77..84 => drop(acts.spawn(async move { mark_read(&device, &chat, way).await })),
            84..91 => drop(acts.spawn(async move { page(&device, &chat, way).await })),
            91..96 => {
                let away = Duration::from_millis(self.dice.random_range(50..1_500));
                self.leave(acts, device, away);
            }
            96..98 => {
                let away = Duration::from_millis(self.dice.random_range(2_000..7_000));
                self.leave(acts, device, away);
            }
            _ => {
                let draft = self.draft(&chat);
                let away = Duration::from_millis(self.dice.random_range(50..500));
                acts.spawn(async move {
                    abandon(&device.inner, &draft, way).await;
                    device.leave(false, away).await;
                });
            }
        }
    }

    fn way(&mut self) -> Way {
        if self.dice.random_bool(0.6) {
            Way::Socket
        } else {
            Way::Rest
        }
    }

    fn draft(&mut self, chat: &Chat) -> Draft {
        self.sent += 1;
        let padding = match self.dice.random_range(0..20) {
            0 => 2_000,
            1..4 => 200,
            _ => 0,
        };
        let name = &self.devices[0].inner.user.username;
        let text = format!("{name} {} {}", self.sent, "x".repeat(padding));
        let peer = chat.peer.clone().filter(|_| self.dice.random_bool(0.5));
        Draft {
            chat: chat.id.clone(),
            peer,
            key: fresh(),
            text: text.trim_end().to_owned(),
        }
    }

    fn leave(&mut self, acts: &mut JoinSet<()>, device: Arc<Device>, away: Duration) {
        let says_goodbye = self.dice.random_bool(0.5);
        acts.spawn(async move { device.leave(says_goodbye, away).await });
    }
}

/// Reads everything; whether that succeeds is no matter here.
async fn mark_read(device: &Device, chat: &Chat, way: Way) {
    let id = &chat.id;
    match device.inner.link().filter(|_| way == Way::Socket) {
        Some(link) => drop(link.request("markRead", &json!({"chatId": id})).await),
        None => {
            let path = format!("/v1/chats/{id}/read");
            drop(device.inner.rest.post(&path, &json!({})).await);
        }
    }
}

/// Reads the newest page.
async fn page(device: &Device, chat: &Chat, way: Way) {
    let id = &chat.id;
    let outcome = match device.inner.link().filter(|_| way == Way::Socket) {
        Some(link) => {
            let data = json!({"chatId": id, "limit": 20});
            link.request("getMessages", &data).await
        }
        None => {
            let path = format!("/v1/chats/{id}/messages?limit=20");
            device.inner.rest.get(&path).await
        }
    };
    if let Outcome::Done(page) = outcome
        && let Some(entries) = entries(&page["data"])
    {
        device.inner.record.note(Event::Paged { entries });
    }
}
