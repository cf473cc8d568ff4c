// How far others have received and read a chat.

/** Moves another member's cursor, forward only. */
export function moveCursor(chat, userId, readSeq, deliveredSeq) {
  const held = chat.cursors.get(userId) ?? { readSeq: 0, deliveredSeq: 0 };
  chat.cursors.set(userId, {
    readSeq: Math.max(held.readSeq, readSeq),
    deliveredSeq: Math.max(held.deliveredSeq, deliveredSeq, readSeq),
  });
}
