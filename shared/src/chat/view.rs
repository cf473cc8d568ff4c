//! What a reader sees of a chat.

use std::collections::HashMap;

use futures::future::try_join_all;

use crate::app::App;
use crate::chat::unread::unread;
use crate::error::Result;
use crate::id::UserId;
use crate::table::about::{self, About};
use crate::table::head::Head;
use crate::table::member::{Member, Membership};
use crate::table::profile::{self, Profile};
use crate::time::Time;
use crate::wire::{Chat, ChatType, Event, Mine};

/// What a chat says of itself at length.
///
/// # Errors
/// When DynamoDB refuses.
pub(crate) async fn about(app: &App, head: &Head) -> Result<About> {
    if head.has_about {
        about::get(app, &head.chat_id).await
    } else {
        Ok(About::default())
    }
}

/// The chat as all its members may see it.
pub(crate) fn common(head: &Head, about: &About) -> Chat {
    let is_direct = head.kind == ChatType::Direct;
    Chat {
        id: head.chat_id.clone(),
        kind: head.kind,
        name: head.name.clone(),
        description: about.description.clone(),
        avatar_url: about.avatar_url.clone(),
        member_count: head.member_count,
        first_seq: head.first_seq.max(1),
        last_seq: head.last_seq,
        as_of_seq: head.last_seq,
        visibility: (!is_direct).then_some(head.visibility),
        join_policy: (!is_direct).then_some(head.join_policy),
        history_visibility: head.history_visibility,
        max_members: (!is_direct).then_some(head.max_members()),
        slow_mode_seconds: head.slow_mode_seconds.unwrap_or_default(),
        disappear_after_seconds: head.disappear_after_seconds,
        rules: about.rules.clone(),
        tags: about.tags.clone(),
        categories: about.categories.clone(),
        verified: head.verified,
        archived: head.archived,
        role_permissions: head.role_permissions.clone(),
        last_activity_at: head
            .preview
            .as_ref()
            .map_or(head.created_at, |last| last.created_at),
        created_at: head.created_at,
        updated_at: head.updated_at.unwrap_or(head.created_at),
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
    let counts = memberships.iter().map(|membership| unread(app, membership));
    let heads = memberships.iter().map(|(head, _)| head);
    let (profiles, counts, abouts) = tokio::try_join!(
        profile::get_many(app, people),
        try_join_all(counts),
        about::of_many(app, heads)
    )?;
    let none = About::default();
    let both = memberships.iter().zip(counts);
    let chats = both.map(|((head, member), unread)| {
        let about = abouts.get(&head.chat_id).unwrap_or(&none);
        one((head, about), member, unread, &profiles)
    });
    Ok(chats.collect())
}

/// The chat as one member sees it.
pub(super) fn one(
    (head, about): (&Head, &About),
    member: &Member,
    unread: u64,
    profiles: &HashMap<UserId, Profile>,
) -> Chat {
    let peer = head
        .peer_of(&member.user_id)
        .and_then(|peer| profiles.get(peer));
    let now = Time::now();
    let newest = head.preview.as_ref();
    let newest = newest.filter(|last| last.expires_at.is_none_or(|at| at > now));
    let newest = newest.filter(|last| last.seq > member.floor(head));
    let newest = newest.filter(|last| member.hidden_seq != Some(last.seq));
    let last_message = newest.map(|last| {
        let sender = profiles.get(&last.sender_id).map(Profile::to_sender);
        last.to_message(&head.chat_id, sender)
    });
    Chat {
        mine: Some(Mine {
            peer: peer.map(Profile::to_user),
            last_message,
            unread_count: unread,
            read_seq: member.read_seq,
            delivered_seq: member.received_seq(),
            my_role: member.role,
            my_state: member.state,
            my_permissions: member.standing(head).permissions(),
            my_settings: member.settings(),
        }),
        first_seq: head.first_seq.max(1).max(member.floor(head) + 1),
        ..common(head, about)
    }
}

/// The event that tells people of a new chat.
pub(super) fn created_event(head: &Head, about: &About) -> Result<Event> {
    Ok(Event {
        kind: "chat.created".to_owned(),
        chat_id: Some(head.chat_id.clone()),
        seq: None,
        ts: head.created_at,
        data: serde_json::to_value(common(head, about)).map_err(crate::error::Error::internal)?,
    })
}
