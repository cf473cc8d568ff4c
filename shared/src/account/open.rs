use crate::app::App;
use crate::error::Result;
use crate::rules::text::search_terms;
use crate::table::names::{Unique, search_item, unique_item};
use crate::table::profile::Profile;
use crate::table::{Item, Transaction};

/// What came of opening an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    Done,
    UsernameTaken,
    EmailTaken,
    /// There is an account with this identifier.
    Exists,
    /// Another request was at the same names.
    Meanwhile,
}

/// Writes an account with its names, all or nothing; `claims_email` makes its address its own, and
/// `along` is put with it.
pub(super) async fn open(
    app: &App,
    profile: &Profile,
    claims_email: bool,
    along: Vec<Item>,
) -> Result<Opened> {
    let table = app.config.users_table()?;
    let id = &profile.id;
    let username = unique_item(Unique::Username, &profile.username, id);
    let mut transaction = Transaction::default()
        .put_new(table, profile.to_item()?)?
        .put_new(table, username)?;
    let email = profile.email.as_ref().filter(|_| claims_email);
    if let Some(email) = email {
        transaction = transaction.put_new(table, unique_item(Unique::Email, email, id))?;
    }
    for term in search_terms(&profile.username, &profile.display_name) {
        transaction = transaction.put_new(table, search_item(&term, id))?;
    }
    for item in along {
        transaction = transaction.put_new(table, item)?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(Opened::Done),
        Err(cancelled) if cancelled.failed_at(0) => Ok(Opened::Exists),
        Err(cancelled) if cancelled.failed_at(1) => Ok(Opened::UsernameTaken),
        Err(cancelled) if email.is_some() && cancelled.failed_at(2) => Ok(Opened::EmailTaken),
        Err(cancelled) if cancelled.is_passing() => Ok(Opened::Meanwhile),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}
