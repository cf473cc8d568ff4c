// Wires what I see of others being here to what they see of me.

import { Attendance, isCrowd } from './attendance.js';
import { Company } from './company.js';
import { whyNotWrite } from './permissions.js';
import { Presence } from './presence.js';
import { Typist } from './typist.js';

export class Together {
  #store;
  #page;
  #attendance;
  #seen = null;
  #leaving = false;
  #listeners = new AbortController();

  /** `request(action, data)` goes by the socket; `page` is the window. */
  constructor({ api, store, request, page = globalThis }) {
    this.#store = store;
    this.#page = page;
    this.presence = new Presence(api, store, request);
    this.company = new Company(store);
    this.#attendance = new Attendance({
      request,
      online: () => store.online,
      opening: (chatId) => this.company.opening(chatId),
      opened: (chatId, answer) => this.company.opened(chatId, answer),
    });
    this.typist = new Typist({
      tell: (chatId, state) => this.#attendance.type(chatId, state),
      allowed: (chatId) => this.#mayType(chatId),
    });
    this.#listen();
  }

  /** One event from the socket; true when nothing else has to hear it. */
  hear(event) {
    return this.presence.hear(event) || this.company.hear(event);
  }

  /** There is a new connection. */
  renew() {
    this.#attendance.renew();
    this.presence.renew();
  }

  stop() {
    this.#listeners.abort();
    this.company.stop();
  }

  #listen() {
    const { signal } = this.#listeners;
    this.#store.addEventListener('change', ({ detail }) => this.#follow(detail.topics), { signal });
    this.#page.document.addEventListener('visibilitychange', () => this.#look(), { signal });
    // A page that is left is hidden at last. When it is only loaded anew, others need not see it go.
    this.#page.addEventListener('pagehide', () => this.#leave(true), { signal });
    this.#page.addEventListener('pageshow', () => this.#leave(false), { signal });
  }

  #leave(leaving) {
    this.#leaving = leaving;
    this.#look();
  }

  #follow(topics) {
    if (topics.has('chats')) this.presence.follow();
    this.#look();
    if (topics.has('connection') && !this.#store.online) this.company.clear();
  }

  #look() {
    const { open, openId, config } = this.#store;
    this.company.turnTo(openId);
    if (this.#leaving) return;
    const visible = this.#page.document.visibilityState === 'visible';
    const seen = visible && open && !isCrowd(open.info, config.limits) ? open.info.id : null;
    if (seen !== this.#seen) this.typist.stopped();
    this.#seen = seen;
    this.#attendance.look(seen);
  }

  #mayType(chatId) {
    const { config, online } = this.#store;
    const info = this.#store.chat(chatId)?.info;
    return online && Boolean(info) && whyNotWrite(info) === null && !isCrowd(info, config.limits);
  }
}
