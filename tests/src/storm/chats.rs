use crate::{Stack, User};

/// People of a storm; everybody is in the large group.
pub(super) const PEOPLE: usize = 8;
/// Members of the small group, counted from the first.
const SMALL_GROUP: usize = 5;
/// Who talks to whom alone.
const PAIRS: [(usize, usize); 4] = [(0, 1), (2, 3), (4, 5), (0, 6)];

/// A chat as one of its members sees it.
#[derive(Clone, Debug)]
pub(super) struct Chat {
    pub(super) id: String,
    /// The other person of a direct chat.
    pub(super) peer: Option<String>,
}

/// Registers the people and makes their chats, which are given person by person.
pub(super) async fn make(stack: &Stack) -> (Vec<User>, Vec<Vec<Chat>>) {
    let people = stack.register_many("storm", PEOPLE).await;
    let mut chats = vec![Vec::new(); PEOPLE];
    for size in [PEOPLE, SMALL_GROUP] {
        let id = people[0].group("storm", &people[1..size]).await;
        for of_one in &mut chats[..size] {
            let (id, peer) = (id.clone(), None);
            of_one.push(Chat { id, peer });
        }
    }
    for (one, other) in PAIRS {
        let id = people[one].direct_chat(&people[other]).await;
        for (me, peer) in [(one, other), (other, one)] {
            let (id, peer) = (id.clone(), Some(people[peer].id.clone()));
            chats[me].push(Chat { id, peer });
        }
    }
    (people, chats)
}
