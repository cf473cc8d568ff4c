// What chats and people are called on the screen. Pure, given the store.

import { lengthOf, nameOf, presenceLine } from './format.js';
import { systemLine } from './system-line.js';
import { counted } from './words.js';

export function chatName(chat) {
  const { info } = chat;
  if (info.type === 'direct') return info.peer ? nameOf(info.peer) : (info.name ?? 'Direct chat');
  return info.name || (info.type === 'channel' ? 'Channel' : 'Group');
}

/** Whose picture stands for a chat. */
export function chatFace(chat) {
  const { info } = chat;
  if (info.type === 'direct' && info.peer) {
    return { id: info.peer.id, name: nameOf(info.peer), url: info.peer.avatarUrl };
  }
  return { id: info.id, name: chatName(chat), url: info.avatarUrl };
}

export function personName(store, id) {
  if (id === store.me.id) return 'You';
  const known = store.people.get(id);
  return known ? nameOf(known) : 'Someone';
}

/** The same within a sentence. */
export function byName(store, id) {
  return id === store.me.id ? 'you' : personName(store, id);
}

/** Who wrote a message, as the reader calls them. */
export function senderName(store, message) {
  if (message.senderId === store.me.id) return 'You';
  if (message.sender === null) return nameOf(null);
  // Names change; what was heard last of a person is newer than what came with the message.
  const known = store.people.get(message.senderId);
  return known?.displayName ?? message.sender?.displayName ?? personName(store, message.senderId);
}

/** What happened to a chat, as the reader is told. */
export function noteLine(store, message, info) {
  return systemLine(message, { nameFor: (id) => personName(store, id), me: store.me.id, info });
}

/** What a message says, in one line. */
export function lineOf(message) {
  if (message.deletedAt) return 'Message deleted';
  if (message.text) return message.text;
  const attachments = message.attachments ?? [];
  const file = attachments[0]?.fileName;
  switch (message.type) {
    case 'poll':
      return `Poll: ${message.poll?.question ?? ''}`;
    case 'location':
      return message.location?.name ? `Location: ${message.location.name}` : 'Location';
    case 'link':
      return message.link?.title || message.link?.url || 'Link';
    case 'image':
      return attachments.length > 1 ? `${attachments.length} photos` : 'Photo';
    case 'video':
      return 'Video';
    case 'audio':
      return file ? `Audio: ${file}` : 'Audio';
    case 'voice':
      return 'Voice message';
    case 'file':
      return file ? `File: ${file}` : 'File';
    default:
      return 'Message';
  }
}

/** One line about a chat's newest message. */
export function previewOf(store, chat, pending) {
  const waiting = pending.at(-1);
  if (waiting) return `You: ${lineOf(waiting.content)}`;
  const message = chat.info.lastMessage;
  if (!message) return chat.info.disappearAfterSeconds ? 'Nothing here just now' : 'No messages yet';
  if (message.type === 'system') return noteLine(store, message, chat.info);
  const line = lineOf(message);
  if (message.senderId === store.me.id) return `You: ${line}`;
  if (chat.info.type === 'direct') return line;
  return `${senderName(store, message)}: ${line}`;
}

/** The line under a chat's name; `presence` is that of the other in a chat of two. */
export function chatSubtitle(chat, presence = null) {
  const { info } = chat;
  const members = counted(info.memberCount ?? 0, 'member');
  const other = presenceLine(presence) || (info.peer?.username && `@${info.peer.username}`);
  const parts = info.type === 'direct' ? [other] : [members];
  if (info.type === 'channel') parts.unshift('Channel');
  if (info.archived) parts.push('archived');
  if (info.disappearAfterSeconds)
    parts.push(`messages disappear after ${lengthOf(info.disappearAfterSeconds)}`);
  return parts.filter(Boolean).join(' · ');
}
