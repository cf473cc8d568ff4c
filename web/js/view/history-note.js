// Above the oldest message shown: that more is coming, that this is where it began, or that it
// could not be loaded.

import { shownSpan } from '../span.js';
import { h, setText } from './dom.js';

export function historyNote(again) {
  const element = h('div', { class: 'history-note', testid: 'history-note', role: 'status' });
  const retry = h(
    'button',
    { class: 'link', type: 'button', testid: 'retry-history', on: { click: again } },
    'Try again',
  );

  function render(chat) {
    const { state, older } = shownSpan(chat);
    if (state === 'failed') element.replaceChildren('The messages could not be loaded. ', retry);
    else if (state === 'loading') setText(element, 'Loading messages…');
    else if (older === null)
      setText(
        element,
        chat.messages.length === 0 ? 'Say hello. This is where it begins.' : 'This is where it began.',
      );
    else setText(element, '');
  }

  return { element, render };
}
