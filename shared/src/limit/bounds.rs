//! How often one may try to get in, or have mail sent.

use crate::limit::Bound;

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;

const fn bound(name: &'static str, most: u32, seconds: u32) -> Bound {
    Bound {
        name,
        most,
        seconds,
    }
}

/// Wrong passwords for one account from one address.
pub const LOGIN_DEVICE: Bound = bound("login-device", 10, 15 * MINUTE);
/// Wrong passwords for one account: more, so that a stranger does not easily lock somebody out.
pub const LOGIN_ACCOUNT: Bound = bound("login-account", 50, 15 * MINUTE);
/// Wrong passwords from one address.
pub const LOGIN_ADDRESS: Bound = bound("login-address", 100, 15 * MINUTE);
/// Wrong codes for one account.
pub const MFA: Bound = bound("mfa", 5, 15 * MINUTE);
/// Accounts made from one address.
pub const REGISTER_ADDRESS: Bound = bound("register-address", 20, HOUR);
/// Mails to reset the password of one account.
pub const FORGOT_ACCOUNT: Bound = bound("forgot-account", 5, HOUR);
/// Mails to reset a password that one address asks for.
pub const FORGOT_ADDRESS: Bound = bound("forgot-address", 20, HOUR);
/// Mails of one kind to one address.
pub const MAIL: Bound = bound("mail", 10, HOUR);
/// Refreshes of one login.
pub const REFRESH: Bound = bound("refresh", 60, 15 * MINUTE);
/// Mails to confirm an address that one account asks for.
pub const RESEND: Bound = bound("resend", 5, HOUR);
/// Tokens out of mails that one address presents.
pub const TOKEN_ADDRESS: Bound = bound("token-address", 60, HOUR);
