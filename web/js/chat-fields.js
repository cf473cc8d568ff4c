// The fields of a chat between a form and the API. Pure.

import { lengthOf } from './format.js';

/** What a field is when nobody has said anything else. */
const UNSAID = { tags: [], slowModeSeconds: 0, archived: false };

export const STAYS = [
  [0, 'for ever'],
  [60, 'for a minute'],
  [3_600, 'for an hour'],
  [86_400, 'for a day'],
  [604_800, 'for a week'],
];
export const SLOW_MODES = [0, 5, 10, 30, 60, 300, 900, 3_600].map((seconds) => [
  seconds,
  seconds === 0 ? 'off' : `one message in ${lengthOf(seconds)}`,
]);

/** The choices for a number of seconds, the present one among them. */
export function choicesWith(choices, seconds) {
  const there = !seconds || choices.some(([choice]) => choice === seconds);
  return there ? choices : [...choices, [seconds, lengthOf(seconds)]].sort(([one], [other]) => one - other);
}

/** Words between commas, each once. */
export function tagsIn(text) {
  const words = text.split(',').map((word) => word.trim());
  return [...new Set(words.filter(Boolean))];
}

/** What of a form a new chat has to be told; the rest is as usual. */
export function bodyOf(values) {
  const said = Object.entries(values).filter(([field, value]) => !same(value, UNSAID[field] ?? null));
  return Object.fromEntries(said);
}

/** What a form says otherwise than the chat does. */
export function changesOf(info, values) {
  const changed = Object.entries(values).filter(
    ([field, value]) => !same(value, info[field] ?? UNSAID[field] ?? null),
  );
  return Object.fromEntries(changed);
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
