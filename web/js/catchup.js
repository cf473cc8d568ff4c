// Asks `sync` until nothing is missing. One run at a time; a wish during a run is
// granted by another run after it.

import { backoffDelay, pause } from './backoff.js';

const MOST_ATTEMPTS = 6;

export class CatchUp {
  #fetchPage;
  #applyPage;
  #newPause;
  #token = null;
  #running = null;
  #again = false;
  #stopped = false;

  /** `fetchPage(token)` gives a sync page, `applyPage(page)` takes it in. */
  constructor({ fetchPage, applyPage, newPause = pause }) {
    this.#fetchPage = fetchPage;
    this.#applyPage = applyPage;
    this.#newPause = newPause;
  }

  /** Takes a token to start from. Must happen before the chat list is loaded. */
  async begin() {
    this.#token = (await this.#fetchPage(null)).nextToken;
  }

  stop() {
    this.#stopped = true;
  }

  /** Resolves when everything up to now has been applied, or the attempts ran out. */
  run() {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#loop().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #loop() {
    do {
      this.#again = false;
      await this.#drain();
    } while (this.#again && !this.#stopped);
  }

  async #drain() {
    let attempt = 0;
    let more = true;
    while (more && !this.#stopped) {
      try {
        const page = await this.#fetchPage(this.#token);
        if (this.#stopped) return;
        await this.#applyPage(page);
        // The token moves only once its page is applied, so that a failure repeats the page.
        this.#token = page.nextToken ?? this.#token;
        more = page.hasMore === true;
        attempt = 0;
      } catch (problem) {
        const wait = Math.max(backoffDelay(attempt), (problem.retryAfter ?? 0) * 1000);
        attempt += 1;
        if (attempt >= MOST_ATTEMPTS || problem.status === 401) return;
        await this.#newPause(wait).done;
      }
    }
  }
}
