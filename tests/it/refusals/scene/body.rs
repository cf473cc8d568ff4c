//! What each route takes.

use e2e::{PASSWORD, fresh};
use serde_json::{Value, json};

use super::{FOR_OTHERS, Scene};

/// Routes that take no body.
const WITHOUT: [&str; 49] = [
    "DELETE /v1/auth/sessions/{id}",
    "DELETE /v1/chats/{id}",
    "DELETE /v1/chats/{id}/invites/{code}",
    "DELETE /v1/chats/{id}/members/{userId}",
    "DELETE /v1/chats/{id}/messages/{messageId}",
    "DELETE /v1/chats/{id}/messages/{messageId}/pin",
    "DELETE /v1/chats/{id}/messages/{messageId}/reactions/{emoji}",
    "DELETE /v1/chats/{id}/scheduled/{scheduledId}",
    "DELETE /v1/users/{id}/block",
    "GET /v1/auth/mfa/setup",
    "GET /v1/auth/sessions",
    "GET /v1/chats",
    "GET /v1/chats/discover",
    "GET /v1/chats/unread",
    "GET /v1/chats/{id}",
    "GET /v1/chats/{id}/bans",
    "GET /v1/chats/{id}/invites",
    "GET /v1/chats/{id}/join-requests",
    "GET /v1/chats/{id}/members",
    "GET /v1/chats/{id}/messages",
    "GET /v1/chats/{id}/messages/{messageId}",
    "GET /v1/chats/{id}/messages/{messageId}/history",
    "GET /v1/chats/{id}/messages/{messageId}/reactions",
    "GET /v1/chats/{id}/messages/{messageId}/reads",
    "GET /v1/chats/{id}/messages/{messageId}/replies",
    "GET /v1/chats/{id}/pins",
    "GET /v1/chats/{id}/receipts",
    "GET /v1/chats/{id}/scheduled",
    "GET /v1/chats/{id}/typing",
    "GET /v1/invites",
    "GET /v1/invites/{code}",
    "GET /v1/presence/me",
    "GET /v1/presence/users",
    "GET /v1/presence/users/{id}",
    "GET /v1/sync",
    "GET /v1/users/blocked",
    "GET /v1/users/me",
    "GET /v1/users/me/export",
    "GET /v1/users/me/settings",
    "GET /v1/users/search",
    "GET /v1/users/{id}",
    "POST /v1/auth/verify-email/resend",
    "POST /v1/chats/{id}/join",
    "POST /v1/chats/{id}/messages/{messageId}/poll/close",
    "POST /v1/invites/{code}/accept",
    "POST /v1/invites/{code}/decline",
    "POST /v1/users/{id}/block",
    "PUT /v1/chats/{id}/messages/{messageId}/pin",
    "PUT /v1/chats/{id}/messages/{messageId}/reactions/{emoji}",
];

impl Scene {
    /// What a route takes.
    pub(super) async fn body(&self, route: &str) -> Option<Value> {
        let mut message = self.text();
        Some(match route {
            "POST /v1/auth/mfa/enable" => {
                let mut authenticator = self.ann.begin_mfa().await;
                json!({"code": authenticator.code().await})
            }
            "POST /v1/auth/mfa/disable" => json!({"password": PASSWORD, "code": "123456"}),
            "POST /v1/auth/ws-ticket"
            | "POST /v1/sync"
            | "POST /v1/chats/{id}/read"
            | "POST /v1/chats/{id}/invites"
            | "PUT /v1/chats/{id}/bans/{userId}" => json!({}),
            "PATCH /v1/chats/{id}" => json!({"description": fresh()}),
            "PUT /v1/chats/{id}/settings" => json!({"pinned": true}),
            "PATCH /v1/chats/{id}/members/{userId}" => json!({"title": fresh()}),
            "POST /v1/chats/{id}/members" => json!({"userIds": [self.bob.id]}),
            "POST /v1/chats/{id}/owner" => json!({"userId": self.bob.id}),
            "PATCH /v1/users/me" => json!({"bio": fresh()}),
            "DELETE /v1/users/me" => json!({"password": PASSWORD}),
            "PUT /v1/users/me/password" => {
                json!({"currentPassword": PASSWORD, "newPassword": fresh()})
            }
            "PUT /v1/users/me/settings" => json!({"readReceiptsEnabled": true}),
            "PUT /v1/presence/me" => json!({"status": "away"}),
            "POST /v1/chats" => json!({"type": "direct", "memberIds": [self.bob.id]}),
            "POST /v1/messages" => {
                message["chatId"] = json!(self.chat);
                message
            }
            "POST /v1/chats/{id}/messages" => message,
            "PATCH /v1/chats/{id}/messages/{messageId}" => json!({"text": "edited"}),
            "POST /v1/chats/{id}/messages/{messageId}/forward" => {
                json!({"chatIds": [self.chat], "clientMessageId": fresh()})
            }
            "PUT /v1/chats/{id}/messages/{messageId}/vote" => json!({"optionIds": ["1"]}),
            "POST /v1/chats/{id}/delivered" => json!({"seq": 1}),
            route if FOR_OTHERS.contains(&route) || WITHOUT.contains(&route) => return None,
            _ => panic!(
                "{route} is in the template and has no row here: its refusals are not tested"
            ),
        })
    }
}
