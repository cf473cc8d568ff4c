// How many messages of a chat I have not read, and what goes with messages that vanish.

import { broughtBy } from './entries.js';
import { countsAsUnread } from './messages.js';

/**
 * Unread messages above my cursor: counted here when everything above it is loaded,
 * since the server's number may be older than what has arrived meanwhile.
 */
export function unreadAfter(chat, me, told) {
  if (chat.tail.from <= chat.readSeq + 1) return unreadOf(chat, chat.messages, me);
  return told ?? chat.info.unreadCount ?? 0;
}

/** Some messages, as they were, cannot be read any more. */
export function lessUnread(chat, lost, me) {
  const less = (chat.info.unreadCount ?? 0) - unreadOf(chat, lost, me);
  chat.info.unreadCount = unreadAfter(chat, me, Math.max(0, less));
}

function unreadOf(chat, messages, me) {
  return messages.filter((message) => message.seq > chat.readSeq && countsAsUnread(message, me)).length;
}

/**
 * Messages that are gone for me leave the list, the entries kept to be applied again, and the
 * line about the chat. True when there were any.
 */
export function forget(chat, isGone, me) {
  const gone = chat.messages.filter(isGone);
  const { lastMessage } = chat.info;
  const lost = lastMessage ? isGone(lastMessage) : false;
  if (gone.length === 0 && !lost) return false;
  chat.messages = chat.messages.filter((message) => !gone.includes(message));
  chat.recent = chat.recent.map((event) => without(event, isGone)).filter(Boolean);
  lessUnread(chat, gone, me);
  if (lost) chat.info.lastMessage = chat.messages.findLast(({ type }) => type !== 'system') ?? null;
  return true;
}

// What an entry says of the chat itself stays true when its line in the timeline is gone.
function without(event, isGone) {
  const brought = broughtBy(event);
  if (!brought || !isGone(brought)) return event;
  return event.type === 'message.created' ? null : { ...event, data: { ...event.data, message: null } };
}
