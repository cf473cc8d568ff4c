use super::{Act, Message, UpTo, What};

/// A chat, and who is in it.
#[derive(Clone, Debug)]
pub struct Chat {
    /// Identifier.
    pub id: String,
    /// Who made it; nobody owns a direct chat.
    pub owner: Option<String>,
    /// Who is in it.
    pub members: Vec<String>,
}

impl Chat {
    /// Whether somebody is in it.
    #[must_use]
    pub fn has(&self, user: &str) -> bool {
        self.members.iter().any(|member| member == user)
    }

    /// Whether somebody may delete what others wrote, and close their polls.
    pub(super) fn may_delete(&self, user: &str) -> bool {
        self.owner.as_deref() == Some(user)
    }

    /// Whether somebody may pin, and name everyone: in a direct chat both may.
    pub(super) fn may_pin(&self, user: &str) -> bool {
        self.owner.as_deref().is_none_or(|owner| owner == user)
    }
}

/// Up to where somebody has received and read a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursors {
    /// Read.
    pub read: u64,
    /// Received; what is read is received.
    pub received: u64,
}

impl Cursors {
    /// Where the acts of somebody have brought them: who writes has read.
    pub(super) fn of<'a>(
        user: &str,
        acts: impl Iterator<Item = &'a Act>,
        messages: impl Iterator<Item = &'a Message>,
    ) -> Self {
        let own = messages.filter(|message| message.sender == user);
        let mut cursors = Self {
            read: own.map(|message| message.seq).max().unwrap_or_default(),
            received: 0,
        };
        for act in acts.filter(|act| act.user == user) {
            let Ok(answer) = &act.answer else { continue };
            let read = match &act.what {
                What::Read(UpTo::Everything) => answer["readSeq"].as_u64().unwrap_or_default(),
                What::Read(UpTo::Entry(seq) | UpTo::Messages(_, seq)) => *seq,
                What::Receive { seq } => {
                    cursors.received = cursors.received.max(*seq);
                    0
                }
                _ => 0,
            };
            cursors.read = cursors.read.max(read);
        }
        cursors.received = cursors.received.max(cursors.read);
        cursors
    }
}
