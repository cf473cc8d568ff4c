//! An authenticator: codes of six digits that change every 30 seconds (RFC 6238, with SHA-1).

use jiff::Timestamp;
use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::{DEADLINE, User, eventually};

/// Seconds for which a code is shown.
const STEP: u64 = 30;
/// Seconds within which a code that is given out gets to where it is needed.
const IN_TIME: u64 = 10;
/// Steps on either side of now whose codes a wrong one must not be.
const AROUND: u64 = 4;

/// An authenticator of one account.
#[derive(Debug)]
pub struct Authenticator {
    secret: String,
    /// The newest step whose code was given out.
    last: u64,
}

impl Authenticator {
    /// An authenticator that has read a secret, in base32.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self {
            secret: secret.to_owned(),
            last: 0,
        }
    }

    /// The code of a step.
    ///
    /// # Panics
    /// When the secret is none.
    #[must_use]
    pub fn code_of(&self, step: u64) -> String {
        let secret = Secret::try_from_base32(&self.secret).expect("it is base32");
        let totp = Builder::new().with_secret(secret).build();
        let totp = totp.expect("it is long enough");
        totp.generate(step * STEP).to_string()
    }

    /// A code that is good now and newer than all before; waits for one when there is none.
    pub async fn code(&mut self) -> String {
        let last = self.last;
        let oldest = async || {
            let now = seconds();
            // One step late is in time, and one step early.
            let step = (last + 1).max((now + IN_TIME) / STEP - 1);
            (step <= now / STEP + 1).then_some(step)
        };
        self.last = eventually("a new code", 2 * DEADLINE, oldest).await;
        self.code_of(self.last)
    }

    /// A code that is not good, nor will be soon.
    ///
    /// # Panics
    /// Never: there are more codes than steps.
    #[must_use]
    pub fn wrong_code(&self) -> String {
        let now = seconds() / STEP;
        let good: Vec<String> = (now - AROUND..=now + AROUND)
            .map(|step| self.code_of(step))
            .collect();
        let mut codes = (0..100).map(|number| format!("{number:06}"));
        codes.find(|code| !good.contains(code)).expect("a code")
    }
}

/// Calls with the present step; again when it was over before the answer came.
pub async fn within_a_step<T>(call: impl AsyncFn(u64) -> T) -> T {
    loop {
        let step = seconds() / STEP;
        let answer = call(step).await;
        if seconds() / STEP == step {
            return answer;
        }
    }
}

impl User {
    /// Begins to set up the second factor.
    ///
    /// # Panics
    /// When it is set up already.
    pub async fn begin_mfa(&self) -> Authenticator {
        let setup = self.get("/v1/auth/mfa/setup").await.expect(200);
        Authenticator::new(setup["secret"].as_str().expect("a string"))
    }

    /// Sets up the second factor, and gives the recovery codes beside.
    ///
    /// # Panics
    /// When it is set up already.
    pub async fn enable_mfa(&self) -> (Authenticator, Vec<String>) {
        let mut authenticator = self.begin_mfa().await;
        let body = json!({"code": authenticator.code().await});
        let enabled = self.post("/v1/auth/mfa/enable", &body).await.expect(200);
        let codes = enabled["recoveryCodes"].as_array().expect("a list").iter();
        let codes = codes.map(|code| code.as_str().expect("a string").to_owned());
        (authenticator, codes.collect())
    }
}

/// Seconds since 1970.
fn seconds() -> u64 {
    u64::try_from(Timestamp::now().as_second()).expect("after 1970")
}
