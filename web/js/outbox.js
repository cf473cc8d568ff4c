// Messages written but not yet acknowledged. Per chat one is on its way at a time, so
// that they arrive in the order they were written; each is repeated with the same
// `clientMessageId` until the server has answered for certain.

import { backoffDelay, pause } from './backoff.js';

const MOST_ATTEMPTS = 12;
const PATIENT = new Set(['disconnected', 'network', 'slow_mode', 'rate_limited']);
/** The server says how long: a connection that comes back changes nothing about that. */
const HELD_BACK = new Set(['slow_mode', 'rate_limited']);
const FREE = Object.freeze({ until: 0, code: null });

export class Outbox {
  #send;
  #changed;
  #acknowledged;
  #newPause;
  #chats = new Map();

  /**
   * `send(chatId, body)` resolves with the message or rejects with a Problem;
   * `acknowledged(chatId, message)`; `changed(chatId)`.
   */
  constructor({ send, acknowledged, changed, newPause = pause }) {
    this.#send = send;
    this.#acknowledged = acknowledged;
    this.#changed = changed;
    this.#newPause = newPause;
  }

  /** The chat's unacknowledged messages, oldest first. */
  pending(chatId) {
    return this.#chats.get(chatId)?.entries ?? [];
  }

  get size() {
    let size = 0;
    for (const chat of this.#chats.values()) size += chat.entries.length;
    return size;
  }

  /** `content`: `type` and what goes with it, as the server takes it. */
  add(chatId, content, clientMessageId = crypto.randomUUID()) {
    const chat = this.#chat(chatId);
    const entry = {
      clientMessageId,
      content,
      createdAt: new Date().toISOString(),
      state: 'sending',
      problem: null,
    };
    chat.entries = [...chat.entries, entry];
    this.#changed(chatId);
    this.#work(chatId, chat);
    return entry;
  }

  /** Tries a failed message again, as the same message. */
  retry(chatId, clientMessageId) {
    const chat = this.#chat(chatId);
    this.#update(chatId, clientMessageId, { state: 'sending', problem: null });
    this.#work(chatId, chat);
  }

  /** Forgets a message: given up by its writer, or seen in the chat. */
  settle(chatId, clientMessageId) {
    const chat = this.#chats.get(chatId);
    if (!chat?.entries.some((entry) => entry.clientMessageId === clientMessageId)) return;
    chat.entries = chat.entries.filter((entry) => entry.clientMessageId !== clientMessageId);
    this.#changed(chatId);
  }

  /** Until when, and by what `code`, what waits here is held back; `until` is 0 when it is not. */
  hold(chatId) {
    return this.#chats.get(chatId)?.hold ?? FREE;
  }

  /** Forgets all messages of a chat that is no longer there. */
  drop(chatId) {
    const chat = this.#chats.get(chatId);
    if (!chat) return;
    chat.entries = [];
    chat.pause?.wake();
  }

  /** The connection is back: whoever waits tries now. */
  wake() {
    for (const chat of this.#chats.values()) if (chat.hold === FREE) chat.pause?.wake();
  }

  clear() {
    for (const chat of this.#chats.values()) {
      chat.entries = [];
      chat.pause?.wake();
    }
  }

  async #work(chatId, chat) {
    if (chat.working) return;
    chat.working = true;
    let entry;
    while ((entry = chat.entries.find(({ state }) => state === 'sending'))) {
      await this.#deliver(chatId, chat, entry.clientMessageId);
    }
    chat.working = false;
  }

  async #deliver(chatId, chat, clientMessageId) {
    const waiting = () => chat.entries.find((entry) => entry.clientMessageId === clientMessageId);
    for (let attempt = 0; waiting(); attempt += 1) {
      const { content } = waiting();
      try {
        const message = await this.#send(chatId, { clientMessageId, ...content });
        this.#acknowledged(chatId, message);
        this.settle(chatId, clientMessageId);
        return;
      } catch (problem) {
        // Neither being offline nor having to wait is a reason to give up; a server that keeps failing is.
        const patient = PATIENT.has(problem.code);
        if (!problem.repeatable || (!patient && attempt >= MOST_ATTEMPTS)) {
          this.#update(chatId, clientMessageId, { state: 'failed', problem });
          return;
        }
        await this.#rest(chatId, chat, problem, attempt);
      }
    }
  }

  async #rest(chatId, chat, { code, retryAfter }, attempt) {
    const told = (retryAfter ?? 0) * 1000;
    const held = HELD_BACK.has(code) && told > 0;
    const wait = held ? told : Math.max(backoffDelay(attempt), told);
    chat.pause = this.#newPause(wait);
    if (held) this.#holdBack(chatId, chat, { until: Date.now() + wait, code });
    await chat.pause.done;
    chat.pause = null;
    if (held) this.#holdBack(chatId, chat, FREE);
  }

  #holdBack(chatId, chat, hold) {
    chat.hold = hold;
    this.#changed(chatId);
  }

  #update(chatId, clientMessageId, fields) {
    const chat = this.#chat(chatId);
    chat.entries = chat.entries.map((entry) =>
      entry.clientMessageId === clientMessageId ? { ...entry, ...fields } : entry,
    );
    this.#changed(chatId);
  }

  #chat(chatId) {
    let chat = this.#chats.get(chatId);
    if (!chat) {
      chat = { entries: [], working: false, pause: null, hold: FREE };
      this.#chats.set(chatId, chat);
    }
    return chat;
  }
}
