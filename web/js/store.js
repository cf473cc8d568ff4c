// What the page knows, and who wants to hear that it changed. Changes of one turn are
// told once, after it.

import { ordered, unreadIn } from './list-order.js';
import { PresenceBook } from './presence-book.js';
import { newRoster } from './roster.js';
import { newTail } from './span.js';
import { newLog } from './sync.js';

export class Store extends EventTarget {
  me = null;
  config = { limits: {}, features: {} };
  online = false;
  openId = null;
  /** 'loading' | 'ready' | 'failed' */
  listState = 'loading';
  listCursor = null;
  /** The same for the chats I archived; undefined before they are asked for. */
  archiveCursor = undefined;
  chats = new Map();
  /** Invitations to me alone: code -> invitation with its chat. */
  invites = new Map();
  /** Names and pictures seen so far: user id -> public profile. */
  people = new Map();
  /** Whom I have blocked: user id -> block; null before it is asked for. */
  blocked = null;
  /** Who is here, as far as that is told. */
  presence = new PresenceBook();
  /** What I chose to be to others, with my devices; null before it is asked for. */
  mine = null;
  #topics = new Set();

  chat(id) {
    return this.chats.get(id) ?? null;
  }

  get open() {
    return this.openId ? this.chat(this.openId) : null;
  }

  /** A message of a chat, when it is held. */
  message(chatId, id) {
    return this.chat(chatId)?.messages.find((held) => held.id === id) ?? null;
  }

  /** Adds a chat, or takes in a newer description of one already here. */
  put(description) {
    const held = this.chats.get(description.id);
    if (held) held.info = { ...held.info, ...description };
    else this.chats.set(description.id, newChat(description));
    this.changed('chats', description.id);
    return this.chats.get(description.id);
  }

  /** Remembers people by what was told of them. */
  know(user) {
    if (user?.id) this.people.set(user.id, { ...this.people.get(user.id), ...user });
  }

  /** Remembers who wrote a message. */
  meet(message) {
    if (message.sender && message.senderId) this.know({ id: message.senderId, ...message.sender });
  }

  remove(id) {
    if (!this.chats.delete(id)) return;
    if (this.openId === id) {
      this.openId = null;
      this.changed('closed');
    }
    this.changed('chats', 'open');
  }

  /** The chats of the list, or those I archived. */
  sorted(options) {
    return ordered(this.chats.values(), options);
  }

  unreadTotal() {
    return unreadIn(this.chats.values());
  }

  /** Tells listeners of `change`, once per turn, which topics or chats changed. */
  changed(...topics) {
    if (this.#topics.size === 0) {
      queueMicrotask(() => {
        const told = new Set(this.#topics);
        this.#topics.clear();
        this.dispatchEvent(new CustomEvent('change', { detail: { topics: told } }));
      });
    }
    for (const topic of topics) this.#topics.add(topic);
  }
}

function newChat(info) {
  const through = info.asOfSeq ?? info.lastSeq ?? 0;
  return {
    info,
    log: newLog(through),
    /** Entries applied lately: applied again to what a slow answer brings. */
    recent: [],
    /** Every message held: those of the spans below, and single ones that were asked for. */
    messages: [],
    tail: newTail(through),
    island: null,
    /** Messages deleted for me alone. */
    hidden: new Set(),
    /** Messages asked for that do not exist for me. */
    missing: new Set(),
    /** What is known of pins beside the message: message id -> {pinnedBy, pinnedAt}. */
    pins: new Map(),
    /** Others' cursors: user id -> {readSeq, deliveredSeq}. */
    cursors: new Map(),
    /** Its members, as far as they were asked for. */
    roster: newRoster(),
    /** Who asks to join: user id -> request. */
    requests: new Map(),
    /** Its member count may have changed while nobody looked. */
    stale: false,
    readSeq: info.readSeq ?? 0,
    unreadFrom: null,
    gapTimer: null,
  };
}
