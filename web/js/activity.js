// Whether somebody is at this device, and when the server has to hear of it.
//
// The server counts from the last heartbeat that said so, and takes a device for away after
// `awaySeconds`. Heartbeats say it when the last deed was less than half of that ago, and a deed sends
// one when the server has not heard of any for as long. Then nobody looks away who does something every
// other minute, and who has gone looks away soon.

const AWAY_SECONDS = 300;
/** However much is done, no more than one heartbeat in this time is sent for it. */
const PAUSE_MS = 30_000;

export class Activity {
  #activeMs;
  #last = Date.now();
  /** When the server last counted me as active. */
  #counted = -Infinity;
  #beat = -Infinity;

  constructor({ awaySeconds = AWAY_SECONDS } = {}) {
    this.#activeMs = awaySeconds * 500;
  }

  /** Something was done here. True when a heartbeat has to tell it at once. */
  touch() {
    this.#last = Date.now();
    return this.#last - this.#counted >= this.#activeMs && this.#last - this.#beat >= PAUSE_MS;
  }

  /** A connection was opened: that counts. */
  connected() {
    this.#counted = Date.now();
  }

  /** A heartbeat is sent now; gives what it says. */
  beat() {
    this.#beat = Date.now();
    const active = this.#beat - this.#last < this.#activeMs;
    if (active) this.#counted = this.#beat;
    return active;
  }
}
