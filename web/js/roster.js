// The members of a chat as far as they are loaded. Pure but for the roster it changes.

import { nameOf } from './format.js';
import { rankOf } from './ranks.js';

export function newRoster() {
  // `cursor`: undefined before the first page, null when all are here.
  return { members: new Map(), cursor: undefined };
}

/** Takes in a page; `recent` are entries that may be newer than it. */
export function takePage(roster, page, recent) {
  for (const member of page.data) roster.members.set(member.userId, member);
  roster.cursor = page.nextCursor ?? null;
  recent.forEach((event) => applyToRoster(roster, event));
}

/** Takes in members an answer brought. */
export function takeMember(roster, member) {
  if (member.state === 'active') roster.members.set(member.userId, member);
  else roster.members.delete(member.userId);
}

/** The members an entry is about. */
export function membersOf({ type, data }) {
  if (!type.startsWith('member.')) return [];
  return data.members ?? (data.member ? [data.member] : []);
}

export function applyToRoster(roster, event) {
  const gone = event.type === 'member.removed' || event.type === 'member.left';
  for (const member of membersOf(event)) {
    const held = roster.members.get(member.userId);
    if (gone) roster.members.delete(member.userId);
    // An entry may leave out who a member is.
    else roster.members.set(member.userId, { ...member, user: member.user ?? held?.user ?? null });
  }
}

/** Highest rank first, then by name. */
export function inOrder(roster, people) {
  const named = [...roster.members.values()].map((member) => ({
    member,
    name: nameOf(people.get(member.userId) ?? member.user),
  }));
  return named.sort(
    (one, other) =>
      rankOf(other.member.role) - rankOf(one.member.role) ||
      one.name.localeCompare(other.name) ||
      one.member.userId.localeCompare(other.member.userId),
  );
}
