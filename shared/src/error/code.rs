/// What went wrong, in the words of the contract (RFC 9457 `code` member).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The body is not JSON.
    MalformedJson,
    /// A field is missing, of the wrong type, or out of bounds.
    ValidationFailed,
    /// A frame names no action, or one that does not exist.
    UnknownAction,
    /// No credentials, or credentials nobody issued.
    Unauthenticated,
    /// The access token is past its time: refresh it.
    TokenExpired,
    /// Wrong identifier or password.
    InvalidCredentials,
    /// The password is right; the account also asks for a code.
    MfaRequired,
    /// The login was ended.
    SessionRevoked,
    /// Known caller, but not allowed.
    Forbidden,
    /// One of the two has blocked the other.
    Blocked,
    /// A request with a cookie comes from a page that may not send one.
    OriginRefused,
    /// The account has to confirm its e-mail address first.
    EmailUnverified,
    /// The chat has to have an owner.
    OwnerRequired,
    /// The caller has to wait before they write again.
    SlowMode,
    /// Too many requests in too short a time.
    RateLimited,
    /// Does not exist, or the caller may not know that it does.
    NotFound,
    /// The state of the resource does not admit this.
    Conflict,
    /// The same request is still running.
    InProgress,
    /// The username belongs to somebody else.
    NameTaken,
    /// The chat has as many members as it may.
    ChatFull,
    /// The message is too old to be edited.
    EditWindowClosed,
    /// Voting is over.
    PollClosed,
    /// There are as many of them as there may be.
    LimitReached,
    /// The body exceeds a limit in bytes.
    TooLarge,
    /// The key was used before with another body.
    IdempotencyMismatch,
    /// A fault of ours.
    Internal,
    /// A fault of ours that passes: try again.
    Unavailable,
}

impl Code {
    /// HTTP status, code on the wire, and title.
    pub(super) const fn describe(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::MalformedJson => (400, "malformed_json", "The body is not valid JSON"),
            Self::ValidationFailed => (400, "validation_failed", "The request is not valid"),
            Self::UnknownAction => (400, "unknown_action", "No such action"),
            Self::Unauthenticated => (401, "unauthenticated", "Authentication is required"),
            Self::TokenExpired => (401, "token_expired", "The access token has expired"),
            Self::InvalidCredentials => (
                401,
                "invalid_credentials",
                "Identifier or password is wrong",
            ),
            Self::MfaRequired => (401, "mfa_required", "A code is required"),
            Self::SessionRevoked => (401, "session_revoked", "The session has ended"),
            Self::Forbidden => (403, "forbidden", "Not allowed"),
            Self::Blocked => (403, "blocked", "One of you has blocked the other"),
            Self::OriginRefused => (403, "origin_refused", "The page may not send this"),
            Self::EmailUnverified => (
                403,
                "email_unverified",
                "The e-mail address is not confirmed",
            ),
            Self::OwnerRequired => (409, "owner_required", "The chat needs an owner"),
            Self::RateLimited => (429, "rate_limited", "Too many requests"),
            Self::SlowMode => (429, "slow_mode", "Wait before you write again"),
            Self::NotFound => (404, "not_found", "Not found"),
            Self::Conflict => (
                409,
                "conflict",
                "The request conflicts with the present state",
            ),
            Self::InProgress => (409, "in_progress", "The same request is still running"),
            Self::NameTaken => (409, "name_taken", "The username is taken"),
            Self::ChatFull => (409, "chat_full", "The chat is full"),
            Self::EditWindowClosed => (
                409,
                "edit_window_closed",
                "The message is too old to be edited",
            ),
            Self::PollClosed => (409, "poll_closed", "The poll is closed"),
            Self::LimitReached => (409, "limit_reached", "There are too many already"),
            Self::TooLarge => (413, "too_large", "The request is too large"),
            Self::IdempotencyMismatch => (
                422,
                "idempotency_mismatch",
                "The key was used with another body",
            ),
            Self::Internal => (500, "internal", "Something went wrong on our side"),
            Self::Unavailable => (503, "unavailable", "Try again in a moment"),
        }
    }

    /// The HTTP status the code stands for.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.describe().0
    }

    /// The code as the contract spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.describe().1
    }
}
