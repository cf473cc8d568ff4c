// What is wrong with a value, in the page's own words where the server has a code for it. Pure.

import { SHORTEST_PASSWORD } from './password.js';

const TEXTS = {
  too_short: `At least ${SHORTEST_PASSWORD} characters, please.`,
  too_long: 'This is too long.',
  common: 'This password is known to everybody who guesses passwords. Please choose another.',
  personal: 'It must not contain your username or your e-mail address.',
};
const OF_FIELDS = {
  password: ['too_short', 'too_long', 'common', 'personal'],
  newPassword: ['too_short', 'too_long', 'common', 'personal'],
};

/** `error`: `{field, code, detail}` as the server gives it. */
export function fieldText({ field, code, detail }) {
  const known = OF_FIELDS[field]?.includes(code) && TEXTS[code];
  return known || detail || code;
}
