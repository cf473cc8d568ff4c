// Which stretch of a chat's messages is loaded and shown. Pure but for the spans it extends.
//
// The tail reaches from `from` to the newest message and grows with the log. After a jump to a
// message further back an island is shown instead, until it meets the tail.

export function newTail(through) {
  // Everything after the state first loaded comes by the log.
  return { state: 'none', from: through + 1, older: undefined };
}

export function newIsland(page) {
  return {
    state: 'ready',
    from: page.nextCursor ? page.data[0].seq : 0,
    to: page.data.at(-1).seq,
    older: page.nextCursor ?? null,
    newer: page.prevCursor ?? null,
  };
}

/** The span on the screen. */
export function shownSpan(chat) {
  return chat.island ?? chat.tail;
}

export function messagesIn(chat, span) {
  const to = span.to ?? Infinity;
  return chat.messages.filter(({ seq }) => seq >= span.from && seq <= to);
}

export function extendBack(span, page) {
  if (page.data.length > 0) span.from = Math.min(span.from, page.data[0].seq);
  span.older = page.nextCursor ?? null;
  if (span.older === null) span.from = 0;
}

export function extendForward(island, page) {
  if (page.data.length > 0) island.to = Math.max(island.to, page.data.at(-1).seq);
  island.newer = page.nextCursor ?? null;
}

/** Shows the island; when it touches the tail the two become one. */
export function land(chat, island) {
  const meets = island.newer === null || island.to >= chat.tail.from;
  if (!meets) {
    chat.island = island;
    return;
  }
  chat.island = null;
  if (island.from >= chat.tail.from) return;
  Object.assign(chat.tail, { from: island.from, older: island.older, state: 'ready' });
}
