// What chats and people are called on the screen. Pure, given the store.

import { nameOf } from './format.js';
import { systemText } from './timeline.js';

export function chatName(chat) {
  const { info } = chat;
  if (info.type === 'direct') return info.peer ? nameOf(info.peer) : (info.name ?? 'Direct chat');
  return info.name || 'Group';
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

/** One line about a chat's newest message. */
export function previewOf(store, chat, pending) {
  const waiting = pending.at(-1);
  if (waiting) return `You: ${waiting.text}`;
  const message = chat.info.lastMessage;
  if (!message) return 'No messages yet';
  if (message.type === 'system') return systemText(message, (id) => personName(store, id));
  if (message.deletedAt) return 'Message deleted';
  const text = message.text ?? 'Message';
  if (message.senderId === store.me.id) return `You: ${text}`;
  if (chat.info.type === 'direct') return text;
  const sender = message.sender?.displayName ?? personName(store, message.senderId);
  return `${sender}: ${text}`;
}

/** The line under a chat's name. */
export function chatSubtitle(chat) {
  const { info } = chat;
  if (info.type === 'direct') return info.peer?.username ? `@${info.peer.username}` : '';
  const count = info.memberCount ?? 0;
  return `${count} ${count === 1 ? 'member' : 'members'}`;
}
