use crate::id::{SessionId, UserId};

/// Who speaks. It comes from a token or from the authorizer of the socket, never from a payload.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The person.
    pub user_id: UserId,
    /// The login.
    pub session_id: SessionId,
}
