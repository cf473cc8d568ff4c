// Turns messages into the rows of a conversation: days, notices, grouped bubbles. Pure.

import { dayKey } from './format.js';

const GROUP_MS = 5 * 60_000;

/**
 * Rows in reading order, each with a stable `key`. `unreadFrom` is the `seq` above which
 * the "new messages" line is drawn. Pending messages follow the stored ones.
 */
export function timelineRows(messages, pending, { me, unreadFrom = null }) {
  const items = [
    ...messages.map((message) => ({ message, mine: message.senderId === me, at: message.createdAt })),
    ...pending.map((entry) => ({ pending: entry, mine: true, at: entry.createdAt })),
  ];
  const rows = [];
  let day = null;
  let before = null;
  for (const item of items) {
    const today = dayKey(item.at);
    if (today !== day) {
      rows.push({ kind: 'day', key: `day:${today}`, at: item.at });
      day = today;
      before = null;
    }
    if (unreadFrom !== null && item.message?.seq === unreadFrom) {
      rows.push({ kind: 'unread', key: 'unread' });
      before = null;
    }
    const row = rowOf(item, before, me);
    rows.push(row);
    before = row.kind === 'bubble' ? row : null;
  }
  markEnds(rows);
  return rows;
}

function rowOf(item, before, me) {
  const { message, pending } = item;
  if (message?.type === 'system') {
    return { kind: 'system', key: `message:${message.id}`, message };
  }
  const sender = message?.senderId ?? me;
  // A message keeps its row, and its place on the screen, when the server confirms it.
  const clientId = item.mine ? (message ?? pending).clientMessageId : null;
  return {
    kind: 'bubble',
    key: clientId ? `own:${clientId}` : `message:${message.id}`,
    message: message ?? null,
    pending: pending ?? null,
    mine: item.mine,
    sender,
    at: item.at,
    first: !(before && before.sender === sender && Date.parse(item.at) - Date.parse(before.at) < GROUP_MS),
    last: true,
  };
}

function markEnds(rows) {
  for (let index = 0; index + 1 < rows.length; index += 1) {
    const next = rows[index + 1];
    if (rows[index].kind === 'bubble' && next.kind === 'bubble' && !next.first) rows[index].last = false;
  }
}

/** The people a row names that its message does not: those of a change of the chat. */
export function peopleIn({ kind, message }) {
  if (kind !== 'system') return [];
  const { actorId, targetIds = [] } = message.system ?? {};
  return [actorId, ...targetIds];
}
