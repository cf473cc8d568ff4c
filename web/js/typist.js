// What others are told while I type: that I do, now and then; and once that I stopped.

/** The server ends it by itself some seconds later. */
const EVERY_MS = 4_000;
const LASTS_MS = 10_000;

export class Typist {
  #tell;
  #allowed;
  /** Chat id -> when that was told last. */
  #told = new Map();
  #typingIn = null;

  /** `tell(chatId, state)`; `allowed(chatId)`: whether anybody there is to know. */
  constructor({ tell, allowed }) {
    this.#tell = tell;
    this.#allowed = allowed;
  }

  /** What is being written in a chat has changed to `text`. */
  typed(chatId, text) {
    if (this.#typingIn !== chatId) this.stopped();
    if (text.trim() === '') return this.stopped();
    if (!this.#allowed(chatId) || this.#since(chatId) < EVERY_MS) return undefined;
    this.#told.set(chatId, Date.now());
    this.#typingIn = chatId;
    return this.#tell(chatId, 'started');
  }

  /** The text is empty, or the place where it is written was left. */
  stopped() {
    const chatId = this.#typingIn;
    this.#typingIn = null;
    if (chatId !== null && this.#since(chatId) < LASTS_MS) this.#tell(chatId, 'stopped');
  }

  /** It was sent: the message itself says that I stopped. */
  sent() {
    this.#typingIn = null;
  }

  #since(chatId) {
    return Date.now() - (this.#told.get(chatId) ?? -Infinity);
  }
}
