//! What the service says of itself. The descriptions are made from the types, but not while somebody
//! waits: what is served are the committed copies, and a test holds them against the types.

#[cfg(test)]
pub(crate) mod description;

use crate::edge::rest::Reply;

const OPENAPI: &[u8] = include_bytes!("../../../../docs/openapi.json");
const ASYNCAPI: &[u8] = include_bytes!("../../../../docs/asyncapi.json");

/// `GET /openapi.json`: the REST API (OpenAPI Specification 3.1).
#[must_use]
pub fn openapi() -> Reply {
    Reply::file("application/json", "default-src 'none'", OPENAPI.to_vec())
}

/// `GET /asyncapi.json`: the socket (AsyncAPI Specification 3.0).
#[must_use]
pub fn asyncapi() -> Reply {
    Reply::file("application/json", "default-src 'none'", ASYNCAPI.to_vec())
}
