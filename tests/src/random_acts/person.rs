//! Somebody who acts, and loses the network now and then.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use reqwest::Method;
use serde_json::{Value, json};

use super::choose::Choices;
use super::world::World;
use crate::model::{Chat, Refused, UpTo, What};
use crate::{Acted, Actor, User, Viewer, Way, fresh, path_of};

/// In how many of a hundred acts somebody loses the network before.
const LOSES_NETWORK: u32 = 3;

/// One of those who act.
#[derive(Debug)]
pub(super) struct Person<'a> {
    user: &'a User,
    viewer: &'a Viewer,
    choices: Choices<'a>,
    /// A connection to act by beside the one that looks on; who has one never leaves.
    own: Option<Actor>,
    /// Acts until the network is back.
    away: usize,
}

impl<'a> Person<'a> {
    /// A watcher's own connection is told everything: it acts by another one.
    pub(super) async fn new(
        world: &'a World,
        user: &'a User,
        viewer: &'a Viewer,
        seed: u64,
        is_watcher: bool,
    ) -> Self {
        let own = match is_watcher {
            true => Some(user.acting(Way::Socket).await),
            false => None,
        };
        let choices = Choices {
            world,
            user: &user.id,
            dice: StdRng::seed_from_u64(seed),
        };
        Self {
            user,
            viewer,
            choices,
            own,
            away: 0,
        }
    }

    /// Acts so many times, and is connected in the end. Says how often the connection was lost.
    pub(super) async fn act(&mut self, times: usize) -> usize {
        let mut disconnects = 0;
        for _ in 0..times {
            disconnects += usize::from(self.change_network().await);
            let chat = self.choices.chat();
            let through = self.viewer.with_view(|view| view.through(&chat.id));
            // Before there is a message, all that can be done is to send one.
            let what = self.choices.what(chat, through);
            let what = what.unwrap_or(What::Read(UpTo::Everything));
            match what {
                What::Forward { message } => self.forward(chat, message).await,
                what => self.act_once(chat, what).await,
            }
        }
        self.viewer.go_online();
        disconnects
    }

    /// Loses the network, or finds it again. True when it was lost.
    async fn change_network(&mut self) -> bool {
        if self.away > 0 {
            self.away -= 1;
            if self.away == 0 {
                self.viewer.go_online();
            }
            return false;
        }
        let leaves = self.own.is_none() && self.choices.chance(LOSES_NETWORK);
        if leaves {
            self.away = self.choices.number(2, 15);
            let says_goodbye = self.choices.chance(50);
            self.viewer.go_offline(says_goodbye).await;
        }
        leaves
    }

    async fn act_once(&mut self, chat: &Chat, what: What) {
        let by_socket = self.choices.chance(50);
        let viewers = self.viewer.socket().filter(|_| self.own.is_none());
        let rest = self.user.acting(Way::Rest).await;
        let socket = viewers.map(|socket| self.user.acting_by(socket));
        let actor = socket.as_ref().or(self.own.as_ref()).filter(|_| by_socket);
        let actor = actor.unwrap_or(&rest);
        let begun = self.choices.world.begin();
        let acted = perform(actor, chat, &what).await;
        let outcome = acted.outcome();
        if let (Ok(answer), Acted::Socket(_)) = (&outcome, &acted) {
            self.learn(chat, &what, answer);
        }
        if let (What::Send(body), Ok(first)) = (&what, &outcome)
            && self.choices.chance(5)
        {
            let again = rest.send_body(&chat.id, body).await.done();
            assert_eq!(
                (&again["id"], &again["seq"]),
                (&first["id"], &first["seq"]),
                "a repeat makes no second message"
            );
        }
        let act = (chat.id.clone(), what, outcome);
        self.choices.world.end(&begun, self.user, [act]);
    }

    /// What an acknowledgement tells the device that asked (docs/PROTOCOL.md, "Keeping up").
    fn learn(&self, chat: &Chat, what: &What, answer: &Value) {
        if self.own.is_some() {
            return;
        }
        let event = |kind: &str, data: &Value| {
            json!({
                "type": kind, "chatId": chat.id, "seq": answer["seq"], "ts": "now", "data": data,
            })
        };
        match what {
            What::Send(_) => self.viewer.take(&event("message.created", answer)),
            What::Delete { message } => {
                let data = json!({"messageId": message, "deletedBy": self.user.id});
                self.viewer.take(&event("message.deleted", &data));
            }
            What::Hide { message } => self.viewer.with_view(|view| view.hide(&chat.id, message)),
            What::Edit { .. } => self.viewer.with_view(|view| view.merge(answer)),
            _ => {}
        }
    }

    async fn forward(&mut self, chat: &Chat, message: String) {
        let targets = self.choices.targets();
        let (key, ids) = (fresh(), targets.iter().map(|chat| &chat.id));
        let body = json!({"chatIds": ids.collect::<Vec<_>>(), "clientMessageId": key});
        let path = format!("{}/forward", path_of(&names(chat, &message)));
        let begun = self.choices.world.begin();
        let outcome = Acted::Rest(self.user.post(&path, &body).await).outcome();
        let results = outcome.as_ref().map(|page| page["data"].clone());
        let results = results.unwrap_or_default();
        let results = results.as_array().into_iter().flatten().map(|result| {
            let what = What::SendOn {
                key: key.clone(),
                origin: (chat.id.clone(), message.clone()),
            };
            let target = result["chatId"].as_str().expect("a string").to_owned();
            let answer = match &result["error"] {
                Value::Null => Ok(result["message"].clone()),
                error => Err(Refused::of(error)),
            };
            (target, what, answer)
        });
        let mut acts: Vec<_> = results.collect();
        let what = What::Forward {
            message: message.clone(),
        };
        acts.push((chat.id.clone(), what, outcome.clone()));
        self.choices.world.end(&begun, self.user, acts);
    }
}

fn names(chat: &Chat, message: &str) -> Value {
    json!({"chatId": chat.id, "id": message})
}

async fn perform(actor: &Actor, chat: &Chat, what: &What) -> Acted {
    let named = |message: &str| names(chat, message);
    let rest = async |method: Method, message: &str, rest: &str| {
        let path = format!("{}/{rest}", path_of(&named(message)));
        Acted::Rest(actor.call(method, &path).send().await)
    };
    match what {
        What::Send(body) => actor.send_body(&chat.id, body).await,
        What::Edit { message, text } => actor.edit(&named(message), &json!({"text": text})).await,
        What::Delete { message } => actor.delete_for(&named(message), "everyone").await,
        What::Hide { message } => actor.delete_for(&named(message), "me").await,
        What::React {
            message,
            emoji,
            add: true,
        } => actor.react(&named(message), emoji).await,
        What::React { message, emoji, .. } => actor.unreact(&named(message), emoji).await,
        What::Vote { message, options } => actor.vote(&named(message), &json!(options)).await,
        What::Close { message } => rest(Method::POST, message, "poll/close").await,
        What::Pin {
            message,
            pinned: true,
        } => rest(Method::PUT, message, "pin").await,
        What::Pin { message, .. } => rest(Method::DELETE, message, "pin").await,
        What::Read(up_to) => actor.mark_read(&chat.id, &position(up_to)).await,
        What::Receive { seq } => actor.mark_delivered(&chat.id, &json!({"seq": seq})).await,
        What::Forward { .. } | What::SendOn { .. } => {
            unreachable!("a forward is an act in several chats")
        }
    }
}

fn position(up_to: &UpTo) -> Value {
    match up_to {
        UpTo::Everything => json!({}),
        UpTo::Entry(seq) => json!({"seq": seq}),
        UpTo::Messages(ids, _) => json!({"messageIds": ids}),
    }
}
