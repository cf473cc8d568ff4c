// Which entries of a chat's log this client has applied, and which wait. Pure.
//
// Entries are applied in the order of the log, since each says what came of those before it.
// `through` is the last one applied; `early` holds those that arrived beyond a gap. A gap is
// only called a hole after a wait, because queues reorder.

/** How long a gap may stay before the client asks for what is missing. */
export const GAP_WAIT_MS = 1_000;

export function newLog(through = 0) {
  return { through, early: new Map() };
}

/** The entries to apply now that `event` has arrived, in order; none when it is a repeat or early. */
export function accept(log, event) {
  if (event.seq <= log.through || log.early.has(event.seq)) return [];
  log.early.set(event.seq, event);
  return release(log);
}

/** Nothing up to `seq` will come any more. Gives the entries that may be applied now. */
export function advance(log, seq) {
  if (seq <= log.through) return [];
  log.through = seq;
  for (const held of log.early.keys()) if (held <= seq) log.early.delete(held);
  return release(log);
}

export function hasGap(log) {
  return log.early.size > 0;
}

/** The first entry that an event stands for: those gone by time come as one range. */
export function beginOf(event) {
  return event.type === 'entries.expired' ? event.data.fromSeq : event.seq;
}

function release(log) {
  const ready = [];
  let next;
  while ((next = following(log))) {
    log.early.delete(next.seq);
    if (next.seq <= log.through) continue;
    log.through = next.seq;
    ready.push(next);
  }
  return ready;
}

function following({ through, early }) {
  const next = early.get(through + 1);
  if (next) return next;
  for (const event of early.values()) if (beginOf(event) <= through + 1) return event;
  return null;
}
