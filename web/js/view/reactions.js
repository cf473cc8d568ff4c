// The reactions below a message, each with its count: a press adds mine, or takes it back.

import { h, reconcile, setText } from './dom.js';

/** `react(emoji)` */
export function reactionsView(react) {
  const element = h('div', { class: 'reactions', role: 'group', 'aria-label': 'Reactions' });

  function show(reactions) {
    // The order of the characters, the same for everyone: counts never make them change places.
    const shown = Object.entries(reactions ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
    element.hidden = shown.length === 0;
    reconcile(element, shown, { key: ([emoji]) => emoji, create, update });
  }

  function create([emoji]) {
    return h(
      'button',
      {
        class: 'reaction',
        type: 'button',
        testid: 'reaction',
        'data-emoji': emoji,
        on: { click: () => react(emoji) },
      },
      h('span', {}, emoji),
      h('span', { class: 'reaction-count' }),
    );
  }

  function update(button, [emoji, { count, mine }]) {
    setText(button.lastElementChild, String(count));
    button.setAttribute('aria-pressed', String(mine === true));
    button.setAttribute('aria-label', `${emoji} ${count}${mine ? ', one of them yours' : ''}`);
  }

  return { element, show };
}
