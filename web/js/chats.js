// What the user does with chats by REST: list, open, create.

import { unreadAfter } from './unread.js';

const PAGE = 50;
const RECOUNT_PAUSE_MS = 500;

export class Chats {
  #api;
  #store;
  #history;
  #fetching = new Map();
  #recounts = new Set();

  constructor(api, store, history) {
    this.#api = api;
    this.#store = store;
    this.#history = history;
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
    this.#store.know(info.peer);
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

  /** Asks how much is unread, soon, once for many wishes. */
  recount(id) {
    if (this.#recounts.has(id)) return;
    this.#recounts.add(id);
    setTimeout(async () => {
      this.#recounts.delete(id);
      const info = await this.#api.get(`/v1/chats/${encodeURIComponent(id)}`).catch(() => null);
      const chat = this.#store.chat(id);
      // An answer from before what has been applied, or before my own reading, tells nothing.
      if (!info || !chat || info.asOfSeq < chat.log.through || info.readSeq < chat.readSeq) return;
      chat.info.unreadCount = unreadAfter(chat, this.#store.me.id, info.unreadCount);
      this.#store.changed('chats', id);
    }, RECOUNT_PAUSE_MS);
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
    const here = chat.tail.state === 'ready';
    chat.island = null;
    if (here) this.#history.markUnread(chat);
    store.changed('open', id);
    // What a page says of an own message is true for two; of a group every cursor must be known.
    const cursors = chat.info.type !== 'direct' && this.#history.refreshCursors(id);
    await Promise.all([cursors, here || this.#history.loadNewest(id)]);
    return true;
  }

  close() {
    this.#store.openId = null;
    this.#store.changed('open');
  }

  /** After a reset: what is here may have holes, so it is loaded anew. */
  async startOver(id) {
    const open = this.#store.openId === id;
    if (!this.#store.chats.delete(id)) return;
    if (!(await this.fetch(id))) {
      if (open) this.close();
      this.#store.changed('chats', 'closed');
    } else if (open) await this.#history.loadNewest(id);
  }

  async startAllOver() {
    this.#store.chats.clear();
    await this.loadList();
    const { openId } = this.#store;
    if (openId && (await this.fetch(openId))) await this.#history.loadNewest(openId);
  }

  searchPeople(q) {
    return this.#api.get('/v1/users/search', { q, limit: 20 }).then((page) => {
      page.data.forEach((user) => this.#store.know(user));
      return page.data;
    });
  }

  /** `key` stays the same when the same request is made again after a failure. */
  async create(body, key) {
    const info = await this.#api.post('/v1/chats', body, { 'Idempotency-Key': key });
    return this.takeIn(info);
  }
}
