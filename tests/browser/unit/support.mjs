// Small makings for the unit tests.

/** Message `seq` of somebody else, one second after the one before it. */
export function message(seq, fields = {}) {
  return {
    id: `m${seq}`,
    seq,
    updatedSeq: seq,
    senderId: 'other',
    type: 'text',
    text: `text ${seq}`,
    createdAt: new Date(Date.UTC(2026, 4, 1, 12, 0, seq)).toISOString(),
    ...fields,
  };
}

/** A pause that is over at once. */
export function noPause() {
  return { done: Promise.resolve(), wake() {} };
}

/** Lets everything that is ready run. */
export function turn() {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
