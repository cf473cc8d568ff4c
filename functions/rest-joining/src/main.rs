//! How people come into chats on their own, and how they are kept out.

use shared::edge::rest::{self, joining};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    rest::serve(|app, request| async move {
        match request.route() {
            "POST /v1/chats/{id}/join" => joining::join(app, &request).await,
            "GET /v1/chats/{id}/join-requests" => joining::list_requests(app, &request).await,
            "POST /v1/chats/{id}/join-requests/{userId}/approve" => {
                joining::approve(app, &request).await
            }
            "POST /v1/chats/{id}/join-requests/{userId}/deny" => joining::deny(app, &request).await,
            "DELETE /v1/chats/{id}/join-requests/me" => joining::withdraw(app, &request).await,
            "GET /v1/chats/{id}/bans" => joining::list_bans(app, &request).await,
            "PUT /v1/chats/{id}/bans/{userId}" => joining::ban(app, &request).await,
            "DELETE /v1/chats/{id}/bans/{userId}" => joining::lift_ban(app, &request).await,
            _ => Err(rest::unknown_route()),
        }
    })
    .await
}
