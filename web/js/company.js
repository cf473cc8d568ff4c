// Who else is in the open chat just now: who is typing, who looks at it.

/** A typing that was told before a message may be heard after it. */
const LATE_MS = 1_000;
const TYPING_SECONDS = 10;

export class Company {
  #store;
  #chatId = null;
  /** User id -> `{at, until}`: when that was told, by the server's clock; how long it lasts, by mine. */
  #typing = new Map();
  /** User id -> `{at, here}`. */
  #viewers = new Map();
  #timer = null;

  constructor(store) {
    this.#store = store;
  }

  /** Another chat is shown. */
  turnTo(chatId) {
    if (chatId === this.#chatId) return;
    this.#chatId = chatId;
    this.clear();
  }

  /** Nothing is known any more. */
  clear() {
    clearTimeout(this.#timer);
    this.#typing.clear();
    this.#viewers.clear();
    this.#store.changed('company');
  }

  /** The ids of those who are typing, who began first comes first. */
  typists(now = Date.now()) {
    return [...this.#typing].filter(([, { until }]) => until > now).map(([id]) => id);
  }

  /** The ids of the others who look at the chat. */
  viewers() {
    const { me } = this.#store;
    return [...this.#viewers].filter(([id, { here }]) => here && id !== me.id).map(([id]) => id);
  }

  /** The server is about to be asked who looks at the chat. */
  opening(chatId) {
    if (chatId === this.#chatId) this.#viewers.clear();
  }

  /** Its answer. What was heard since it was asked is newer. */
  opened(chatId, { userIds = [] } = {}) {
    if (chatId !== this.#chatId) return;
    for (const id of userIds)
      if (!this.#viewers.has(id)) this.#viewers.set(id, { at: -Infinity, here: true });
    this.#store.changed('company');
  }

  /** One event from the socket; true when it was about this alone. */
  hear({ type, chatId, ts, data }) {
    const here = Boolean(chatId) && chatId === this.#chatId;
    switch (type) {
      case 'typing.started':
        if (here) this.#started(data, Date.parse(ts));
        return true;
      case 'typing.stopped':
        if (here) this.#ended(data.userId, Date.parse(ts));
        return true;
      case 'viewer.joined':
      case 'viewer.left':
        if (here) this.#moved(data.userId, Date.parse(ts), type === 'viewer.joined');
        return true;
      case 'message.created':
        if (here) this.#ended(data.senderId, Date.parse(data.createdAt) + LATE_MS);
        return false;
      default:
        return false;
    }
  }

  #started({ userId, expiresAt }, at) {
    const held = this.#typing.get(userId);
    if (userId === this.#store.me.id || at <= held?.at) return;
    // How long it lasts, not when it ends: the clock here may be another.
    const longest = (this.#store.config.limits?.typingSeconds ?? TYPING_SECONDS) * 1000;
    const lasts = Math.min(Date.parse(expiresAt) - at, longest);
    this.#typing.set(userId, { at, until: Date.now() + lasts });
    this.#plan();
    this.#store.changed('company');
  }

  #ended(userId, at) {
    if (at < this.#typing.get(userId)?.at) return;
    // Kept, so that a late word of its beginning is known to be late.
    this.#typing.delete(userId);
    this.#typing.set(userId, { at, until: 0 });
    this.#plan();
    this.#store.changed('company');
  }

  #moved(userId, at, here) {
    if (at < this.#viewers.get(userId)?.at) return;
    this.#viewers.set(userId, { at, here });
    this.#store.changed('company');
  }

  #plan() {
    clearTimeout(this.#timer);
    const now = Date.now();
    const ends = [...this.#typing.values()].map(({ until }) => until).filter((until) => until > now);
    if (ends.length === 0) return;
    this.#timer = setTimeout(
      () => {
        this.#store.changed('company');
        this.#plan();
      },
      Math.min(...ends) - now,
    );
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
