// Loads messages: pages of a chat's history, single ones, replies, pins.

import { applyEntry } from './entries.js';
import { moveCursor } from './cursors.js';
import { firstUnread, mergeMessages } from './messages.js';
import { extendBack, extendForward, land, messagesIn, newIsland, shownSpan } from './span.js';

const PAGE = 50;
/** Pages in which everything is hidden from me are passed over, so many at a time. */
const MOST_EMPTY_PAGES = 10;
const MOST_REPLY_PAGES = 20;

export class History {
  #api;
  #store;
  #wanted = new Map();

  constructor(api, store) {
    this.#api = api;
    this.#store = store;
  }

  /** The newest page, unless it is here. */
  async loadNewest(id) {
    const chat = this.#store.chat(id);
    if (!chat || chat.tail.state === 'ready' || chat.tail.state === 'loading') return;
    chat.tail.state = 'loading';
    this.#store.changed(id);
    try {
      extendBack(chat.tail, await this.#page(chat, {}));
      chat.tail.state = 'ready';
      this.markUnread(chat);
    } catch {
      chat.tail.state = 'failed';
    }
    this.#store.changed(id);
  }

  /** Where the line above what is new to me stands. */
  markUnread(chat) {
    chat.unreadFrom = firstUnread(messagesIn(chat, chat.tail), this.#store.me.id, chat.info.unreadCount ?? 0);
  }

  /** The page before the oldest message shown. */
  loadOlder(id) {
    return this.#extend(id, 'older', (chat, span, page) => extendBack(span, page));
  }

  /** The page after the newest message shown, when that is not the end. */
  loadNewer(id) {
    return this.#extend(id, 'newer', (chat, span, page) => {
      extendForward(span, page);
      if (chat.island === span) land(chat, span);
    });
  }

  async #extend(id, direction, take) {
    const chat = this.#store.chat(id);
    const span = chat && shownSpan(chat);
    if (!span?.[direction] || span.state !== 'ready') return;
    span.state = 'loading';
    this.#store.changed(id);
    // What failed is asked again at the next wish.
    const page = await this.#page(chat, { cursor: span[direction] }).catch(() => null);
    span.state = 'ready';
    if (page) take(chat, span, page);
    this.#store.changed(id);
  }

  /** Brings a message on the screen's span; false when it does not exist for me. */
  async jumpTo(id, messageId) {
    const message = await this.want(id, messageId);
    const chat = this.#store.chat(id);
    if (!chat || !message) return false;
    if (chat.tail.state === 'ready' && message.seq >= chat.tail.from) chat.island = null;
    else if (!chat.island || message.seq < chat.island.from || message.seq > chat.island.to) {
      const page = await this.#page(chat, { aroundSeq: message.seq });
      if (page.data.length === 0) return false;
      land(chat, newIsland(page));
    }
    this.#store.changed(id);
    return true;
  }

  /** Back to the newest messages. */
  toNewest(id) {
    const chat = this.#store.chat(id);
    if (!chat?.island) return;
    chat.island = null;
    this.#store.changed(id);
  }

  /** One message, asked for when it is not held; null when it does not exist for me. */
  async want(id, messageId) {
    const chat = this.#store.chat(id);
    const held = this.#store.message(id, messageId);
    if (held || !chat || chat.missing.has(messageId)) return held;
    if (!this.#wanted.has(messageId)) {
      this.#wanted.set(
        messageId,
        this.refresh(id, messageId).finally(() => this.#wanted.delete(messageId)),
      );
    }
    return this.#wanted.get(messageId);
  }

  /** One message as it is now. */
  async refresh(id, messageId) {
    const chat = this.#store.chat(id);
    try {
      this.hold(chat, [await this.#api.get(`${pathOf(id)}/messages/${encodeURIComponent(messageId)}`)]);
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      chat.missing.add(messageId);
    }
    this.#store.changed(id);
    return this.#store.message(id, messageId);
  }

  /** The replies to a message, oldest first, until all are held. */
  async loadReplies(id, rootId) {
    const chat = this.#store.chat(id);
    const path = `${pathOf(id)}/messages/${encodeURIComponent(rootId)}/replies`;
    let cursor = null;
    for (let count = 0; count < MOST_REPLY_PAGES && (count === 0 || cursor); count += 1) {
      const page = await this.#api.get(path, { limit: PAGE, cursor });
      this.hold(chat, page.data);
      this.#store.changed(id);
      cursor = page.nextCursor;
    }
  }

  async loadPins(id) {
    const chat = this.#store.chat(id);
    const { data } = await this.#api.get(`${pathOf(id)}/pins`);
    data.forEach(({ message, pinnedBy, pinnedAt }) => chat.pins.set(message.id, { pinnedBy, pinnedAt }));
    this.hold(
      chat,
      data.map(({ message }) => message),
    );
    this.#store.changed(id);
  }

  /** Cursors are not in the log: those that moved while nobody listened are asked for. */
  async refreshCursors(id) {
    const chat = this.#store.chat(id);
    if (!chat) return;
    const page = await this.#api.get(`${pathOf(id)}/receipts`).catch(() => null);
    // A chat too large for that tells by the messages themselves.
    if (!page) await this.#page(chat, {}).catch(() => null);
    for (const { userId, readSeq, deliveredSeq } of page?.data ?? []) {
      if (userId !== this.#store.me.id) moveCursor(chat, userId, readSeq ?? 0, deliveredSeq);
    }
    this.#store.changed(id);
  }

  /**
   * Takes in messages an answer brought. The answer may be older than what has arrived since it
   * was asked for, so the latest entries are applied once more.
   */
  hold(chat, messages) {
    const { me } = this.#store;
    const visible = messages.filter((message) => !chat.hidden.has(message.id));
    chat.messages = chat.recent.reduce(
      (list, event) => applyEntry(list, event, me.id),
      mergeMessages(chat.messages, visible),
    );
    messages.forEach((message) => this.#store.meet(message));
  }

  async #page(chat, position) {
    const path = `${pathOf(chat.info.id)}/messages`;
    let page = await this.#api.get(path, { limit: PAGE, ...position });
    for (let empty = 1; page.data.length === 0 && page.nextCursor && empty < MOST_EMPTY_PAGES; empty += 1) {
      page = await this.#api.get(path, { limit: PAGE, cursor: page.nextCursor });
    }
    this.hold(chat, page.data);
    return page;
  }
}

function pathOf(id) {
  return `/v1/chats/${encodeURIComponent(id)}`;
}
