//! The people, and chats in which they stand as their columns say.

use e2e::{Stack, User, public};
use serde_json::{Value, json};

use super::table::Who;

/// Somebody of every sort in one chat, and two more: one who writes the messages, and one to whom
/// things are done.
pub(super) struct Scene<'a> {
    pub(super) stack: &'a Stack,
    /// In the order of [`Who::ALL`]; nobody is not among them.
    people: Vec<User>,
    pub(super) author: User,
    pub(super) target: User,
    /// The chat in which everybody stands as their column says.
    pub(super) chat: String,
    /// The direct chat of the author with whom they have blocked.
    pub(super) direct: String,
}

impl<'a> Scene<'a> {
    pub(super) async fn new(stack: &'a Stack) -> Self {
        let mut people = stack.register_many("person", Who::ALL.len() + 1).await;
        let (author, target) = (people.pop().unwrap(), people.pop().unwrap());
        let mut scene = Self {
            stack,
            people,
            author,
            target,
            chat: String::new(),
            direct: String::new(),
        };
        let everybody = Who::ALL.into_iter();
        let everybody = everybody.filter_map(|who| scene.user(who).map(|user| (user, who)));
        let mut standing: Vec<(&User, Who)> = everybody.collect();
        standing.push((&scene.author, Who::Member));
        let chat = scene.chat_of(&standing).await;
        scene.chat = chat;
        let direct = scene.author.direct_chat(scene.blocked()).await;
        scene.direct = direct;
        scene.block().await;
        scene
    }

    fn blocked(&self) -> &User {
        &self.people[Who::Blocked as usize]
    }

    async fn block(&self) {
        let path = format!("/v1/users/{}/block", self.blocked().id);
        self.author.post(&path, &json!({})).await.expect(204);
    }

    /// What both wrote, they wrote while nobody was blocked.
    pub(super) async fn in_peace<T>(&self, act: impl Future<Output = T>) -> T {
        let path = format!("/v1/users/{}/block", self.blocked().id);
        self.author.delete(&path).await.expect(204);
        let done = act.await;
        self.block().await;
        done
    }

    /// The person of a column; none for nobody.
    pub(super) fn user(&self, who: Who) -> Option<&User> {
        self.people.get(who as usize)
    }

    pub(super) fn owner(&self) -> &User {
        &self.people[Who::Owner as usize]
    }

    /// Who stands so, for what they do; the author for nobody.
    pub(super) fn somebody(&self, who: Who) -> &User {
        self.user(who).unwrap_or(&self.author)
    }

    /// A chat of its own for one cell: with whose column it is, and perhaps the target.
    pub(super) async fn own_chat(&self, who: Who, target: Option<Who>) -> String {
        let mut standing = Vec::new();
        standing.extend(self.user(who).map(|user| (user, who)));
        standing.extend(target.map(|state| (&self.target, state)));
        self.chat_of(&standing).await
    }

    /// A chat of the owner in which these people stand so.
    async fn chat_of(&self, standing: &[(&User, Who)]) -> String {
        let owner = self.owner();
        let came = standing.iter().filter(|(_, who)| who.came());
        let ids: Vec<&str> = came
            .map(|(user, _)| user.id.as_str())
            .filter(|id| *id != owner.id)
            .collect();
        let mut fields = public("approval");
        fields["memberIds"] = json!(ids);
        let chat = owner.make_chat(&fields).await;
        for (user, who) in standing {
            self.bring(&chat, user, *who).await;
        }
        chat
    }

    /// Brings a member, or a stranger, to where they are to stand.
    async fn bring(&self, chat: &str, user: &User, who: Who) {
        let owner = self.owner();
        match who {
            Who::Admin => owner.give_role(chat, user, "admin").await,
            Who::Moderator => owner.give_role(chat, user, "moderator").await,
            Who::Pending => drop(user.join(chat).await.expect(202)),
            Who::Left => drop(user.leave(chat).await.expect(204)),
            Who::Banned => drop(owner.ban(chat, user, &json!({})).await.expect(200)),
            Who::Removed => drop(owner.remove(chat, user).await.expect(204)),
            Who::Owner | Who::Member | Who::Blocked | Who::Stranger | Who::Nobody => {}
        }
    }

    /// The code of an invitation into a chat.
    pub(super) async fn code(&self, chat: &str, body: &Value) -> String {
        let path = format!("/v1/chats/{chat}/invites");
        let invite = self.owner().post(&path, body).await.expect(201);
        invite["code"].as_str().unwrap().to_owned()
    }
}
