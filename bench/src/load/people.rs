//! Who writes to whom.

use std::sync::Arc;
use std::time::Instant;

use e2e::{Stack, User};
use futures::{StreamExt as _, stream};

use super::drive::Lane;
use super::ledger::Ledger;
use super::socket::Line;

/// Calls under way at once while everything is prepared.
const SIDE_BY_SIDE: usize = 6;

/// People with a live socket each.
#[derive(Debug)]
pub(super) struct People {
    all: Vec<(User, Line)>,
}

impl People {
    /// Registers as many as the larger phase needs and opens their sockets.
    pub(super) async fn gather(
        stack: &Stack,
        pairs: usize,
        group: usize,
        ledger: &Arc<Ledger>,
    ) -> Self {
        let since = Instant::now();
        let count = (2 * pairs).max(group);
        let users = stack.register_many("load", count).await;
        let opening = users.into_iter().map(async |user| {
            let line = Line::open(&user, ledger).await;
            (user, line)
        });
        let all = stream::iter(opening).buffered(SIDE_BY_SIDE).collect().await;
        let elapsed = since.elapsed().as_secs_f64();
        eprintln!("{count} people are registered and connected after {elapsed:.1} s");
        Self { all }
    }

    /// Direct chats, each with two people who write in turn.
    pub(super) async fn pairs(&self, count: usize) -> Vec<Lane> {
        let making = self.all.chunks_exact(2).take(count).map(async |pair| {
            let [(ann, anns), (bob, bobs)] = pair else {
                unreachable!("a pair is two")
            };
            let chat = ann.direct_chat(bob).await;
            Lane::new(chat, vec![anns.clone(), bobs.clone()], 1)
        });
        stream::iter(making).buffered(SIDE_BY_SIDE).collect().await
    }

    /// A group in which some write side by side, each in a lane of its own; none when nobody is in
    /// it.
    pub(super) async fn group(&self, size: usize, senders: usize) -> Vec<Lane> {
        let members = &self.all[..size];
        if members.is_empty() {
            return Vec::new();
        }
        let others: Vec<User> = members[1..].iter().map(|(user, _)| user.clone()).collect();
        let chat = members[0].0.group("load", &others).await;
        let senders = members.iter().take(senders);
        senders
            .map(|(_, line)| Lane::new(chat.clone(), vec![line.clone()], size - 1))
            .collect()
    }
}
