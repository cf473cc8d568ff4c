use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::log::amend::{Act, Verdict, amend};
use crate::member::answer_request::end_request;
use crate::wire::MemberState;

/// Takes back one's own request to be let in.
///
/// # Errors
/// `not_found` when there is none.
pub async fn withdraw_request(app: &App, identity: &Identity, chat: &ChatId) -> Result<()> {
    let user = &identity.user_id;
    amend(app, Act::on(chat, user, &[]), |scene| {
        let member = scene.members.get(user);
        if member.is_none_or(|member| member.state != MemberState::Pending) {
            // A stranger cannot tell a chat from none.
            return Err(Error::not_found("chat"));
        }
        end_request(scene, user, None);
        Ok(Verdict::Quietly)
    })
    .await?;
    Ok(())
}
