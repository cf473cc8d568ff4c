// How long the server asks to wait, and what follows from it. Pure.

import { counted } from './words.js';

const LONGEST_WAIT_SECONDS = 60;
const REPEATABLE = new Set(['GET', 'PUT', 'DELETE']);

/**
 * Milliseconds after which a call that came too often is made once more by itself; null when it
 * has to be left to the user: it may do something twice, or the wait is too long.
 */
export function waitBefore({ code, retryAfter }, method, headers = {}) {
  if (code !== 'rate_limited' || !(retryAfter <= LONGEST_WAIT_SECONDS) || retryAfter === null) return null;
  if (!REPEATABLE.has(method) && !headers['Idempotency-Key']) return null;
  return retryAfter * 1000;
}

/** When that is: "in 20 seconds", "in 3 minutes", "at 14:30". */
export function whenText(seconds, now = Date.now(), locale = undefined) {
  if (seconds < 90) return `in ${counted(Math.max(1, Math.ceil(seconds)), 'second')}`;
  if (seconds < 3_600) return `in ${counted(Math.ceil(seconds / 60), 'minute')}`;
  const at = new Date(now + seconds * 1000);
  return `at ${at.toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' })}`;
}
