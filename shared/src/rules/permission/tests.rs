use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{Rng as _, SeedableRng as _};

use super::*;

const ROLES: [Role; 4] = [Role::Owner, Role::Admin, Role::Moderator, Role::Member];

/// Permissions by their first letters, in the order of [`Permission::ALL`].
fn letters(permissions: &Permissions) -> String {
    let letters = "pinemda".chars().zip(Permission::ALL);
    letters
        .filter(|(_, permission)| permissions.contains(permission))
        .map(|(letter, _)| letter)
        .collect()
}

fn set(text: &str) -> Permissions {
    let letters = "pinemda".chars().zip(Permission::ALL);
    letters
        .filter(|(letter, _)| text.contains(*letter))
        .map(|(_, permission)| permission)
        .collect()
}

/// Kind of chat, how people come in, whether roles may other things there ([`unusual`]), permissions
/// of their own; what owner, admin, moderator, member may.
type Case = (
    ChatType,
    JoinPolicy,
    bool,
    Option<&'static str>,
    [&'static str; 4],
);

const ALL: &str = "pinemda";

#[rustfmt::skip]
const CASES: [Case; 9] = [
    (ChatType::Group, JoinPolicy::Invite, false, None, [ALL, ALL, "pind", "p"]),
    (ChatType::Group, JoinPolicy::Approval, false, None, [ALL, ALL, "pind", "p"]),
    (ChatType::Group, JoinPolicy::Open, false, None, [ALL, ALL, "pind", "pi"]),
    (ChatType::Channel, JoinPolicy::Invite, false, None, [ALL, ALL, "pind", ""]),
    (ChatType::Channel, JoinPolicy::Open, false, None, [ALL, ALL, "pind", "i"]),
    (ChatType::Group, JoinPolicy::Open, true, None, [ALL, "pm", ALL, ""]),
    (ChatType::Group, JoinPolicy::Open, true, Some("na"), [ALL, "na", "na", "na"]),
    (ChatType::Channel, JoinPolicy::Open, false, Some(""), [ALL, "", "", ""]),
    (ChatType::Direct, JoinPolicy::Open, true, Some("m"), ["pna"; 4]),
];

fn unusual() -> RolePermissions {
    RolePermissions {
        admin: Some(set("pm")),
        moderator: Some(set(ALL)),
        member: Some(set("")),
    }
}

#[test]
fn everyone_may_what_the_table_says() {
    let unusual = unusual();
    for (chat, join_policy, is_unusual, own, expected) in CASES {
        let own = own.map(set);
        for (role, expected) in ROLES.into_iter().zip(expected) {
            let standing = Standing {
                chat,
                join_policy,
                roles: is_unusual.then_some(&unusual),
                role,
                own: own.as_ref(),
            };
            let found = standing.permissions();
            assert_eq!(letters(&found), letters(&set(expected)), "{standing:?}");
        }
    }
}

#[test]
fn nobody_acts_on_a_role_at_or_above_their_own() {
    for (place, actor) in ROLES.into_iter().enumerate() {
        for (other, target) in ROLES.into_iter().enumerate() {
            assert_eq!(require_above(actor, target).is_ok(), place < other);
        }
    }
}

/// Somebody in the chat of the property test.
#[derive(Clone, Debug)]
struct Person {
    role: Role,
    own: Option<Permissions>,
}

/// A chat in which people act on each other at random, as far as these rules let them.
#[derive(Debug)]
struct World {
    people: Vec<Person>,
    roles: RolePermissions,
    chat: ChatType,
}

impl World {
    fn permissions(&self, place: usize) -> Permissions {
        let person = &self.people[place];
        Standing {
            chat: self.chat,
            join_policy: JoinPolicy::Invite,
            roles: Some(&self.roles),
            role: person.role,
            own: person.own.as_ref(),
        }
        .permissions()
    }

    fn of_role(&self, role: Role) -> Permissions {
        Standing {
            chat: self.chat,
            join_policy: JoinPolicy::Invite,
            roles: Some(&self.roles),
            role,
            own: None,
        }
        .permissions()
    }

    /// Gives somebody another role and permissions of their own, by the rules of `update_member`.
    fn update(&mut self, actor: usize, target: usize, wanted: Person) -> Result<()> {
        let (has, before) = (self.permissions(actor), self.permissions(target));
        require(&has, Permission::ManageMembers, "change members")?;
        let role = self.people[actor].role;
        require_above(role, self.people[target].role)?;
        let old = std::mem::replace(&mut self.people[target], wanted);
        let after = self.permissions(target);
        let new_role = self.people[target].role;
        let granted = require_grantable((role, &has), new_role, (&before, &after));
        if granted.is_err() {
            self.people[target] = old;
        }
        granted
    }

    /// Says what a role may, by the rules of `update_chat`.
    fn change_role(&mut self, actor: usize, role: Role, wanted: Permissions) -> Result<()> {
        let has = self.permissions(actor);
        require(&has, Permission::EditInfo, "change the chat")?;
        let before = self.of_role(role);
        let actor = (self.people[actor].role, &has);
        require_grantable(actor, role, (&before, &wanted))?;
        match role {
            Role::Owner => {}
            Role::Admin => self.roles.admin = Some(wanted),
            Role::Moderator => self.roles.moderator = Some(wanted),
            Role::Member => self.roles.member = Some(wanted),
        }
        Ok(())
    }

    /// Hands the chat over, by the rules of `hand_over`.
    fn hand_over(&mut self, actor: usize, target: usize) {
        if self.people[actor].role == Role::Owner && actor != target {
            self.people[actor].role = Role::Admin;
            let role = Role::Owner;
            self.people[target] = Person { role, own: None };
        }
    }
}

fn some(dice: &mut StdRng) -> Permissions {
    let mut all = Permission::ALL;
    all.shuffle(dice);
    all.into_iter().take(dice.random_range(0..=7)).collect()
}

#[test]
fn no_sequence_of_allowed_acts_lifts_anyone_to_or_above_the_actor() {
    for seed in 0..200 {
        let mut dice = StdRng::seed_from_u64(seed);
        let roles = [0, 1, 1, 2, 2, 3, 3, 3].map(|rank: usize| ROLES[rank]);
        let mut world = World {
            people: roles.map(|role| Person { role, own: None }).to_vec(),
            roles: RolePermissions::default(),
            chat: if seed % 2 == 0 {
                ChatType::Group
            } else {
                ChatType::Channel
            },
        };
        for _ in 0..300 {
            let (actor, target) = (dice.random_range(0..8), dice.random_range(0..8));
            let before: Vec<Permissions> = (0..8).map(|place| world.permissions(place)).collect();
            let rank = world.people[actor].role.rank();
            let role = *ROLES.choose(&mut dice).unwrap();
            match dice.random_range(0..10) {
                0..=5 => {
                    let own = dice.random_bool(0.5).then(|| some(&mut dice));
                    if world.update(actor, target, Person { role, own }).is_ok() {
                        assert!(world.people[target].role.rank() < rank, "seed {seed}");
                    }
                }
                6..=8 => drop(world.change_role(actor, role, some(&mut dice))),
                _ => {
                    world.hand_over(actor, target);
                    continue_with_one_owner(&world, seed);
                    continue;
                }
            }
            for (place, had) in before.iter().enumerate() {
                let has = world.permissions(place);
                let new: Permissions = has.difference(had).copied().collect();
                assert!(
                    new.is_subset(&before[actor]),
                    "seed {seed}: {place} gained {new:?}"
                );
            }
            continue_with_one_owner(&world, seed);
        }
    }
}

fn continue_with_one_owner(world: &World, seed: u64) {
    let owners = world.people.iter().filter(|one| one.role == Role::Owner);
    assert_eq!(owners.count(), 1, "seed {seed}");
}
