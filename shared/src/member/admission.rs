//! How people come in.

use crate::error::{Code, Error, Result};
use crate::id::{InviteCode, UserId};
use crate::log::amend::Scene;
use crate::rules::permission::{Permission, Permissions, require};
use crate::table::ban::ban_key;
use crate::table::head::Head;
use crate::table::invite::{invite_key, invited_key};
use crate::table::join_request::request_key;
use crate::table::member::Member;
use crate::wire::{ChatType, JoinPolicy, MemberState, Role};

/// Refuses who may not let people in: where everybody is approved, those who approve do it.
///
/// # Errors
/// `forbidden`; `validation_failed` in a direct chat.
pub(crate) fn require_admission(head: &Head, permissions: &Permissions) -> Result<()> {
    require_many(head)?;
    let needed = match head.join_policy {
        JoinPolicy::Approval => Permission::ManageMembers,
        JoinPolicy::Open | JoinPolicy::Invite => Permission::Invite,
    };
    require(permissions, needed, "let people in")
}

/// Refuses what a direct chat does not have.
///
/// # Errors
/// `forbidden`.
pub(crate) fn require_many(head: &Head) -> Result<()> {
    if head.kind == ChatType::Direct {
        let detail = "A direct chat has two people for ever, and nobody keeps order in it.";
        return Err(Error::new(Code::Forbidden, detail));
    }
    Ok(())
}

/// Lets somebody in, and gives their record.
///
/// # Errors
/// `chat_full`; `forbidden` for who is banned.
pub(crate) fn admit(scene: &mut Scene, user: &UserId, receipts_off: bool) -> Result<Member> {
    if scene.room() == 0 {
        let most = scene.head.max_members();
        let detail = format!("The chat has {most} members, and no more may come in.");
        return Err(Error::new(Code::ChatFull, detail));
    }
    let (chat, now) = (scene.head.chat_id.clone(), scene.now);
    let former = scene.members.remove(user);
    if former.as_ref().is_some_and(|member| member.is_banned(now)) {
        return Err(Error::new(
            Code::Forbidden,
            "You are banned from this chat.",
        ));
    }
    let mut member = former.clone().unwrap_or_else(|| {
        let mut member = Member::new(&chat, user, Role::Member);
        member.receipts_off = receipts_off;
        member
    });
    match former.map(|member| member.state) {
        Some(MemberState::Pending) => {
            let key = request_key(&chat, user);
            scene.deletes.push(key);
        }
        Some(MemberState::Banned) => {
            let key = ban_key(&chat, user);
            scene.deletes.push(key);
        }
        _ => {}
    }
    member.enter(&scene.slot, now);
    scene.members.insert(user.clone(), member.clone());
    scene.count(1, 0);
    Ok(member)
}

/// Takes away the invitation of somebody who has to go: it would lead them back.
pub(super) fn end_invitation(scene: &mut Scene, user: &UserId) -> Result<()> {
    let chat = scene.head.chat_id.clone();
    let code = InviteCode::personal(&chat, user);
    scene.deletes.push(invite_key(&code)?);
    scene.deletes.push(invited_key(user, &chat));
    Ok(())
}

/// Refuses who does not manage members; `what` ends the sentence "You may not …".
///
/// # Errors
/// `forbidden`.
pub(super) fn require_management(head: &Head, member: &Member, what: &str) -> Result<()> {
    require_many(head)?;
    let permissions = member.standing(head).permissions();
    require(&permissions, Permission::ManageMembers, what)
}
