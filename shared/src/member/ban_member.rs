use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::amend::{Act, Scene, Verdict, amend};
use crate::member::{end_invitation, require_many};
use crate::rules::permission::{Permission, require, require_above};
use crate::rules::validate;
use crate::table::ban::StoredBan;
use crate::table::join_request::request_key;
use crate::table::member::Member;
use crate::table::profile::{self, Profile};
use crate::time::Time;
use crate::wire::{Ban, Happening, MemberState, NewBan, Occurrence, Role};

/// Keeps somebody out, for a time or for ever; a member is removed by it. Of a stranger nobody is
/// told.
///
/// # Errors
/// `not_found`; `forbidden` for a role that is not below the caller's; `validation_failed`.
pub async fn ban_member(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    user: &UserId,
    body: &NewBan,
) -> Result<Ban> {
    validate::reason(body.reason.as_deref())?;
    if body.until.is_some_and(|until| until <= Time::now()) {
        return Err(Error::field("until", "out_of_range", "must lie ahead"));
    }
    let actor = &identity.user_id;
    let targets = [user.clone()];
    let act = Act::on(chat, actor, &targets);
    let person = profile::get(app, user).await?;
    let (scene, _) = amend(app, act, |scene| {
        decide(scene, (actor, user), body, person.as_ref())
    })
    .await?;
    Ok(Ban {
        user_id: user.clone(),
        user: person.as_ref().map(Profile::to_stranger),
        reason: body.reason.clone(),
        until: body.until,
        by: actor.clone(),
        at: scene.now,
    })
}

fn decide(
    scene: &mut Scene,
    (actor, user): (&UserId, &UserId),
    body: &NewBan,
    person: Option<&Profile>,
) -> Result<Verdict> {
    let (banner, has) = scene.actor()?;
    require_many(&scene.head)?;
    require(&has, Permission::ManageMembers, "ban people")?;
    let former = scene.members.get(user);
    let was_active = former.is_some_and(Member::is_active);
    if was_active {
        let role = former.map_or(Role::Member, |member| member.role);
        require_above(banner.role, role)?;
    }
    let (chat, now) = (scene.head.chat_id.clone(), scene.now);
    let mut member = match former {
        Some(member) => member.clone(),
        None => {
            let person = person.ok_or_else(|| Error::not_found("user"))?;
            let mut member = Member::new(&chat, user, Role::Member);
            member.receipts_off = person.receipts_off;
            member
        }
    };
    if member.state == MemberState::Pending {
        scene.deletes.push(request_key(&chat, user));
    }
    member.go(
        MemberState::Banned,
        now,
        Some(actor),
        body.reason.as_deref(),
    );
    member.banned_until = body.until;
    let ban = StoredBan {
        person_id: user.clone(),
        reason: body.reason.clone(),
        until: body.until,
        by: actor.clone(),
        at: now,
        expires_at: body.until.map(Time::seconds),
    };
    scene.puts.push(ban.to_item(&chat)?);
    end_invitation(scene, user)?;
    scene.members.insert(user.clone(), member.clone());
    if !was_active {
        return Ok(Verdict::Quietly);
    }
    scene.count(0, 1);
    let (event, reason) = (Happening::MemberRemoved, body.reason.clone());
    Ok(Verdict::Write(Occurrence::of_members(
        event,
        actor,
        [member],
        reason,
    )))
}
