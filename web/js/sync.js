// Which entries of a chat's log this client has. Pure.
//
// `through` says that every entry up to it has been applied; `ahead` holds those that
// arrived beyond a gap. A gap is only called a hole after a wait, because queues reorder.

/** How long a gap may stay before the client asks for what is missing. */
export const GAP_WAIT_MS = 1_000;

export function newLog(through = 0) {
  return { through, ahead: new Set() };
}

/** Records entry `seq`; false when it is already here and must be dropped. */
export function accept(log, seq) {
  if (seq <= log.through || log.ahead.has(seq)) return false;
  log.ahead.add(seq);
  closeUp(log);
  return true;
}

/** Records that `from` to `to` will never come: they expired, they were not missed. */
export function acceptRange(log, from, to) {
  if (from <= log.through + 1) advance(log, to);
  else for (let seq = from; seq <= to; seq += 1) log.ahead.add(seq);
  closeUp(log);
}

/** Everything up to `seq` is contained in something just loaded. */
export function advance(log, seq) {
  if (seq <= log.through) return;
  log.through = seq;
  for (const held of log.ahead) if (held <= seq) log.ahead.delete(held);
  closeUp(log);
}

export function hasGap(log) {
  return log.ahead.size > 0;
}

function closeUp(log) {
  while (log.ahead.delete(log.through + 1)) log.through += 1;
}
