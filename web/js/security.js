// How my account is entered: the second step of a login, and the devices that are logged in.

const AUTH = '/v1/auth';

export class Security {
  #api;
  #session;

  constructor(api, session) {
    this.#api = api;
    this.#session = session;
  }

  /** A secret for an authenticator app; the same one again until it is used. */
  setUp() {
    return this.#api.get(`${AUTH}/mfa/setup`);
  }

  /** Resolves with the recovery codes, which nobody ever tells again. */
  async enable(code) {
    const { recoveryCodes } = await this.#api.post(`${AUTH}/mfa/enable`, { code });
    await this.#session.update({ mfaEnabled: true });
    return recoveryCodes;
  }

  /** `proof`: `{code}` or `{recoveryCode}`. */
  async disable(password, proof) {
    await this.#api.post(`${AUTH}/mfa/disable`, { password, ...proof });
    await this.#session.update({ mfaEnabled: false });
  }

  /** A page of the logins that are in force. */
  sessions(cursor) {
    return this.#api.get(`${AUTH}/sessions`, { cursor });
  }

  end(id) {
    return this.#api.delete(`${AUTH}/sessions/${encodeURIComponent(id)}`);
  }

  /** Ends every login but this one; resolves with their number. */
  async endOthers() {
    const others = [];
    let cursor;
    do {
      const page = await this.sessions(cursor);
      others.push(...page.data.filter(({ current }) => !current));
      cursor = page.nextCursor ?? null;
    } while (cursor !== null);
    for (const { id } of others) {
      await this.end(id).catch((problem) => {
        // It ended by itself meanwhile.
        if (problem.status !== 404) throw problem;
      });
    }
    return others.length;
  }

  /** Ends every login, this one as well. */
  endAll() {
    return this.#session.leaveBy('logged_out_everywhere', () => this.#api.post(`${AUTH}/logout-all`));
  }
}
