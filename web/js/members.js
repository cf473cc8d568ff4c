// Who is in a chat, by name, for naming them in a message.

// Names not yet heard of are asked for one by one: no more than this.
const MOST_QUESTIONS = 30;

export class Members {
  #api;
  #store;
  #asked = new Set();

  constructor(api, store) {
    this.#api = api;
    this.#store = store;
  }

  /** The others in a chat, as far as they are known by now. */
  known(chatId) {
    const chat = this.#store.chat(chatId);
    if (!chat) return [];
    const ids = new Set([chat.info.peer?.id, ...chat.cursors.keys()]);
    chat.messages.forEach(({ senderId }) => ids.add(senderId));
    ids.delete(this.#store.me.id);
    return [...ids].map((id) => this.#store.people.get(id)).filter(Boolean);
  }

  /** Asks for the names still missing, each once. */
  async ask(chatId) {
    const members = [...(this.#store.chat(chatId)?.cursors.keys() ?? [])];
    const unknown = members.filter((id) => !this.#store.people.has(id) && !this.#asked.has(id));
    await Promise.all(
      unknown.slice(0, MOST_QUESTIONS).map(async (id) => {
        this.#asked.add(id);
        const user = await this.#api.get(`/v1/users/${encodeURIComponent(id)}`).catch(() => null);
        this.#store.know(user);
      }),
    );
  }
}
