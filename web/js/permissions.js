// What somebody may do in a chat: as the server says, or by the role where it does not. Pure.

export const PERMISSIONS = [
  'post',
  'invite',
  'pin',
  'editInfo',
  'manageMembers',
  'deleteMessages',
  'mentionAll',
];
// In a chat of two both may do the same, and nobody deletes what the other wrote.
const DIRECT = ['post', 'pin', 'mentionAll'];
const MODERATOR = ['post', 'invite', 'pin', 'deleteMessages'];

/** What a role may do in a chat. */
export function permissionsOf(info, role) {
  if (info.type === 'direct') return DIRECT;
  if (role === 'owner') return PERMISSIONS;
  return info.rolePermissions?.[role] ?? usualPermissions(info, role);
}

/** What a role may do as long as the chat says nothing else about it. */
export function usualPermissions({ type, joinPolicy }, role) {
  if (role === 'owner' || role === 'admin') return PERMISSIONS;
  if (role === 'moderator') return MODERATOR;
  return [...(type === 'channel' ? [] : ['post']), ...(joinPolicy === 'open' ? ['invite'] : [])];
}

/** Whether I have one of the permissions. */
export function may(info, permission) {
  const mine = info.type !== 'direct' && Array.isArray(info.myPermissions) && info.myPermissions;
  return (mine || permissionsOf(info, info.myRole)).includes(permission);
}

/** Whether I may bring people in. */
export function mayAdd(info) {
  if (info.type === 'direct') return false;
  return may(info, info.joinPolicy === 'approval' ? 'manageMembers' : 'invite');
}

/** Why I cannot write in a chat, as a sentence; null when I can. */
export function whyNotWrite(info) {
  if (info.archived) return 'This chat is archived. Nobody can write here.';
  if (may(info, 'post')) return null;
  return info.type === 'channel'
    ? 'Only some members write in this channel. You can read and react.'
    : 'You cannot write in this chat.';
}

/** What can be done with a message just now. */
export function possible(message, info, { me, limits = {}, now = Date.now() }) {
  const mine = message.senderId === me;
  const there = !message.deletedAt && message.type !== 'system';
  const window = limits.editWindowSeconds;
  const inTime = !window || now - Date.parse(message.createdAt) < window * 1000;
  return {
    answer: there && whyNotWrite(info) === null,
    react: there,
    forward: there,
    details: there,
    pin: there && may(info, 'pin'),
    edit: there && mine && Boolean(message.text) && inTime,
    closePoll:
      there && Boolean(message.poll) && !message.poll.closed && (mine || may(info, 'deleteMessages')),
    deleteForEveryone: there && (mine || may(info, 'deleteMessages')),
    deleteForMe: true,
  };
}
