// What is known of who is here: of each person `{status, text, lastSeenAt}`. Pure.
//
// Events say by their time which of two is newer. An answer has no such time: it counts when
// nothing was heard of the person since it was asked for.

/** How somebody looks of whom nothing is told. */
export const HIDDEN = Object.freeze({ status: 'offline', text: null, lastSeenAt: null });

/** Whether there is anything to show. */
export function isTold(presence) {
  if (!presence) return false;
  const { status, text, lastSeenAt } = presence;
  return status !== 'offline' || Boolean(text || lastSeenAt);
}

export class PresenceBook {
  /** User id -> `{presence, ts, asOf}`: `asOf` is the newest question it is an answer to, or newer than. */
  #held = new Map();
  #questions = 0;

  /** What is known of a person, or null. */
  of(id) {
    return this.#held.get(id)?.presence ?? null;
  }

  /** A question is asked now. Its number goes with the answer. */
  ask() {
    this.#questions += 1;
    return this.#questions;
  }

  /** Takes in the answer to a question. True when somebody is seen otherwise than before. */
  answer(question, people) {
    let changed = false;
    for (const { userId, ...presence } of people) {
      const held = this.#held.get(userId);
      if (held && held.asOf > question) continue;
      if (this.#put(userId, presence, { ts: held?.ts ?? -Infinity, asOf: question })) changed = true;
    }
    return changed;
  }

  /** Takes in an event. True when the person is seen otherwise than before. */
  hear({ ts: at, data: { userId, ...presence } }) {
    const ts = Date.parse(at);
    if (ts <= this.#held.get(userId)?.ts) return false;
    // It is newer than all that has been asked until now.
    return this.#put(userId, presence, { ts, asOf: this.#questions + 0.5 });
  }

  #put(userId, { status, text = null, lastSeenAt = null }, known) {
    const before = this.of(userId);
    const presence = { status, text, lastSeenAt };
    this.#held.set(userId, { presence, ...known });
    return JSON.stringify(before) !== JSON.stringify(presence);
  }
}
