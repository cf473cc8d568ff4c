// Which chats the list shows, in which order, and how they may disturb. Pure.

/** Newest activity first; pinned chats stand above. Archived chats make a list of their own. */
export function ordered(chats, { archived = false } = {}) {
  return [...chats]
    .filter(({ info }) => isPutAway(info) === archived)
    .sort(
      (one, other) =>
        Number(isPinned(other.info)) - Number(isPinned(one.info)) ||
        activity(other).localeCompare(activity(one)) ||
        one.info.id.localeCompare(other.info.id),
    );
}

export function isPinned({ mySettings }) {
  return mySettings?.pinned === true;
}

/** Archived by me; a chat closed for everyone is `info.archived`. */
export function isPutAway({ mySettings }) {
  return mySettings?.archived === true;
}

export function isMuted({ mySettings }, now = Date.now()) {
  return Boolean(mySettings?.mutedUntil) && Date.parse(mySettings.mutedUntil) > now;
}

/** Whether a new message is worth a word. */
export function isLoud(info, message, me, now = Date.now()) {
  if (isMuted(info, now)) return false;
  const level = info.mySettings?.notificationLevel ?? 'all';
  if (level === 'all') return true;
  const named = (message.mentions ?? []).some((id) => id === me || id === '@all');
  return level === 'mentions' && named;
}

/** Unread messages in all chats that are not muted. */
export function unreadIn(chats, now = Date.now()) {
  let total = 0;
  for (const { info } of chats) if (!isMuted(info, now)) total += info.unreadCount ?? 0;
  return total;
}

function activity({ info }) {
  return info.lastActivityAt ?? info.createdAt ?? '';
}
