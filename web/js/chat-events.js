// What happens to a chat itself, beside the line of it in the timeline: who is in it, what it is.

import { PERMISSIONS, permissionsOf } from './permissions.js';
import { applyToRoster, membersOf } from './roster.js';
import { toldBy } from './system-line.js';

/** Above this, members are counted here instead of asking anew at every change. */
const LARGE = 256;
/** Changes of these may change what I may do. */
const ABOUT_RIGHTS = ['rolePermissions', 'joinPolicy'];

/** The entry with what its line can tell of it. */
export function withTold(chat, event, me) {
  const { type, data } = event;
  const known = type === 'chat.updated' || (type.startsWith('member.') && data.member);
  if (!data?.message || !known) return event;
  const told = toldBy(event, memberBefore(chat, data.member, me));
  return { ...event, data: { ...data, message: { ...data.message, told } } };
}

function memberBefore({ roster, info }, member, me) {
  if (!member) return null;
  const held = roster.members.get(member.userId);
  if (held || member.userId !== me || !info.myRole) return held ?? null;
  // Of myself I know the role; a title only as it is now.
  return { role: info.myRole, title: member.title };
}

/**
 * Applies one entry. `hooks`: `lost(chat, how, reason)` I am no longer in it, `refresh(chatId)`
 * how it is now must be asked for.
 */
export function applyChatEvent(chat, event, store, { lost, refresh }) {
  const { type, data } = event;
  const me = store.me.id;
  const members = membersOf(event);
  members.forEach(({ user }) => store.know(user));
  applyToRoster(chat.roster, event);
  const mine = members.find(({ userId }) => userId === me);
  switch (type) {
    case 'chat.deleted':
      return lost(chat, 'deleted');
    case 'chat.updated':
      Object.assign(chat.info, data.changes);
      if (ABOUT_RIGHTS.some((field) => field in (data.changes ?? {}))) refresh(chat.info.id);
      return undefined;
    case 'member.updated':
      if (mine) Object.assign(chat.info, rightsOf(mine, chat.info));
      return undefined;
    case 'member.added':
      members.forEach(({ userId }) => chat.requests.delete(userId));
      return recount(chat, members.length, store, refresh);
    case 'member.removed':
    case 'member.left':
      if (mine) return lost(chat, howLost(type, mine), data.reason);
      members.forEach(({ userId }) => chat.cursors.delete(userId));
      return recount(chat, -members.length, store, refresh);
    default:
      return undefined;
  }
}

function howLost(type, { state }) {
  if (type === 'member.left') return 'left';
  return state === 'banned' ? 'banned' : 'removed';
}

/** My side of a chat after my membership changed. */
function rightsOf({ role, permissions }, info) {
  const own = role !== 'owner' && permissions;
  return { myRole: role, myPermissions: role === 'owner' ? PERMISSIONS : own || permissionsOf(info, role) };
}

// A description of the chat may already count what an entry after it tells, so the number is
// asked for, by those who look at it.
function recount(chat, by, store, refresh) {
  const { info } = chat;
  if ((info.memberCount ?? 0) > LARGE) info.memberCount += by;
  else if (store.openId === info.id) refresh(info.id);
  else chat.stale = true;
}

/** Takes in an invitation, or that somebody asks to join: no entry of a chat. True when it was one. */
export function takeAsked({ type, data }, store) {
  if (type === 'invite.created') {
    store.invites.set(data.invite.code, { ...data.invite, chat: data.chat });
    store.changed('invites');
  } else if (type === 'joinRequest.created') {
    store.know(data.user);
    store.chat(data.chatId)?.requests.set(data.userId, data);
    store.changed(data.chatId);
  } else return false;
  return true;
}

/** A sentence for who finds a chat gone. */
export function lostLine(name, how, reason) {
  const why = reason ? ` Reason: ${reason}` : '';
  switch (how) {
    case 'left':
      return `You left ${name}.`;
    case 'removed':
      return `You were removed from ${name}.${why}`;
    case 'banned':
      return `You were banned from ${name}.${why}`;
    case 'deleted':
      return `${name} was deleted.`;
    case 'hidden':
      return `The chat with ${name} is hidden until one of you writes.`;
    default:
      return `You are no longer in ${name}.`;
  }
}
