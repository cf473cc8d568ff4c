use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use aws_sdk_apigatewaymanagement::primitives::Blob;
use futures::stream::{self, StreamExt};
use serde::Serialize;

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, ConnectionId, UserId};
use crate::presence::{RETURN_SECONDS, forget_connection};
use crate::push::{self, Outcome};
use crate::queue;
use crate::table::viewing::View;
use crate::time::Time;
use crate::wire::job::Job;
use crate::wire::{Event, Viewer, Viewers};

/// Posts under way at once.
const CONCURRENCY: usize = 32;
/// How long one function posts: who reads too slowly for that is not told.
const PATIENCE: Duration = Duration::from_secs(3);

/// Those who have a chat open, and who of them is apart from whom by a block.
#[derive(Debug)]
pub(super) struct Audience<'a> {
    chat: &'a ChatId,
    views: &'a [View],
    apart: BTreeSet<(&'a UserId, &'a UserId)>,
}

impl<'a> Audience<'a> {
    pub(super) fn of(chat: &'a ChatId, views: &'a [View]) -> Self {
        let pairs = views.iter().flat_map(|view| {
            let one = &view.user_id;
            let both = move |other| [(one, other), (other, one)];
            view.apart.iter().flat_map(both)
        });
        Self {
            chat,
            views,
            apart: pairs.collect(),
        }
    }

    /// Whom somebody sees there, each once.
    pub(super) fn seen_by(&self, user: &'a UserId) -> BTreeSet<&'a UserId> {
        let shown = self.views.iter().filter(|view| !view.hidden);
        let people = shown.map(|view| &view.user_id);
        people
            .filter(|person| !self.apart.contains(&(user, *person)))
            .collect()
    }

    /// The same as an answer.
    pub(super) fn answer(&self, user: &'a UserId, apart: &BTreeSet<UserId>) -> Viewers {
        let people = self.seen_by(user).into_iter();
        let people = people.filter(|person| !apart.contains(*person));
        let user_ids: Vec<UserId> = people.cloned().collect();
        Viewers {
            chat_id: self.chat.clone(),
            count: user_ids.len(),
            user_ids,
        }
    }

    /// Whether somebody has the chat open on another connection than this.
    pub(super) fn has_also(&self, user: &UserId, connection: &ConnectionId) -> bool {
        let mut views = self.views.iter();
        views.any(|view| view.user_id == *user && view.connection_id != *connection)
    }

    /// Tells the others that somebody came or went, and how many they see there now.
    ///
    /// # Errors
    /// Never: events have a JSON form.
    pub(super) async fn tell_viewer(
        &self,
        app: &App,
        kind: &str,
        user: &UserId,
        apart: &BTreeSet<UserId>,
    ) -> Result<()> {
        let mut posts = Vec::new();
        for view in self.others(user, apart) {
            let viewer = Viewer {
                user_id: user.clone(),
                count: self.seen_by(&view.user_id).len(),
            };
            posts.push((view, frame(kind, self.chat, &viewer)?));
        }
        post(app, self.chat, posts).await;
        Ok(())
    }

    /// Tells one person that another came or went, and how many they see there now.
    ///
    /// # Errors
    /// Never: events have a JSON form.
    pub(super) async fn tell_one(
        &self,
        app: &App,
        kind: &str,
        user: &UserId,
        to: &UserId,
    ) -> Result<()> {
        let is_shown = |view: &&View| view.user_id == *user && !view.hidden;
        if !self.views.iter().any(|view| is_shown(&view)) {
            return Ok(());
        }
        let mut posts = Vec::new();
        for view in self.views.iter().filter(|view| view.user_id == *to) {
            let viewer = Viewer {
                user_id: user.clone(),
                count: self.seen_by(&view.user_id).len(),
            };
            posts.push((view, frame(kind, self.chat, &viewer)?));
        }
        post(app, self.chat, posts).await;
        Ok(())
    }

    /// Tells the others something about somebody.
    ///
    /// # Errors
    /// Never: events have a JSON form.
    pub(super) async fn tell<T: Serialize>(
        &self,
        app: &App,
        kind: &str,
        user: &UserId,
        apart: &BTreeSet<UserId>,
        data: &T,
    ) -> Result<()> {
        let frame = frame(kind, self.chat, data)?;
        let others = self.others(user, apart).into_iter();
        let posts = others.map(|view| (view, frame.clone()));
        post(app, self.chat, posts.collect()).await;
        Ok(())
    }

    /// The connections of everybody else who may be told of somebody.
    fn others(&self, user: &UserId, apart: &BTreeSet<UserId>) -> Vec<&'a View> {
        let views = self.views.iter().filter(|view| view.user_id != *user);
        views
            .filter(|view| !apart.contains(&view.user_id))
            .collect()
    }
}

fn frame<T: Serialize>(kind: &str, chat: &ChatId, data: &T) -> Result<Blob> {
    push::frame(&Event {
        kind: kind.to_owned(),
        chat_id: Some(chat.clone()),
        seq: None,
        ts: Time::now(),
        data: serde_json::to_value(data).map_err(Error::internal)?,
    })
}

/// Posts once: what is late is worth nothing. A connection that is gone is forgotten.
async fn post(app: &App, chat: &ChatId, posts: Vec<(&View, Blob)>) {
    let started = Instant::now();
    stream::iter(posts)
        .map(|(view, frame)| async move {
            if started.elapsed() > PATIENCE {
                return;
            }
            if let Err(error) = post_one(app, chat, view, &frame).await {
                tracing::warn!(connection = view.connection_id.0, cause = %error, "not told");
            }
        })
        .buffer_unordered(CONCURRENCY)
        .collect::<()>()
        .await;
}

async fn post_one(app: &App, chat: &ChatId, view: &View, frame: &Blob) -> Result<()> {
    if push::post(app, &view.connection_id, frame).await? != Outcome::Gone {
        return Ok(());
    }
    if forget_connection(app, &view.user_id, &view.connection_id).await? {
        return Ok(());
    }
    // It had ended before, and what it looked at is cleared soon, or was overlooked.
    let job = Job::ClearConnection {
        user_id: view.user_id.clone(),
        connection_id: view.connection_id.clone(),
        chat_ids: vec![chat.clone()],
        watched: Vec::new(),
    };
    queue::send(app, job, RETURN_SECONDS).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(connection: &str, user: &str, apart: &[&str]) -> View {
        let chat = ChatId::from("cht_1");
        let connection = ConnectionId(connection.to_owned());
        let mut view = View::new(&chat, connection, UserId::from(user), 0);
        view.apart = apart.iter().map(|user| UserId::from(*user)).collect();
        view
    }

    #[test]
    fn people_are_counted_once_and_not_across_a_block() {
        let mut views = vec![
            view("1", "ann", &[]),
            view("2", "ann", &[]),
            view("3", "bob", &["cat"]),
            view("4", "cat", &[]),
            view("5", "dan", &[]),
        ];
        views[4].hidden = true;
        let chat = ChatId::from("cht_1");
        let audience = Audience::of(&chat, &views);
        let seen = |user: &str| {
            let user = UserId::from(user);
            let seen = audience.answer(&user, &BTreeSet::new());
            assert_eq!(seen.count, seen.user_ids.len());
            seen.user_ids
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(seen("ann"), ["ann", "bob", "cat"]);
        assert_eq!(seen("bob"), ["ann", "bob"]);
        assert_eq!(seen("cat"), ["ann", "cat"]);
        assert_eq!(seen("dan"), ["ann", "bob", "cat"]);
    }
}
