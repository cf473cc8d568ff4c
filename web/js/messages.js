// The messages held of a chat, in the order of the log. Pure: every function returns a new
// list, or the same one when nothing changed.

/** Adds or refreshes messages; an older state never replaces a newer one. */
export function mergeMessages(list, incoming) {
  const byId = new Map(list.map((message) => [message.id, message]));
  let changed = false;
  for (const message of incoming) {
    const held = byId.get(message.id);
    if (held && updatedSeq(held) > updatedSeq(message)) continue;
    byId.set(message.id, held ? keepOwn(held, message) : message);
    changed = true;
  }
  if (!changed) return list;
  return [...byId.values()].sort((one, other) => one.seq - other.seq);
}

export function updatedSeq(message) {
  return Math.max(message.updatedSeq ?? 0, message.seq ?? 0);
}

/** Replaces one message by what `edit` makes of it. */
export function changeMessage(list, id, edit) {
  return list.some((held) => held.id === id)
    ? list.map((held) => (held.id === id ? edit(held) : held))
    : list;
}

// Events to many carry nothing that depends on the reader: what is known of it is kept.
function keepOwn(held, message) {
  const kept = { ...message };
  const status = furthest(held.status, message.status);
  if (status) kept.status = status;
  // More than history tells of what happened to the chat.
  if (held.told) kept.told = held.told;
  if (message.reactions) kept.reactions = keepMine(held.reactions, message.reactions);
  if (message.poll && message.poll.votes === undefined && held.poll?.votes) {
    kept.poll = { ...message.poll, votes: held.poll.votes };
  }
  return kept;
}

function keepMine(held, reactions) {
  const kept = {};
  for (const [emoji, reaction] of Object.entries(reactions)) {
    kept[emoji] = { ...reaction, mine: reaction.mine ?? held?.[emoji]?.mine ?? false };
  }
  return kept;
}

const STATUSES = ['sent', 'delivered', 'read'];

export function furthest(one, other) {
  const index = Math.max(STATUSES.indexOf(one), STATUSES.indexOf(other));
  return index < 0 ? null : STATUSES[index];
}

/**
 * How far an own message has come: what the server last said about it, or further by
 * the cursors heard since. `others` is the number of other members.
 */
export function statusOf(message, cursors, others) {
  let read = 0;
  let delivered = 0;
  for (const cursor of cursors.values()) {
    if (cursor.readSeq >= message.seq) read += 1;
    if (Math.max(cursor.readSeq, cursor.deliveredSeq) >= message.seq) delivered += 1;
  }
  let heard = 'sent';
  if (others > 0 && read >= others) heard = 'read';
  else if (others > 0 && delivered >= others) heard = 'delivered';
  return furthest(message.status, heard);
}

/** The `seq` of the oldest of the `count` newest messages of others, or null. */
export function firstUnread(list, me, count) {
  let left = count;
  for (let index = list.length - 1; index >= 0 && left > 0; index -= 1) {
    const message = list[index];
    if (!countsAsUnread(message, me)) continue;
    left -= 1;
    if (left === 0) return message.seq;
  }
  return null;
}

export function countsAsUnread(message, me) {
  return message.senderId !== me && message.type !== 'system' && !message.deletedAt;
}

/** Whether a disappearing message's time is up. */
export function isOver(message, now = Date.now()) {
  return Boolean(message.expiresAt) && Date.parse(message.expiresAt) <= now;
}
