// Other people: who they are, and whom I have blocked.

const PAGE = 50;

export class People {
  #api;
  #store;
  #loading = null;

  constructor(api, store) {
    this.#api = api;
    this.#store = store;
  }

  /** Somebody as they let me see them; null when the account is gone. */
  async load(id) {
    try {
      const user = await this.#api.get(pathOf(id));
      this.#store.know(user);
      this.#store.changed('people', 'chats', 'open');
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
  }

  async unblock(id) {
    await this.#api.delete(`${pathOf(id)}/block`).catch((problem) => {
      // The account is gone.
      if (problem.status !== 404) throw problem;
    });
    this.#store.blocked?.delete(id);
    this.#told();
  }

  #told() {
    this.#store.changed('blocked', 'open');
  }
}

function pathOf(id) {
  return `/v1/users/${encodeURIComponent(id)}`;
}
