use crate::account::{Identity, password, token};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::UserId;
use crate::rules::limits::LIMITS;
use crate::rules::{text, validate};
use crate::table::profile::{Profile, Unique, search_item, unique_key};
use crate::table::session::Session;
use crate::table::{self, Item, Transaction};
use crate::wire::{Credentials, Registration};

/// Makes an account and its first login, all or nothing.
///
/// # Errors
/// `validation_failed`; `name_taken` for the username; `conflict` for the e-mail address.
pub async fn register(app: &App, body: Registration) -> Result<Credentials> {
    validate::registration(&body)?;
    let id = UserId::generate();
    let display_name = body.display_name.as_deref().unwrap_or(&body.username);
    let hash = password::hash(&body.password)?;
    let profile = Profile::new(id.clone(), &body.username, &body.email, display_name, hash);
    let device = body.device.clone().unwrap_or_default();
    let session = Session::new(id.clone(), device, LIMITS.refresh_token_seconds);

    let unique = |kind, name| {
        let mut item = unique_key(kind, name);
        item.insert("userId".to_owned(), table::text(id.as_str()));
        item
    };
    let mut items = vec![
        unique(Unique::Username, &body.username),
        unique(Unique::Email, &body.email),
        profile.to_item()?,
        session.to_item()?,
    ];
    let terms = text::search_terms(&profile.username, &profile.display_name);
    items.extend(terms.iter().map(|term| search_item(term, &id)));
    write(app, items).await?;

    credentials(app, &profile, &session)
}

/// Puts all items, none of which may exist; the first two are the unique names.
async fn write(app: &App, items: Vec<Item>) -> Result<()> {
    let table = app.config.users_table()?;
    let mut transaction = Transaction::default();
    for item in items {
        transaction = transaction.put_new(table, item)?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(()),
        Err(cancelled) if cancelled.failed_at(0) => Err(Error::new(
            Code::NameTaken,
            "Somebody else has this username.",
        )),
        Err(cancelled) if cancelled.failed_at(1) => Err(Error::new(
            Code::Conflict,
            "There is an account with this e-mail address.",
        )),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

/// What register, login and refresh answer.
pub(super) fn credentials(app: &App, profile: &Profile, session: &Session) -> Result<Credentials> {
    let identity = Identity {
        user_id: profile.id.clone(),
        session_id: session.session_id.clone(),
    };
    Ok(Credentials {
        user: profile.to_me(),
        access_token: token::issue_access(app, &identity)?,
        expires_in: LIMITS.access_token_seconds,
        refresh_token: token::issue_refresh(
            app,
            &identity,
            session.generation,
            session.rotated_at,
        )?,
    })
}
