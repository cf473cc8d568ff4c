// Wires a signed-in user's parts together: REST, socket, outbox, catch-up, cursors.

import { Account } from './account.js';
import { Actions } from './actions.js';
import { Api, exchange } from './api.js';
import { CatchUp } from './catchup.js';
import { Chats } from './chats.js';
import { Expiry } from './expiry.js';
import { History } from './history.js';
import { Invites } from './invites.js';
import { Joining } from './joining.js';
import { Live } from './live.js';
import { Marker } from './marker.js';
import { Members } from './members.js';
import { Outbox } from './outbox.js';
import { People } from './people.js';
import { Preferences } from './preferences.js';
import { Security } from './security.js';
import { Socket } from './socket.js';
import { Store } from './store.js';
import { applyTheme } from './theme.js';
import { Together } from './together.js';

const SECOND_SYNC_MS = 5_000;
const READING_PAUSE_MS = 50;
/** What is only good at once is not waited for any longer. */
const ASIDE_TIMEOUT_MS = 5_000;
// Longer tokens do not fit an address.
const LONGEST_TOKEN_IN_ADDRESS = 1_500;

export class Client extends EventTarget {
  store = new Store();
  #session;
  #api;
  #live;
  #catchUp;
  #read;
  #delivered;
  #expiry;
  #together;
  #socket = null;
  #stopped = false;
  #listeners = new AbortController();

  constructor(session) {
    super();
    this.#session = session;
    this.#api = new Api(session);
    this.#followMe();
    this.history = new History(this.#api, this.store);
    this.chats = new Chats(this.#api, this.store, this.history);
    this.outbox = new Outbox({
      send: (chatId, entry) => this.#send(chatId, entry),
      acknowledged: (chatId, message) => this.#live.onAck(chatId, message),
      changed: (chatId) => this.store.changed('chats', chatId),
    });
    this.#live = this.#newLive();
    this.members = new Members(this.#api, this.store, this.chats, this.#live);
    this.joining = new Joining(this.#api, this.store, this.chats);
    this.invites = new Invites(this.#api, this.store, this.chats);
    this.#together = new Together({
      api: this.#api,
      store: this.store,
      request: (action, data) => this.#socket.request(action, data, ASIDE_TIMEOUT_MS),
    });
    this.presence = this.#together.presence;
    this.company = this.#together.company;
    this.typist = this.#together.typist;
    this.people = new People(this.#api, this.store, { turned: (id) => this.presence.ask([id]) });
    this.account = new Account(this.#api, session);
    this.security = new Security(this.#api, session);
    this.preferences = new Preferences(this.#api, applyTheme);
    this.actions = new Actions(this.#api, this.store, this.history, this.#live);
    this.#expiry = new Expiry(this.store);
    this.#catchUp = new CatchUp({
      fetchPage: (token) => this.#fetchSync(token),
      applyPage: (page) => this.#live.onSyncPage(page),
    });
    this.#read = new Marker((chatId, seq) => this.#sendRead(chatId, seq));
    this.#delivered = new Marker((chatId, seq) => this.#socket.request('markDelivered', { chatId, seq }));
  }

  /** Loads what is needed to show the list, then connects. */
  async start() {
    // The token comes before the list: what happens between the two is then in the sync.
    const [config] = await Promise.all([this.#api.get('/v1/config'), this.#catchUp.begin()]);
    this.store.config = config;
    await this.chats.loadList();
    if (this.#stopped) return;
    this.invites.loadMine().catch(() => {});
    this.preferences.load().catch(() => {});
    this.account.reload().catch(() => {});
    this.#connect(config.webSocketUrl);
  }

  stop() {
    this.#stopped = true;
    this.#listeners.abort();
    this.#socket?.stop();
    this.#catchUp.stop();
    this.#live.stop();
    this.#expiry.stop();
    this.#together.stop();
    this.outbox.clear();
  }

  /** The open chat is on the screen and scrolled to its end. */
  markRead(chatId) {
    const chat = this.store.chat(chatId);
    if (!chat || !(chat.info.unreadCount > 0)) return;
    // Those counted may be gone meanwhile: then the log itself says how far I am.
    const seq = chat.messages.at(-1)?.seq ?? chat.log.through;
    chat.readSeq = Math.max(chat.readSeq, seq);
    chat.info.unreadCount = 0;
    // Reading implies having received.
    this.#delivered.known(chatId, seq);
    this.#read.mark(chatId, seq);
    this.store.changed('chats', chatId);
  }

  /** My tokens are new ones: what depends on them is asked for again. */
  async renew() {
    this.#socket?.reconnect();
    await this.account.reload().catch(() => {});
  }

  #followMe() {
    const { store } = this;
    const take = () => {
      const { user } = this.#session;
      if (!user) return;
      store.me = user;
      store.know(user);
      store.changed('me', 'chats', 'open');
    };
    take();
    this.#session.addEventListener('user', take, { signal: this.#listeners.signal });
  }

  #connect(url) {
    const reach = () => exchange('GET', '/v1/config');
    const { awaySeconds } = this.store.config.limits ?? {};
    const socket = new Socket({ url, session: this.#session, reach, awaySeconds });
    this.#socket = socket;
    socket.addEventListener('state', ({ detail }) => {
      this.store.online = detail.online;
      this.store.changed('connection');
    });
    socket.addEventListener('event', ({ detail }) => {
      if (this.#together.hear(detail.event)) return;
      this.#live.onEvent(detail.event).catch(() => this.#catchUp.run());
    });
    socket.addEventListener('open', () => this.#onOpen());
    socket.start();
  }

  async #onOpen() {
    this.outbox.wake();
    this.#together.renew();
    // Once more later: an entry stored just before the first may reach its queue after it.
    setTimeout(() => !this.#stopped && this.store.online && this.#catchUp.run(), SECOND_SYNC_MS);
    await this.#catchUp.run();
    if (this.#stopped) return;
    for (const { info } of this.store.chats.values()) this.#markListed(info);
    if (this.store.openId) await this.history.refreshCursors(this.store.openId);
  }

  /** A chat in the list brings its newest message with it. */
  #markListed({ id, lastMessage, deliveredSeq = 0, readSeq = 0 }) {
    this.#delivered.known(id, Math.max(deliveredSeq, readSeq));
    if (lastMessage && lastMessage.senderId !== this.store.me.id) this.#delivered.mark(id, lastMessage.seq);
  }

  /** A message of another has come; when it is on the screen, that is told by reading it. */
  #markReceived(chatId, seq) {
    setTimeout(() => this.#stopped || this.#delivered.mark(chatId, seq), READING_PAUSE_MS);
  }

  #newLive() {
    return new Live(this.store, this.chats, {
      gap: () => this.#catchUp.run(),
      settled: (chatId, clientMessageId) => this.outbox.settle(chatId, clientMessageId),
      arrived: (chatId, message) =>
        this.dispatchEvent(new CustomEvent('arrived', { detail: { chatId, message } })),
      received: (chatId, seq) => this.#markReceived(chatId, seq),
      readElsewhere: (chatId, seq) => {
        this.#read.known(chatId, seq);
        this.#delivered.known(chatId, seq);
      },
      deliveredElsewhere: (chatId, seq) => this.#delivered.known(chatId, seq),
      uncounted: (chatId) => this.chats.refresh(chatId),
      lost: (info, how, reason) => this.#onLost(info, how, reason),
      me: (user) => this.#onMe(user),
      revoked: (reason) => this.#session.revoked(reason),
    });
  }

  /** What others see of me has changed; what only I see may have changed with it. */
  async #onMe(user) {
    await this.#session.update(user);
    await this.account.reload().catch(() => {});
  }

  #onLost(info, how, reason) {
    this.outbox.drop(info.id);
    this.dispatchEvent(new CustomEvent('lost', { detail: { info, how, reason } }));
  }

  /** By socket; by REST when it is too large for a frame. */
  async #send(chatId, body) {
    if (!this.#socket?.online) await this.#nextOpening();
    try {
      return await this.#socket.request('sendMessage', { chatId, ...body });
    } catch (problem) {
      if (problem.code === 'email_unverified') this.#session.unverified();
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
