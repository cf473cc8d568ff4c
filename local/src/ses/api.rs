//! `SendEmail` of the SES v2 API.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::mailbox::{Mail, Mailbox, bare_address};
use super::mime;
use crate::faults;
use crate::meter::{Answered, Meter};

/// The largest message SES takes.
const MAX_MESSAGE_BYTES: usize = 40 << 20;
const MAX_RECIPIENTS: usize = 50;
/// The one operation there is.
const OPERATION: &str = "SendEmail";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: Option<String>,
    #[serde(default)]
    destination: Destination,
    #[serde(default)]
    reply_to_addresses: Vec<String>,
    content: Option<Content>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Destination {
    to_addresses: Vec<String>,
    cc_addresses: Vec<String>,
    bcc_addresses: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Option<Simple>,
    raw: Option<Raw>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Simple {
    subject: Part,
    body: Body,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    text: Option<Part>,
    html: Option<Part>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    data: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Raw {
    /// Base64.
    data: String,
}

/// A refusal, in the REST JSON protocol's shape.
#[derive(Debug)]
enum Refusal {
    /// What is wrong with the request.
    BadRequest(String),
    /// On purpose: too many requests.
    Throttled,
    /// On purpose: the service failed.
    Failed,
}

impl Refusal {
    /// Status and name (Amazon SES API v2 Reference, "Common errors" and `SendEmail`).
    fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::BadRequest(_) => (StatusCode::BAD_REQUEST, "BadRequestException"),
            Self::Throttled => (StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException"),
            Self::Failed => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServiceErrorException",
            ),
        }
    }

    fn injected(refusal: faults::Refusal) -> Self {
        match refusal.why {
            faults::Refused::Throttled => Self::Throttled,
            _ => Self::Failed,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, name) = self.kind();
        let message = match self {
            Self::BadRequest(what) => what,
            Self::Throttled => "Too Many Requests".to_owned(),
            Self::Failed => "The request could not be processed.".to_owned(),
        };
        let headers = [("x-amzn-errortype", name)];
        (status, headers, Json(json!({ "message": message }))).into_response()
    }
}

pub(super) fn router(mailbox: Arc<Mailbox>, meter: Meter) -> Router {
    Router::new()
        .route("/v2/email/outbound-emails", post(send))
        .layer(DefaultBodyLimit::max(MAX_MESSAGE_BYTES * 4 / 3 + 65_536))
        .with_state((mailbox, meter))
}

async fn send(
    State((mailbox, meter)): State<(Arc<Mailbox>, Meter)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut metered = meter.call(&headers, "ses", None);
    let course = metered.as_mut().map(|call| call.course(OPERATION));
    let course = course.unwrap_or_default();
    let refuse = |refusal, _lost| Err(Refusal::injected(refusal));
    let taken = course
        .carry_out(async { take(&mailbox, &body) }, refuse)
        .await;
    if let Some(metered) = metered {
        metered.finish(answered(&taken, body.len()));
    }
    course.conclude().await;
    match taken {
        Ok(mail) => Json(json!({ "MessageId": mail.id })).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// What the meter is told.
fn answered(taken: &Result<Mail, Refusal>, request_bytes: usize) -> Answered {
    let (target, detail) = match taken {
        Ok(mail) => (mail.to.join(", "), mail.subject.clone()),
        Err(_) => Default::default(),
    };
    let refused = taken.as_ref().err().map(Refusal::kind);
    Answered {
        operation: OPERATION.to_owned(),
        target,
        detail,
        request_bytes,
        status: refused.map_or(200, |(status, _)| status.as_u16()),
        error: refused.map(|(_, name)| name.to_owned()),
        ..Answered::default()
    }
}

/// Captures a mail.
fn take(mailbox: &Mailbox, body: &[u8]) -> Result<Mail, Refusal> {
    let request: SendEmail = serde_json::from_slice(body)
        .map_err(|error| Refusal::BadRequest(format!("The request could not be read: {error}")))?;
    let mail = request.into_mail()?;
    tracing::info!(
        to = mail.to.join(", "),
        subject = mail.subject,
        "mail captured"
    );
    mailbox.deliver(mail.clone());
    Ok(mail)
}

impl SendEmail {
    fn into_mail(self) -> Result<Mail, Refusal> {
        let content = self
            .content
            .ok_or_else(|| Refusal::BadRequest("Content is required.".to_owned()))?;
        let mut mail = match (content.simple, content.raw) {
            (Some(simple), None) => Mail {
                subject: simple.subject.data,
                text: simple.body.text.map(|part| part.data),
                html: simple.body.html.map(|part| part.data),
                ..Mail::default()
            },
            (None, Some(raw)) => {
                let bytes = STANDARD.decode(raw.data.as_bytes()).map_err(|error| {
                    Refusal::BadRequest(format!("Raw.Data is not base64: {error}"))
                })?;
                mime::parse(&bytes)
            }
            _ => {
                return Err(Refusal::BadRequest(
                    "Content takes one of Simple and Raw here.".to_owned(),
                ));
            }
        };
        if let Some(from) = self.from_email_address {
            mail.from = from;
        }
        let Destination {
            to_addresses,
            cc_addresses,
            bcc_addresses,
        } = self.destination;
        // A raw message may leave its recipients to its own headers.
        if !(to_addresses.is_empty() && cc_addresses.is_empty() && bcc_addresses.is_empty()) {
            (mail.to, mail.cc, mail.bcc) = (to_addresses, cc_addresses, bcc_addresses);
        }
        if !self.reply_to_addresses.is_empty() {
            mail.reply_to = self.reply_to_addresses;
        }
        check(&mail)?;
        mail.id = format!("{}-000000", uuid::Uuid::now_v7());
        mail.sent_at = jiff::Timestamp::now()
            .strftime("%Y-%m-%dT%H:%M:%S.%3fZ")
            .to_string();
        Ok(mail)
    }
}

fn check(mail: &Mail) -> Result<(), Refusal> {
    if mail.from.is_empty() {
        return Err(Refusal::BadRequest(
            "Must specify FromEmailAddress.".to_owned(),
        ));
    }
    let recipients: Vec<&String> = mail.to.iter().chain(&mail.cc).chain(&mail.bcc).collect();
    if recipients.is_empty() {
        return Err(Refusal::BadRequest(
            "Must have at least one recipient.".to_owned(),
        ));
    }
    if recipients.len() > MAX_RECIPIENTS {
        return Err(Refusal::BadRequest(format!(
            "Recipient count exceeds {MAX_RECIPIENTS}."
        )));
    }
    let malformed = std::iter::once(&mail.from)
        .chain(recipients)
        .any(|address| {
            let domain = bare_address(address)
                .rsplit_once('@')
                .map(|(_, domain)| domain);
            domain.is_none_or(str::is_empty)
        });
    if malformed {
        Err(Refusal::BadRequest("Missing final '@domain'".to_owned()))
    } else {
        Ok(())
    }
}
