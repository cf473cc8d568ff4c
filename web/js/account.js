// What I do with my own account by REST.

import { walkExport } from './export.js';

const ME = '/v1/users/me';

export class Account {
  #api;
  #session;

  constructor(api, session) {
    this.#api = api;
    this.#session = session;
  }

  /** Me, as the server has me now. */
  async reload() {
    await this.#session.update(await this.#api.get(ME));
  }

  /** Changes fields of my profile; a new `email` needs `currentPassword`, and waits to be confirmed. */
  async change(fields) {
    await this.#session.update(await this.#api.patch(ME, fields));
  }

  changePassword(currentPassword, newPassword) {
    return this.#api.put(`${ME}/password`, { currentPassword, newPassword });
  }

  /** Another mail to the address that waits to be confirmed. */
  async resend() {
    try {
      await this.#api.post('/v1/auth/verify-email/resend');
    } catch (problem) {
      // Nothing waits: it was confirmed elsewhere.
      if (problem.code === 'conflict') await this.reload();
      throw problem;
    }
  }

  /** All that is stored of me; `told(count)` hears how far it is. */
  export(told) {
    return walkExport((cursor) => this.#api.get(`${ME}/export`, { cursor }), told);
  }

  /** Deletes my account for good. */
  remove(password) {
    return this.#session.leaveBy('account_deleted', () => this.#api.delete(ME, undefined, { password }));
  }
}
