//! The numbers a client can run into.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Limits, served by `GET /v1/config`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Characters of a message's text.
    pub text_characters: usize,
    /// Bytes of UTF-8 of a message's text.
    pub text_bytes: usize,
    /// Characters of a link's, or an attachment's, address.
    pub url_characters: usize,
    /// Characters of a link's title, and of a poll's question.
    pub title_characters: usize,
    /// Characters of a link's description.
    pub link_description_characters: usize,
    /// Characters of a file's name.
    pub file_name_characters: usize,
    /// Attachments of a message.
    pub attachments: usize,
    /// Members a message names.
    pub mentions: usize,
    /// Options of a poll.
    pub poll_options: usize,
    /// Kinds of emoji a message gathers.
    pub reactions: usize,
    /// Pins of a chat.
    pub pins: usize,
    /// Chats a message is forwarded to at once.
    pub forward_chats: usize,
    /// Seconds in which a message can be edited.
    pub edit_window_seconds: u32,
    /// Seconds ahead for which a message can be scheduled.
    pub schedule_seconds: u32,
    /// Fewest seconds after which messages disappear.
    pub disappear_seconds_min: u32,
    /// Most seconds after which messages disappear.
    pub disappear_seconds_max: u32,
    /// Bytes of JSON of a message's metadata.
    pub metadata_bytes: usize,
    /// Bytes of JSON of everything a message says.
    pub content_bytes: usize,
    /// Characters of a `clientMessageId` or `Idempotency-Key`.
    pub key_characters: usize,
    /// Characters of a name.
    pub name_characters: usize,
    /// Characters of a chat's description.
    pub description_characters: usize,
    /// Fewest characters of a username.
    pub username_characters_min: usize,
    /// Most characters of a username.
    pub username_characters_max: usize,
    /// Fewest characters of a password.
    pub password_characters_min: usize,
    /// Most characters of a password.
    pub password_characters_max: usize,
    /// Characters of an e-mail address.
    pub email_characters: usize,
    /// Characters of what people say of themselves.
    pub bio_characters: usize,
    /// Seconds in which an e-mail address can be confirmed.
    pub verify_seconds: u32,
    /// Seconds in which a password can be reset.
    pub reset_seconds: u32,
    /// Logins of an account that stand; the oldest give way.
    pub sessions: usize,
    /// Recovery codes of an account.
    pub recovery_codes: usize,
    /// Requests of a person in a minute, unless a route has a limit of its own.
    pub requests_per_minute: u32,
    /// Receipts, heartbeats and the like of a person in a minute.
    pub light_requests_per_minute: u32,
    /// Characters of a chat's rules.
    pub rules_characters: usize,
    /// Tags of a chat, and categories.
    pub words: usize,
    /// Characters of a tag or category.
    pub word_characters: usize,
    /// Characters of a member's title.
    pub member_title_characters: usize,
    /// Characters of a reason.
    pub reason_characters: usize,
    /// Members of a group or channel unless it says otherwise, its creator included.
    pub group_members: u32,
    /// Most members that a group or channel can be made for.
    pub group_members_ceiling: u32,
    /// People who are let in by one call.
    pub members_per_call: usize,
    /// Uses of an invitation.
    pub invite_uses: u32,
    /// Items of a page unless asked otherwise.
    pub page_default: u32,
    /// Most items of a page.
    pub page_max: u32,
    /// Bytes after which a page or sync reply ends.
    pub reply_bytes: usize,
    /// Bytes of one frame to the server (API Gateway closes above it).
    pub frame_bytes: usize,
    /// Live connections of one user; the oldest gives way.
    pub connections_per_user: usize,
    /// Seconds within which a heartbeat is due.
    pub heartbeat_seconds: u32,
    /// Seconds an access token lives.
    pub access_token_seconds: u32,
    /// Seconds a refresh token lives.
    pub refresh_token_seconds: u32,
    /// Seconds in which a refresh token may be presented again.
    pub refresh_grace_seconds: u32,
    /// Seconds a socket ticket lives.
    pub ticket_seconds: u32,
    /// Seconds a key for idempotency is remembered.
    pub idempotency_seconds: u32,
    /// Seconds a sync token is good for.
    pub sync_token_seconds: u32,
    /// Seconds between receipts that are pushed for one reader of one chat.
    pub receipt_interval_seconds: u32,
    /// Chats above this many members push no receipts.
    pub receipt_members: u32,
    /// Characters of what somebody says to their status.
    pub status_text_characters: usize,
    /// People whom one connection watches.
    pub watched_users: usize,
    /// Direct chats whose other side is told of a person's presence without watching.
    pub presence_partners: usize,
    /// Seconds between two changes of a person's presence that are pushed.
    pub presence_interval_seconds: u32,
    /// Seconds after which a device that was not used is away.
    pub away_seconds: u32,
    /// Seconds after which a connection without a heartbeat is closed.
    pub silent_seconds: u32,
    /// Chats that one connection has open.
    pub open_chats: usize,
    /// Seconds after which typing ends by itself.
    pub typing_seconds: u32,
    /// Seconds between two pushes of one person's typing in one chat.
    pub typing_interval_seconds: u32,
    /// Chats above this many members show neither who types nor who looks.
    pub typing_members: u32,
}

/// The numbers of the contract.
pub const LIMITS: Limits = Limits {
    text_characters: 8_000,
    text_bytes: 24 * 1024,
    url_characters: 2_048,
    title_characters: 300,
    link_description_characters: 1_000,
    file_name_characters: 255,
    attachments: 10,
    mentions: 50,
    poll_options: 12,
    reactions: 20,
    pins: 50,
    forward_chats: 20,
    edit_window_seconds: 24 * 60 * 60,
    schedule_seconds: 366 * 24 * 60 * 60,
    disappear_seconds_min: 60,
    disappear_seconds_max: 365 * 24 * 60 * 60,
    metadata_bytes: 2 * 1024,
    content_bytes: 48 * 1024,
    key_characters: 64,
    name_characters: 100,
    description_characters: 500,
    username_characters_min: 3,
    username_characters_max: 32,
    password_characters_min: 12,
    password_characters_max: 128,
    email_characters: 254,
    bio_characters: 500,
    verify_seconds: 24 * 60 * 60,
    reset_seconds: 60 * 60,
    sessions: 100,
    recovery_codes: 10,
    requests_per_minute: 100,
    light_requests_per_minute: 600,
    rules_characters: 2_000,
    words: 10,
    word_characters: 30,
    member_title_characters: 50,
    reason_characters: 500,
    group_members: 256,
    group_members_ceiling: 10_000,
    members_per_call: 1_000,
    invite_uses: 10_000,
    page_default: 50,
    page_max: 100,
    reply_bytes: 96 * 1024,
    frame_bytes: 32 * 1024,
    connections_per_user: 20,
    heartbeat_seconds: 240,
    access_token_seconds: 15 * 60,
    refresh_token_seconds: 7 * 24 * 60 * 60,
    refresh_grace_seconds: 10,
    ticket_seconds: 30,
    idempotency_seconds: 24 * 60 * 60,
    sync_token_seconds: 30 * 24 * 60 * 60,
    receipt_interval_seconds: 2,
    receipt_members: 256,
    status_text_characters: 200,
    watched_users: 200,
    presence_partners: 200,
    presence_interval_seconds: 5,
    away_seconds: 300,
    silent_seconds: 10 * 60,
    open_chats: 20,
    typing_seconds: 10,
    typing_interval_seconds: 3,
    typing_members: 256,
};
