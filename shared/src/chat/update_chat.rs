use crate::account::Identity;
use crate::app::App;
use crate::chat::{fields, get_chat};
use crate::error::{Code, Error, Result};
use crate::id::ChatId;
use crate::log::amend::{Act, Scene, Verdict, amend};
use crate::rules::chat_fields;
use crate::rules::permission::{
    Permission, Permissions, RolePermissions, Standing, require, require_grantable,
};
use crate::table::found::{found_item, found_key, terms};
use crate::wire::{Chat, ChatType, EditChat, Happening, Occurrence, Role};

/// Changes what a chat is called and how it works. What is as asked already takes no entry.
///
/// # Errors
/// `not_found`, `forbidden`, `validation_failed`.
pub async fn update_chat(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    edit: &EditChat,
) -> Result<Chat> {
    let actor = &identity.user_id;
    amend(app, Act::on(chat, actor, &[]), |scene| {
        let has = scene.actor()?.1;
        if scene.head.kind == ChatType::Direct {
            chat_fields::check_direct(edit)?;
        } else {
            require(&has, Permission::EditInfo, "change the chat")?;
            chat_fields::check(edit, scene.head.member_count as usize)?;
            require_role_changes(scene, &has, edit.role_permissions.as_ref())?;
        }
        let before = terms(&scene.head, &scene.about);
        let changes = fields::apply(edit, &mut scene.head, &mut scene.about)?;
        if changes.is_empty() {
            return Ok(Verdict::Nothing);
        }
        scene.head.updated_at = Some(scene.now);
        index(scene, &before);
        Ok(Verdict::Write(Occurrence {
            event: Happening::ChatUpdated,
            actor_id: actor.clone(),
            members: Vec::new(),
            reason: None,
            changes: Some(changes),
        }))
    })
    .await?;
    get_chat(app, identity, chat).await
}

/// Lets the chat be found by the words it has now, and by no others.
pub(super) fn index(scene: &mut Scene, before: &[String]) {
    let after = terms(&scene.head, &scene.about);
    let chat = &scene.head.chat_id;
    let new = after.iter().filter(|term| !before.contains(term));
    let old = before.iter().filter(|term| !after.contains(term));
    let puts: Vec<_> = new.map(|term| found_item(term, chat)).collect();
    let deletes: Vec<_> = old.map(|term| found_key(term, chat)).collect();
    scene.puts.extend(puts);
    scene.deletes.extend(deletes);
}

/// Refuses to change what roles may do to who is not an admin at least, to change a role that is
/// not below one's own, and to give what one lacks.
fn require_role_changes(
    scene: &Scene,
    has: &Permissions,
    wanted: Option<&Option<RolePermissions>>,
) -> Result<()> {
    let Some(wanted) = wanted else { return Ok(()) };
    let role = scene.actor()?.0.role;
    if role.rank() < Role::Admin.rank() {
        let detail = "Only owner and admins may say what roles may do.";
        return Err(Error::new(Code::Forbidden, detail));
    }
    let head = &scene.head;
    let of = |roles: Option<&RolePermissions>, role: Role| {
        let standing = Standing {
            chat: head.kind,
            join_policy: head.join_policy,
            roles,
            role,
            own: None,
        };
        standing.permissions()
    };
    for changed in [Role::Admin, Role::Moderator, Role::Member] {
        let before = of(head.role_permissions.as_ref(), changed);
        let after = of(wanted.as_ref(), changed);
        if before != after {
            require_grantable((role, has), changed, (&before, &after))?;
        }
    }
    Ok(())
}
