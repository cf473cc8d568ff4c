//! Somebody with three devices, and their rounds.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tokio::time::{Instant, timeout_at};

use super::choose::{Act, End, acts};
use super::device::Device;
use super::watcher::Watched;
use crate::User;

const NAMES: [&str; 3] = ["phone", "tablet", "laptop"];
/// How often a device says that it lives.
const BEAT: Duration = Duration::from_secs(1);

/// One of those whose devices come and go.
#[derive(Debug)]
pub(super) struct Person<'a> {
    user: &'a User,
    watched: &'a Watched,
    devices: [Device; 3],
    dice: StdRng,
    /// Acts by kind.
    pub(super) acts: BTreeMap<&'static str, usize>,
}

impl<'a> Person<'a> {
    pub(super) fn new(user: &'a User, watched: &'a Watched, seed: u64) -> Self {
        Self {
            user,
            watched,
            devices: NAMES.map(Device::new),
            dice: StdRng::seed_from_u64(seed),
            acts: BTreeMap::new(),
        }
    }

    /// Lives so many rounds, and leaves. Says how many were well: it ends with the first difference.
    pub(super) async fn live(&mut self, rounds: usize) -> usize {
        let mut well = 0;
        while well < rounds {
            self.watched.begin(well + 1);
            if let Err(difference) = self.round().await {
                self.watched.differs(&difference);
            }
            if self.watched.difference().is_some() {
                break;
            }
            well += 1;
        }
        for device in &mut self.devices {
            device.end(End::Close, self.watched).await;
        }
        well
    }

    async fn round(&mut self) -> Result<(), String> {
        match acts(&mut self.dice) {
            None => self.end_all().await?,
            Some(count) => {
                for _ in 0..count {
                    let place = self.dice.random_range(0..NAMES.len());
                    let act = Act::any(&mut self.dice, self.devices[place].is_on());
                    self.act(place, act).await?;
                }
            }
        }
        self.watched.is_quiet();
        loop {
            let next = Instant::now() + BEAT;
            for device in &mut self.devices {
                device.beat(self.watched).await?;
            }
            if timeout_at(next, self.watched.settled()).await.is_ok() {
                return Ok(());
            }
        }
    }

    async fn end_all(&mut self) -> Result<(), String> {
        for place in 0..NAMES.len() {
            if self.devices[place].is_on() {
                let act = Act::end(&mut self.dice);
                self.act(place, act).await?;
            }
        }
        Ok(())
    }

    async fn act(&mut self, place: usize, act: Act) -> Result<(), String> {
        let (user, watched) = (self.user, self.watched);
        let device = &mut self.devices[place];
        watched.note(&format!("{}: {act:?}", device.name));
        *self.acts.entry(act.kind()).or_default() += 1;
        match act {
            Act::Connect { used } => {
                device.is_used = used;
                device.connect(user, watched).await
            }
            Act::Beat { used } => {
                device.is_used = used;
                device.beat(watched).await
            }
            Act::End(how) => {
                device.end(how, watched).await;
                Ok(())
            }
            Act::Replace(how) => device.replace(how, user, watched).await,
        }
    }
}
