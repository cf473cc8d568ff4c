// What happened to a chat, as a sentence in its timeline. Pure.
//
// History names the event, who did it and to whom. An entry that comes while the page is open
// tells more; that is kept beside the message, in `told`.

import { lengthOf } from './format.js';
import { kindOf, listOf, someOf, WITH_ARTICLE } from './words.js';

const MOST_NAMES = 5;

/** `nameFor(id)` gives names, `me` is the reader, `info` the chat. */
export function systemLine(message, { nameFor, me, info }) {
  const { event, actorId, targetIds = [] } = message.system ?? {};
  const told = message.told ?? {};
  const by = actorId ?? message.senderId;
  const actor = nameFor(by);
  const targets = namesOf(targetIds, (id) => (id === me ? 'you' : nameFor(id)));
  switch (event) {
    case 'chat.created':
      return `${actor} created this ${kindOf(info)}`;
    case 'member.added':
      return targetIds.length === 1 && targetIds[0] === by ? `${actor} joined` : `${actor} added ${targets}`;
    case 'member.updated':
      return memberLine(actor, targets, targetIds, told, (id) => (id === me ? 'you' : nameFor(id)));
    case 'member.removed':
      return `${actor} ${told.banned ? 'banned' : 'removed'} ${targets}`;
    case 'member.left':
      return `${actor} left`;
    case 'chat.updated':
      return `${actor} ${listOf(changeLines(told.changes ?? {}, kindOf(info)))}`;
    default:
      return message.text || 'This chat changed';
  }
}

/** What is kept of an entry beside the message it brings; `before` is the member as they were. */
export function toldBy({ type, data }, before) {
  const { member, members = [member] } = data;
  switch (type) {
    case 'chat.updated':
      return { changes: data.changes };
    case 'member.removed':
      return { banned: member.state === 'banned' };
    case 'member.updated': {
      const owner = members.length > 1 && members.find(({ role }) => role === 'owner');
      if (owner) return { owner: owner.userId };
      return {
        ...(before && before.role !== member.role && { role: member.role }),
        ...(before && (before.title ?? null) !== (member.title ?? null) && { title: member.title ?? '' }),
      };
    }
    default:
      return {};
  }
}

function memberLine(actor, targets, targetIds, { owner, role, title }, nameFor) {
  if (owner) return `${actor} made ${nameFor(owner)} the owner`;
  if (role) return `${actor} made ${targets} ${WITH_ARTICLE[role]}`;
  if (title) return `${actor} gave ${targets} the title “${title}”`;
  if (title === '') return `${actor} took away the title of ${targets}`;
  return `${actor} changed the membership of ${targets}`;
}

function namesOf(ids, nameFor) {
  if (ids.length === 0) return 'someone';
  return someOf(ids.map(nameFor), MOST_NAMES);
}

function changeLines(changes, kind) {
  const lines = Object.entries(changes).map(([field, value]) => changeLine(field, value, kind));
  return lines.length > 0 ? [...new Set(lines)] : [`changed this ${kind}`];
}

function changeLine(field, value, kind) {
  switch (field) {
    case 'name':
      return `renamed the ${kind} to “${value}”`;
    case 'description':
      return value ? 'changed the description' : 'removed the description';
    case 'rules':
      return value ? 'changed the rules' : 'removed the rules';
    case 'avatarUrl':
      return value ? 'changed the picture' : 'removed the picture';
    case 'archived':
      return value ? `archived the ${kind}` : `reopened the ${kind}`;
    case 'visibility':
      return `made the ${kind} ${value}`;
    case 'disappearAfterSeconds':
      return value ? `set messages to disappear after ${lengthOf(value)}` : 'lets messages stay';
    case 'slowModeSeconds':
      return value ? `turned on slow mode (${lengthOf(value)})` : 'turned off slow mode';
    case 'joinPolicy':
      return 'changed who can join';
    case 'historyVisibility':
      return 'changed what new members can read';
    case 'maxMembers':
      return 'changed how many can be in it';
    case 'tags':
    case 'categories':
      return 'changed the tags';
    case 'rolePermissions':
      return 'changed what roles may do';
    default:
      return `changed this ${kind}`;
  }
}
