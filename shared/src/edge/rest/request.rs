use std::sync::Arc;

use lambda_http::RequestExt;
use lambda_http::request::RequestContext;
use serde::de::DeserializeOwned;

use crate::account::Identity;
use crate::app::App;
use crate::edge::decode;
use crate::edge::rest::beside::Beside;
use crate::error::{Code, Error, Result};
use crate::id::is_plausible;
use crate::login::{Caller, check_session, verify_access};

/// The one GET that writes: a secret that is to be shown again.
const SET_UP_MFA: &str = "GET /v1/auth/mfa/setup";
/// Bytes of a body: more is refused before it is read.
const BODY_BYTES: usize = 256 * 1024;

/// A request on its way to a use case.
#[derive(Debug)]
pub struct Request {
    app: &'static App,
    event: lambda_http::Request,
    route: String,
    id: String,
    address: String,
    beside: Arc<Beside>,
}

impl Request {
    /// A request as API Gateway hands it over.
    #[must_use]
    pub fn new(app: &'static App, event: lambda_http::Request) -> Self {
        let (route, id, address) = match event.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => (
                context.route_key.clone().unwrap_or_default(),
                context.request_id.clone().unwrap_or_default(),
                context.http.source_ip.clone().unwrap_or_default(),
            ),
            _ => Default::default(),
        };
        Self {
            app,
            event,
            route,
            id,
            address,
            beside: Arc::default(),
        }
    }

    /// The route's key, for example `GET /v1/chats/{id}`.
    #[must_use]
    pub fn route(&self) -> &str {
        &self.route
    }

    /// API Gateway's name for the request.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who speaks, by the bearer token (RFC 6750), once they may chat.
    ///
    /// # Errors
    /// As [`Self::caller`]; `email_unverified`.
    pub async fn identity(&self) -> Result<Identity> {
        Ok(self.caller().await?.confirmed()?.clone())
    }

    /// Who speaks. Counts the request, and sees that their login stands: for a request that changes
    /// nothing this goes on beside it, and its answer is held back if not.
    ///
    /// # Errors
    /// `unauthenticated`, `token_expired`, `session_revoked` or `rate_limited`.
    pub async fn caller(&self) -> Result<Caller> {
        let caller = verify_access(self.app, self.bearer()?).await?;
        self.beside
            .take(self.app, &caller.identity.user_id, &self.route)?;
        let identity = caller.identity.clone();
        if self.event.method() == http::Method::GET && self.route != SET_UP_MFA {
            self.beside.check(self.app, identity);
        } else {
            check_session(self.app, &identity).await?;
        }
        Ok(caller)
    }

    fn bearer(&self) -> Result<&str> {
        let refuse = |detail| Error::new(Code::Unauthenticated, detail);
        let header = self.header("authorization");
        let header =
            header.ok_or_else(|| refuse("Send the access token as Authorization: Bearer."))?;
        match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
            _ => Err(refuse("The Authorization header is not a bearer token.")),
        }
    }

    /// What goes on beside the request.
    pub(super) fn beside(&self) -> Arc<Beside> {
        Arc::clone(&self.beside)
    }

    /// Where the request comes from, as the gateway sees it.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// All values of a header that are text.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.event.headers().get_all(name).iter();
        values.filter_map(|value| value.to_str().ok())
    }

    /// A header, when it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.event
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    }

    /// A path parameter of the route.
    ///
    /// # Errors
    /// `not_found` for what cannot be an identifier. When the route has none of this name: a fault
    /// of ours.
    pub fn path(&self, name: &str) -> Result<&str> {
        let value = self.text_in_path(name)?;
        if is_plausible(value) {
            Ok(value)
        } else {
            Err(Error::not_found("resource"))
        }
    }

    /// A path parameter that is no identifier.
    ///
    /// # Errors
    /// When the route has none of this name: a fault of ours.
    pub fn text_in_path(&self, name: &str) -> Result<&str> {
        let parameters = self.event.path_parameters_ref();
        parameters
            .and_then(|parameters| parameters.first(name))
            .ok_or_else(|| Error::internal(format!("route {} has no {{{name}}}", self.route)))
    }

    /// A query parameter.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.event
            .query_string_parameters_ref()
            .and_then(|parameters| parameters.first(name))
    }

    /// A query parameter that is a whole number.
    ///
    /// # Errors
    /// `validation_failed` when it is something else.
    pub fn number<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>> {
        let parse = |text: &str| {
            text.parse().ok().ok_or_else(|| {
                Error::field(name, "wrong_type", "must be a whole number, not negative")
            })
        };
        self.query(name).map(parse).transpose()
    }

    /// A query parameter that is yes or no.
    ///
    /// # Errors
    /// `validation_failed` when it is something else.
    pub fn flag(&self, name: &str) -> Result<Option<bool>> {
        let parse = |text: &str| {
            let wrong = || Error::field(name, "wrong_type", "must be true or false");
            text.parse().ok().ok_or_else(wrong)
        };
        self.query(name).map(parse).transpose()
    }

    /// Size and place of a page.
    ///
    /// # Errors
    /// `validation_failed` when the limit is no number.
    pub fn page(&self) -> Result<(Option<u32>, Option<&str>)> {
        Ok((self.number("limit")?, self.query("cursor")))
    }

    /// The body.
    ///
    /// # Errors
    /// `too_large`, `malformed_json` or `validation_failed`.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T> {
        let bytes: &[u8] = self.event.body();
        if bytes.len() > BODY_BYTES {
            let limit = BODY_BYTES / 1024;
            return Err(Error::new(
                Code::TooLarge,
                format!("A body has at most {limit} KB."),
            ));
        }
        decode::from_slice(bytes)
    }

    /// The body, or the default when there is none.
    ///
    /// # Errors
    /// As [`Self::body`].
    pub fn optional_body<T: DeserializeOwned + Default>(&self) -> Result<T> {
        if self.event.body().is_empty() {
            Ok(T::default())
        } else {
            self.body()
        }
    }
}
