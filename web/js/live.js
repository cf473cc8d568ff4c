// Takes in what the server says: events as they come, and pages of `sync`.

import { moveCursor } from './chats.js';
import { applyEntry, countsAsUnread } from './messages.js';
import { accept, acceptRange, advance, GAP_WAIT_MS, hasGap } from './sync.js';

const LONGEST_GAP_WAIT_MS = 60_000;
const GONE = new Set(['left', 'removed', 'banned', 'none']);

export class Live {
  #store;
  #chats;
  #hooks;

  /**
   * `hooks`: `gap()` a hole needs a sync, `settled(chatId, clientMessageId)` an own
   * message was seen, `arrived(chatId, message)` a message of another came in live,
   * `revoked()`, `readElsewhere(chatId, seq)`.
   */
  constructor(store, chats, hooks) {
    this.#store = store;
    this.#chats = chats;
    this.#hooks = hooks;
  }

  /** One event from the socket. */
  async onEvent(event) {
    if (event.type === 'session.revoked') return this.#hooks.revoked();
    if (event.type === 'user.updated') return this.#onProfile(event.data);
    if (!event.chatId) return undefined;
    const chat = await this.#chatFor(event.chatId);
    if (!chat) return undefined;
    if (event.seq === undefined || event.seq === null) this.#applyState(chat, event);
    else if (this.#applyEntry(chat, event, true)) this.#watchGap(chat);
    return undefined;
  }

  /** The sending connection gets no event for its own message: the ack stands for it. */
  onAck(chatId, message) {
    const chat = this.#store.chat(chatId);
    if (!chat) return;
    const event = { type: 'message.created', chatId, seq: message.seq, ts: message.createdAt, data: message };
    if (this.#applyEntry(chat, event, true)) this.#watchGap(chat);
  }

  /** One page of `sync`, in the order it came. */
  async onSyncPage(page) {
    if (page.reset) await this.#startOver(page.resetChats);
    for (const entry of page.chats ?? []) await this.#onSyncChat(entry);
    for (const event of page.private ?? []) {
      const chat = event.chatId && this.#store.chat(event.chatId);
      if (chat && !event.seq) this.#applyState(chat, event);
    }
  }

  async #onSyncChat(entry) {
    const state = entry.membership?.state ?? entry.membership;
    if (GONE.has(state)) {
      this.#store.remove(entry.chatId);
      return;
    }
    if (entry.chat?.myState && !this.#store.chat(entry.chatId)) this.#chats.takeIn(entry.chat);
    const chat = await this.#chatFor(entry.chatId);
    if (!chat) return;
    const events = entry.events ?? [];
    events.forEach((event) => this.#applyEntry(chat, event, false));
    // Not to `lastSeq`: what was stored after these events were read is still to come.
    advance(chat.log, Math.max(events.at(-1)?.seq ?? 0, (entry.firstSeq ?? 1) - 1));
    if ((entry.readSeq ?? 0) > chat.readSeq) this.#onOwnRead(chat, entry.readSeq, entry.unreadCount);
    this.#store.changed('chats', chat.info.id);
  }

  async #startOver(ids) {
    if (ids) for (const id of ids) await this.#chats.startOver(id);
    else await this.#chats.startAllOver();
  }

  // A chat not here yet (new, or further down the list than loaded) is fetched as I see it.
  async #chatFor(id) {
    return this.#store.chat(id) ?? this.#chats.fetch(id);
  }

  /** Applies an entry of the log; false when it was here already. */
  #applyEntry(chat, event, live) {
    if (!accept(chat.log, event.seq)) return false;
    if (event.type === 'entries.expired') acceptRange(chat.log, event.data.fromSeq, event.data.toSeq);
    chat.replay?.push(event);
    chat.messages = applyEntry(chat.messages, event);
    chat.info.lastSeq = Math.max(chat.info.lastSeq ?? 0, event.seq);
    if (event.type === 'message.created') this.#onMessage(chat, event.data, live);
    else if (event.type.startsWith('message.')) this.#refreshPreview(chat, event);
    else this.#onChatEvent(chat, event);
    this.#store.changed('chats', chat.info.id);
    return true;
  }

  #onMessage(chat, message, live) {
    const { info } = chat;
    const me = this.#store.me.id;
    this.#chats.rememberSender(message);
    if (message.seq > (info.lastMessage?.seq ?? 0)) {
      info.lastMessage = message;
      if (message.type !== 'system') info.lastActivityAt = message.createdAt;
    }
    if (message.senderId === me) {
      this.#hooks.settled(info.id, message.clientMessageId);
      // Sending reads up to one's own message.
      this.#onOwnRead(chat, message.seq, message.seq === info.lastSeq ? 0 : undefined);
      return;
    }
    // Counted here: the server's own number follows its log by the time of a fan-out.
    if (countsAsUnread(message, me) && message.seq > chat.readSeq) {
      info.unreadCount = (info.unreadCount ?? 0) + 1;
    }
    if (live) this.#hooks.arrived(info.id, message);
  }

  #refreshPreview(chat, event) {
    const last = chat.info.lastMessage;
    if (!last || last.id !== (event.data.id ?? event.data.messageId)) return;
    if (event.type === 'message.updated') chat.info.lastMessage = { ...last, ...event.data };
    if (event.type === 'message.deleted')
      chat.info.lastMessage = { ...last, text: null, deletedAt: event.ts };
  }

  #onChatEvent(chat, { type, data }) {
    const me = this.#store.me.id;
    const about = data.member?.userId;
    if (type === 'chat.deleted') this.#store.remove(chat.info.id);
    else if ((type === 'member.removed' || type === 'member.left') && about === me) {
      this.#store.remove(chat.info.id);
    } else if (type === 'chat.updated') Object.assign(chat.info, data);
    else if (type.startsWith('member.')) {
      this.#chats.fetch(chat.info.id).catch(() => {});
    }
  }

  #applyState(chat, { type, data }) {
    if (type === 'chat.settings') chat.info.mySettings = { ...chat.info.mySettings, ...data };
    else if (type === 'receipt.read' && data.userId === this.#store.me.id) {
      this.#onOwnRead(chat, data.seq, data.unreadCount);
    } else if (type === 'receipt.read') moveCursor(chat, data.userId, data.seq, data.seq);
    else if (type === 'receipt.delivered') moveCursor(chat, data.userId, 0, data.seq);
    else return;
    this.#store.changed('chats', chat.info.id);
  }

  /** I have read up to `seq`, here or on another device. */
  #onOwnRead(chat, seq, unreadCount) {
    chat.readSeq = Math.max(chat.readSeq, seq);
    // Only what the server knows: my own cursor may be ahead, on its way there.
    this.#hooks.readElsewhere(chat.info.id, seq);
    chat.info.unreadCount = unreadAfter(chat, this.#store.me.id, unreadCount);
  }

  /** The server's answer to a cursor of mine. */
  onCursor(chatId, { readSeq, unreadCount }) {
    const chat = this.#store.chat(chatId);
    if (!chat) return;
    this.#onOwnRead(chat, readSeq ?? 0, unreadCount);
    this.#store.changed('chats', chatId);
  }

  #onProfile(user) {
    this.#store.people.set(user.id, { ...this.#store.people.get(user.id), ...user });
    for (const chat of this.#store.chats.values()) {
      if (chat.info.peer?.id === user.id) chat.info.peer = { ...chat.info.peer, ...user };
    }
    this.#store.changed('chats', 'open');
  }

  // Asked again, ever more seldom, as long as the hole is there.
  #watchGap(chat, wait = GAP_WAIT_MS) {
    if (!hasGap(chat.log) || chat.gapTimer !== null) return;
    chat.gapTimer = setTimeout(() => {
      chat.gapTimer = null;
      if (!hasGap(chat.log) || this.#store.chat(chat.info.id) !== chat) return;
      this.#hooks.gap();
      this.#watchGap(chat, Math.min(wait * 2, LONGEST_GAP_WAIT_MS));
    }, wait);
  }

  /** Nothing is asked any more. */
  stop() {
    for (const chat of this.#store.chats.values()) clearTimeout(chat.gapTimer);
  }
}

/**
 * Unread messages above my cursor: counted here when everything above it is loaded,
 * since the server's number may be older than what has arrived meanwhile.
 */
export function unreadAfter(chat, me, told) {
  const oldest = chat.messages[0]?.seq ?? Infinity;
  if (oldest <= chat.readSeq + 1 || (chat.older === null && chat.messages.length > 0)) {
    return chat.messages.filter((held) => held.seq > chat.readSeq && countsAsUnread(held, me)).length;
  }
  return told ?? chat.info.unreadCount ?? 0;
}
