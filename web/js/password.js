// What can be said of a password before the server does. Pure.

export const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 128;
/** Shorter names are in too many words. */
const SHORTEST_NAME = 4;

/**
 * Why a password will be refused: `too_short`, `too_long`, `personal` (it holds a name, or the part
 * of an address before its `@`), or null.
 */
export function passwordProblem(password, personal = []) {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return 'too_short';
  if (length > LONGEST_PASSWORD) return 'too_long';
  const folded = password.toLowerCase();
  const names = personal.map((name) => (name ?? '').trim().toLowerCase().split('@')[0]);
  const holds = (name) => [...name].length >= SHORTEST_NAME && folded.includes(name);
  return names.some(holds) ? 'personal' : null;
}
