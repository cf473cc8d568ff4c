//! The description of the API: /openapi.json and /docs.

use shared::edge::rest::{self, Reply, docs};

/// Swagger UI styles itself inline, shows data images, and tries requests on this origin.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
const PAGE: &str = include_str!("page.html");
const START: &str = include_str!("page.js");
const STYLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui.css"));
const SCRIPT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui-bundle.js"));

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|_, request| async move {
        match request.route() {
            "GET /openapi.json" => Ok(docs::openapi()),
            "GET /asyncapi.json" => Ok(docs::asyncapi()),
            "GET /docs" => Ok(Reply::file("text/html; charset=utf-8", POLICY, PAGE.into())),
            "GET /docs/{file}" => match request.path("file")? {
                "page.js" => Ok(Reply::file("text/javascript", POLICY, START.into())),
                "swagger-ui.css" => Ok(Reply::file("text/css", POLICY, STYLE.into())),
                "swagger-ui-bundle.js" => Ok(Reply::file("text/javascript", POLICY, SCRIPT.into())),
                _ => Err(rest::unknown_route()),
            },
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
