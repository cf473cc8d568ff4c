// Who stands above whom in a chat, and what follows from it. Pure.

import { may, PERMISSIONS, permissionsOf } from './permissions.js';

/** From the lowest to the highest. */
export const ROLES = ['member', 'moderator', 'admin', 'owner'];

export function rankOf(role) {
  return ROLES.indexOf(role);
}

/** The roles below mine, lowest first. */
export function rolesBelow(info) {
  return ROLES.slice(0, Math.max(0, rankOf(info.myRole)));
}

/** What I can do with a member. */
export function possibleWith(member, info, me) {
  const self = member.userId === me;
  const there = info.type !== 'direct' && member.state === 'active';
  const manages = there && may(info, 'manageMembers');
  const above = manages && !self && rankOf(info.myRole) > rankOf(member.role);
  return {
    roles: above ? rolesBelow(info).filter((role) => role !== member.role) : [],
    title: above || (manages && self),
    // Nobody grants what they lack.
    permissions: above ? PERMISSIONS.filter((permission) => may(info, permission)) : [],
    remove: above,
    ban: above,
    handOver: there && !self && info.myRole === 'owner',
  };
}

/** The roles whose permissions I can set. */
export function rolesToSet(info) {
  const leads = info.myRole === 'owner' || info.myRole === 'admin';
  return info.type !== 'direct' && leads && may(info, 'editInfo') ? rolesBelow(info) : [];
}

/** What a member may do: by their own permissions, or by their role. */
export function permissionsOfMember(member, info) {
  const own = member.role !== 'owner' && member.permissions;
  return own || permissionsOf(info, member.role);
}
