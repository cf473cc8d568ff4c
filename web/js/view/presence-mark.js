// The dot on a face that shows whether its owner is here, and the word for it.

import { isTold } from '../presence-book.js';
import { STATUSES } from '../words.js';
import { setText } from './dom.js';

/** `word` is an element that says it to those who do not see the dot, where nothing else does. */
export function markPresence(face, presence, word = null) {
  const told = isTold(presence);
  const text = told ? (STATUSES[presence.status] ?? '') : '';
  if (told) face.dataset.presence = presence.status;
  else delete face.dataset.presence;
  if (face.title !== text) face.title = text;
  if (word) setText(word, text);
}
