// A chat's loaded messages as a list in the order of the log. Pure: every function
// returns a new list, or the same one when nothing changed.

/** Adds or refreshes messages; an older state never replaces a newer one. */
export function mergeMessages(list, incoming) {
  const byId = new Map(list.map((message) => [message.id, message]));
  let changed = false;
  for (const message of incoming) {
    const held = byId.get(message.id);
    if (held && updatedSeq(held) > updatedSeq(message)) continue;
    byId.set(message.id, held ? keepMine(held, message) : message);
    changed = true;
  }
  if (!changed) return list;
  return [...byId.values()].sort((one, other) => one.seq - other.seq);
}

/** Applies one entry of the log to the messages it concerns. */
export function applyEntry(list, event) {
  const { type, seq, data } = event;
  switch (type) {
    case 'message.created':
      return mergeMessages(list, [data]);
    case 'message.updated':
      return list.some((held) => held.id === data.id) ? mergeMessages(list, [data]) : list;
    case 'message.deleted':
      return change(list, data.messageId, seq, (held) => ({
        ...held,
        text: null,
        deletedAt: event.ts ?? new Date().toISOString(),
      }));
    case 'entries.expired':
      return list.filter((held) => held.seq < data.fromSeq || held.seq > data.toSeq);
    default:
      return list;
  }
}

export function updatedSeq(message) {
  return Math.max(message.updatedSeq ?? 0, message.seq ?? 0);
}

function change(list, id, seq, edit) {
  const held = list.find((message) => message.id === id);
  if (!held || seq <= updatedSeq(held)) return list;
  return list.map((message) => (message === held ? { ...edit(held), updatedSeq: seq } : message));
}

// Events carry nothing that depends on the reader, so a known `status` is kept.
function keepMine(held, message) {
  const status = furthest(held.status, message.status);
  return status ? { ...message, status } : message;
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
