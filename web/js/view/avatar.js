// A round picture, or initials on a colour that stays with its owner.

import { colourOf, initials } from '../format.js';
import { h } from './dom.js';

/** `subject`: `{id, name, url?}`; the same call brings an existing element up to date. */
export function avatar(subject, element = h('span', { class: 'avatar', 'aria-hidden': 'true' })) {
  const state = `${subject.id}\n${subject.name}\n${subject.url ?? ''}`;
  if (element.dataset.state === state) return element;
  element.dataset.state = state;
  element.dataset.colour = String(colourOf(subject.id));
  element.replaceChildren(initials(subject.name));
  if (subject.url?.startsWith('https://')) {
    const picture = h('img', {
      alt: '',
      loading: 'lazy',
      referrerpolicy: 'no-referrer',
      '.src': subject.url,
    });
    picture.addEventListener('error', () => picture.remove());
    element.append(picture);
  }
  return element;
}
