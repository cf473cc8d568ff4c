//! Nothing about somebody who is blocked, or does not show themself, comes by any route or event.

mod leaks;
mod routes;
mod scene;
mod turning;

use e2e::shared_stack;

use self::scene::{Hiding, Scene};

/// Hal does everything that could be told, and Cat does the same beside him: whatever tells of her
/// must not tell of him.
async fn check(hiding: Hiding) {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack, hiding).await;
    let hals = scene.appear(&scene.hal).await;
    let cats = scene.appear(&scene.cat).await;
    scene.expect_present().await;
    // Typing would have ended by itself meanwhile.
    scene.type_on(&hals, &scene.hal).await;
    scene.type_on(&cats, &scene.cat).await;
    scene.check_answers(true).await;
    scene.check_frames().await;
    hals.close().await;
    cats.close().await;
    scene.expect_gone().await;
    scene.check_answers(false).await;
    scene.check_frames().await;
}

#[tokio::test]
async fn whom_one_has_blocked_is_seen_nowhere() {
    check(Hiding::Blocked).await;
}

#[tokio::test]
async fn who_has_blocked_one_is_seen_nowhere() {
    check(Hiding::Blocking).await;
}

#[tokio::test]
async fn who_shows_themself_to_nobody_is_seen_nowhere() {
    check(Hiding::Nobody).await;
}

#[tokio::test]
async fn who_shows_themself_to_contacts_is_seen_by_no_stranger() {
    check(Hiding::Stranger).await;
}

#[tokio::test]
async fn who_chose_to_look_offline_looks_offline_everywhere() {
    check(Hiding::Invisible).await;
}
