//! Tokens that somebody made, changed, kept too long or took from elsewhere: refused in every way a
//! token can be presented.

mod ended;
mod forgeries;
mod places;
mod signatures;

use e2e::token::{compact, signed_by_us};
use e2e::{ADMITTED, SECRET, Stack, User, claims, fresh, refused_with, shared_stack, sign};
use reqwest::Method;
use serde_json::{Value, json};

use self::forgeries::{Forgery, Original, forgeries};

async fn ticket(user: &User) -> String {
    let call = user.call(Method::POST, "/v1/auth/ws-ticket");
    let ticket = call.send().await.expect(200);
    ticket["ticket"].as_str().unwrap().to_owned()
}

/// Claims with another value.
fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

/// As the service signs, but made here.
fn made_here(claims: &Value) -> String {
    compact(&signed_by_us().to_string(), &claims.to_string(), SECRET)
}

/// Two people, and a table of what becomes of either's token.
async fn originals(stack: &Stack, of: impl AsyncFn(&User) -> String) -> (User, Vec<Forgery>) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let original = Original::new(&of(&ann).await, &of(&bob).await);
    let table = forgeries(&original);
    assert!(table.len() >= 45, "only {} forgeries", table.len());
    (ann, table)
}

#[tokio::test]
async fn a_good_token_passes_in_every_way() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let token = &ann.access_token;
    for good in [token, &sign(&claims(token)), &made_here(&claims(token))] {
        assert_eq!(stack.outcomes(good).await, ADMITTED);
    }
    let first = ticket(&ann).await;
    let other = with(&claims(&first), "jti", json!(format!("tkt_{}", fresh())));
    for good in [&first, &made_here(&other)] {
        assert_eq!(stack.outcome_of_ticket(good).await, "ticket 101");
    }
    let good = made_here(&claims(&ann.refresh_token));
    assert_eq!(stack.outcome_of_refresh(&good).await, "refresh 200");
}

#[tokio::test]
async fn no_forged_access_token_gets_in() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, table) = originals(&stack, async |user: &User| user.access_token.clone()).await;
    let mut wrong = Vec::new();
    for Forgery { what, token, code } in table {
        let outcomes = stack.outcomes(&token).await;
        if outcomes != refused_with(code) {
            wrong.push(format!("{what}: {outcomes:?}, not {code}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(stack.outcomes(&ann.access_token).await, ADMITTED);
}

#[tokio::test]
async fn no_forged_ticket_opens_a_socket() {
    let stack = shared_stack();
    let _log = stack.show_log();
    // Good for longer than a ticket is: the table takes its time.
    let end = json!(jiff::Timestamp::now().as_second() + 600);
    let long = async |user: &User| {
        let ticket = ticket(user).await;
        made_here(&with(&claims(&ticket), "exp", end.clone()))
    };
    let (ann, table) = originals(&stack, long).await;
    let mut wrong = Vec::new();
    for Forgery { what, token, .. } in table {
        let outcome = stack.outcome_of_ticket(&token).await;
        if outcome != "ticket 401" {
            wrong.push(format!("{what}: {outcome}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        stack.outcome_of_ticket(&ticket(&ann).await).await,
        "ticket 101"
    );
}

#[tokio::test]
async fn no_forged_refresh_token_is_exchanged() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, table) = originals(&stack, async |user: &User| user.refresh_token.clone()).await;
    let mut wrong = Vec::new();
    for Forgery { what, token, code } in table {
        let outcome = stack.outcome_of_refresh(&token).await;
        if outcome != format!("refresh 401 {code}") {
            wrong.push(format!("{what}: {outcome}, not {code}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Nothing of that has ended her login.
    let outcome = stack.outcome_of_refresh(&ann.refresh_token).await;
    assert_eq!(outcome, "refresh 200");
}

#[tokio::test]
async fn a_token_is_good_for_its_own_use_only() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (access, refresh) = (&ann.access_token, &ann.refresh_token);
    let ticket = ticket(&ann).await;
    let refused = refused_with("unauthenticated");
    for other in [refresh, &ticket] {
        assert_eq!(stack.outcomes(other).await, refused);
    }
    for other in [access, refresh] {
        assert_eq!(stack.outcome_of_ticket(other).await, "ticket 401");
    }
    for other in [access, &ticket] {
        let outcome = stack.outcome_of_refresh(other).await;
        assert_eq!(outcome, "refresh 401 unauthenticated");
    }
    // Whoever could sign would still need what makes the other kind.
    let as_ticket = with(&claims(access), "aud", json!("banter-ticket"));
    let outcome = stack.outcome_of_ticket(&sign(&as_ticket)).await;
    assert_eq!(outcome, "ticket 401", "without a name");
    let as_refresh = with(&claims(access), "aud", json!("banter-refresh"));
    let outcome = stack.outcome_of_refresh(&sign(&as_refresh)).await;
    assert_eq!(outcome, "refresh 401 unauthenticated", "no generation");
    assert_eq!(stack.outcome_of_ticket(&ticket).await, "ticket 101");
    assert_eq!(stack.outcome_of_ticket(&ticket).await, "ticket 401", "used");
}
