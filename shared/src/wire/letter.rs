use serde::{Deserialize, Serialize};

use crate::id::{ChatId, UserId};
use crate::time::Time;
use crate::wire::Device;

impl Letter {
    /// What it is about, in a word.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Verify { .. } => "verify",
            Self::Reset { .. } => "reset",
            Self::NewDevice { .. } => "newDevice",
            Self::PasswordChanged { .. } => "passwordChanged",
            Self::Invitation { .. } => "invitation",
        }
    }
}

/// What has to be written, and to whom. Holds no token: one is made when the mail is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Letter {
    /// Prove an address; when it is somebody else's, they are told instead.
    Verify {
        /// Who says that it is theirs.
        user: UserId,
        /// The address.
        email: String,
    },
    /// Choose a new password; nothing is sent when nobody has the address.
    Reset {
        /// The address.
        email: String,
    },
    /// Somebody logged in on a device that was not seen before.
    NewDevice {
        /// Whose account.
        user: UserId,
        /// The device.
        device: Device,
        /// When.
        at: Time,
    },
    /// The password is another one.
    PasswordChanged {
        /// Whose account.
        user: UserId,
        /// When.
        at: Time,
    },
    /// Somebody is invited into a chat.
    Invitation {
        /// Who.
        user: UserId,
        /// By whom.
        inviter: UserId,
        /// The chat.
        chat: ChatId,
        /// Its name.
        name: Option<String>,
    },
}
