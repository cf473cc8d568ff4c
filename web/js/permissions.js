// What I may do in a chat, by my role. Pure.

const MODERATES = new Set(['owner', 'admin', 'moderator']);
const LEADS = new Set(['owner', 'admin']);

/** One of `pin`, `deleteMessages`, `mentionAll`. */
export function may(info, permission) {
  const direct = info.type === 'direct';
  // In a chat of two both may pin, and nobody deletes what the other wrote.
  if (direct) return permission !== 'deleteMessages';
  if (Array.isArray(info.myPermissions)) return info.myPermissions.includes(permission);
  return (permission === 'mentionAll' ? LEADS : MODERATES).has(info.myRole);
}

/** What can be done with a message just now. */
export function possible(message, info, { me, limits = {}, now = Date.now() }) {
  const mine = message.senderId === me;
  const there = !message.deletedAt && message.type !== 'system';
  const window = limits.editWindowSeconds;
  const inTime = !window || now - Date.parse(message.createdAt) < window * 1000;
  return {
    answer: there,
    react: there,
    forward: there,
    pin: there && may(info, 'pin'),
    edit: there && mine && Boolean(message.text) && inTime,
    closePoll:
      there && Boolean(message.poll) && !message.poll.closed && (mine || may(info, 'deleteMessages')),
    deleteForEveryone: there && (mine || may(info, 'deleteMessages')),
    deleteForMe: message.type !== 'system',
  };
}
