// What the user does to messages. Changes travel by REST, so that their entry comes back to
// this connection like any other; until it does, the screen shows what is likely.

import { changeMessage } from './messages.js';
import { emptied, withReaction } from './entries.js';
import { withVotes } from './polls.js';

export class Actions {
  #api;
  #store;
  #history;
  #live;
  #turns = new Map();

  constructor(api, store, history, live) {
    this.#api = api;
    this.#store = store;
    this.#history = history;
    this.#live = live;
  }

  async edit(chatId, messageId, { text, mentions }) {
    const message = await this.#api.patch(this.#path(chatId, messageId), { text, mentions });
    const chat = this.#store.chat(chatId);
    if (chat) this.#history.hold(chat, [message]);
    this.#store.changed(chatId);
  }

  async deleteForEveryone(chatId, messageId) {
    await this.#guess(
      chatId,
      messageId,
      (held) => emptied(held),
      () => this.#api.delete(this.#path(chatId, messageId), { for: 'everyone' }),
    );
  }

  async deleteForMe(chatId, messageId) {
    await this.#api.delete(this.#path(chatId, messageId), { for: 'me' });
    this.#live.hide(chatId, messageId);
  }

  /** Adds my reaction, or takes it back. */
  async toggleReaction(chatId, messageId, emoji) {
    const held = this.#store.message(chatId, messageId);
    const { count = 0, mine = false } = held?.reactions?.[emoji] ?? {};
    const path = this.#path(chatId, messageId, 'reactions', emoji);
    const next = { emoji, count: count + (mine ? -1 : 1) };
    const { reactions } = await this.#guess(
      chatId,
      messageId,
      (message) => withReaction(message, next, !mine),
      () => (mine ? this.#api.delete(path) : this.#api.put(path)),
    );
    this.#settle(chatId, messageId, held, (message) => ({ ...message, reactions }));
  }

  /** `optionIds` are all I choose now; none takes my vote back. */
  async vote(chatId, messageId, optionIds) {
    const held = this.#store.message(chatId, messageId);
    const poll = await this.#guess(
      chatId,
      messageId,
      (message) => ({ ...message, poll: withVotes(message.poll, optionIds) }),
      () => this.#api.put(this.#path(chatId, messageId, 'vote'), { optionIds }),
    );
    this.#settle(chatId, messageId, held, (message) => ({ ...message, poll }));
  }

  async closePoll(chatId, messageId) {
    await this.#guess(
      chatId,
      messageId,
      (message) => ({ ...message, poll: { ...message.poll, closed: true } }),
      () => this.#api.post(this.#path(chatId, messageId, 'poll', 'close')),
    );
  }

  async pin(chatId, messageId, pinned) {
    const path = this.#path(chatId, messageId, 'pin');
    await this.#guess(
      chatId,
      messageId,
      (message) => ({ ...message, pinned }),
      () => (pinned ? this.#api.put(path) : this.#api.delete(path)),
    );
  }

  /** Resolves with what became of it, chat by chat. `key` stays the same for a repetition. */
  async forward(chatId, messageId, chatIds, key) {
    const body = { chatIds, clientMessageId: key };
    const { data } = await this.#api.post(this.#path(chatId, messageId, 'forward'), body);
    for (const { chatId: to, message } of data) if (message) this.#live.onAck(to, message);
    return data;
  }

  /** Who has received and read it. */
  readers(chatId, messageId) {
    return this.#people(this.#path(chatId, messageId, 'reads'));
  }

  /** Who has reacted, and with what. */
  reactors(chatId, messageId) {
    return this.#people(this.#path(chatId, messageId, 'reactions'));
  }

  async #people(path) {
    const { data } = await this.#api.get(path);
    data.forEach(({ user }) => this.#store.know(user));
    return data;
  }

  /** What it said before, oldest first. */
  async versions(chatId, messageId) {
    return (await this.#api.get(this.#path(chatId, messageId, 'history'))).data;
  }

  schedule(chatId, body) {
    return this.#api.post(`${pathOf(chatId)}/messages`, body);
  }

  async scheduled(chatId) {
    return (await this.#api.get(`${pathOf(chatId)}/scheduled`)).data;
  }

  unschedule(chatId, id) {
    return this.#api.delete(`${pathOf(chatId)}/scheduled/${encodeURIComponent(id)}`);
  }

  /** Shows `change` while `act` is under way; when that fails, what was there, then what is true. */
  async #guess(chatId, messageId, change, act) {
    const before = this.#store.message(chatId, messageId);
    this.#change(chatId, messageId, change);
    try {
      return await this.#inTurn(messageId, act);
    } catch (problem) {
      this.#change(chatId, messageId, (now) => (now.updatedSeq === before.updatedSeq ? before : now));
      if (problem.repeatable) this.#history.refresh(chatId, messageId).catch(() => null);
      throw problem;
    }
  }

  // One after the other, so that the last press wins.
  async #inTurn(messageId, act) {
    const before = this.#turns.get(messageId);
    const turn = before ? before.catch(() => null).then(act) : act();
    this.#turns.set(messageId, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(messageId) === turn) this.#turns.delete(messageId);
    }
  }

  // The answer counts only when nothing about the message came meanwhile, from me or in the log:
  // it has no place in the log, so it may be older.
  #settle(chatId, messageId, before, change) {
    if (this.#turns.has(messageId)) return;
    this.#change(chatId, messageId, (now) => (now.updatedSeq === before?.updatedSeq ? change(now) : now));
  }

  #change(chatId, messageId, change) {
    const chat = this.#store.chat(chatId);
    if (!chat) return;
    chat.messages = changeMessage(chat.messages, messageId, change);
    this.#store.changed(chatId);
  }

  #path(chatId, messageId, ...rest) {
    return [`${pathOf(chatId)}/messages`, messageId, ...rest]
      .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
      .join('/');
  }
}

function pathOf(id) {
  return `/v1/chats/${encodeURIComponent(id)}`;
}
