// Coming into chats: found in public, asked for, let in.

const PAGE = 50;

export class Joining {
  #api;
  #store;
  #chats;

  constructor(api, store, chats) {
    this.#api = api;
    this.#store = store;
    this.#chats = chats;
  }

  /** Public chats, and mine, by a word of their name or a tag. */
  async discover(q) {
    return (await this.#api.get('/v1/chats/discover', { q, limit: PAGE })).data;
  }

  /** Resolves with `active` when I am in, with `pending` when somebody has to let me in. */
  async join(chatId) {
    const answer = await this.#api.post(`${pathOf(chatId)}/join`);
    if (answer?.state === 'pending') return 'pending';
    await this.#chats.admit(answer);
    return 'active';
  }

  withdraw(chatId) {
    return this.#api.delete(`${pathOf(chatId)}/join-requests/me`);
  }

  /** Who asks to be let in; resolves with the cursor of the next page. */
  async loadRequests(chatId, cursor) {
    const page = await this.#api.get(`${pathOf(chatId)}/join-requests`, { limit: PAGE, cursor });
    const chat = this.#store.chat(chatId);
    if (!chat) return null;
    if (!cursor) chat.requests.clear();
    for (const request of page.data) {
      this.#store.know(request.user);
      chat.requests.set(request.userId, request);
    }
    this.#store.changed(chatId);
    return page.nextCursor ?? null;
  }

  approve(chatId, userId) {
    return this.#decide(chatId, userId, 'approve');
  }

  deny(chatId, userId) {
    return this.#decide(chatId, userId, 'deny');
  }

  async #decide(chatId, userId, answer) {
    try {
      await this.#api.post(`${pathOf(chatId)}/join-requests/${encodeURIComponent(userId)}/${answer}`);
    } catch (problem) {
      // Somebody else has decided, or it was withdrawn.
      if (problem.status !== 404) throw problem;
    }
    this.#store.chat(chatId)?.requests.delete(userId);
    this.#store.changed(chatId);
  }
}

function pathOf(chatId) {
  return `/v1/chats/${encodeURIComponent(chatId)}`;
}
