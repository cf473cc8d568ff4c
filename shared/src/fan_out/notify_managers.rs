use crate::app::App;
use crate::error::Result;
use crate::fan_out::notify::notify;
use crate::id::{ChatId, UserId};
use crate::rules::permission::Permission;
use crate::table::{Transaction, head, member, private};
use crate::wire::Event;

/// People whose `sync` is written to in one transaction.
const BATCH: usize = 25;

/// Pushes an event to those members of a chat who manage members, and keeps it for their `sync`.
/// Reads all members, which is seldom: only for requests to be let in.
pub(super) async fn notify_managers(app: &App, event: &Event, chat: &ChatId) -> Result<()> {
    let Some(head) = head::get(app, chat).await? else {
        return Ok(());
    };
    let members = member::everybody(app, chat).await?.into_iter();
    let managers = members.filter(|member| {
        let permissions = member.standing(&head).permissions();
        permissions.contains(&Permission::ManageMembers)
    });
    let managers: Vec<UserId> = managers.map(|member| member.user_id).collect();
    for some in managers.chunks(BATCH) {
        let mut transaction = Transaction::default();
        for user in some {
            let item = private::item(user, event)?;
            transaction = transaction.put(app.config.messages_table()?, item)?;
        }
        if let Err(cancelled) = transaction.commit(app).await? {
            return Err(cancelled.into_error());
        }
    }
    notify(app, event, &managers, None).await
}
