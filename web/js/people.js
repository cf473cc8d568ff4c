// Other people: who they are, and whom I have blocked.

import { HIDDEN } from './presence-book.js';

const PAGE = 50;

export class People {
  #api;
  #store;
  #turned;
  #loading = null;

  /** `turned(id)`: I have blocked somebody, or no longer do, which changes what I am told of them. */
  constructor(api, store, { turned = () => {} } = {}) {
    this.#api = api;
    this.#store = store;
    this.#turned = turned;
  }

  /** Somebody as they let me see them; null when the account is gone. */
  async load(id) {
    const question = this.#store.presence.ask();
    try {
      const user = await this.#api.get(pathOf(id));
      this.#store.know(user);
      // Only the answer about one person tells of it.
      this.#store.presence.answer(question, [{ userId: id, ...(user.presence ?? HIDDEN) }]);
      this.#store.changed('people', 'chats', 'open', 'presence');
      return user;
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      return null;
    }
  }

  /** Asks whom I have blocked: once, or `anew`. */
  loadBlocked({ anew = false } = {}) {
    if (this.#store.blocked && !anew) return Promise.resolve();
    this.#loading ??= this.#walk().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #walk() {
    const found = new Map();
    let cursor;
    do {
      const page = await this.#api.get('/v1/users/blocked', { limit: PAGE, cursor });
      for (const entry of page.data) {
        this.#store.know(entry.user);
        found.set(entry.userId, entry);
      }
      cursor = page.nextCursor ?? null;
    } while (cursor !== null);
    this.#store.blocked = found;
    this.#told();
  }

  /** True or false; null before it is known. */
  isBlocked(id) {
    return this.#store.blocked ? this.#store.blocked.has(id) : null;
  }

  async block(id) {
    await this.#api.post(`${pathOf(id)}/block`);
    this.#store.blocked?.set(id, { userId: id, blockedAt: new Date().toISOString() });
    this.#told();
    this.#turned(id);
  }

  async unblock(id) {
    await this.#api.delete(`${pathOf(id)}/block`).catch((problem) => {
      // The account is gone.
      if (problem.status !== 404) throw problem;
    });
    this.#store.blocked?.delete(id);
    this.#told();
    this.#turned(id);
  }

  #told() {
    this.#store.changed('blocked', 'open');
  }
}

function pathOf(id) {
  return `/v1/users/${encodeURIComponent(id)}`;
}
