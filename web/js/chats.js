// What the user does with chats by REST: list, open, read further back, create.

import { applyEntry, firstUnread, mergeMessages } from './messages.js';

const PAGE = 50;

export class Chats {
  #api;
  #store;
  #fetching = new Map();

  constructor(api, store) {
    this.#api = api;
    this.#store = store;
  }

  async loadList() {
    const store = this.#store;
    try {
      const page = await this.#api.get('/v1/chats', { limit: PAGE });
      page.data.forEach((info) => this.takeIn(info));
      store.listCursor = page.nextCursor ?? null;
      store.listState = 'ready';
    } catch (problem) {
      store.listState = store.listState === 'ready' ? 'ready' : 'failed';
      throw problem;
    } finally {
      store.changed('chats');
    }
  }

  async loadMoreOfList() {
    const store = this.#store;
    const cursor = store.listCursor;
    if (!cursor) return;
    store.listCursor = null;
    try {
      const page = await this.#api.get('/v1/chats', { limit: PAGE, cursor });
      page.data.forEach((info) => this.takeIn(info));
      store.listCursor = page.nextCursor ?? null;
    } catch {
      store.listCursor = cursor;
    }
    store.changed('chats');
  }

  /**
   * Takes in a chat as the server describes it to me. For one already here the log alone
   * moves what follows from its entries, or an entry would count twice.
   */
  takeIn(info) {
    const held = this.#store.chat(info.id);
    this.#remember(info.peer);
    if (!held) return this.#store.put(info);
    held.readSeq = Math.max(held.readSeq, info.readSeq ?? 0);
    const { lastMessage, lastActivityAt, unreadCount, firstSeq, lastSeq, asOfSeq, ...rest } = info;
    return this.#store.put(rest);
  }

  /** Fetches one chat as I see it; null when there is none for me. One request at a time. */
  fetch(id) {
    let fetching = this.#fetching.get(id);
    if (!fetching) {
      fetching = this.#api
        .get(`/v1/chats/${encodeURIComponent(id)}`)
        .then((info) => this.takeIn(info))
        .catch((problem) => {
          if (problem.status === 404 || problem.status === 403) return null;
          throw problem;
        })
        .finally(() => this.#fetching.delete(id));
      this.#fetching.set(id, fetching);
    }
    return fetching;
  }

  /** Shows a chat; false when it does not exist for me. */
  async open(id) {
    const store = this.#store;
    store.openId = id;
    store.changed('open');
    const chat = store.chat(id) ?? (await this.fetch(id).catch(() => null));
    if (store.openId !== id) return true;
    if (!chat) {
      this.close();
      return false;
    }
    const here = chat.history === 'ready';
    if (here) chat.unreadFrom = firstUnread(chat.messages, store.me.id, chat.info.unreadCount ?? 0);
    store.changed('open', id);
    if (!here) await this.loadHistory(id);
    // Of a group's members only those heard since are known.
    else if (chat.info.type !== 'direct') await this.refreshTicks(id);
    return true;
  }

  close() {
    this.#store.openId = null;
    this.#store.changed('open');
  }

  /** The newest page, unless it is here. */
  async loadHistory(id) {
    const chat = this.#store.chat(id);
    if (!chat || chat.history === 'ready' || chat.history === 'loading') return;
    chat.history = 'loading';
    this.#store.changed(id);
    try {
      const page = await this.#page(chat, { limit: PAGE });
      chat.older = page.nextCursor ?? null;
      chat.history = 'ready';
      chat.unreadFrom = firstUnread(chat.messages, this.#store.me.id, chat.info.unreadCount ?? 0);
    } catch {
      chat.history = 'failed';
    }
    this.#store.changed(id);
  }

  /** The page before the oldest message here. */
  async loadOlder(id) {
    const chat = this.#store.chat(id);
    if (!chat?.older || chat.history !== 'ready') return;
    const cursor = chat.older;
    chat.history = 'loading';
    this.#store.changed(id);
    try {
      const page = await this.#page(chat, { limit: PAGE, cursor });
      chat.older = page.nextCursor ?? null;
    } catch {
      chat.older = cursor;
    }
    chat.history = 'ready';
    this.#store.changed(id);
  }

  // Changes that arrive while a page is under way may be missing from it, so they are
  // applied again after it.
  async #page(chat, query) {
    chat.replay = [];
    try {
      const page = await this.#api.get(`/v1/chats/${encodeURIComponent(chat.info.id)}/messages`, query);
      chat.messages = chat.replay.reduce(applyEntry, mergeMessages(chat.messages, page.data));
      page.data.forEach((message) => this.rememberSender(message));
      return page;
    } finally {
      chat.replay = null;
    }
  }

  /** Receipts are not in the log: those missed are told by the messages themselves. */
  async refreshTicks(id) {
    const chat = this.#store.chat(id);
    if (chat?.history !== 'ready') return;
    await this.#page(chat, { limit: PAGE }).catch(() => null);
    this.#store.changed(id);
  }

  /** After a reset: what is here may have holes, so it is loaded anew. */
  async startOver(id) {
    const open = this.#store.openId === id;
    if (!this.#store.chats.delete(id)) return;
    if (!(await this.fetch(id))) {
      if (open) this.close();
      this.#store.changed('chats', 'closed');
    } else if (open) await this.loadHistory(id);
  }

  async startAllOver() {
    this.#store.chats.clear();
    await this.loadList();
    const { openId } = this.#store;
    if (openId && (await this.fetch(openId))) await this.loadHistory(openId);
  }

  searchPeople(q) {
    return this.#api.get('/v1/users/search', { q, limit: 20 }).then((page) => {
      page.data.forEach((user) => this.#remember(user));
      return page.data;
    });
  }

  /** `key` stays the same when the same request is made again after a failure. */
  async create(body, key) {
    const info = await this.#api.post('/v1/chats', body, { 'Idempotency-Key': key });
    return this.takeIn(info);
  }

  rememberSender(message) {
    if (message.sender && message.senderId) this.#remember({ id: message.senderId, ...message.sender });
  }

  #remember(user) {
    if (user?.id) this.#store.people.set(user.id, { ...this.#store.people.get(user.id), ...user });
  }
}

/** Moves another member's cursor, forward only. */
export function moveCursor(chat, userId, readSeq, deliveredSeq) {
  const held = chat.cursors.get(userId) ?? { readSeq: 0, deliveredSeq: 0 };
  chat.cursors.set(userId, {
    readSeq: Math.max(held.readSeq, readSeq),
    deliveredSeq: Math.max(held.deliveredSeq, deliveredSeq, readSeq),
  });
}
