// What the user does with chats by REST: list, open, create, change.

import { unreadAfter } from './unread.js';

const PAGE = 50;
const REFRESH_PAUSE_MS = 500;

export class Chats {
  #api;
  #store;
  #history;
  #fetching = new Map();
  #refreshing = new Set();

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

  /** The next page of the list, or of the chats I archived, which begins with the first wish. */
  async loadMoreOfList({ archived = false } = {}) {
    const store = this.#store;
    const place = archived ? 'archiveCursor' : 'listCursor';
    const cursor = store[place];
    if (cursor === null) return;
    store[place] = null;
    try {
      const query = { limit: PAGE, cursor, ...(archived && { archived }) };
      const page = await this.#api.get('/v1/chats', query);
      page.data.forEach((info) => this.takeIn(info));
      store[place] = page.nextCursor ?? null;
    } catch {
      store[place] = cursor;
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
    const chat = this.#store.put(rest);
    // The answer may be older than what has arrived since it was asked for.
    for (const { type, seq, data } of chat.recent) {
      if (type === 'chat.updated' && seq > (asOfSeq ?? 0)) Object.assign(chat.info, data.changes);
    }
    return chat;
  }

  /** Takes in a chat that I have come into; not every answer tells my side of it. */
  admit(info) {
    return info.myState === 'active' ? this.takeIn(info) : this.fetch(info.id);
  }

  /** Fetches one chat as I see it; null when there is none for me. One request at a time. */
  fetch(id) {
    let fetching = this.#fetching.get(id);
    if (!fetching) {
      fetching = this.#api
        .get(pathOf(id))
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

  /** Asks how a chat is now, and how much of it is unread: soon, once for many wishes. */
  refresh(id) {
    if (this.#refreshing.has(id)) return;
    this.#refreshing.add(id);
    setTimeout(async () => {
      this.#refreshing.delete(id);
      const info = await this.#api.get(pathOf(id)).catch(() => null);
      const chat = this.#store.chat(id);
      if (!info || !chat) return;
      chat.stale = false;
      this.takeIn(info);
      this.#store.changed('chats', id);
      // From before what has been applied, or before my own reading, it tells nothing of that.
      if (info.asOfSeq < chat.log.through || info.readSeq < chat.readSeq) return;
      chat.info.unreadCount = unreadAfter(chat, this.#store.me.id, info.unreadCount);
    }, REFRESH_PAUSE_MS);
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
    if (chat.stale) this.refresh(id);
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
    const { archiveCursor, openId } = this.#store;
    this.#store.chats.clear();
    this.#store.archiveCursor = undefined;
    await this.loadList();
    if (archiveCursor !== undefined) await this.loadMoreOfList({ archived: true });
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
    return this.admit(await this.#api.post('/v1/chats', body, { 'Idempotency-Key': key }));
  }

  /** Changes fields of the chat for everyone. */
  async change(id, fields) {
    return this.takeIn(await this.#api.patch(pathOf(id), fields));
  }

  /** Changes what the chat is to me: muted, pinned, archived, what is notified. */
  async settle(id, fields) {
    const mySettings = await this.#api.put(`${pathOf(id)}/settings`, fields);
    if (this.#store.chat(id)) this.#store.put({ id, mySettings });
  }
}

function pathOf(id) {
  return `/v1/chats/${encodeURIComponent(id)}`;
}
