// REST calls. Attaches the access token, refreshes it once when it has expired, waits once when
// it came too often, and turns every failure into a Problem.

import { pause } from './backoff.js';
import { networkProblem, problemFromReply } from './problem.js';
import { waitBefore } from './waiting.js';

/** What was typed is wrong, not the token. */
const ABOUT_WHAT_WAS_TYPED = new Set(['invalid_credentials', 'mfa_required']);

/** One HTTP exchange without a session: used by sign-in and refresh themselves. */
export async function exchange(method, path, { body, token, headers = {}, fetch = globalThis.fetch } = {}) {
  const options = { method, headers: { Accept: 'application/json', ...headers } };
  if (token) options.headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  let reply;
  let parsed;
  try {
    reply = await fetch(path, options);
    parsed = await readBody(reply);
  } catch {
    throw networkProblem();
  }
  if (!reply.ok) throw problemFromReply(reply.status, parsed, reply.headers.get('Retry-After'));
  return parsed;
}

async function readBody(reply) {
  const text = await reply.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export class Api {
  #session;
  #newPause;

  constructor(session, { newPause = pause } = {}) {
    this.#session = session;
    this.#newPause = newPause;
  }

  get(path, query) {
    return this.#call('GET', withQuery(path, query));
  }

  post(path, body = {}, headers) {
    return this.#call('POST', path, body, headers);
  }

  put(path, body = {}) {
    return this.#call('PUT', path, body);
  }

  patch(path, body) {
    return this.#call('PATCH', path, body);
  }

  delete(path, query, body) {
    return this.#call('DELETE', withQuery(path, query), body);
  }

  async #call(method, path, body, headers) {
    try {
      return await this.#once(method, path, body, headers);
    } catch (problem) {
      if (problem.code === 'email_unverified') this.#session.unverified();
      const wait = waitBefore(problem, method, headers);
      if (wait === null) throw problem;
      await this.#newPause(wait).done;
      return this.#once(method, path, body, headers);
    }
  }

  async #once(method, path, body, headers) {
    const token = await this.#session.freshToken();
    try {
      return await exchange(method, path, { body, token, headers });
    } catch (problem) {
      if (problem.status !== 401 || ABOUT_WHAT_WAS_TYPED.has(problem.code)) throw problem;
      if (problem.code !== 'token_expired') {
        this.#session.end(problem.code);
        throw problem;
      }
      const renewed = await this.#session.refresh(token);
      return exchange(method, path, { body, token: renewed, headers });
    }
  }
}

function withQuery(path, query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}
