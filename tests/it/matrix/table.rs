//! The table.

use std::fmt;

/// What the routes of the table begin with.
pub(super) const PREFIXES: [&str; 3] = ["/v1/chats", "/v1/messages", "/v1/invites"];

/// Who there can be. One who is new here is one more column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Owner,
    Admin,
    Moderator,
    Member,
    /// Asked to join.
    Pending,
    Left,
    Banned,
    Removed,
    /// By the other one of their direct chat, which the routes below a chat are about for them.
    /// Elsewhere they are strangers.
    Blocked,
    /// Never came.
    Stranger,
    /// Has no token.
    Nobody,
}

impl Who {
    /// Everybody, in the order of the columns.
    pub(super) const ALL: [Self; 11] = [
        Self::Owner,
        Self::Admin,
        Self::Moderator,
        Self::Member,
        Self::Pending,
        Self::Left,
        Self::Banned,
        Self::Removed,
        Self::Blocked,
        Self::Stranger,
        Self::Nobody,
    ];

    /// Whether they are in the chat.
    pub(super) fn is_inside(self) -> bool {
        matches!(
            self,
            Self::Owner | Self::Admin | Self::Moderator | Self::Member
        )
    }

    /// Whether they are in the chat, or were.
    pub(super) fn came(self) -> bool {
        self.is_inside() || matches!(self, Self::Left | Self::Banned | Self::Removed)
    }
}

/// A row for every route, of the method, the path, whom or what it is about where that matters, the
/// status of a success, and a letter for each of [`Who::ALL`]: owner, admin, moderator, member;
/// pending, left, banned, removed; blocked, stranger; nobody.
///
/// `+` success, `w` 202 waits for approval, `v` 400 `validation_failed`, `f` 403 `forbidden`, `b` 403
/// `blocked`, `n` 404 `not_found`, `o` 409 `owner_required`, `t` 401 `unauthenticated`.
///
/// The chat is public, and joined by approval.
const TABLE: &str = "
POST   /v1/chats                                                -         201 ++++ ++++ ++ t
GET    /v1/chats                                                -         200 ++++ ++++ ++ t
GET    /v1/chats/unread                                         -         200 ++++ ++++ ++ t
GET    /v1/chats/discover                                       -         200 ++++ ++++ ++ t

GET    /v1/chats/{id}                                           -         200 ++++ nnnn +n t
PATCH  /v1/chats/{id}                                           -         200 ++ff nnnn vn t
DELETE /v1/chats/{id}                                           -         204 +fff nnnn +n t
PUT    /v1/chats/{id}/settings                                  -         200 ++++ nnnn +n t
POST   /v1/chats/{id}/leave                                     -         204 o+++ nnnn +n t
POST   /v1/chats/{id}/join                                      -         200 ++++ wwfw +w t

GET    /v1/chats/{id}/members                                   -         200 ++++ nnnn +n t
POST   /v1/chats/{id}/members                                   stranger  200 ++ff nnnn fn t
PATCH  /v1/chats/{id}/members/{userId}                          member    200 ++ff nnnn fn t
PATCH  /v1/chats/{id}/members/{userId}                          admin     200 +fff nnnn fn t
DELETE /v1/chats/{id}/members/{userId}                          member    204 ++ff nnnn fn t
DELETE /v1/chats/{id}/members/{userId}                          admin     204 +fff nnnn fn t
POST   /v1/chats/{id}/owner                                     member    200 +fff nnnn fn t

GET    /v1/chats/{id}/join-requests                             -         200 ++ff nnnn fn t
POST   /v1/chats/{id}/join-requests/{userId}/approve            pending   200 ++ff nnnn fn t
POST   /v1/chats/{id}/join-requests/{userId}/deny               pending   204 ++ff nnnn fn t
DELETE /v1/chats/{id}/join-requests/me                          -         204 nnnn +nnn nn t

GET    /v1/chats/{id}/bans                                      -         200 ++ff nnnn fn t
PUT    /v1/chats/{id}/bans/{userId}                             member    200 ++ff nnnn fn t
PUT    /v1/chats/{id}/bans/{userId}                             admin     200 +fff nnnn fn t
PUT    /v1/chats/{id}/bans/{userId}                             stranger  200 ++ff nnnn fn t
DELETE /v1/chats/{id}/bans/{userId}                             banned    204 ++ff nnnn fn t

GET    /v1/chats/{id}/invites                                   -         200 ++ff nnnn fn t
POST   /v1/chats/{id}/invites                                   -         201 ++ff nnnn fn t
POST   /v1/chats/{id}/invites                                   stranger  201 ++ff nnnn fn t
DELETE /v1/chats/{id}/invites/{code}                            owner's   204 ++ff nnnn fn t
GET    /v1/invites                                              -         200 ++++ ++++ ++ t
GET    /v1/invites/{code}                                       link      200 ++++ ++++ ++ t
GET    /v1/invites/{code}                                       another's 200 nnnn nnnn nn t
POST   /v1/invites/{code}/accept                                link      200 ++++ ++f+ ++ t
POST   /v1/invites/{code}/accept                                own       200 nnnn ++n+ ++ t
POST   /v1/invites/{code}/decline                               own       204 nnnn ++n+ ++ t
POST   /v1/invites/{code}/decline                               another's 204 nnnn nnnn nn t

POST   /v1/messages                                             -         201 ++++ nnnn bn t
GET    /v1/chats/{id}/messages                                  -         200 ++++ nnnn +n t
POST   /v1/chats/{id}/messages                                  -         201 ++++ nnnn bn t
GET    /v1/chats/{id}/messages/{messageId}                      another's 200 ++++ nnnn +n t
PATCH  /v1/chats/{id}/messages/{messageId}                      own       200 ++++ nnnn bn t
PATCH  /v1/chats/{id}/messages/{messageId}                      another's 200 ffff nnnn fn t
DELETE /v1/chats/{id}/messages/{messageId}                      own       200 ++++ nnnn +n t
DELETE /v1/chats/{id}/messages/{messageId}                      another's 200 +++f nnnn fn t
GET    /v1/chats/{id}/messages/{messageId}/history              another's 200 ++++ nnnn +n t
GET    /v1/chats/{id}/messages/{messageId}/reads                another's 200 ++++ nnnn +n t
GET    /v1/chats/{id}/messages/{messageId}/replies              another's 200 ++++ nnnn +n t
GET    /v1/chats/{id}/messages/{messageId}/reactions            another's 200 ++++ nnnn +n t
PUT    /v1/chats/{id}/messages/{messageId}/reactions/{emoji}    another's 200 ++++ nnnn +n t
DELETE /v1/chats/{id}/messages/{messageId}/reactions/{emoji}    another's 200 ++++ nnnn +n t
PUT    /v1/chats/{id}/messages/{messageId}/pin                  own       200 +++f nnnn +n t
PUT    /v1/chats/{id}/messages/{messageId}/pin                  another's 200 +++f nnnn +n t
DELETE /v1/chats/{id}/messages/{messageId}/pin                  another's 200 +++f nnnn +n t
PUT    /v1/chats/{id}/messages/{messageId}/vote                 another's 200 ++++ nnnn +n t
POST   /v1/chats/{id}/messages/{messageId}/poll/close           own       200 ++++ nnnn +n t
POST   /v1/chats/{id}/messages/{messageId}/poll/close           another's 200 +++f nnnn fn t
POST   /v1/chats/{id}/messages/{messageId}/forward              another's 200 ++++ nnnn +n t
GET    /v1/chats/{id}/pins                                      -         200 ++++ nnnn +n t
GET    /v1/chats/{id}/receipts                                  -         200 ++++ nnnn +n t
POST   /v1/chats/{id}/read                                      -         200 ++++ nnnn +n t
POST   /v1/chats/{id}/delivered                                 -         200 ++++ nnnn +n t
GET    /v1/chats/{id}/typing                                    -         200 ++++ nnnn +n t
GET    /v1/chats/{id}/scheduled                                 -         200 ++++ nnnn +n t
DELETE /v1/chats/{id}/scheduled/{scheduledId}                   own       204 ++++ nnnn +n t
DELETE /v1/chats/{id}/scheduled/{scheduledId}                   another's 204 nnnn nnnn nn t
";

/// What a cell expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Success(u16),
    Refusal(u16, &'static str),
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success(status) => write!(formatter, "{status}"),
            Self::Refusal(status, code) => write!(formatter, "{status} {code}"),
        }
    }
}

/// A route, and what it is about.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// Whom or what it is about; `-` when there is one thing only.
    pub(super) about: &'static str,
    success: u16,
    letters: String,
}

impl fmt::Display for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} ({})", self.method, self.path, self.about)
    }
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| !line.is_empty());
    lines.map(Row::parse).collect()
}

impl Row {
    fn parse(line: &'static str) -> Self {
        let mut words = line.split_whitespace();
        let mut word = || words.next().unwrap_or_else(|| panic!("too short: {line}"));
        let (method, path, about) = (word(), word(), word());
        let success = word().parse().unwrap();
        let letters = words.collect::<String>();
        assert_eq!(letters.len(), Who::ALL.len(), "no cell is left out: {line}");
        Self {
            method,
            path,
            about,
            success,
            letters,
        }
    }

    /// The route, as the template declares it.
    pub(super) fn route(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether it is about messages, and what belongs to them.
    pub(super) fn is_about_messages(&self) -> bool {
        let parts = [
            "message",
            "pins",
            "receipts",
            "read",
            "delivered",
            "scheduled",
        ];
        let names = self.path.split('/');
        let mut names = names.filter(|name| !name.starts_with('{'));
        names.any(|name| parts.iter().any(|part| name.starts_with(part)))
    }

    /// Whether it is about who is in a chat.
    pub(super) fn is_about_people(&self) -> bool {
        let parts = ["members", "owner", "join-requests", "bans"];
        self.path.split('/').any(|name| parts.contains(&name))
    }

    /// Everybody, and what they are to be answered.
    pub(super) fn cells(&self) -> impl Iterator<Item = (Who, Expected)> {
        let expected = self.letters.chars().map(move |letter| match letter {
            '+' => Expected::Success(self.success),
            'w' => Expected::Success(202),
            'v' => Expected::Refusal(400, "validation_failed"),
            'b' => Expected::Refusal(403, "blocked"),
            'f' => Expected::Refusal(403, "forbidden"),
            'n' => Expected::Refusal(404, "not_found"),
            'o' => Expected::Refusal(409, "owner_required"),
            't' => Expected::Refusal(401, "unauthenticated"),
            _ => panic!("{letter} means nothing: {self}"),
        });
        Who::ALL.into_iter().zip(expected)
    }
}
