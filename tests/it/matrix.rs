//! Who may do what: every route of chats, messages and invitations for everybody there can be.

mod request;
mod scene;
mod table;

use std::collections::BTreeSet;

use e2e::{Answer, rest_routes, shared_stack};

use self::scene::Scene;
use self::table::{Expected, PREFIXES, Row, Who, rows};

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let is_about = |route: &String| {
        let path = route.split_once(' ').unwrap().1;
        let rest = PREFIXES.iter().find_map(|one| path.strip_prefix(one));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let declared: BTreeSet<String> = rest_routes().into_iter().filter(is_about).collect();
    let tested: BTreeSet<String> = rows().iter().map(Row::route).collect();
    let untested: Vec<&String> = declared.difference(&tested).collect();
    assert!(untested.is_empty(), "without a row: {untested:#?}");
    let gone: Vec<&String> = tested.difference(&declared).collect();
    assert!(gone.is_empty(), "without a route: {gone:#?}");
    let names: BTreeSet<String> = rows().iter().map(ToString::to_string).collect();
    assert_eq!(names.len(), rows().len(), "a row comes twice");
}

#[tokio::test]
async fn everybody_does_with_messages_what_they_may() {
    check(Row::is_about_messages).await;
}

#[tokio::test]
async fn everybody_does_with_members_what_they_may() {
    check(|row| !row.is_about_messages() && row.is_about_people()).await;
}

#[tokio::test]
async fn everybody_does_with_chats_what_they_may() {
    check(|row| !row.is_about_messages() && !row.is_about_people()).await;
}

/// Tries every cell of these rows, and tells of all that are not as the table says.
async fn check(concerns: impl Fn(&Row) -> bool) {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let mut wrong = Vec::new();
    let rows = rows();
    for row in rows.iter().filter(|row| concerns(row)) {
        for (who, expected) in row.cells() {
            let cell = Cell { row, who, expected };
            wrong.extend(cell.check(&scene).await);
        }
    }
    let count = wrong.len();
    assert!(wrong.is_empty(), "{count} cells:\n{}", wrong.join("\n"));
}

/// One route for one sort of person.
struct Cell<'a> {
    row: &'a Row,
    who: Who,
    expected: Expected,
}

impl Cell<'_> {
    /// Sends a request that is good but for who sends it. What is wrong, if anything is.
    async fn check(&self, scene: &Scene<'_>) -> Option<String> {
        let request = scene.request(self.row, self.who).await;
        let dynamodb = scene.stack.dynamodb();
        let seqs = dynamodb.seqs(&request.chat).await;
        let answer = request.send(scene, self.who).await;
        if !self.is_expected(&answer) {
            let (row, who, expected) = (self.row, self.who, &self.expected);
            let (status, text) = (answer.status, answer.text());
            return Some(format!(
                "{row}, {who:?}: not {expected}, but {status} {text}"
            ));
        }
        if let Expected::Refusal(status, code) = self.expected {
            answer.problem(status, code);
            let now = dynamodb.seqs(&request.chat).await;
            assert_eq!(now, seqs, "{}, {:?}: refused, yet", self.row, self.who);
        }
        None
    }

    fn is_expected(&self, answer: &Answer) -> bool {
        match self.expected {
            Expected::Success(status) => answer.status == status,
            Expected::Refusal(status, code) => {
                answer.status == status && answer.json()["code"] == code
            }
        }
    }
}
