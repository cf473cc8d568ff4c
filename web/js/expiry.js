// Takes away disappearing messages the moment their time is up.

import { isOver } from './messages.js';
import { forget } from './unread.js';

// Timers cannot wait longer; they are set again.
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export class Expiry {
  #store;
  #timer = null;
  #listener = () => this.#plan();

  constructor(store) {
    this.#store = store;
    store.addEventListener('change', this.#listener);
  }

  stop() {
    this.#store.removeEventListener('change', this.#listener);
    clearTimeout(this.#timer);
  }

  #plan() {
    clearTimeout(this.#timer);
    let next = Infinity;
    for (const { messages, info } of this.#store.chats.values()) {
      for (const message of [...messages, info.lastMessage]) {
        if (message?.expiresAt) next = Math.min(next, Date.parse(message.expiresAt));
      }
    }
    if (next === Infinity) return;
    const wait = Math.min(Math.max(0, next - Date.now()), LONGEST_WAIT_MS);
    this.#timer = setTimeout(() => this.#sweep(), wait);
  }

  #sweep() {
    const now = Date.now();
    const { me } = this.#store;
    for (const chat of this.#store.chats.values()) {
      if (forget(chat, (message) => isOver(message, now), me.id)) {
        this.#store.changed('chats', chat.info.id);
      }
    }
    this.#plan();
  }
}
