use crate::account::Identity;
use crate::app::App;
use crate::chat::get_chat;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::amend::{Act, Scene, Verdict, amend};
use crate::member::admit;
use crate::queue;
use crate::table::join_request::JoinRequest;
use crate::table::member::Member;
use crate::table::profile::{self, Profile};
use crate::time::Time;
use crate::wire::job::Job;
use crate::wire::{
    Chat, ChatType, Event, Happening, JoinPolicy, MemberState, Occurrence, Requester, Role,
    Visibility,
};

/// What came of wanting to join.
#[derive(Debug)]
pub enum Joined {
    /// They are in.
    In(Box<Chat>),
    /// They wait for somebody's answer.
    Waiting,
}

/// Joins a public chat, or asks to be let in where somebody decides about it.
///
/// # Errors
/// `not_found` for a chat that is not public; `forbidden` where people come in by invitation, and
/// for who is banned; `chat_full`.
pub async fn join_chat(app: &App, identity: &Identity, chat: &ChatId) -> Result<Joined> {
    let user = &identity.user_id;
    let me = profile::get(app, user).await?;
    let silent = me.as_ref().is_some_and(|me| me.receipts_off);
    let (scene, entry) = amend(app, Act::on(chat, user, &[]), |scene| {
        decide(scene, user, silent)
    })
    .await?;
    if scene.active(user).is_some() {
        return Ok(Joined::In(Box::new(get_chat(app, identity, chat).await?)));
    }
    if entry.is_none() && !scene.puts.is_empty() {
        tell_managers(app, chat, user, me.as_ref(), scene.now).await;
    }
    Ok(Joined::Waiting)
}

fn decide(scene: &mut Scene, user: &UserId, silent: bool) -> Result<Verdict> {
    let state = scene.members.get(user).map(|member| member.state);
    let is_open_to_see = scene.head.visibility == Visibility::Public;
    let is_open = scene.head.join_policy == JoinPolicy::Open;
    match state {
        Some(MemberState::Active) => return Ok(Verdict::Nothing),
        Some(MemberState::Pending) if !(is_open_to_see && is_open) => return Ok(Verdict::Nothing),
        _ if scene.head.kind == ChatType::Direct || !is_open_to_see => {
            return Err(Error::not_found("chat"));
        }
        _ => {}
    }
    match scene.head.join_policy {
        JoinPolicy::Open => {
            let member = admit(scene, user, silent)?;
            let event = Happening::MemberAdded;
            Ok(Verdict::Write(Occurrence::of_members(
                event,
                user,
                [member],
                None,
            )))
        }
        JoinPolicy::Approval => ask(scene, user, silent),
        JoinPolicy::Invite => {
            let detail = "People come into this chat by invitation.";
            Err(Error::new(Code::Forbidden, detail))
        }
    }
}

/// Asks to be let in: nobody's business but of those who decide, and so no entry.
fn ask(scene: &mut Scene, user: &UserId, silent: bool) -> Result<Verdict> {
    let (chat, now) = (scene.head.chat_id.clone(), scene.now);
    let known = scene.members.remove(user);
    if known.as_ref().is_some_and(|member| member.is_banned(now)) {
        return Err(Error::new(
            Code::Forbidden,
            "You are banned from this chat.",
        ));
    }
    let mut member = known.unwrap_or_else(|| {
        let mut member = Member::new(&chat, user, Role::Member);
        member.receipts_off = silent;
        member
    });
    member.state = MemberState::Pending;
    member.joined_at = now;
    let request = JoinRequest {
        person_id: user.clone(),
        requested_at: now,
    };
    scene.puts.push(request.to_item(&chat)?);
    scene.members.insert(user.clone(), member);
    Ok(Verdict::Quietly)
}

/// Has those told who answer requests. Who is not told finds the request in the list.
async fn tell_managers(app: &App, chat: &ChatId, user: &UserId, me: Option<&Profile>, at: Time) {
    let requester = Requester {
        user_id: user.clone(),
        user: me.map(Profile::to_user),
        requested_at: at,
    };
    let told = async {
        let mut data = serde_json::to_value(&requester).map_err(Error::internal)?;
        data["chatId"] = serde_json::Value::from(chat.as_str());
        let event = Event {
            kind: "joinRequest.created".to_owned(),
            chat_id: Some(chat.clone()),
            seq: None,
            ts: at,
            data,
        };
        let chat_id = chat.clone();
        queue::send(app, Job::NotifyManagers { event, chat_id }, 0).await
    };
    if let Err(error) = told.await {
        tracing::warn!(%chat, cause = %error, "joinRequest.created was not queued");
    }
}
