// Tells the server which chat I look at, and that I type there. One frame at a time, since two that
// overtake each other would leave a chat open that is not. All of it is best effort: what fails is
// not repeated, and what cannot be told at once is not told later.

const MOST_MEMBERS = 256;

/** Whether a chat has so many members that nobody is told who looks at it and types. */
export function isCrowd(info, limits = {}) {
  return (info.memberCount ?? 0) > (limits.typingMembers ?? MOST_MEMBERS);
}

export class Attendance {
  #request;
  #online;
  #opening;
  #opened;
  #wanted = null;
  /** The chat that is open as far as the server was told. */
  #told = null;
  #typing = null;
  #busy = false;

  /** `opening(chatId)` before the server is told, `opened(chatId, answer)` with who looks at it. */
  constructor({ request, online, opening, opened }) {
    this.#request = request;
    this.#online = online;
    this.#opening = opening;
    this.#opened = opened;
  }

  /** This chat is on the screen now, or none. */
  look(chatId) {
    this.#wanted = chatId;
    this.#work();
  }

  /** `state`: `started` or `stopped`. */
  type(chatId, state) {
    this.#typing = { chatId, state };
    this.#work();
  }

  /** There is a new connection, which has nothing open. */
  renew() {
    this.#told = null;
    this.#work();
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    // Of what changes in one turn the last counts.
    await null;
    for (let step = this.#next(); step; step = this.#next()) await step().catch(() => {});
    this.#busy = false;
  }

  #next() {
    const typing = this.#typing;
    if (!this.#online()) {
      this.#typing = null;
      return null;
    }
    // Before the chat is closed: to type in one opens it again.
    if (typing && typing.chatId === this.#told) {
      this.#typing = null;
      return () => this.#request('typing', typing);
    }
    if (typing && typing.chatId !== this.#wanted) this.#typing = null;
    if (this.#told === this.#wanted) return null;
    return this.#told === null ? () => this.#open(this.#wanted) : () => this.#close(this.#told);
  }

  async #open(chatId) {
    this.#told = chatId;
    this.#opening(chatId);
    this.#opened(chatId, await this.#request('openChat', { chatId }));
  }

  #close(chatId) {
    this.#told = null;
    return this.#request('closeChat', { chatId });
  }
}
