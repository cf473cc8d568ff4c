use aws_sdk_sesv2::error::ProvideErrorMetadata;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};

use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::UserId;
use crate::limit::bounds::MAIL;
use crate::limit::count;
use crate::mail::compose;
use crate::mail::page::Mail;
use crate::rules::limits::LIMITS;
use crate::table::link::{Link, Purpose};
use crate::table::names::{self, Unique};
use crate::table::outbox::Posted;
use crate::table::profile::{self, Profile};
use crate::wire::Letter;

/// Refusals that come again however often a mail is tried (Amazon SES API v2 Reference, `SendEmail`):
/// an address that cannot be, or a sender that is not verified.
const FOR_GOOD: [&str; 4] = [
    "BadRequestException",
    "MessageRejected",
    "MailFromDomainNotVerifiedException",
    "NotFoundException",
];

/// Writes and sends a letter, and takes it out of the outbox. What is no longer true is not sent, nor
/// what SES refuses for good, nor more of a kind to one address than anybody needs: others could
/// have it flooded. A letter whose function dies behind the sending comes twice.
///
/// # Errors
/// When SES or DynamoDB refuses for the moment: the letter is tried again.
pub async fn deliver(app: &App, posted: &Posted) -> Result<()> {
    if !posted.is_there(app).await? {
        return Ok(());
    }
    if let Some((address, mail)) = write(app, &posted.letter).await? {
        let kind = posted.letter.kind();
        match count(app, &[(MAIL, &format!("{kind} {address}"))]).await {
            Ok(_) => send(app, &address, mail).await?,
            Err(error) if error.code == Code::RateLimited => {
                tracing::warn!(kind, "an address has had enough of these mails");
            }
            Err(error) => return Err(error),
        }
    }
    posted.remove(app).await
}

/// The mail, and where it goes.
async fn write(app: &App, letter: &Letter) -> Result<Option<(String, Mail)>> {
    let web_url = app.config.web_url()?.trim_end_matches('/');
    match letter {
        Letter::Verify { user, email } => verify(app, user, email, web_url).await,
        Letter::Reset { email } => reset(app, email, web_url).await,
        Letter::NewDevice { user, device, at } => {
            let mail = compose::new_device(device, *at, web_url);
            Ok(address_of(app, user).await?.map(|to| (to, mail)))
        }
        Letter::PasswordChanged { user, at } => {
            let mail = compose::password_changed(*at);
            Ok(address_of(app, user).await?.map(|to| (to, mail)))
        }
        Letter::Invitation {
            user,
            inviter,
            name,
            ..
        } => invitation(app, user, inviter, name.as_deref(), web_url).await,
    }
}

async fn verify(
    app: &App,
    user: &UserId,
    email: &str,
    web_url: &str,
) -> Result<Option<(String, Mail)>> {
    let Some(profile) = profile::get_strong(app, user).await? else {
        return Ok(None);
    };
    let is_pending = profile.pending_email.as_deref() == Some(email);
    let is_unproven = profile.email.as_deref() == Some(email) && !profile.email_verified;
    if !is_pending && !is_unproven {
        return Ok(None);
    }
    let owner = names::find_unique(app, Unique::Email, email).await?;
    if owner.is_some_and(|owner| owner != *user) {
        return Ok(Some((email.to_owned(), compose::exists(web_url))));
    }
    let seconds = LIMITS.verify_seconds;
    let token = link(app, Purpose::Verify, &profile, email, seconds).await?;
    let mail = compose::verify(&format!("{web_url}/#verify={token}"));
    Ok(Some((email.to_owned(), mail)))
}

async fn reset(app: &App, email: &str, web_url: &str) -> Result<Option<(String, Mail)>> {
    let Some(user) = names::find_unique(app, Unique::Email, email).await? else {
        return Ok(None);
    };
    let profile = profile::get_strong(app, &user).await?;
    let profile = profile.filter(|profile| profile.password_hash.is_some());
    let Some(profile) = profile else {
        return Ok(None);
    };
    let Some(address) = &profile.email else {
        return Ok(None);
    };
    let seconds = LIMITS.reset_seconds;
    let token = link(app, Purpose::Reset, &profile, address, seconds).await?;
    let mail = compose::reset(&format!("{web_url}/#reset={token}"));
    Ok(Some((address.clone(), mail)))
}

async fn invitation(
    app: &App,
    user: &UserId,
    inviter: &UserId,
    chat: Option<&str>,
    web_url: &str,
) -> Result<Option<(String, Mail)>> {
    let (invited, inviter) = tokio::try_join!(profile::get(app, user), profile::get(app, inviter))?;
    let wants = |profile: &Profile| profile.email_verified && profile.settings.email_notifications;
    let (Some(invited), Some(inviter)) = (invited.filter(wants), inviter) else {
        return Ok(None);
    };
    let chat = chat.unwrap_or("a chat");
    let mail = compose::invitation(&inviter.display_name, chat, web_url);
    Ok(invited.email.map(|to| (to, mail)))
}

async fn link(
    app: &App,
    purpose: Purpose,
    profile: &Profile,
    email: &str,
    seconds: u32,
) -> Result<String> {
    Link::new(purpose, profile, email, seconds).make(app).await
}

async fn address_of(app: &App, user: &UserId) -> Result<Option<String>> {
    let profile = profile::get_strong(app, user).await?;
    Ok(profile.and_then(|profile| profile.email))
}

async fn send(app: &App, address: &str, mail: Mail) -> Result<()> {
    let content = |text: String| Content::builder().data(text).charset("UTF-8").build();
    let body = Body::builder()
        .text(content(mail.text)?)
        .html(content(mail.html)?)
        .build();
    let message = Message::builder()
        .subject(content(mail.subject)?)
        .body(body)
        .build();
    let send = app
        .ses()
        .send_email()
        .from_email_address(app.config.mail_from()?)
        .destination(Destination::builder().to_addresses(address).build())
        .content(EmailContent::builder().simple(message).build());
    let Err(error) = send.send().await else {
        return Ok(());
    };
    // What SES says holds the address, and is not for the log.
    let code = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code);
    let code = code.unwrap_or("no answer").to_owned();
    if FOR_GOOD.contains(&code.as_str()) {
        tracing::warn!(code, "SES does not send a mail");
        return Ok(());
    }
    Err(Error::unavailable(format!("SES: {code}")))
}
