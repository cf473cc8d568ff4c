// Takes in what the server says: events as they come, and pages of `sync`.

import { applyChatEvent, takeAsked, withTold } from './chat-events.js';
import { moveCursor } from './cursors.js';
import { applyEntry, broughtBy, subjectOf } from './entries.js';
import { countsAsUnread, isOver, mergeMessages } from './messages.js';
import { accept, advance, beginOf, GAP_WAIT_MS, hasGap } from './sync.js';
import { forget, lessUnread, unreadAfter } from './unread.js';

const LONGEST_GAP_WAIT_MS = 60_000;
/** Entries kept to be applied to answers that were under way when they came. */
const RECENT = 300;

export class Live {
  #store;
  #chats;
  #hooks;

  /**
   * `hooks`: `gap()` a hole needs a sync, `settled(chatId, clientMessageId)` an own
   * message was seen, `arrived(chatId, message)` a message of another came in live,
   * `received(chatId, seq)` a message of another is here, `readElsewhere(chatId, seq)`,
   * `deliveredElsewhere(chatId, seq)`, `uncounted(chatId)` how the chat is now must be asked
   * for, `lost(info, how, reason)` a chat is no longer mine, `me(user)` my profile has changed,
   * `revoked(reason)`.
   */
  constructor(store, chats, hooks) {
    this.#store = store;
    this.#chats = chats;
    this.#hooks = hooks;
  }

  /** One event from the socket. */
  async onEvent(event) {
    if (event.type === 'session.revoked') return this.#hooks.revoked(event.data?.reason);
    if (event.type === 'user.updated') return this.#onProfile(event.data);
    if (takeAsked(event, this.#store) || !event.chatId) return undefined;
    // Put away by me: nothing to fetch for that.
    const away = event.type === 'chat.deleted' && !event.seq;
    const chat = away ? this.#store.chat(event.chatId) : await this.#chatFor(event.chatId);
    if (!chat) return undefined;
    if (event.seq === undefined || event.seq === null) this.#applyState(chat, event);
    else this.#takeLive(chat, event);
    return undefined;
  }

  /** The sending connection gets no event for its own message: the ack stands for it. */
  onAck(chatId, message) {
    const chat = this.#store.chat(chatId);
    if (!chat) return;
    const event = { type: 'message.created', chatId, seq: message.seq, ts: message.createdAt, data: message };
    this.#takeLive(chat, event);
    if (chat.log.through < message.seq) {
      // Shown at once, though entries before it are still on their way.
      chat.messages = mergeMessages(chat.messages, [message]);
      this.#hooks.settled(chatId, message.clientMessageId);
    }
    this.#store.changed(chatId);
  }

  #takeLive(chat, event) {
    this.#apply(chat, accept(chat.log, { ...event, live: true }));
    this.#watchGap(chat);
  }

  /** One page of `sync`, in the order it came. */
  async onSyncPage(page) {
    if (page.reset) await this.#startOver(page.resetChats);
    for (const entry of page.chats ?? []) await this.#onSyncChat(entry);
    for (const event of page.private ?? []) {
      if (takeAsked(event, this.#store)) continue;
      const chat = event.chatId && this.#store.chat(event.chatId);
      if (chat && !event.seq) this.#applyState(chat, event);
    }
  }

  async #onSyncChat(entry) {
    const state = entry.membership?.state ?? entry.membership;
    if (state && state !== 'active') {
      const deleted = entry.events?.some(({ type }) => type === 'chat.deleted');
      this.lose(entry.chatId, deleted ? 'deleted' : state);
      return;
    }
    if (entry.chat?.myState && !this.#store.chat(entry.chatId)) this.#chats.takeIn(entry.chat);
    const chat = await this.#chatFor(entry.chatId);
    if (!chat) return;
    this.#apply(chat, advance(chat.log, (entry.firstSeq ?? 1) - 1));
    // Only to the last event: what was stored after these were read is still to come.
    for (const event of entry.events ?? []) {
      this.#apply(chat, advance(chat.log, beginOf(event) - 1));
      this.#apply(chat, accept(chat.log, event));
    }
    if ((entry.readSeq ?? 0) > chat.readSeq) this.#onOwnRead(chat, entry.readSeq, entry.unreadCount);
    this.#hooks.deliveredElsewhere(chat.info.id, entry.deliveredSeq ?? 0);
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

  #apply(chat, events) {
    for (const event of events) this.#applyOne(chat, event);
    if (events.length > 0) this.#store.changed('chats', chat.info.id);
  }

  #applyOne(chat, entry) {
    const me = this.#store.me.id;
    const event = withTold(chat, entry, me);
    const { type, data } = event;
    const brought = broughtBy(event);
    const held = chat.messages.find(({ id }) => id === subjectOf(event));
    if (type === 'entries.expired') forget(chat, ({ seq }) => seq >= data.fromSeq && seq <= data.toSeq, me);
    if (brought?.hidden) chat.hidden.add(brought.id);
    const hidden = brought !== null && !this.#shows(chat, brought);
    const list = applyEntry(chat.messages, event, me);
    chat.messages = hidden ? list.filter(({ id }) => id !== brought.id) : list;
    if (!hidden) chat.recent = [...chat.recent, event].slice(-RECENT);
    chat.info.lastSeq = Math.max(chat.info.lastSeq ?? 0, event.seq);
    if (type === 'message.created') this.#onMessage(chat, data, { live: event.live, hidden });
    else if (subjectOf(event)) this.#onChange(chat, event, held);
    else this.#onChatEvent(chat, event, brought);
  }

  #shows(chat, message) {
    return !chat.hidden.has(message.id) && !isOver(message);
  }

  #onMessage(chat, message, { live, hidden }) {
    const { info } = chat;
    const me = this.#store.me.id;
    this.#store.meet(message);
    if (!hidden && message.type !== 'system' && message.seq > (info.lastMessage?.seq ?? 0)) {
      info.lastMessage = message;
      info.lastActivityAt = message.createdAt;
    }
    if (message.senderId === me) {
      this.#hooks.settled(info.id, message.clientMessageId);
      // Sending reads up to one's own message.
      this.#onOwnRead(chat, message.seq, message.seq === info.lastSeq ? 0 : undefined);
      return;
    }
    this.#hooks.received(info.id, message.seq);
    if (hidden) return;
    // Counted here: the server's own number follows its log by the time of a fan-out.
    if (countsAsUnread(message, me) && message.seq > chat.readSeq) {
      info.unreadCount = unreadAfter(chat, me, (info.unreadCount ?? 0) + 1);
    }
    if (live) this.#hooks.arrived(info.id, message);
  }

  #onChange(chat, event, before) {
    const me = this.#store.me.id;
    const { info, pins } = chat;
    const { type, data } = event;
    if (info.lastMessage) [info.lastMessage] = applyEntry([info.lastMessage], event, me);
    if (type === 'message.pinned') pins.set(data.messageId, { pinnedBy: data.by, pinnedAt: event.ts });
    if (type !== 'message.deleted') return;
    if (before) lessUnread(chat, [before], me);
    // Whether one that is not held was unread only the server knows.
    else if (info.unreadCount > 0) this.#hooks.uncounted(info.id);
  }

  #onChatEvent(chat, event, message) {
    if (message) this.#store.meet(message);
    applyChatEvent(chat, event, this.#store, {
      lost: ({ info }, how, reason) => this.lose(info.id, how, reason),
      refresh: (id) => this.#hooks.uncounted(id),
    });
  }

  /** A chat is no longer mine. `how`: `left`, `removed`, `banned`, `deleted`, `hidden`. */
  lose(chatId, how, reason) {
    const chat = this.#store.chat(chatId);
    if (!chat) return;
    this.#store.remove(chatId);
    this.#hooks.lost(chat.info, how, reason);
  }

  #applyState(chat, { type, ts, data }) {
    // A chat of two, put away on another device; what was written since brings it back.
    if (type === 'chat.deleted') {
      if (!(chat.info.lastActivityAt > ts)) this.lose(chat.info.id, 'hidden');
      return;
    }
    const mine = data.userId === this.#store.me.id;
    if (type === 'chat.settings') chat.info.mySettings = { ...chat.info.mySettings, ...data };
    else if (type === 'message.deleted') this.hide(chat.info.id, data.messageId);
    else if (type === 'receipt.read' && mine) this.#onOwnRead(chat, data.seq, data.unreadCount);
    else if (type === 'receipt.delivered' && mine) this.#hooks.deliveredElsewhere(chat.info.id, data.seq);
    else if (type === 'receipt.read') moveCursor(chat, data.userId, data.seq, data.seq);
    else if (type === 'receipt.delivered') moveCursor(chat, data.userId, 0, data.seq);
    else return;
    this.#store.changed('chats', chat.info.id);
  }

  /** A message is deleted for me alone, here or on another device. */
  hide(chatId, messageId) {
    const chat = this.#store.chat(chatId);
    if (!chat) return;
    chat.hidden.add(messageId);
    forget(chat, ({ id }) => id === messageId, this.#store.me.id);
    this.#store.changed('chats', chatId);
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
    if (user.id === this.#store.me.id) this.#hooks.me(user);
    this.#store.know(user);
    for (const chat of this.#store.chats.values()) {
      if (chat.info.peer?.id === user.id) chat.info.peer = { ...chat.info.peer, ...user };
    }
    this.#store.changed('people', 'chats', 'open');
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
