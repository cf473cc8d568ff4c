//! The checker on records made by hand: a clean run passes, and each kind of violation fails with
//! its promise and no other.

mod records;

use std::collections::BTreeSet;

use e2e::check::{Entry, Event, FailedPost, Line, OPENING, PUSH_WITHIN, Run, check, promises};

use self::records::{
    CHAT, QUIET, acked, answered, clean, entry, forget, lines, note, seen, sent, store, sync_bob,
};

#[track_caller]
fn assert_broken(run: &Run, expected: u8, words: &str) {
    let found = check(run);
    assert_eq!(promises(&found), BTreeSet::from([expected]), "{found:#?}");
    let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(texts.iter().any(|text| text.contains(words)), "{texts:#?}");
}

#[test]
fn a_clean_run_passes() {
    assert_eq!(check(&clean()), []);
}

#[test]
fn a_record_survives_its_file() {
    let mut run = clean();
    run.failed_posts.push(failed_post(20_000, 19_000, None));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/run.jsonl");
    run.write(&path).unwrap();
    assert_eq!(Run::read(&path).unwrap(), run);
}

#[test]
fn repeats_are_no_violation() {
    let mut run = clean();
    note(&mut run, "ann", 40, sent(1));
    note(&mut run, "ann", 45, acked(1));
    note(&mut run, "bob", 50, seen(entry(1)));
    let (chat, key, why) = (CHAT.to_owned(), "key-9".to_owned(), String::new());
    note(&mut run, "ann", 60, Event::Unknown { chat, key, why });
    assert_eq!(check(&run), []);
}

#[test]
fn an_acknowledged_message_that_is_lost_breaks_the_first_promise() {
    let mut run = clean();
    note(&mut run, "ann", 40, sent(4));
    note(&mut run, "ann", 45, acked(4));
    assert_broken(&run, 1, "is not in the history");
}

#[test]
fn a_message_stored_other_than_it_was_sent_breaks_the_first_promise() {
    let mut run = clean();
    let mut other = entry(2);
    other.text = "other".to_owned();
    for line in run.clients.iter_mut().flat_map(|client| &mut client.lines) {
        match &mut line.event {
            Event::Seen { entry, .. } if entry.seq == 2 => *entry = other.clone(),
            Event::Answered { chats, .. } => {
                let entries = chats.iter_mut().flat_map(|chat| &mut chat.entries);
                entries
                    .filter(|entry| entry.seq == 2)
                    .for_each(|entry| *entry = other.clone());
            }
            _ => {}
        }
    }
    let second = |event: &Event| matches!(event, Event::Acked { entry, .. } if entry.seq == 2);
    forget(&mut run, "ann", second);
    store(&mut run, &[entry(1), other, entry(3)]);
    assert_broken(&run, 1, "a text that was never sent so");
}

#[test]
fn a_hole_breaks_the_second_promise() {
    let mut run = clean();
    for name in ["ann", "bob"] {
        forget(&mut run, name, |event| {
            matches!(event, Event::Answered { .. })
        });
        note(&mut run, name, 0, answered(0, Vec::new()));
    }
    let second = |event: &Event| match event {
        Event::Acked { entry, .. } | Event::Seen { entry, .. } => entry.seq == 2,
        _ => false,
    };
    forget(&mut run, "ann", second);
    forget(&mut run, "bob", second);
    store(&mut run, &[entry(1), entry(3)]);
    let found = check(&run);
    // The missing answers of sync are beside the point here.
    let found: Vec<_> = found.into_iter().filter(|one| one.promise != 4).collect();
    assert_eq!(promises(&found), BTreeSet::from([2]), "{found:#?}");
    assert!(
        found
            .iter()
            .any(|one| one.what.contains("where 2 should be"))
    );
}

#[test]
fn readers_that_differ_break_the_second_promise() {
    let mut run = clean();
    let mut other = entry(3);
    other.id = "id-other".to_owned();
    other.key = "key-other".to_owned();
    note(
        &mut run,
        "ann",
        41,
        Event::Sent {
            chat: CHAT.to_owned(),
            key: other.key.clone(),
            text: other.text.clone(),
            connection: None,
        },
    );
    note(&mut run, "bob", 50, seen(other));
    assert_broken(&run, 2, "a push says message id-other");
}

#[test]
fn a_push_of_what_was_never_stored_breaks_the_second_promise() {
    let mut run = clean();
    note(&mut run, "bob", 50, seen(entry(4)));
    assert_broken(&run, 2, "the history has nothing there");
}

#[test]
fn a_history_that_cannot_be_read_breaks_the_second_promise() {
    let mut run = clean();
    forget(&mut run, "bob", |event| {
        matches!(event, Event::History { .. })
    });
    assert_broken(&run, 2, "could not be read");
}

#[test]
fn one_key_at_two_places_breaks_the_third_promise() {
    let mut run = clean();
    let mut again = entry(4);
    (again.key, again.text) = (entry(3).key, entry(3).text);
    store(&mut run, &[entry(1), entry(2), entry(3), again.clone()]);
    for name in ["ann", "bob"] {
        note(&mut run, name, 3_000, answered(3, vec![again.clone()]));
    }
    note(&mut run, "bob", 50, seen(again));
    assert_broken(&run, 3, "also message id-4 at 4");
}

#[test]
fn an_acknowledgement_of_another_text_breaks_the_third_promise() {
    let mut run = clean();
    let (chat, connection) = (CHAT.to_owned(), None);
    let (key, text) = (entry(1).key, "no".to_owned());
    note(
        &mut run,
        "ann",
        40,
        Event::Sent {
            chat,
            key: key.clone(),
            text: text.clone(),
            connection,
        },
    );
    let (sent, entry) = (text, entry(1));
    note(&mut run, "ann", 45, Event::Acked { key, sent, entry });
    assert_broken(&run, 3, "what it did not say");
}

#[test]
fn a_repeat_refused_as_another_message_breaks_the_third_promise() {
    let mut run = clean();
    let Entry { key, text, .. } = entry(1);
    let code = "idempotency_mismatch".to_owned();
    let chat = CHAT.to_owned();
    let refused = Event::Refused {
        chat,
        key,
        text,
        code,
    };
    note(&mut run, "ann", 40, refused);
    assert_broken(&run, 3, "was refused as another one");
}

#[test]
fn a_sync_that_leaves_something_out_breaks_the_fourth_promise() {
    let mut run = clean();
    sync_bob(&mut run, vec![vec![entry(1), entry(3)]]);
    assert_broken(&run, 4, "left out what lies between");
}

#[test]
fn an_entry_behind_a_token_breaks_the_fourth_promise() {
    let mut run = clean();
    sync_bob(
        &mut run,
        vec![vec![entry(1), entry(2), entry(3)], vec![entry(2)]],
    );
    assert_broken(&run, 4, "behind a token that had passed 3");
}

#[test]
fn a_sync_that_never_comes_to_the_end_breaks_the_fourth_promise() {
    let mut run = clean();
    sync_bob(&mut run, vec![vec![entry(1), entry(2)]]);
    assert_broken(&run, 4, "sync ends at 2, the history at 3");
}

#[test]
fn a_sync_that_begins_too_late_breaks_the_fourth_promise() {
    let mut run = clean();
    sync_bob(&mut run, vec![vec![entry(2), entry(3)]]);
    let (chat, through) = (CHAT.to_owned(), 0);
    lines(&mut run, "bob").insert(
        1,
        Line {
            at: 1,
            event: Event::Loaded { chat, through },
        },
    );
    assert_broken(&run, 4, "sync began at 2 though the client had only 0");
}

#[test]
fn a_reset_of_a_young_token_breaks_the_fourth_promise() {
    let mut run = clean();
    for line in lines(&mut run, "bob") {
        if let Event::Answered {
            token: Some(_),
            reset,
            ..
        } = &mut line.event
        {
            *reset = true;
        }
    }
    assert_broken(&run, 4, "minutes old");
}

fn is_push_of(seq: u64) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::Seen { entry, .. } if entry.seq == seq)
}

#[test]
fn an_entry_that_is_not_pushed_breaks_the_fifth_promise() {
    let mut run = clean();
    forget(&mut run, "bob", is_push_of(2));
    assert_broken(&run, 5, "not pushed to socket 1");
}

#[test]
fn an_entry_that_is_pushed_late_breaks_the_fifth_promise() {
    let mut run = clean();
    forget(&mut run, "bob", is_push_of(2));
    let late = QUIET + PUSH_WITHIN + 1;
    note(&mut run, "bob", late, seen(entry(2)));
    assert_broken(&run, 5, "due at 61000 ms");
}

#[test]
fn a_message_whose_sender_died_is_owed_as_well() {
    let mut run = clean();
    forget(
        &mut run,
        "ann",
        |event| matches!(event, Event::Acked { entry, .. } if entry.seq == 3),
    );
    forget(&mut run, "bob", is_push_of(3));
    assert_broken(&run, 5, "not pushed to socket 1");
}

#[test]
fn a_socket_that_opened_later_or_ended_is_owed_nothing() {
    let mut run = clean();
    forget(&mut run, "bob", is_push_of(2));
    let connection = 1;
    let why = String::new();
    let ended = QUIET + PUSH_WITHIN - 1;
    note(&mut run, "bob", ended, Event::Ended { connection, why });
    note(&mut run, "bob", ended, Event::Connected { connection: 2 });
    assert_eq!(check(&run), []);
}

fn failed_post(at: u64, asked: u64, forgotten: Option<u64>) -> FailedPost {
    FailedPost {
        connection: "c1".to_owned(),
        opened: 1_000,
        at,
        asked,
        forgotten,
    }
}

#[test]
fn a_post_to_a_forgotten_connection_breaks_the_seventh_promise() {
    let mut run = clean();
    run.failed_posts = vec![
        failed_post(20_000, 19_000, Some(20_100)),
        failed_post(30_000, 29_000, Some(30_100)),
    ];
    assert_broken(&run, 7, "1 of them for jobs that were queued after");
}

#[test]
fn failed_posts_side_by_side_or_while_opening_are_no_violation() {
    let mut run = clean();
    let young = 1_000 + OPENING - 1;
    run.failed_posts = vec![
        failed_post(young, young - 10, Some(young + 5)),
        // Its worker died: the record may still be there.
        failed_post(17_000, 16_900, None),
        failed_post(20_000, 19_000, Some(20_100)),
        failed_post(20_050, 19_500, Some(20_200)),
        // A retry that was queued before, and came later.
        failed_post(24_000, 18_000, Some(24_050)),
    ];
    assert_eq!(check(&run), []);
}
