// What each kind of entry does to the messages held. Pure.

import { changeMessage, mergeMessages, updatedSeq } from './messages.js';

/** Applies one entry of the log; `me` tells own reactions from those of others. */
export function applyEntry(list, event, me) {
  const { type, seq, data } = event;
  const change = (id, edit) => changeOlder(list, id, seq, edit);
  switch (type) {
    case 'message.created':
      return withReply(mergeMessages(list, [data]), data, seq);
    case 'message.updated':
      return change(data.id, (held) => edited(held, data));
    case 'message.deleted':
      return change(data.messageId, (held) => emptied(held, event.ts));
    case 'reaction.added':
      return change(data.messageId, (held) =>
        withReaction(held, data, data.userId === me ? true : undefined),
      );
    case 'reaction.removed':
      return change(data.messageId, (held) =>
        withReaction(held, data, data.userId === me ? false : undefined),
      );
    case 'poll.updated':
      return change(data.messageId, (held) => withCounts(held, data));
    case 'message.pinned':
      return change(data.messageId, (held) => ({ ...held, pinned: true }));
    case 'message.unpinned':
      return change(data.messageId, (held) => ({ ...held, pinned: false }));
    case 'entries.expired':
      return list.filter((held) => held.seq < data.fromSeq || held.seq > data.toSeq);
    default:
      return data?.message ? mergeMessages(list, [data.message]) : list;
  }
}

/** The message an entry is about, or null. */
export function subjectOf({ type, data }) {
  if (type === 'message.created' || type === 'message.updated') return data.id;
  return data?.messageId ?? null;
}

/** The message an entry puts into the timeline, or null. What happens to the chat shows there, too. */
export function broughtBy({ type, data }) {
  return type === 'message.created' ? data : (data?.message ?? null);
}

// An edit changes what a message says. What others did to it their own entries have told, in
// their order; and what is mine the event does not know.
function edited(held, { reactions, poll, replyCount, pinned, status, ...says }) {
  return { ...held, ...says };
}

/** What stays of a deleted message. */
export function emptied(message, at) {
  return {
    ...message,
    text: null,
    link: null,
    location: null,
    poll: null,
    system: null,
    attachments: [],
    mentions: [],
    metadata: null,
    forwardedFrom: null,
    reactions: {},
    editedAt: null,
    deletedAt: at ?? new Date().toISOString(),
  };
}

/** `mine` undefined: somebody else's doing. */
export function withReaction(message, { emoji, count }, mine) {
  const { [emoji]: held, ...reactions } = message.reactions ?? {};
  if (count > 0) reactions[emoji] = { count, mine: mine ?? held?.mine ?? false };
  return { ...message, reactions };
}

/** `votes` are told to who voted, on every device. */
export function withCounts(message, { options, closed, votes = message.poll?.votes }) {
  if (!message.poll) return message;
  const counts = new Map(options.map(({ id, count }) => [id, count]));
  return {
    ...message,
    poll: {
      ...message.poll,
      closed,
      votes,
      options: message.poll.options.map((option) => ({
        ...option,
        count: counts.get(option.id) ?? option.count,
      })),
    },
  };
}

// A reply is an entry about the message it answers, too.
function withReply(list, { replyToId }, seq) {
  if (!replyToId) return list;
  return changeOlder(list, replyToId, seq, (held) => ({ ...held, replyCount: (held.replyCount ?? 0) + 1 }));
}

function changeOlder(list, id, seq, edit) {
  const held = list.find((message) => message.id === id);
  if (!held || seq <= updatedSeq(held)) return list;
  return changeMessage(list, id, (message) => ({ ...edit(message), updatedSeq: seq }));
}
