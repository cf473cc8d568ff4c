// Wires a signed-in user's parts together: REST, socket, outbox, catch-up, cursors.

import { Api, exchange } from './api.js';
import { CatchUp } from './catchup.js';
import { Chats } from './chats.js';
import { Live } from './live.js';
import { Marker } from './marker.js';
import { Outbox } from './outbox.js';
import { Socket } from './socket.js';
import { Store } from './store.js';

const SECOND_SYNC_MS = 5_000;
// Longer tokens do not fit an address.
const LONGEST_TOKEN_IN_ADDRESS = 1_500;

export class Client extends EventTarget {
  store = new Store();
  #session;
  #api;
  #live;
  #catchUp;
  #read;
  #socket = null;
  #stopped = false;

  constructor(session) {
    super();
    this.#session = session;
    this.#api = new Api(session);
    this.store.me = session.user;
    this.chats = new Chats(this.#api, this.store);
    this.outbox = new Outbox({
      send: (chatId, entry) => this.#send(chatId, entry),
      acknowledged: (chatId, message) => this.#live.onAck(chatId, message),
      changed: (chatId) => this.store.changed('chats', chatId),
    });
    this.#live = this.#newLive();
    this.#catchUp = new CatchUp({
      fetchPage: (token) => this.#fetchSync(token),
      applyPage: (page) => this.#live.onSyncPage(page),
    });
    this.#read = new Marker((chatId, seq) => this.#sendRead(chatId, seq));
  }

  /** Loads what is needed to show the list, then connects. */
  async start() {
    // The token comes before the list: what happens between the two is then in the sync.
    const [config] = await Promise.all([this.#api.get('/v1/config'), this.#catchUp.begin()]);
    this.store.config = config;
    await this.chats.loadList();
    if (this.#stopped) return;
    this.#connect(config.webSocketUrl);
  }

  stop() {
    this.#stopped = true;
    this.#socket?.stop();
    this.#catchUp.stop();
    this.#live.stop();
    this.outbox.clear();
  }

  /** The open chat is on the screen and scrolled to its end. */
  markRead(chatId) {
    const chat = this.store.chat(chatId);
    const last = chat?.messages.at(-1);
    if (!last || !(chat.info.unreadCount > 0)) return;
    chat.readSeq = Math.max(chat.readSeq, last.seq);
    chat.info.unreadCount = 0;
    this.#read.mark(chatId, last.seq);
    this.store.changed('chats', chatId);
  }

  #connect(url) {
    const reach = () => exchange('GET', '/v1/config');
    const socket = new Socket({ url, session: this.#session, reach });
    this.#socket = socket;
    socket.addEventListener('state', ({ detail }) => {
      this.store.online = detail.online;
      this.store.changed('connection');
    });
    socket.addEventListener('event', ({ detail }) => {
      this.#live.onEvent(detail.event).catch(() => this.#catchUp.run());
    });
    socket.addEventListener('open', () => this.#onOpen());
    socket.start();
  }

  async #onOpen() {
    this.outbox.wake();
    // Once more later: an entry stored just before the first may reach its queue after it.
    setTimeout(() => !this.#stopped && this.store.online && this.#catchUp.run(), SECOND_SYNC_MS);
    await this.#catchUp.run();
    if (this.store.openId) await this.chats.refreshTicks(this.store.openId);
  }

  #newLive() {
    return new Live(this.store, this.chats, {
      gap: () => this.#catchUp.run(),
      settled: (chatId, clientMessageId) => this.outbox.settle(chatId, clientMessageId),
      arrived: (chatId, message) =>
        this.dispatchEvent(new CustomEvent('arrived', { detail: { chatId, message } })),
      readElsewhere: (chatId, seq) => this.#read.known(chatId, seq),
      revoked: () => this.#session.refresh().catch(() => {}),
    });
  }

  /** By socket; by REST when it is too large for a frame. */
  async #send(chatId, { clientMessageId, text }) {
    const body = { clientMessageId, type: 'text', text };
    if (!this.#socket?.online) await this.#nextOpening();
    try {
      return await this.#socket.request('sendMessage', { chatId, ...body });
    } catch (problem) {
      if (problem.code !== 'too_large') throw problem;
      return this.#api.post(`/v1/chats/${encodeURIComponent(chatId)}/messages`, body);
    }
  }

  #nextOpening() {
    const { store } = this;
    return new Promise((resolve) => {
      const heard = () => {
        if (!store.online) return;
        store.removeEventListener('change', heard);
        resolve();
      };
      store.addEventListener('change', heard);
    });
  }

  async #sendRead(chatId, seq) {
    this.#live.onCursor(chatId, (await this.#socket.request('markRead', { chatId, seq })) ?? {});
  }

  #fetchSync(since) {
    if (since && since.length > LONGEST_TOKEN_IN_ADDRESS) return this.#api.post('/v1/sync', { since });
    return this.#api.get('/v1/sync', { since });
  }
}
