// Above the text being written: the message it answers or edits, and a way out.

import { lineOf } from '../naming.js';
import { h, setText } from './dom.js';
import { icon } from './icons.js';

/** `cancel()` leaves the edit or the reply. */
export function contextStrip(cancel) {
  const title = h('strong', {});
  const line = h('span', { class: 'context-line' });
  const element = h(
    'div',
    { class: 'composer-context', testid: 'composer-context', role: 'status', hidden: true },
    h('div', { class: 'context-text' }, title, line),
    h(
      'button',
      {
        class: 'button round small',
        type: 'button',
        testid: 'cancel-context',
        'aria-label': 'Cancel',
        title: 'Cancel (Escape)',
        on: { click: cancel },
      },
      icon('close'),
    ),
  );
  const show = (editing, replyTo, name) => {
    element.hidden = !editing && !replyTo;
    element.dataset.kind = editing ? 'edit' : 'reply';
    setText(title, editing ? 'Edit' : `Reply to ${name === 'You' ? 'yourself' : name}`);
    setText(line, editing || replyTo ? lineOf(editing ? editing.message : replyTo) : '');
  };
  return { element, show };
}
