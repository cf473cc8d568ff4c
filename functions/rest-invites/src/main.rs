//! Invitations into chats.

use shared::edge::rest::{self, invites};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "GET /v1/chats/{id}/invites" => invites::list(app, &request).await,
            "POST /v1/chats/{id}/invites" => invites::create(app, &request).await,
            "DELETE /v1/chats/{id}/invites/{code}" => invites::revoke(app, &request).await,
            "GET /v1/invites" => invites::list_mine(app, &request).await,
            "GET /v1/invites/{code}" => invites::preview(app, &request).await,
            "POST /v1/invites/{code}/accept" => invites::accept(app, &request).await,
            "POST /v1/invites/{code}/decline" => invites::decline(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
