//! What the mails say.

use crate::mail::page::{Button, Mail};
use crate::rules::limits::LIMITS;
use crate::time::Time;
use crate::wire::{Device, DeviceType};

/// Asks somebody to prove that an address is theirs.
pub(super) fn verify(url: &str) -> Mail {
    let hours = LIMITS.verify_seconds / 3600;
    let last = format!(
        "The link is good for {hours} hours. If you have not asked for this, you need not do anything."
    );
    let first = "Please confirm that this e-mail address is yours.";
    let button = Button {
        label: "Confirm",
        url,
    };
    Mail::new("Confirm your e-mail address", &[first, &last], Some(button))
}

/// Tells the owner of an address that somebody tried to use it.
pub(super) fn exists(web_url: &str) -> Mail {
    let button = Button {
        label: "Log in",
        url: web_url,
    };
    Mail::new(
        "You already have an account",
        &[
            "Somebody gave your e-mail address for an account, but you have one already. Log in, \
             or choose a new password there if you have forgotten yours.",
            "If it was not you, you need not do anything: nobody got into your account.",
        ],
        Some(button),
    )
}

/// Leads to a new password.
pub(super) fn reset(url: &str) -> Mail {
    let minutes = LIMITS.reset_seconds / 60;
    let last = format!(
        "The link is good for {minutes} minutes, once. All devices are logged out then. If you \
         have not asked for this, you need not do anything: your password stays as it is."
    );
    let first = "Choose a new password for your account.";
    let button = Button {
        label: "Choose a new password",
        url,
    };
    Mail::new("Reset your password", &[first, &last], Some(button))
}

/// Tells of a login on a device that was not seen before.
pub(super) fn new_device(device: &Device, at: Time, web_url: &str) -> Mail {
    let kind = match device.kind {
        DeviceType::Web => "a browser",
        DeviceType::Mobile => "a phone or tablet",
        DeviceType::Desktop => "a desktop program",
    };
    let name = device.name.as_ref();
    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
    let first = format!(
        "Somebody logged in to your account with {kind}{name} on {}.",
        day(at)
    );
    let button = Button {
        label: "See your devices",
        url: web_url,
    };
    Mail::new(
        "New login to your account",
        &[
            &first,
            "If it was you, all is well. If not, change your password at once: it logs out all \
             other devices.",
        ],
        Some(button),
    )
}

/// Tells that the password is another one.
pub(super) fn password_changed(at: Time) -> Mail {
    let first = format!("The password of your account was changed on {}.", day(at));
    Mail::new(
        "Your password was changed",
        &[
            &first,
            "If it was not you, choose a new one with \"Forgot password\" where you log in.",
        ],
        None,
    )
}

/// Tells of an invitation.
pub(super) fn invitation(inviter: &str, chat: &str, web_url: &str) -> Mail {
    let subject = format!("{inviter} invites you to {chat}");
    let first = format!("{inviter} invites you to \"{chat}\".");
    let button = Button {
        label: "See the invitation",
        url: web_url,
    };
    let last = "You can switch these mails off in your settings.";
    Mail::new(&subject, &[&first, last], Some(button))
}

/// A point in time as people read it.
fn day(at: Time) -> String {
    let text = at.to_string();
    let minutes = text.get(..16).unwrap_or(&text).replace('T', " at ");
    format!("{minutes} UTC")
}
