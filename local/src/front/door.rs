//! Decides who answers a request on the front port.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Redirect;
use axum::routing::get;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use crate::faults;
use crate::http_api::HttpApis;
use crate::meter::{self, Meter};
use crate::websocket_api::{Gateway, handshake, management};

use super::{Client, Front, files, reply};

/// Request line and headers together, as API Gateway limits them
/// (Amazon API Gateway quotas, "Total combined size of request line and header values").
const MAX_HEAD: usize = 10_240;

/// Everything behind the front port.
#[derive(Debug)]
pub(super) struct Door {
    pub(super) websockets: Arc<Gateway>,
    http: HttpApis,
    web_dir: Option<PathBuf>,
    local: TowerToHyperService<axum::Router>,
    meter: Meter,
}

impl Door {
    pub(super) fn new(front: Front) -> Self {
        let Front {
            stack,
            lambda,
            web_dir,
            mail,
            clocks,
        } = front;
        let functions = lambda.clone();
        let meter = lambda.meter().clone();
        let list = async move || axum::Json(functions.environments());
        let local = axum::Router::new()
            .nest("/_local/mail", mail)
            // Links on the page are relative, so it has one address only.
            .route(
                "/_local/mail/",
                get(async || Redirect::permanent("/_local/mail")),
            )
            .route("/_local/functions", get(list))
            .merge(meter::router(meter.clone()))
            .merge(faults::router(
                meter.faults().clone(),
                faults::Names::of(&stack),
            ));
        Self {
            websockets: Arc::new(Gateway::new(&stack, lambda.clone(), clocks)),
            http: HttpApis::new(stack, lambda),
            web_dir,
            local: TowerToHyperService::new(local),
            meter,
        }
    }

    /// Answers one request.
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
        client: Client,
    ) -> Response<Body> {
        if head_size(&request) > MAX_HEAD {
            let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
            return reply::message(status, "Request Header Fields Too Large");
        }
        let path = request.uri().path();
        if asks_for_websocket(request.headers()) {
            return match self.websockets.api_for(path) {
                Some(api) => handshake::answer(&self.websockets, api, request, &client).await,
                None => reply::message(StatusCode::FORBIDDEN, "Forbidden"),
            };
        }
        if let Some(target) = management::Target::of(path) {
            let metering = (&self.meter, client.address);
            return management::answer(&self.websockets, &target, request, metering).await;
        }
        if path == "/_local" || path.starts_with("/_local/") {
            return match self.local.call(request).await {
                Ok(response) => response,
                Err(never) => match_infallible(never),
            };
        }
        if let Some(root) = &self.web_dir
            && let Some(file) = files::find(root, request.method(), path).await
        {
            return file;
        }
        self.http.answer(request, &client).await
    }
}

fn match_infallible(never: Infallible) -> Response<Body> {
    match never {}
}

/// Bytes of the request line and of all header lines.
fn head_size(request: &Request<Incoming>) -> usize {
    let target = request
        .uri()
        .path_and_query()
        .map_or(1, |target| target.as_str().len());
    let line = request.method().as_str().len() + target + " HTTP/1.1".len() + 1;
    let headers = request.headers().iter();
    line + headers
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum::<usize>()
}

/// A WebSocket handshake (RFC 6455, section 4.1), right or wrong in its details.
fn asks_for_websocket(headers: &HeaderMap) -> bool {
    let names = |header: header::HeaderName, token: &str| {
        let values = headers.get_all(header).into_iter().filter_map(as_text);
        values
            .flat_map(|value| value.split(','))
            .any(|part| part.trim().eq_ignore_ascii_case(token))
    };
    names(header::CONNECTION, "upgrade") && names(header::UPGRADE, "websocket")
}

fn as_text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handshakes_are_told_from_requests() {
        let mut headers = HeaderMap::new();
        assert!(!asks_for_websocket(&headers));
        headers.insert(
            "connection",
            HeaderValue::from_static("keep-alive, Upgrade"),
        );
        assert!(!asks_for_websocket(&headers));
        headers.insert("upgrade", HeaderValue::from_static("WebSocket"));
        assert!(asks_for_websocket(&headers));
    }
}
