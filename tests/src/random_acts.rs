//! Several people do whatever can be done to messages, at once and at random, by REST and by their
//! sockets, and some lose their connections meanwhile. Afterwards the model has to explain every
//! entry and every answer, and what each of them has seen has to be what there is to read.

mod choose;
mod compare;
mod person;
mod world;

use std::collections::BTreeMap;
use std::fmt;

use futures::future::join_all;

use self::person::Person;
use self::world::World;
use crate::{Stack, User, Viewer, Way};

/// People who act.
const PEOPLE: usize = 5;

/// What to do.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What everybody's dice begin with. Who is quicker is left to the machine.
    pub seed: u64,
    /// Acts of all people together.
    pub acts: usize,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// As it was asked for.
    pub options: Options,
    /// By kind of act: how many succeeded, how many were refused.
    pub acts: BTreeMap<&'static str, (usize, usize)>,
    /// Entries of all chats.
    pub entries: u64,
    /// How often somebody lost their connection.
    pub disconnects: usize,
    /// What differs from what had to be; nothing, when all is well.
    pub differences: Vec<String>,
}

impl Outcome {
    /// Acts, whatever became of them.
    #[must_use]
    pub fn count(&self) -> usize {
        self.acts
            .values()
            .map(|(done, refused)| done + refused)
            .sum()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Options { seed, .. } = self.options;
        let (acts, entries, disconnects) = (self.count(), self.entries, self.disconnects);
        let differences = self.differences.len();
        write!(
            formatter,
            "seed {seed}: {acts} acts, {entries} entries, {disconnects} disconnects, \
             {differences} differences;"
        )?;
        for (kind, (done, refused)) in &self.acts {
            write!(formatter, " {kind} {done}+{refused}")?;
        }
        Ok(())
    }
}

/// Lets people act, and compares.
pub async fn random_acts(stack: &Stack, options: Options) -> Outcome {
    let people = stack.register_many("random", PEOPLE).await;
    let world = World::new(&people).await;
    let viewers = people.iter().enumerate();
    let viewers = viewers.map(|(place, user)| Viewer::start(user, Way::BOTH[place % 2]));
    let viewers = join_all(viewers).await;

    let acting = people.iter().zip(&viewers).enumerate();
    let acting = acting.map(async |(place, (user, viewer))| {
        let seed = options.seed * 1_000 + place as u64;
        // The first of them is never away: somebody has to be told every entry as it happens.
        let is_watcher = place == 0;
        let mut person = Person::new(&world, user, viewer, seed, is_watcher).await;
        person.act(options.acts.div_ceil(PEOPLE)).await
    });
    let disconnects = join_all(acting).await.into_iter().sum();
    let people: Vec<(&User, &Viewer)> = people.iter().zip(&viewers).collect();
    let (entries, differences) = compare::compare(stack, &world, &people).await;
    Outcome {
        options,
        acts: world.count(),
        entries,
        disconnects,
        differences,
    }
}
