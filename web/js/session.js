// Who is signed in: kept in localStorage so that a reload, and other tabs, share it.

import { exchange } from './api.js';
import { deviceName } from './device.js';
import { Problem } from './problem.js';

const KEY = 'banter.session';
const REFRESH_AHEAD_MS = 30_000;

/**
 * Emits `started`, `ended` ({reason}), `user` when what is known of me has changed, and `unverified`
 * when the server wants my e-mail address confirmed first.
 */
export class Session extends EventTarget {
  #held = null;
  #refreshing = null;
  #storage;
  /** Why this login ends: as the server said, or as the user wants it. */
  #why = null;
  #leaving = null;
  #mustConfirm = false;

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

  /** Nothing but my account is open to me before my e-mail address is confirmed. */
  get mustConfirm() {
    return this.#mustConfirm;
  }

  async register({ username, email, password, displayName }) {
    const body = { username, email, password, device: thisDevice(), refreshMode: 'body' };
    if (displayName) body.displayName = displayName;
    this.#keep(await exchange('POST', '/v1/auth/register', { body }));
  }

  /** `proof`: nothing, or `{mfaCode}` or `{recoveryCode}` once that was asked for. */
  async login(identifier, password, proof = {}) {
    const body = { identifier, password, ...proof, device: thisDevice(), refreshMode: 'body' };
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
    const told = reason === 'session_revoked' ? (this.#why ?? reason) : reason;
    const why = this.#leaving ?? told;
    this.#forget();
    this.#storage.removeItem(KEY);
    this.#tell('ended', { reason: why });
  }

  /** Does what ends this login. Whoever hears of that first: `reason` is why. */
  async leaveBy(reason, work) {
    this.#leaving = reason;
    try {
      await work();
      this.end(reason);
    } finally {
      this.#leaving = null;
    }
  }

  /** The server says that this login has ended. Asking for tokens shows whether that is so. */
  async revoked(reason) {
    this.#why = reason ?? null;
    await this.refresh().catch(() => {});
  }

  /** The server wants the e-mail address confirmed before anything else. */
  unverified() {
    if (this.#mustConfirm || !this.#held) return;
    this.#mustConfirm = true;
    this.#tell('unverified');
  }

  /** Takes in what is newly known of me. */
  update(fields) {
    // Not between another tab's reading and writing of its tokens.
    return this.#locked(() => {
      const held = this.#read();
      if (!held || !this.#held) return;
      this.#held = { ...held, user: { ...held.user, ...fields } };
      this.#storage.setItem(KEY, JSON.stringify(this.#held));
      this.#tell('user');
    });
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
    const before = this.#held;
    this.#held = this.#read();
    if (!this.#held) {
      this.#forget();
      if (before) this.#tell('ended', { reason: 'logout' });
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
    if (this.#held.user.emailVerified) this.#mustConfirm = false;
    this.#tell(before ? 'user' : 'started');
  }

  #forget() {
    this.#held = null;
    this.#why = null;
    this.#mustConfirm = false;
  }

  /** Follows what another tab did. */
  #adopt() {
    const before = this.#held;
    this.#held = this.#read();
    if (before && !this.#held) {
      this.#forget();
      this.#tell('ended', { reason: 'logout' });
    } else if (this.#held && before?.user.id !== this.#held.user.id) globalThis.location.reload();
    else if (this.#held) {
      if (this.#held.accessToken !== before.accessToken && this.#held.user.emailVerified) {
        this.#mustConfirm = false;
      }
      this.#tell('user');
    }
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
  return { type: 'web', name: deviceName(globalThis.navigator?.userAgent) };
}
