// Who is signed in: kept in localStorage so that a reload, and other tabs, share it.

import { exchange } from './api.js';
import { Problem } from './problem.js';

const KEY = 'banter.session';
const REFRESH_AHEAD_MS = 30_000;

export class Session extends EventTarget {
  #held = null;
  #refreshing = null;
  #storage;

  constructor(storage = globalThis.localStorage) {
    super();
    this.#storage = storage;
    this.#held = this.#read();
    globalThis.addEventListener?.('storage', (event) => {
      if (event.key === KEY || event.key === null) this.#adopt();
    });
  }

  get user() {
    return this.#held?.user ?? null;
  }

  async register({ username, email, password, displayName }) {
    const body = { username, email, password, device: thisDevice(), refreshMode: 'body' };
    if (displayName) body.displayName = displayName;
    this.#keep(await exchange('POST', '/v1/auth/register', { body }));
  }

  async login(identifier, password) {
    const body = { identifier, password, device: thisDevice(), refreshMode: 'body' };
    this.#keep(await exchange('POST', '/v1/auth/login', { body }));
  }

  /** Ends the session here; telling the server is best effort. */
  async logout() {
    const token = await this.freshToken().catch(() => null);
    this.end('logout');
    if (token) await exchange('POST', '/v1/auth/logout', { body: {}, token }).catch(() => {});
  }

  end(reason) {
    if (!this.#held) return;
    this.#held = null;
    this.#storage.removeItem(KEY);
    this.#tell('ended', { reason });
  }

  /** The access token, renewed first when it is about to expire. */
  async freshToken() {
    if (!this.#held) return null;
    if (Date.now() < this.#held.expiresAt - REFRESH_AHEAD_MS) return this.#held.accessToken;
    return this.refresh(this.#held.accessToken);
  }

  /**
   * Renews the access token unless that has happened since `stale` was read. One at a
   * time in this tab, and across tabs where the browser has locks: a refresh token
   * used twice, too late, ends the session.
   */
  refresh(stale = this.#held?.accessToken) {
    this.#refreshing ??= this.#locked(() => this.#renew(stale)).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #renew(stale) {
    this.#held = this.#read();
    if (!this.#held) {
      this.#tell('ended', { reason: 'logout' });
      return null;
    }
    if (this.#held.accessToken !== stale) return this.#held.accessToken;
    const body = { refreshToken: this.#held.refreshToken };
    try {
      this.#keep(await exchange('POST', '/v1/auth/refresh', { body }));
    } catch (problem) {
      if (problem.status === 401 || problem.status === 400) this.end(problem.code);
      throw problem;
    }
    return this.#held.accessToken;
  }

  #locked(work) {
    const locks = globalThis.navigator?.locks;
    return locks ? locks.request('banter.refresh', work) : work();
  }

  #keep({ user, accessToken, refreshToken, expiresIn }) {
    if (!accessToken) {
      throw new Problem({
        code: 'email_unverified',
        detail: 'Please confirm your e-mail address, then sign in.',
      });
    }
    const before = this.#held;
    this.#held = {
      user: user ?? before?.user,
      accessToken,
      refreshToken: refreshToken ?? before?.refreshToken,
      expiresAt: Date.now() + expiresIn * 1000,
    };
    this.#storage.setItem(KEY, JSON.stringify(this.#held));
    if (!before) this.#tell('started');
  }

  /** Follows what another tab did. */
  #adopt() {
    const before = this.#held;
    this.#held = this.#read();
    if (before && !this.#held) this.#tell('ended', { reason: 'logout' });
    else if (this.#held && before?.user.id !== this.#held.user.id) globalThis.location.reload();
  }

  #read() {
    try {
      const held = JSON.parse(this.#storage.getItem(KEY));
      return held?.user?.id && held.accessToken && held.refreshToken ? held : null;
    } catch {
      return null;
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function thisDevice() {
  const agent = globalThis.navigator?.userAgent ?? '';
  const browser = ['Firefox', 'Edg', 'Chrome', 'Safari'].find((name) => agent.includes(name));
  return { type: 'web', name: `${browser === 'Edg' ? 'Edge' : (browser ?? 'Web')} browser` };
}
