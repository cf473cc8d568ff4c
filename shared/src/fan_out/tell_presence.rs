use futures::future::try_join_all;

use crate::app::App;
use crate::error::Result;
use crate::fan_out::post_to_many::post_to_many;
use crate::id::UserId;
use crate::presence::{self, News};
use crate::viewing;

/// Tells those who watch what somebody is now, and those who look at the same chats whether they see
/// them there.
pub(super) async fn tell_presence(app: &App, user: &UserId) -> Result<()> {
    let tell = async |news: News| {
        let posts = news.posts.iter();
        let posts = posts.map(|(event, targets)| post_to_many(app, event, targets.clone(), 0));
        try_join_all(posts).await?;
        if news.shows_otherwise {
            viewing::show(app, &news.record).await?;
        }
        Ok(())
    };
    presence::tell_presence(app, user, tell).await
}
