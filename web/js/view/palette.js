// A few reactions to pick from, and a place for any other.

import { h } from './dom.js';
import { moveFocus } from './menu.js';

const USUAL = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

export function palette(message, picked) {
  const buttons = USUAL.map((emoji) =>
    h(
      'button',
      {
        class: 'palette-emoji',
        type: 'button',
        testid: 'palette-emoji',
        'aria-label': `React with ${emoji}`,
        'aria-pressed': String(message.reactions?.[emoji]?.mine === true),
        on: { click: () => picked(emoji) },
      },
      emoji,
    ),
  );
  const other = h('input', {
    class: 'palette-input',
    testid: 'palette-input',
    'aria-label': 'Another emoji',
    placeholder: 'Other',
    maxlength: '32',
    autocomplete: 'off',
    enterkeyhint: 'done',
  });
  const row = h('div', { class: 'palette-row' }, buttons);
  row.addEventListener('keydown', (event) => moveFocus(event, buttons, 'ArrowLeft', 'ArrowRight'));
  const submit = (event) => {
    event.preventDefault();
    if (other.value.trim() !== '') picked(other.value.trim());
  };
  return h('form', { class: 'palette', 'aria-label': 'React', on: { submit } }, row, other);
}
