//! The mails that a stack has captured.

use serde::Deserialize;

use crate::{DEADLINE, Stack, eventually, percent_encoded};

/// Subject of the mail that has somebody prove their address.
pub const CONFIRM_MAIL: &str = "Confirm your e-mail address";
/// Subject of the mail to the owner of an address that somebody else registered with.
pub const EXISTS_MAIL: &str = "You already have an account";
/// Subject of the mail that leads to a new password.
pub const RESET_MAIL: &str = "Reset your password";
/// Subject of the mail about a login on a device that was not seen before.
pub const LOGIN_MAIL: &str = "New login to your account";
/// Subject of the mail about a new password.
pub const CHANGED_MAIL: &str = "Your password was changed";

/// Characters of the token in a link: 32 bytes in base64url.
const TOKEN: usize = 43;

/// A mail; each has a text and an HTML part.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Mail {
    /// Its name in the mailbox.
    pub id: String,
    /// Who sent it.
    pub from: String,
    /// Whom it is to.
    pub to: Vec<String>,
    /// What it is about.
    pub subject: String,
    /// What is read without HTML.
    pub text: String,
    /// What is read with it.
    pub html: String,
}

impl Stack {
    /// The mails to an address, newest first.
    ///
    /// # Panics
    /// When one of them lacks a part.
    pub async fn mails_to(&self, address: &str) -> Vec<Mail> {
        let address = percent_encoded(address);
        let url = format!("{}/_local/mail/messages?to={address}", self.addresses.http);
        let mails = reqwest::get(url).await.expect("the mailbox is served");
        mails.json().await.expect("mails with text and HTML")
    }

    /// How many mails with this subject went to an address so far.
    pub async fn count_mails(&self, address: &str, subject: &str) -> usize {
        let mut mails = self.mails_to(address).await;
        mails.retain(|mail| mail.subject == subject);
        mails.len()
    }

    /// Waits for a mail to an address with this subject, and gives the newest.
    pub async fn mail_to(&self, address: &str, subject: &str) -> Mail {
        let found = async || {
            let mails = self.mails_to(address).await;
            mails.into_iter().find(|mail| mail.subject == subject)
        };
        eventually(subject, 2 * DEADLINE, found).await
    }

    /// Waits for another mail like this one that came later, and gives the newest.
    pub async fn mail_after(&self, mail: &Mail) -> Mail {
        let address = mail.to.first().expect("it is to somebody");
        let found = async || {
            let mails = self.mails_to(address).await.into_iter();
            let mut later = mails.take_while(|other| other.id != mail.id);
            // What is sent twice by mistake says the same.
            later.find(|other| other.subject == mail.subject && other.text != mail.text)
        };
        eventually(&mail.subject, 2 * DEADLINE, found).await
    }
}

impl Mail {
    /// The token of the link `#verify=` or `#reset=`, which both parts hold.
    ///
    /// # Panics
    /// When there is no such link.
    #[must_use]
    pub fn token(&self, kind: &str) -> String {
        let mark = format!("/#{kind}=");
        let (_, rest) = self.text.split_once(&mark).expect("a link");
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        let token: String = rest.chars().take_while(|letter| is_part(*letter)).collect();
        assert_eq!(token.len(), TOKEN, "{self:?}");
        assert!(self.html.contains(&token), "{self:?}");
        token
    }
}
