// The WebSocket: connects, answers requests with acks, stays alive, comes back.

import { Activity } from './activity.js';
import { backoffDelay, pause } from './backoff.js';
import { frameFits, readFrame, writeFrame } from './frames.js';
import { disconnectedProblem, Problem, unknownOutcome } from './problem.js';

const REQUEST_TIMEOUT_MS = 15_000;
const PROBE_TIMEOUT_MS = 4_000;
const OPEN_TIMEOUT_MS = 15_000;
// A little under the four minutes asked for, so that a late timer still keeps the socket.
const HEARTBEAT_MS = 230_000;
const STABLE_MS = 10_000;
/** What shows that somebody is at this window. */
const DEEDS = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'focus'];

/** Emits `state` ({online}), `open`, `event` ({event}). */
export class Socket extends EventTarget {
  #url;
  #session;
  #reach;
  #socket = null;
  #finish = null;
  #online = false;
  #running = false;
  #waiting = new Map();
  #nextId = 1;
  #attempt = 0;
  #refusals = 0;
  #pause = null;
  #heartbeat = null;
  #activity;
  #listeners = new AbortController();

  /**
   * `reach()` resolves when the server answers at all; after `awaySeconds` without a deed I am taken
   * for away.
   */
  constructor({ url, session, reach, awaySeconds }) {
    super();
    this.#activity = new Activity({ awaySeconds });
    this.#url = url;
    this.#reach = reach;
    this.#session = session;
  }

  get online() {
    return this.#online;
  }

  start() {
    this.#running = true;
    this.#watchWindow();
    this.#run();
  }

  stop() {
    this.#running = false;
    this.#listeners.abort();
    this.#pause?.wake();
    this.#finish?.();
  }

  /** Opens a new connection in place of this one, for what a connection learns when it opens. */
  reconnect() {
    this.#finish?.();
    this.#retryNow();
  }

  /** Resolves with the ack's data; rejects with a Problem. */
  request(action, data, timeout = REQUEST_TIMEOUT_MS) {
    if (!this.#online) return Promise.reject(disconnectedProblem());
    const id = String(this.#nextId++);
    const frame = writeFrame(action, id, data);
    if (!frameFits(frame)) {
      return Promise.reject(new Problem({ code: 'too_large', detail: 'Too large for one frame.' }));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id, unknownOutcome()), timeout);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#socket.send(frame);
    });
  }

  async #run() {
    while (this.#running) {
      await this.#connectOnce();
      if (!this.#running) return;
      this.#pause = pause(backoffDelay(this.#attempt));
      this.#attempt += 1;
      await this.#pause.done;
      this.#pause = null;
    }
  }

  /** One connection from opening to closing. */
  async #connectOnce() {
    let token;
    try {
      token = this.#refusals === 1 ? await this.#renewed() : await this.#session.freshToken();
    } catch {
      return;
    }
    if (!token || !this.#running) return;
    await new Promise((closed) => this.#open(token, closed));
  }

  /**
   * A browser cannot see why a handshake failed. When the server is there all the same,
   * the token is suspected and renewed, once. Never without having reached the server: a
   * renewal whose answer is lost on a failing network costs the session.
   */
  async #renewed() {
    await this.#reach();
    return this.#session.refresh();
  }

  #open(token, closed) {
    let openedAt = null;
    let gone = false;
    const socket = new WebSocket(this.#url, ['banter.v1', `bearer.${token}`]);
    const finish = () => {
      if (gone) return;
      gone = true;
      clearTimeout(openTimer);
      socket.close();
      if (openedAt === null) this.#refusals += 1;
      // One that closes as soon as it opens is no success: the waits go on growing.
      else if (Date.now() - openedAt > STABLE_MS) this.#attempt = 0;
      if (this.#socket === socket) this.#lost();
      closed();
    };
    const openTimer = setTimeout(finish, OPEN_TIMEOUT_MS);
    this.#socket = socket;
    this.#finish = finish;
    socket.onopen = () => {
      if (gone) return;
      openedAt = Date.now();
      clearTimeout(openTimer);
      this.#refusals = 0;
      this.#online = true;
      this.#activity.connected();
      this.#planHeartbeat();
      this.#emit('state', { online: true });
      this.#emit('open');
    };
    socket.onmessage = (message) => !gone && this.#receive(message.data);
    socket.onclose = finish;
  }

  #receive(text) {
    const frame = readFrame(text);
    if (frame.kind === 'event') this.#emit('event', { event: frame.event });
    else if (frame.kind === 'ack') this.#settle(frame.id, null, frame.data);
    else if (frame.kind === 'error' && frame.id !== null) this.#settle(frame.id, new Problem(frame.problem));
    else this.#settleAll(unknownOutcome());
  }

  #settle(id, problem, data) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (problem) waiting.reject(problem);
    else waiting.resolve(data);
  }

  #settleAll(problem) {
    for (const id of [...this.#waiting.keys()]) this.#settle(id, problem);
  }

  #lost() {
    this.#socket = null;
    clearTimeout(this.#heartbeat);
    this.#settleAll(disconnectedProblem());
    if (!this.#online) return;
    this.#online = false;
    this.#emit('state', { online: false });
  }

  /** Asks for an answer; without one the socket counts as dead. */
  async #probe(timeout) {
    const socket = this.#socket;
    if (!this.#online) return;
    this.#planHeartbeat();
    try {
      await this.request('heartbeat', { active: this.#activity.beat() }, timeout);
    } catch (problem) {
      if (problem.code === 'outcome_unknown' && this.#socket === socket) this.#finish?.();
    }
  }

  #planHeartbeat() {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = setTimeout(() => this.#probe(REQUEST_TIMEOUT_MS), HEARTBEAT_MS);
  }

  #retryNow() {
    this.#attempt = 0;
    this.#pause?.wake();
  }

  #watchWindow() {
    const { signal } = this.#listeners;
    const touched = () => {
      if (this.#activity.touch() && this.#online) this.#probe(REQUEST_TIMEOUT_MS);
    };
    const changed = () => {
      if (this.#online) this.#probe(PROBE_TIMEOUT_MS);
      else this.#retryNow();
    };
    // `offline` is only a hint: a stack on this machine stays reachable without a network.
    window.addEventListener('offline', changed, { signal });
    window.addEventListener('online', changed, { signal });
    window.addEventListener('pageshow', (event) => event.persisted && changed(), { signal });
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState !== 'visible') return;
        this.#activity.touch();
        changed();
      },
      { signal },
    );
    for (const type of DEEDS) {
      window.addEventListener(type, touched, { signal, passive: true });
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
