//! What a reader sees of a chat.

use std::collections::HashMap;

use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::table::head::Head;
use crate::table::member::{Member, Membership};
use crate::table::profile::{self, Profile};
use crate::wire::{Chat, Event, Message, Mine};

/// The chat as all its members may see it.
pub(super) fn common(head: &Head) -> Chat {
    Chat {
        id: head.chat_id.clone(),
        kind: head.kind,
        name: head.name.clone(),
        description: head.description.clone(),
        avatar_url: None,
        member_count: head.member_count,
        first_seq: 1,
        last_seq: head.last_seq,
        as_of_seq: head.last_seq,
        last_activity_at: head
            .preview
            .as_ref()
            .map_or(head.created_at, |last| last.created_at),
        created_at: head.created_at,
        updated_at: head.created_at,
        mine: None,
    }
}

/// The chats as `reader` sees them, in the given order; one round of reads for all names.
pub(super) async fn for_reader(
    app: &App,
    reader: &UserId,
    memberships: &[Membership],
) -> Result<Vec<Chat>> {
    let mut people = Vec::new();
    for (head, _) in memberships {
        people.extend(head.peer_of(reader).cloned());
        people.extend(head.preview.as_ref().map(|last| last.sender_id.clone()));
    }
    let profiles = profile::get_many(app, people).await?;
    Ok(memberships
        .iter()
        .map(|(head, member)| one(head, member, &profiles))
        .collect())
}

/// The chat as one member sees it.
pub(super) fn one(head: &Head, member: &Member, profiles: &HashMap<UserId, Profile>) -> Chat {
    let peer = head
        .peer_of(&member.user_id)
        .and_then(|peer| profiles.get(peer));
    let last_message = head.preview.as_ref().map(|last| Message {
        id: last.id.clone(),
        chat_id: head.chat_id.clone(),
        seq: head.last_seq,
        updated_seq: head.last_seq,
        sender: profiles.get(&last.sender_id).map(Profile::to_sender),
        sender_id: last.sender_id.clone(),
        client_message_id: last.client_message_id.clone(),
        kind: last.kind,
        text: last.text.clone(),
        metadata: None,
        created_at: last.created_at,
        status: None,
    });
    Chat {
        mine: Some(Mine {
            peer: peer.map(Profile::to_user),
            last_message,
            unread_count: member.unread(head),
            read_seq: member.read_seq,
            delivered_seq: member.delivered_seq.max(member.read_seq),
            my_role: member.role,
            my_state: member.state,
        }),
        ..common(head)
    }
}

/// The event that tells people of a new chat.
pub(super) fn created_event(head: &Head) -> Result<Event> {
    Ok(Event {
        kind: "chat.created".to_owned(),
        chat_id: Some(head.chat_id.clone()),
        seq: None,
        ts: head.created_at,
        data: serde_json::to_value(common(head)).map_err(crate::error::Error::internal)?,
    })
}
