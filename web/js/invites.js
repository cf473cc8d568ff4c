// Invitations: those I make for a chat, and those made for me.

const PAGE = 50;

export class Invites {
  #api;
  #store;
  #chats;

  constructor(api, store, chats) {
    this.#api = api;
    this.#store = store;
    this.#chats = chats;
  }

  /** Those of a chat that are in force. */
  ofChat(chatId, cursor) {
    return this.#api.get(pathOf(chatId), { limit: PAGE, cursor });
  }

  /** A link for whoever has it, ended by time, by number of uses, or by neither. */
  createLink(chatId, { expiresAt, maxUses }) {
    return this.#api.post(pathOf(chatId), {
      ...(expiresAt && { expiresAt }),
      ...(maxUses && { maxUses }),
    });
  }

  invite(chatId, userId) {
    return this.#api.post(pathOf(chatId), { userId });
  }

  revoke(chatId, code) {
    return this.#api.delete(`${pathOf(chatId)}/${encodeURIComponent(code)}`);
  }

  /** Those made for me alone, as the server has them. */
  async loadMine() {
    const { data } = await this.#api.get('/v1/invites', { limit: PAGE });
    this.#store.invites.clear();
    data.forEach((invite) => this.#store.invites.set(invite.code, invite));
    this.#store.changed('invites');
  }

  /** Those made for me alone that I can still accept. */
  mine(now = Date.now()) {
    return [...this.#store.invites.values()].filter(
      ({ chatId, expiresAt }) => !this.#store.chat(chatId) && !(expiresAt && Date.parse(expiresAt) <= now),
    );
  }

  /** What an invitation leads to. */
  preview(code) {
    return this.#api.get(inviteOf(code));
  }

  /** Resolves with the chat. */
  async accept(code) {
    return this.#chats.admit(await this.#use(code, 'accept'));
  }

  decline(code) {
    return this.#use(code, 'decline');
  }

  async #use(code, act) {
    try {
      const answer = await this.#api.post(`${inviteOf(code)}/${act}`);
      this.#forget(code);
      return answer;
    } catch (problem) {
      // It was revoked, or its time is over.
      if (problem.status === 404) this.#forget(code);
      throw problem;
    }
  }

  #forget(code) {
    this.#store.invites.delete(code);
    this.#store.changed('invites');
  }
}

function inviteOf(code) {
  return `/v1/invites/${encodeURIComponent(code)}`;
}

function pathOf(chatId) {
  return `/v1/chats/${encodeURIComponent(chatId)}/invites`;
}
