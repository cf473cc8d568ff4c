//! Samples of accounts and people.

use serde_json::json;

use super::{BEARER, Sample};

const COOKIE: &str = "banter_refresh=eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";
const LINK: &str = "FkDxvn-enojkm6xXCYhq-77crCKyybLYKpZngLajU8c";

/// Registering, logging in and out.
pub(super) fn logins() -> Vec<Sample> {
    let post = |path: &str| format!("POST /v1/auth/{path}");
    vec![
        (
            "rest-auth/register",
            "POST /v1/auth/register",
            post("register"),
            vec![],
            Some(json!({ "username": "ada", "email": "ada@example.com",
                         "password": "correct horse battery staple", "displayName": "Ada" })),
        ),
        (
            "rest-auth/login",
            "POST /v1/auth/login",
            post("login"),
            vec![],
            Some(
                json!({ "identifier": "ada", "password": "correct horse battery staple",
                         "device": { "type": "web", "name": "Firefox" }, "refreshMode": "cookie" }),
            ),
        ),
        (
            "rest-auth/refresh-cookie",
            "POST /v1/auth/refresh",
            post("refresh"),
            vec![("cookie", COOKIE), ("origin", "http://127.0.0.1:3000")],
            Some(json!({})),
        ),
        (
            "rest-auth/refresh-body",
            "POST /v1/auth/refresh",
            post("refresh"),
            vec![],
            Some(json!({ "refreshToken": "rt_4Zl0t2mVq1s8x7uE5b9KcA" })),
        ),
        (
            "rest-auth/logout",
            "POST /v1/auth/logout",
            post("logout"),
            vec![("authorization", BEARER)],
            None,
        ),
        (
            "rest-auth/ws-ticket",
            "POST /v1/auth/ws-ticket",
            post("ws-ticket"),
            vec![("authorization", BEARER)],
            None,
        ),
        (
            "rest-auth/logout-all",
            "POST /v1/auth/logout-all",
            post("logout-all"),
            vec![("authorization", BEARER)],
            None,
        ),
        (
            "rest-auth/sessions",
            "GET /v1/auth/sessions",
            "GET /v1/auth/sessions".to_owned(),
            vec![("authorization", BEARER)],
            None,
        ),
        (
            "rest-auth/end-session",
            "DELETE /v1/auth/sessions/{id}",
            "DELETE /v1/auth/sessions/ses_01m8h8bx12epr9bxxshhknvv2f".to_owned(),
            vec![("authorization", BEARER)],
            None,
        ),
    ]
}

/// What mails are about.
pub(super) fn mails() -> Vec<Sample> {
    let post = |path: &str| format!("POST /v1/auth/{path}");
    vec![
        (
            "rest-auth/verify-email",
            "POST /v1/auth/verify-email",
            post("verify-email"),
            vec![],
            Some(json!({ "token": LINK })),
        ),
        (
            "rest-auth/resend-verification",
            "POST /v1/auth/verify-email/resend",
            post("verify-email/resend"),
            vec![("authorization", BEARER)],
            None,
        ),
        (
            "rest-auth/forgot-password",
            "POST /v1/auth/forgot-password",
            post("forgot-password"),
            vec![],
            Some(json!({ "email": "ada@example.com" })),
        ),
        (
            "rest-auth/reset-password",
            "POST /v1/auth/reset-password",
            post("reset-password"),
            vec![],
            Some(json!({ "token": LINK, "newPassword": "staple battery horse" })),
        ),
    ]
}

/// Two-step login.
pub(super) fn second_steps() -> Vec<Sample> {
    let post = |path: &str| format!("POST /v1/auth/{path}");
    vec![
        (
            "rest-auth/set-up-mfa",
            "GET /v1/auth/mfa/setup",
            "GET /v1/auth/mfa/setup".to_owned(),
            vec![("authorization", BEARER)],
            None,
        ),
        (
            "rest-auth/enable-mfa",
            "POST /v1/auth/mfa/enable",
            post("mfa/enable"),
            vec![("authorization", BEARER)],
            Some(json!({ "code": "287082" })),
        ),
        (
            "rest-auth/disable-mfa",
            "POST /v1/auth/mfa/disable",
            post("mfa/disable"),
            vec![("authorization", BEARER)],
            Some(json!({ "password": "correct horse battery staple", "code": "081804" })),
        ),
    ]
}

/// Accounts.
pub(super) fn people() -> Vec<Sample> {
    let bearer = || vec![("authorization", BEARER)];
    vec![
        (
            "rest-users/me",
            "GET /v1/users/me",
            "GET /v1/users/me".to_owned(),
            bearer(),
            None,
        ),
        (
            "rest-users/get",
            "GET /v1/users/{id}",
            "GET /v1/users/0191e0a5-0000-7000-8000-000000000002".to_owned(),
            bearer(),
            None,
        ),
        (
            "rest-users/search",
            "GET /v1/users/search",
            "GET /v1/users/search?q=ad%20a&limit=20".to_owned(),
            bearer(),
            None,
        ),
        (
            "rest-users/settings",
            "GET /v1/users/me/settings",
            "GET /v1/users/me/settings".to_owned(),
            bearer(),
            None,
        ),
        (
            "rest-users/update-settings",
            "PUT /v1/users/me/settings",
            "PUT /v1/users/me/settings".to_owned(),
            bearer(),
            Some(json!({ "readReceiptsEnabled": false })),
        ),
        (
            "rest-users/update-me",
            "PATCH /v1/users/me",
            "PATCH /v1/users/me".to_owned(),
            bearer(),
            Some(json!({ "displayName": "Ada L.", "bio": null })),
        ),
        (
            "rest-users/delete-me",
            "DELETE /v1/users/me",
            "DELETE /v1/users/me".to_owned(),
            bearer(),
            Some(json!({ "password": "correct horse battery staple" })),
        ),
        (
            "rest-users/change-password",
            "PUT /v1/users/me/password",
            "PUT /v1/users/me/password".to_owned(),
            bearer(),
            Some(json!({ "currentPassword": "correct horse battery staple",
                         "newPassword": "staple battery horse" })),
        ),
        (
            "rest-users/export",
            "GET /v1/users/me/export",
            "GET /v1/users/me/export".to_owned(),
            bearer(),
            None,
        ),
    ]
}
