use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::queue;
use crate::table::profile::Profile;
use crate::table::{head, member};
use crate::time::Time;
use crate::wire::{ChatType, Event, User};

/// Direct chats whose other side is told.
const MOST: usize = 200;

/// Tells a person's devices, and whom they have a direct chat with, that their profile is another
/// one. Everybody else sees it when they next look.
pub(super) async fn about(app: &App, profile: &Profile) {
    // It is written: who is not told sees it later.
    if let Err(error) = tell(app, profile).await {
        error.log("");
    }
}

async fn tell(app: &App, profile: &Profile) -> Result<()> {
    let chats = member::chats_of(app, &profile.id).await?;
    let mut direct: Vec<_> = chats
        .into_iter()
        .filter(crate::id::ChatId::is_direct)
        .collect();
    direct.truncate(MOST);
    let heads = head::get_many(app, &direct).await?.into_values();
    let heads = heads.filter(|head| head.kind == ChatType::Direct);
    let mut peers: Vec<UserId> = heads.flat_map(|head| head.pair).collect();
    peers.retain(|peer| *peer != profile.id);
    let me = vec![profile.id.clone()];
    queue::notify(app, event(&profile.to_known())?, me).await;
    if !peers.is_empty() {
        queue::notify(app, event(&profile.to_user())?, peers).await;
    }
    Ok(())
}

fn event(user: &User) -> Result<Event> {
    Ok(Event {
        kind: "user.updated".to_owned(),
        chat_id: None,
        seq: None,
        ts: Time::now(),
        data: serde_json::to_value(user).map_err(Error::internal)?,
    })
}
